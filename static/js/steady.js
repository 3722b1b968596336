// A saved answer moves nothing that the hand is about to touch. What comes under a field has its place there (the
// style sheet keeps it) and a caution comes folded; what grows or shrinks above the form is made up for by scrolling.
(() => {
  const form = document.querySelector("[data-chapter], [data-step], [data-entry]");
  if (!form) return;
  const THINGS = ".field, .question, [data-lesion], .save-row";
  const root = document.documentElement;
  // The browser would make up for the same once more; of what stands in a fold it does, whatever the root says.
  root.style.overflowAnchor = document.body.style.overflowAnchor = "none";

  // ---- what the hand is at: the field that has the focus, was pressed, or lies under the pointer
  let hand = null;
  // A bar that stays in sight goes where the window goes: its place down the page says nothing of what grew.
  const thing = (target) => {
    const found = target.closest?.(THINGS);
    return found && form.contains(found) && getComputedStyle(found).position !== "sticky" ? found : null;
  };
  for (const kind of ["focusin", "pointerdown"]) document.addEventListener(kind, (event) => { hand = thing(event.target); }, true);
  for (const kind of ["input", "pointerover"]) document.addEventListener(kind, (event) => { hand = thing(event.target) ?? hand; }, true);

  // ---- where everything was, down the page
  let places = new Map();
  let width = innerWidth;
  const key = (it) => it.id || it;
  const placeOf = (it) => it.getBoundingClientRect().top + scrollY;
  const remember = () => {
    const shown = [...form.querySelectorAll(THINGS)].filter((it) => it.offsetParent);
    places = new Map(shown.map((it) => [key(it), placeOf(it)]));
    width = innerWidth;
  };
  // Empty space: above where the page cannot be scrolled up, below where it cannot be scrolled down.
  const space = (where) => {
    const made = document.createElement("div");
    where(made);
    return { height: 0, made, set(to) { this.height = to; made.style.height = `${to}px`; } };
  };
  const above = space((made) => (document.getElementById("derived") ?? form.firstElementChild).after(made));
  const below = space((made) => form.after(made));
  const makeUpFor = (by) => {
    const spared = Math.min(Math.max(by, 0), above.height);
    if (spared) above.set(above.height - spared);
    const wanted = scrollY + by - spared;
    if (wanted < 0) above.set(above.height - wanted);
    const most = root.scrollHeight - innerHeight;
    if (wanted > most) below.set(below.height + Math.ceil(wanted - most));
    scrollTo({ top: wanted, behavior: "instant" });
  };
  // Once out of sight it is needed no more.
  const spare = () => {
    if (below.height && below.made.getBoundingClientRect().top >= innerHeight) below.set(0);
    const by = above.height;
    if (!by || above.made.getBoundingClientRect().bottom > 0) return;
    const wanted = scrollY - by;
    above.set(0);
    scrollTo({ top: wanted, behavior: "instant" });
    remember();
  };
  addEventListener("scrollend", spare);
  // In a window of another width there may be room for all of it.
  const unfold = () => {
    for (const button of form.querySelectorAll(".show-all")) {
      const after = document.getElementById(button.getAttribute("aria-controls"));
      after?.classList.remove("folded");
      after?.style.removeProperty("height");
      button.remove();
    }
  };
  const check = () => {
    if (width !== innerWidth) unfold();
    const it = hand?.isConnected ? hand : document.getElementById(hand?.id);
    const was = it?.offsetParent && width === innerWidth ? places.get(key(it)) : undefined;
    const by = was === undefined ? 0 : placeOf(it) - was;
    if (Math.abs(by) >= 1) makeUpFor(by);
    remember();
  };
  new ResizeObserver(check).observe(form.parentElement);

  // ---- no field gets smaller by itself, nor what stands under it, and what was unfolded stays so
  const HELD = ".field[id], .after[id]";
  // What is wrong, told at more length than there is room for, is folded to that room; a button shows it all.
  const fold = (after, room) => {
    if (!room || after.offsetHeight <= room + 1) return;
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn-text show-all", textContent: "Show all" });
    button.setAttribute("aria-controls", after.id);
    const show = (all) => {
      after.classList.toggle("folded", !all);
      after.style.height = all ? "" : `${room}px`;
      button.textContent = all ? "Show less" : "Show all";
      button.setAttribute("aria-expanded", all);
    };
    button.addEventListener("click", () => show(after.classList.contains("folded")));
    after.after(button);
    show(false);
  };
  let heights = new Map();
  let unfolded = new Set();
  form.addEventListener("htmx:beforeSwap", () => {
    for (const button of form.querySelectorAll(".show-all")) button.remove();
    heights = new Map([...form.querySelectorAll(HELD)].map((it) => [it.id, it.offsetHeight]));
    unfolded = new Set([...form.querySelectorAll("details[id][open]")].map((it) => it.id));
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt !== form) return;
    for (const it of form.querySelectorAll(".after details[id]")) it.open = unfolded.has(it.id);
    for (const it of form.querySelectorAll(HELD)) {
      if (it.offsetHeight < (heights.get(it.id) ?? 0)) it.style.minHeight = `${heights.get(it.id)}px`;
    }
    for (const it of form.querySelectorAll(".after[id]:has(.errors)")) fold(it, heights.get(it.id));
    heights = new Map();
    check();
  }, true); // before anybody goes to another place on the page because of the answer
  form.addEventListener("toggle", (event) => {
    for (const it of event.target.open ? [] : [".after", ".field"]) event.target.closest(it)?.style.removeProperty("min-height");
  }, true);
  remember();
})();

// The workbench beyond plain HTML: the guidance's tabs and sheet, going to a field; saving and lesions are shared.
// Every task works without this file too: the form posts, links lead to fields, the tabs stand one below the other.
(() => {
  const form = document.querySelector("[data-chapter]");
  if (!form) return;
  document.documentElement.classList.add("js");
  const byId = (id) => document.getElementById(id);
  const saving = window.kidmetSaving(form, {
    saved: () => { restorePanel(); announce(`${window.kidmetUndone()} ${newEdition()} ${byId("announcement").textContent}`.trim()); },
    gone: "this case no longer exists.",
  });
  const { soon, announce } = saving;

  // ---- the guidance panel
  // Once somebody has chosen a tab it stays, in this window, for the whole case; else each chapter has its own.
  const place = `kidmet-tab ${location.pathname.replace(/[^/]+\/$/, "")}`;
  const kept = () => { try { return sessionStorage.getItem(place); } catch { return null; } };
  const keep = (key) => { try { sessionStorage.setItem(place, key); } catch { /* this page alone knows it then */ } };
  let chosen = "";
  const tabs = () => [...document.querySelectorAll("[data-tabs] [data-tab]")];
  const choose = (key, focus) => {
    chosen = key;
    form.querySelector("[name=tab]").value = key;
    for (const tab of tabs()) {
      const on = tab.dataset.tab === key;
      tab.setAttribute("aria-selected", on);
      tab.tabIndex = on ? 0 : -1;
      tab.removeAttribute("aria-current");
      if (on && focus) tab.focus();
      byId(`tab-${tab.dataset.tab}`).toggleAttribute("data-chosen", on);
    }
  };
  const pick = (key, focus) => { choose(key, focus); keep(key); };
  const dressTabs = () => {
    const list = document.querySelector("[data-tabs]");
    list.setAttribute("role", "tablist");
    list.setAttribute("aria-label", "Guidance by domain");
    for (const tab of tabs()) {
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-controls", `tab-${tab.dataset.tab}`);
      byId(`tab-${tab.dataset.tab}`).setAttribute("role", "tabpanel");
    }
    const has = (key) => tabs().some((tab) => tab.dataset.tab === key);
    choose([chosen, kept()].find(has) ?? tabs().find((tab) => tab.hasAttribute("aria-current")).dataset.tab);
  };
  let openFolds = new Map();
  const nameOf = (fold) => fold.id || fold.querySelector("summary").textContent;
  let isOpen = false;
  let scrolled = 0;
  const keepPanel = () => {
    const guide = byId("guide");
    scrolled = guide.scrollTop;
    openFolds = new Map([...guide.querySelectorAll("details")].map((each) => [nameOf(each), each.open]));
  };
  form.addEventListener("htmx:beforeSwap", keepPanel);
  const restorePanel = () => {
    const guide = byId("guide");
    dressTabs();
    if (isOpen) show(true);
    for (const each of guide.querySelectorAll("details")) {
      const was = openFolds.get(nameOf(each));
      if (was !== undefined) each.open = was;
    }
    guide.scrollTop = scrolled;
  };
  // What a new edition makes of the case, once: when the panel that tells of it comes, with a save or by itself.
  let edition = byId("guide").dataset.edition;
  const newEdition = () => {
    const was = edition;
    edition = byId("guide").dataset.edition;
    return edition === was ? "" : byId("changed-since")?.querySelector("p").textContent ?? "";
  };
  const watch = document.querySelector("[data-edition-watch]");
  const focusInPanel = window.kidmetFocus(watch);
  document.body.addEventListener("htmx:beforeSwap", (event) => { if (event.detail.requestConfig.elt === watch) keepPanel(); });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt !== watch || !event.detail.successful) return;
    restorePanel();
    focusInPanel.restore();
    announce(newEdition());
  });
  document.addEventListener("click", (event) => {
    const tab = event.target.closest("[data-tab]");
    if (tab && tab.closest("[data-tabs]")) { event.preventDefault(); pick(tab.dataset.tab); }
  });
  // A line of the first view leads to its card, under whichever tab and fold that lies.
  document.addEventListener("click", (event) => {
    const card = byId(event.target.closest("[data-card]")?.hash.slice(1));
    if (!card) return;
    event.preventDefault();
    choose(card.closest("[data-body]").dataset.body);
    for (let fold = card.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    card.querySelector("h3 a").focus({ preventScroll: true });
    const guide = byId("guide");
    guide.scrollTop += card.getBoundingClientRect().top - guide.getBoundingClientRect().top - 12;
  });
  document.addEventListener("keydown", (event) => {
    const tab = event.target.closest?.("[role=tab]");
    if (tab) {
      const all = tabs();
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step) { event.preventDefault(); pick(all[(all.indexOf(tab) + step + all.length) % all.length].dataset.tab, true); }
      if (event.key === " ") { event.preventDefault(); pick(tab.dataset.tab); }
    }
    if (event.key === "Escape" && isOpen) openSheet(false);
  });

  // ---- the sheet on a phone
  const opener = document.querySelector("[data-sheet]");
  opener.setAttribute("role", "button");
  let cameFrom = ""; // the caution whose note the sheet was opened at
  // What lies under the open sheet takes no focus and is not read; the live regions go on being heard.
  const behind = () => [...document.querySelectorAll("body > *, main > *, .bench > *")]
    .filter((each) => !each.matches("script, dialog, [aria-live]") && !each.contains(byId("guide")));
  const show = (open) => {
    isOpen = open;
    const guide = byId("guide");
    guide.toggleAttribute("data-open", open);
    opener.setAttribute("aria-expanded", open);
    for (const each of behind()) each.inert = open;
  };
  const openSheet = (open, at) => {
    show(open);
    const link = form.querySelector(`a[href="#${cameFrom}"]`);
    if (open) (at ?? byId("guide")).focus();
    else (link?.checkVisibility() ? link : opener).focus();
    cameFrom = open && at ? at.id : "";
  };
  opener.addEventListener("click", (event) => { event.preventDefault(); openSheet(!isOpen); });
  opener.addEventListener("keydown", (event) => { if (event.key === " ") { event.preventDefault(); openSheet(!isOpen); } });
  document.addEventListener("click", (event) => {
    const isBeside = !event.target.closest("#guide, dialog, [data-sheet], a[href^='#caution-']") && event.target.isConnected;
    if (event.target.closest("[data-sheet-close]") || (isOpen && isBeside)) openSheet(false);
  });
  // Where the window becomes so wide that the guidance has its own column, nothing lies under it.
  matchMedia("(max-width: 1180px)").addEventListener("change", () => { if (isOpen) show(false); });
  // "See the note" beside a field leads to the caution, also into the sheet while that is closed.
  const seeNote = (id) => {
    const caution = id.startsWith("caution-") && byId(id);
    if (!caution) return false;
    const note = caution.querySelector("details");
    if (note) note.open = true;
    if (opener.checkVisibility()) openSheet(true, caution);
    else caution.focus();
    caution.scrollIntoView({ block: "nearest" });
    return true;
  };
  form.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#caution-']");
    if (link && seeNote(link.hash.slice(1))) event.preventDefault();
  });

  // ---- going to a field
  const arrive = (id) => {
    // The link past the header leads to all the fields, not to one of them.
    const field = id && !id.startsWith("fields-") && byId(id);
    if (!field || !form.contains(field)) return false;
    const input = field.querySelector("[type=radio]:checked") ?? field.querySelector("input:not([type=hidden]), select") ?? field;
    for (const old of form.querySelectorAll(".arrived")) old.classList.remove("arrived");
    field.classList.add("arrived");
    if (isOpen) show(false);
    for (let fold = field.closest("details.more"); fold; fold = fold.parentElement.closest("details.more")) fold.open = true;
    field.scrollIntoView({ block: "center", behavior: "instant" });
    input.focus({ preventScroll: true });
    return true;
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href*='#field-']");
    if (link && new URL(link.href).pathname === location.pathname && arrive(new URL(link.href).hash.slice(1))) event.preventDefault();
  });
  form.addEventListener("input", (event) => event.target.closest(".arrived")?.classList.remove("arrived"));

  window.kidmetLesions(form, soon);
  window.kidmetUndoing(saving);
  dressTabs();
  const follow = () => arrive(location.hash.slice(1)) || seeNote(location.hash.slice(1));
  follow();
  addEventListener("hashchange", follow);
  // Once a page is here whole, the browser goes to what its address names, which takes no focus by itself; after that.
  const again = () => { if (document.activeElement === document.body) follow(); };
  addEventListener("load", () => requestAnimationFrame(() => setTimeout(again)));
})();

// Saving a form as one goes: shared by the workbench and by the steps of an attempt.
// `saved` is called after each answer of the server, with the button that asked for it where one was pressed;
// `gone` says what a missing page means.
{
// As long as a person waits for an answer that may still come, in milliseconds.
const PATIENCE = 20_000;
// As long as the lower edge says that it is saved again, in milliseconds.
const SAID_FOR = 8000;
const TYPED = "input[type=text], input[type=month], textarea";
// What a server answers that is down, overloaded or being restarted: the same may go through a little later.
const PASSING = [500, 502, 503, 504];
// Buttons that save; the hidden one is what Enter in a field presses.
const SAVING = ".save-row [data-save], [aria-hidden], [name=commit], [name=keep_mine], [name=then], [name=propose]";
window.kidmetSaving = (form, { saved, gone }) => {
  const byId = (id) => document.getElementById(id);
  let dirty = false;
  let busy = false;
  let isGone = false;
  let timer = 0;
  let afterwards = null;
  let unsaved = false;
  const pageKey = window.kidmetPageKey();
  let turn = 0;
  const retrying = window.kidmetRetrying(() => save());
  let settling = [];
  // The state stands above the form, and at its foot where it is long. There what is about to be said anew only
  // fades: a line more or less would move the button from under the hand that presses it.
  const say = (text, state) => {
    const foot = byId("save-foot");
    foot?.classList.toggle("stale", state === "saving");
    for (const place of state === "saving" ? [byId("save-state")] : [byId("save-state"), foot]) {
      if (!place || place.textContent === text) continue; // said once: a screen reader would say it again
      place.textContent = text;
      place.className = `save-state ${state}`;
    }
    showLine();
  };
  // While nothing is saved, and for a while once it is again, a line at the lower edge says so; not where the state
  // or what it stands beside is in sight.
  const line = Object.assign(document.createElement("p"), { className: "save-line", hidden: true });
  const inSight = new Set();
  let back = ""; // what was said when the connection came back, for as long as it is said
  let backTimer = 0;
  const showLine = () => {
    const state = byId("save-state");
    const isRefused = state.classList.contains("not-saved");
    const foot = isRefused && byId("conflict")?.querySelector(".finding") ? '<button type="button" class="btn-text" data-to-first>See why</button>' : "";
    const said = isRefused ? state.firstChild?.textContent.trim() ?? "" : back;
    line.hidden = inSight.size > 0 || !said;
    if (line.hidden) return;
    line.dataset.room = "";
    line.classList.toggle("saved", !isRefused);
    line.innerHTML = `<span></span> ${foot}`;
    line.firstChild.textContent = said;
    makeWay();
  };
  // It covers nothing that the hand is at, with what is said of it; not every browser gives the focus to what is pressed.
  let hand = null;
  for (const kind of ["focusin", "pointerdown"]) document.addEventListener(kind, ({ target }) => { if (form.contains(target)) hand = target; }, true);
  const makeWay = () => {
    const at = hand?.isConnected ? hand : document.activeElement;
    if (!form.contains(at)) return;
    const edge = line.getBoundingClientRect().top;
    const field = at.closest(".field, .question");
    const it = field && field.getBoundingClientRect().height < edge / 2 ? field : at;
    const { top, bottom } = it.getBoundingClientRect();
    // Who has scrolled away from it is not called back.
    if (bottom > edge && top < innerHeight) it.scrollIntoView({ block: "nearest", behavior: "instant" });
  };
  form.after(line);
  const watched = new IntersectionObserver((seen) => {
    for (const { target, isIntersecting } of seen) inSight[isIntersecting ? "add" : "delete"](target);
    showLine();
  });
  for (const place of new Set([byId("save-state").parentElement, form.querySelector(".save-row"), document.querySelector(".foot")])) if (place) watched.observe(place);
  const save = () => {
    clearTimeout(timer);
    if (!dirty) return;
    // While a request is under way htmx keeps one more, the last: a save would take the place of a commit.
    if (busy) timer = setTimeout(save, 150);
    else htmx.trigger(form, "kidmet:save");
  };
  // While it is tried again by itself, what was said of that stands.
  const saying = (text) => { if (!retrying.isOn()) say(text, "saving"); };
  const notYet = () => saying("Not saved yet");
  const soon = (milliseconds) => {
    dirty = true;
    notYet();
    clearTimeout(timer);
    timer = setTimeout(save, milliseconds);
  };
  form.addEventListener("input", (event) => {
    if (event.target.matches(TYPED)) soon(900);
  });
  form.addEventListener("change", (event) => {
    keepNoneAlone(event.target);
    if (dirty || !event.target.matches(TYPED)) soon(150); // what was typed may be saved before its field is left
  });
  const inWords = (it) => it.textContent.trim().replace(/\s+/g, " ");
  const sayIsBack = () => {
    for (const place of [byId("save-state"), byId("save-foot")]) {
      if (place?.lastChild?.nodeType === Node.TEXT_NODE) place.lastChild.data = place.lastChild.data.trimEnd();
      place?.append(", the connection is back");
    }
    back = inWords(byId("save-state"));
    clearTimeout(backTimer);
    backTimer = setTimeout(() => { back = ""; showLine(); }, SAID_FOR);
  };
  const failed = (why) => {
    dirty = true;
    retrying.stop();
    say(`Not saved: ${why} What you entered is still here; press Save to try again.`, "not-saved");
  };
  // Only a save is tried again by itself. What a button does besides is done when somebody presses it.
  const tryAgain = (why, config) => {
    const button = config.triggeringEvent?.submitter;
    dirty = unsaved || !button?.name || button.name === "commit";
    if (dirty) retrying.later();
    const what = button?.name ? `“${button.firstChild.textContent.trim()}” was not done` : "Not saved";
    const then = button?.name ? "Press it again when the connection is back." : "It is tried again by itself.";
    say(`${what}: ${why} ${then}`, "not-saved");
  };
  form.addEventListener("htmx:configRequest", (event) => {
    if (isGone) { event.preventDefault(); return; }
    // What the browser would send. htmx adds the button that has the focus, also where nobody pressed it.
    const button = event.detail.triggeringEvent?.submitter;
    const sent = new FormData(form);
    if (button?.name) sent.append(button.name, button.value);
    if (button?.hasAttribute("formaction")) event.detail.path = button.getAttribute("formaction");
    sent.append("page", `${pageKey}-${++turn}`);
    event.detail.parameters = sent;
    // What the page shows already is left out of the answer.
    event.detail.headers["Page-Stamps"] = [...document.querySelectorAll("[data-stamp]")].map((it) => it.dataset.stamp).join(" ");
    event.detail.timeout = PATIENCE;
  });
  form.addEventListener("htmx:beforeRequest", () => {
    clearTimeout(timer);
    unsaved = dirty;
    dirty = false;
    busy = true;
    saying("Saving");
  });
  form.addEventListener("htmx:beforeOnLoad", (event) => {
    if (event.detail.xhr.getResponseHeader("HX-Redirect") === null) return;
    // The page is being left: its form takes nothing more, not even the second half of a double click.
    isGone = true;
    dirty = false;
  });
  addEventListener("pageshow", () => { isGone = false; });
  form.addEventListener("htmx:sendError", (event) => tryAgain("the server cannot be reached.", event.detail.requestConfig));
  form.addEventListener("htmx:timeout", (event) => tryAgain("the server took too long.", event.detail.requestConfig));
  form.addEventListener("htmx:responseError", (event) => {
    const { xhr: { status }, requestConfig } = event.detail;
    if (PASSING.includes(status)) tryAgain("the server cannot answer just now.", requestConfig);
    else failed(status === 401 || status === 403 ? "your sign-in has ended. Sign in again in another tab." : status === 404 ? gone : `the server answered ${status}.`);
  });
  // The server sends what is wrong in a row of lesions, not what is right there again.
  form.addEventListener("htmx:beforeSwap", () => {
    for (const after of form.querySelectorAll("[data-lesion] .after")) after.replaceChildren();
  });
  // Fields that the server drew anew would take away what was typed since; the next save brings them.
  document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
    if (dirty && event.detail.target.id.startsWith("fields-")) event.detail.shouldSwap = false;
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.target !== form && event.detail.elt !== form) return;
    busy = false;
    if (!event.detail.successful) { afterwards = null; settled(); return; }
    const isBack = retrying.stop();
    const isRefused = byId("save-state").classList.contains("not-saved");
    if (isRefused) { dirty = true; afterwards = null; }
    else if (dirty) notYet();
    else if (isBack) sayIsBack();
    markInvalid();
    showLine();
    const button = event.detail.requestConfig.triggeringEvent?.submitter;
    saved(button);
    if (isBack) byId("announcer").prepend(`${inWords(byId("save-state"))}. `);
    focus.restore();
    // On a press of Save, never on a save by itself.
    if (button?.matches(SAVING)) toFirst();
    if (isRefused || !dirty) settled();
    if (dirty || !afterwards) return;
    const then = afterwards;
    afterwards = null;
    then();
  });
  // Does it when nothing is left to save; not at all where that fails.
  const whenSaved = (then) => {
    if (!dirty && !busy) { then(); return; }
    afterwards = then;
    save();
  };
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-take-other]")) { dirty = false; leaving.letGo(); }
    if (event.target.closest("[data-to-first]")) { event.preventDefault(); toFirst(); }
  });

  // ---- what is at stake when the page is left
  const leaving = window.kidmetLeaving;
  const settled = () => { for (const done of settling.splice(0)) done(); };
  const settle = () => new Promise((resolve) => {
    if (!dirty && !busy) { resolve(); return; }
    settling.push(resolve);
    save();
  });
  const wrongFields = () => [...form.querySelectorAll(".is-invalid")].filter((each) => each.checkVisibility());
  const lost = { then: "Leaving takes away what you entered since the last save.", leave: "Leave without it" };
  // While the server cannot be reached there is nothing to correct.
  const onlyWait = { ...lost, then: `It is tried again by itself as long as this page is open. ${lost.then}` };
  const correct = "Stay and correct";
  const whyNot = () => {
    const said = byId("save-state").firstChild?.textContent.trim() ?? "";
    return said.startsWith("Not saved:") ? `${said.split(". ")[0].replace(/\.$/, "")}.` : "What you entered last is not saved yet.";
  };
  const held = () => {
    if (isGone) return null;
    if (retrying.isOn()) return { what: whyNot(), ...onlyWait };
    const isWrong = form.querySelector(".errors:not(:empty, .to-mend)");
    if (dirty || busy) return { what: whyNot(), ...lost, ...(isWrong && { remain: correct }) };
    if (!isWrong) return null;
    const said = byId("save-foot") ?? byId("save-state");
    const what = `${said.dataset.wrong ?? "Something here is not saved"}.`;
    if (!("keeps" in form.dataset) || said.querySelector("[data-lost]")) return { what, ...lost, remain: correct };
    return { what, remain: correct, then: "What you typed stays there as you typed it, marked. Nothing counts it until it is right.", leave: "Leave; it is kept as typed" };
  };
  leaving.hold({ form, held, settle, stay: () => toFirst() });

  // ---- the first place that needs a look
  const toFirst = () => {
    const place = byId("conflict")?.querySelector(".finding") ?? wrongFields()[0] ?? byId("propose-says")?.querySelector(".finding");
    if (!place) return;
    place.scrollIntoView({ block: "center", behavior: "instant" }); // a glide would be cut short by what is made up for
    place.focus({ preventScroll: true });
  };
  // Where the state is not drawn with links, a button leads there.
  const leadToFirst = () => {
    const places = new Set([...wrongFields()].map((each) => each.closest(".field") ?? each)).size;
    const state = byId("save-state");
    if (byId("save-foot") || !places || state.querySelector("a, [data-to-first]")) return;
    const way = Object.assign(document.createElement("button"), { type: "button", className: "btn-text", textContent: places === 1 ? "Go to it" : `Go to the first of ${places}` });
    way.dataset.toFirst = "";
    state.append(" ", way);
  };
  const focus = window.kidmetFocus(form);

  const markInvalid = () => {
    for (const after of form.querySelectorAll(".after")) {
      const wrong = after.querySelector(".errors") !== null;
      for (const input of after.parentElement.querySelectorAll("input, select, textarea")) {
        input.classList.toggle("is-invalid", wrong);
        if (wrong) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
        const told = (input.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);
        if (wrong && after.id && !told.includes(after.id)) input.setAttribute("aria-describedby", [...told, after.id].join(" "));
      }
    }
    leadToFirst();
  };
  const keepNoneAlone = (input) => {
    if (input.type !== "checkbox" || !input.checked || !input.closest(".kind-any_of")) return;
    const isNone = input.value === "none";
    for (const other of input.closest(".choices").querySelectorAll("input")) {
      if (other !== input && (isNone || other.value === "none")) other.checked = false;
    }
  };
  // Each field with a fault by its name, with what is wrong and what holds, as they stand beside it.
  const nameOf = (after) => {
    const place = after.closest(".field, .question");
    const label = place?.querySelector("label, .label, .of")?.firstChild.textContent.trim() ?? "";
    const row = after.closest("[data-lesion]");
    return row ? `Lesion ${row.querySelector("[data-number]").textContent}, ${label.toLowerCase()}` : label;
  };
  const fault = (errors) => {
    const said = [...errors.parentElement.querySelectorAll(".errors")].map((each) => each.textContent.trim()).filter(Boolean).join(" ");
    const after = errors.closest(".after");
    if (!said || !after) return said;
    const name = nameOf(after);
    const holds = errors.matches(".to-mend") ? "Saved as typed" : after.querySelector(".state")?.textContent.trim() ?? "Not recorded";
    return `${name && `${name}: `}${said} ${holds}.`;
  };
  const faults = () => [...new Set([...form.querySelectorAll(".errors")].map(fault))];
  // What is wrong is said when it comes up, not with each save while it stands.
  let told = "";
  const announce = (text) => {
    const conflict = byId("conflict")?.querySelector(".finding p")?.textContent.trim() ?? "";
    const wrong = [conflict && `Not saved. ${conflict}`, ...faults()].filter(Boolean).join(" ");
    byId("announcer").textContent = wrong === told ? text : `${wrong} ${text}`.trim();
    told = wrong;
  };
  return { soon, save, announce, whenSaved, isUnsaved: () => dirty || busy };
};
}

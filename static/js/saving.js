// Saving a form as one goes: shared by the workbench and by the steps of an attempt.
// `saved` is called after each answer of the server, with the button that asked for it where one was pressed;
// `gone` says what a missing page means.
{
// As long as a person waits for an answer that may still come, in milliseconds.
const PATIENCE = 20_000;
const TYPED = "input[type=text], input[type=month], textarea";
// What a server answers that is down, overloaded or being restarted: the same may go through a little later.
const PASSING = [500, 502, 503, 504];
window.kidmetSaving = (form, { saved, gone }) => {
  const byId = (id) => document.getElementById(id);
  let dirty = false;
  let busy = false;
  let leaving = false;
  let timer = 0;
  let afterwards = null;
  let unsaved = false;
  const pageKey = window.kidmetPageKey();
  let turn = 0;
  const retrying = window.kidmetRetrying(() => save());
  const say = (text, state) => {
    const place = byId("save-state");
    if (place.textContent === text) return; // said once: a screen reader would say it again
    place.textContent = text;
    place.className = `save-state ${state}`;
  };
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
    if (leaving) { event.preventDefault(); return; }
    // What the browser would send. htmx adds the button that has the focus, also where nobody pressed it.
    const button = event.detail.triggeringEvent?.submitter;
    const sent = new FormData(form);
    if (button?.name) sent.append(button.name, button.value);
    if (button?.hasAttribute("formaction")) event.detail.path = button.getAttribute("formaction");
    sent.append("page", `${pageKey}-${++turn}`);
    event.detail.parameters = sent;
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
    leaving = true;
    dirty = false;
  });
  addEventListener("pageshow", () => { leaving = false; });
  form.addEventListener("htmx:sendError", (event) => tryAgain("the server cannot be reached.", event.detail.requestConfig));
  form.addEventListener("htmx:timeout", (event) => tryAgain("the server took too long.", event.detail.requestConfig));
  form.addEventListener("htmx:responseError", (event) => {
    const { xhr: { status }, requestConfig } = event.detail;
    if (PASSING.includes(status)) tryAgain("the server cannot answer just now.", requestConfig);
    else failed(status === 403 ? "your sign-in has ended. Sign in again in another tab." : status === 404 ? gone : `the server answered ${status}.`);
  });
  form.addEventListener("htmx:beforeSwap", (event) => {
    // A redirect to the sign-in page arrives as a whole page: the sign-in has ended.
    if (event.detail.xhr.responseText.startsWith("<!doctype")) {
      event.detail.shouldSwap = false;
      failed("your sign-in has ended. Sign in again in another tab.");
    }
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
    if (!event.detail.successful) { afterwards = null; return; }
    const isBack = retrying.stop();
    if (byId("save-state").classList.contains("not-saved")) { dirty = true; afterwards = null; }
    else if (dirty) notYet();
    else if (isBack) byId("save-state").append(", the connection is back");
    markInvalid();
    saved(event.detail.requestConfig.triggeringEvent?.submitter);
    if (isBack) byId("announcer").prepend(`${byId("save-state").textContent}. `);
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
  form.addEventListener("click", (event) => {
    const then = event.target.closest("[data-then]");
    if (!then) return;
    event.preventDefault();
    whenSaved(() => location.assign(then.dataset.then));
  });
  addEventListener("beforeunload", (event) => { if (!leaving && (dirty || busy)) event.preventDefault(); });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-take-other]")) leaving = true; });

  const markInvalid = () => {
    for (const after of form.querySelectorAll(".after")) {
      const wrong = after.querySelector(".errors") !== null;
      for (const input of after.parentElement.querySelectorAll("input, select, textarea")) {
        input.classList.toggle("is-invalid", wrong);
        if (wrong) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
      }
    }
  };
  const keepNoneAlone = (input) => {
    if (input.type !== "checkbox" || !input.checked || !input.closest(".kind-any_of")) return;
    const isNone = input.value === "none";
    for (const other of input.closest(".choices").querySelectorAll("input")) {
      if (other !== input && (isNone || other.value === "none")) other.checked = false;
    }
  };
  const announce = (text) => {
    const errors = [...form.querySelectorAll(".errors")].map((each) => each.textContent.trim()).filter(Boolean);
    byId("announcer").textContent = errors.length ? `Not recorded. ${errors.join(" ")}` : text;
  };
  return { soon, announce, whenSaved, isUnsaved: () => dirty || busy };
};
}

// Saving a form as one goes: shared by the workbench and by the steps of an attempt.
// `saved` is called after each answer of the server, with the button that asked for it where one was pressed;
// `gone` says what a missing page means.
window.kidmetSaving = (form, { saved, gone }) => {
  const byId = (id) => document.getElementById(id);
  let dirty = false;
  let busy = false;
  let leaving = false;
  let timer = 0;
  let goTo = "";
  const say = (text, state) => {
    const place = byId("save-state");
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
  const notYet = () => say("Not saved yet", "saving");
  const soon = (milliseconds) => {
    dirty = true;
    notYet();
    clearTimeout(timer);
    timer = setTimeout(save, milliseconds);
  };
  form.addEventListener("input", (event) => {
    if (event.target.matches("input[type=text], input[type=month], textarea")) soon(900);
  });
  form.addEventListener("change", (event) => {
    keepNoneAlone(event.target);
    soon(150);
  });
  const failed = (why) => {
    dirty = true;
    say(`Not saved: ${why} What you entered is still here; press Save to try again.`, "not-saved");
  };
  form.addEventListener("htmx:configRequest", (event) => {
    if (leaving) { event.preventDefault(); return; }
    // What the browser would send. htmx adds the button that has the focus, also where nobody pressed it.
    const button = event.detail.triggeringEvent?.submitter;
    const sent = new FormData(form);
    if (button?.name) sent.append(button.name, button.value);
    event.detail.parameters = sent;
  });
  form.addEventListener("htmx:beforeRequest", () => {
    clearTimeout(timer);
    dirty = false;
    busy = true;
    say("Saving", "saving");
  });
  form.addEventListener("htmx:beforeOnLoad", (event) => {
    if (event.detail.xhr.getResponseHeader("HX-Redirect") === null) return;
    // The page is being left: its form takes nothing more, not even the second half of a double click.
    leaving = true;
    dirty = false;
  });
  addEventListener("pageshow", () => { leaving = false; });
  form.addEventListener("htmx:sendError", () => failed("the server cannot be reached."));
  form.addEventListener("htmx:timeout", () => failed("the server took too long."));
  form.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    failed(status === 403 ? "your sign-in has ended. Sign in again in another tab." : status === 404 ? gone : `the server answered ${status}.`);
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
    if (!event.detail.successful) { goTo = ""; return; }
    if (byId("save-state").classList.contains("not-saved")) { dirty = true; goTo = ""; }
    else if (dirty) notYet();
    markInvalid();
    saved(event.detail.requestConfig.triggeringEvent?.submitter);
    if (goTo && !dirty) location.assign(goTo);
  });
  form.addEventListener("click", (event) => {
    const then = event.target.closest("[data-then]");
    if (!then) return;
    event.preventDefault();
    if (!dirty && !busy) { location.assign(then.dataset.then); return; }
    goTo = then.dataset.then;
    save();
  });
  addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-take-other]")) dirty = false; });

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
  return { soon, announce };
};

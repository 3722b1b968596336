// The rule builder: its buttons edit without a reload, the focus goes to what comes next, and the case that
// was chosen is tried again after each save. Without this file the same buttons post the form.
(() => {
  const form = document.querySelector("[data-rule]");
  if (!form) return;
  document.documentElement.classList.add("js");
  const byId = (id) => document.getElementById(id);
  const when = byId("when");
  const tried = byId("tried");
  const AGAIN_AFTER = 2000;
  const { soon, announce } = window.kidmetSaving(form, {
    saved: (button) => {
      const builder = byId("builder");
      const said = button?.name === "op" && builder ? builder.dataset.said : "";
      if (button?.name === "op") free(button);
      announce(said);
      if (tried) htmx.trigger(tried, "kidmet:try");
    },
    gone: "this rule is not in the draft any more.",
  });

  // ---- drawing the builder anew
  let touched = false; // something in it was changed since the last request began
  let working = false; // a button edits it: until the answer is there, nothing else can
  let open = [];
  when.addEventListener("input", () => { touched = true; });
  when.addEventListener("change", () => { touched = true; });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.name !== "op") return;
    working = true;
    byId("builder").setAttribute("aria-busy", "true");
  }, true);
  // What is typed meanwhile would end up in a control that is about to go.
  when.addEventListener("keydown", (event) => {
    if (working) { event.preventDefault(); event.stopImmediatePropagation(); }
  }, true);
  form.addEventListener("htmx:beforeRequest", () => { touched = false; });
  document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
    if (event.detail.target.id !== "builder") return;
    if (touched && !working) { event.detail.shouldSwap = false; return; }
    open = [...when.querySelectorAll("details[open]:not(.more)")].map((each) => each.id);
  });
  document.body.addEventListener("htmx:oobAfterSwap", (event) => {
    if (event.detail.target.id === "builder") for (const id of open) if (byId(id)) byId(id).open = true;
  });
  const free = (button) => {
    working = false;
    const builder = byId("builder");
    if (!builder) return;
    builder.removeAttribute("aria-busy");
    const next = byId(builder.dataset.focus) || byId(button.id);
    if (!next) return;
    for (let menu = next.closest("details"); menu; menu = menu.parentElement.closest("details")) if (next.tagName !== "SUMMARY") menu.open = true;
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  };
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt !== form || event.detail.successful || !working) return;
    free(event.detail.requestConfig.triggeringEvent?.submitter ?? form);
  });

  // ---- fields that are not saved as they are typed
  when.addEventListener("input", (event) => { if (event.target.matches("[data-new]")) event.stopPropagation(); });
  when.addEventListener("change", (event) => {
    // Typing into a select changes it letter by letter: it is drawn anew when a moment has passed.
    if (event.target.matches("[data-fact]")) { event.stopPropagation(); soon(700); }
    if (event.target.matches("[data-new]")) event.stopPropagation();
  });
  when.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("[data-new]")) {
      event.preventDefault();
      form.requestSubmit(event.target.parentElement.querySelector("[value^='add:']"));
    }
    const menu = event.target.closest("details.more[open]");
    if (event.key === "Escape" && menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });
  document.addEventListener("click", (event) => {
    for (const menu of when.querySelectorAll("details.more[open]")) if (!menu.contains(event.target)) menu.open = false;
  });

  // ---- as text
  const text = byId("rule-text");
  if (text) {
    // What is half written cannot be read: it is saved when one leaves the field or asks for it.
    text.addEventListener("input", (event) => { event.stopPropagation(); soon(600000); });
    const leadTo = () => { for (const button of when.querySelectorAll("[data-line]")) button.hidden = false; };
    document.body.addEventListener("htmx:oobAfterSwap", (event) => { if (event.detail.target.id === "text-after") leadTo(); });
    leadTo();
    when.addEventListener("click", (event) => {
      const button = event.target.closest("[data-line]");
      if (!button) return;
      const before = text.value.split("\n").slice(0, button.dataset.line - 1).reduce((sum, line) => sum + line.length + 1, 0);
      const at = before + Number(button.dataset.column) - 1;
      text.focus();
      text.setSelectionRange(at, at);
    });
  }

  // ---- the case that it is tried on: its answers stand beside the parts, too
  if (!tried) return;
  tried.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.responseText.startsWith("<!doctype")) event.detail.shouldSwap = false;
  });
  tried.addEventListener("change", () => htmx.trigger(tried, "kidmet:try"));
  // Other work of one's own was in the way, which the answer says: it ends by itself.
  tried.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status === 429) setTimeout(() => htmx.trigger(tried, "kidmet:try"), AGAIN_AFTER);
  });
  document.body.addEventListener("htmx:afterSettle", (event) => {
    if (!byId("trial") || (event.target.id !== "tried" && event.target.id !== "trial")) return;
    // From now on the choice of the case stays as it is: who types into it is not interrupted.
    tried.setAttribute("hx-select", "#trial");
    tried.setAttribute("hx-target", "#trial");
    tried.setAttribute("hx-swap", "outerHTML");
    const answer = tried.querySelector(".try-answer");
    when.querySelector("[data-answer]").replaceChildren(...(answer ? [...answer.cloneNode(true).childNodes] : []));
    for (const place of when.querySelectorAll("[data-truth-of]")) {
      const found = tried.querySelector(`[data-path="${place.dataset.truthOf}"] .truth-word`);
      place.replaceChildren(...(found ? [found.cloneNode(true)] : []));
    }
  });
})();

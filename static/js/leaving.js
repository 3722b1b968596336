// Leaving a page asks first where something typed would not be as its writer thinks: by a link, a button or another
// form here with a question in the page; by going back, closing or reloading with the browser's own.
// A holder is a form with `held()`, which tells what is at stake or null, `settle()`, which saves what can be saved,
// and `stay()`, which leads to the place. Forms that save as one goes hold themselves; for others see below.
window.kidmetLeaving = (() => {
  const patience = 4000; // milliseconds that a save may take before it is asked after
  const holders = [];
  let free = false;
  let waiting = false;
  const letGo = (go) => { free = true; setTimeout(() => { free = false; }, 1000); go(); };
  const atStake = (but) => {
    for (const holder of holders) {
      const held = holder.form !== but && holder.held();
      if (held) return { ...held, stay: holder.stay };
    }
    return null;
  };

  const element = (name, text, more = {}) => Object.assign(document.createElement(name), { textContent: text, ...more });
  const ask = ({ what, then, leave, remain = "Stay here", stay }, go) => {
    const dialog = element("dialog", "", { className: "leave" });
    dialog.setAttribute("aria-labelledby", "leave-title");
    dialog.setAttribute("aria-describedby", "leave-what");
    const staying = element("button", remain, { type: "button", className: "btn btn-primary", autofocus: true });
    const leaving = element("button", leave, { type: "button", className: "btn btn-quiet" });
    const said = element("div", "", { id: "leave-what" });
    const row = element("p", "", { className: "cluster" });
    said.append(element("p", what), element("p", then));
    row.append(staying, leaving);
    dialog.append(element("h2", "Leave this page?", { id: "leave-title" }), said, row);
    let goes = false;
    staying.addEventListener("click", () => dialog.close());
    leaving.addEventListener("click", () => { goes = true; dialog.close(); });
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (goes) letGo(go);
      else stay();
    });
    document.body.append(dialog);
    dialog.showModal();
  };

  const pause = () => new Promise((resolve) => { setTimeout(resolve, patience); });
  const leave = async (go, but) => {
    if (document.querySelector("dialog.leave")) return;
    if (!waiting) {
      waiting = true;
      await Promise.race([Promise.all(holders.filter((each) => each.form !== but).map((each) => each.settle())), pause()]);
      // Who pressed again was asked meanwhile.
      if (!waiting) return;
    }
    waiting = false;
    const held = atStake(but);
    if (document.querySelector("dialog.leave")) return;
    if (held) ask(held, go);
    else letGo(go);
  };

  const staysHere = (link) => {
    const to = new URL(link.href, location.href);
    const isHere = to.origin === location.origin && to.pathname === location.pathname && to.search === location.search;
    return (isHere && to.hash) || !to.protocol.startsWith("http");
  };
  addEventListener("click", (event) => {
    const way = event.target.closest?.("[data-then], a[href]");
    if (!way || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const address = way.dataset.then ?? way.href;
    if (!way.dataset.then) {
      if ((way.target && way.target !== "_self") || way.hasAttribute("download") || way.matches("[data-take-other]")) return;
      if (staysHere(way)) return;
      if (!atStake()) { waiting = false; return; }
    }
    event.preventDefault();
    leave(() => location.assign(address));
  });
  addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (free || event.defaultPrevented || form.method === "dialog" || form.target) return;
    if (!atStake(form)) { letGo(() => {}); return; }
    event.preventDefault();
    leave(() => form.requestSubmit(submitter), form);
  });
  addEventListener("beforeunload", (event) => { if (!free && atStake()) event.preventDefault(); });
  addEventListener("pageshow", () => { free = false; waiting = false; });

  // ---- texts that are sent with a button: comments, reasons, reflections, what was pasted
  // What was sent and refused came back with the page that says so.
  const isRefused = document.querySelector("main [role=alert], main .errors:not(:empty), main .invalid-feedback, main .errorlist") !== null;
  // The text of a file that was chosen is still in that file.
  const isSent = (text) => isRefused && !("fromFile" in text.dataset);
  const hasTyped = (text) => !text.readOnly && text.value.trim() !== "" && (text.value !== text.defaultValue || isSent(text));
  const texts = (form) => [...form.querySelectorAll("textarea, input[type=text]")];
  for (const form of document.querySelectorAll("form[method=post]")) {
    if (form.matches("[data-chapter], [data-step], [data-entry], [data-rule], [data-draft]") || !form.querySelector("textarea")) continue;
    holders.push({
      form,
      held: () => texts(form).some(hasTyped) && { what: "What you typed here is not sent.", then: "Once you leave, only the browser's Back button brings it up again.", leave: "Leave without it" },
      settle: () => null,
      stay: () => texts(form).find(hasTyped)?.focus(),
    });
  }
  return { hold: (holder) => holders.push(holder), letGo: () => { free = true; } };
})();

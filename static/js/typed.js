// What was typed in a form that is sent by its button is still there when one comes back to its page. Pages are kept
// by no browser, so it is kept with the place in this tab's history, for the person who typed it and nobody else.
(() => {
  const { person } = document.body.dataset;
  const own = "main form[method=post]:not([data-chapter], [data-step], [data-entry], [data-rule], [data-draft])";
  const isTyped = (field) => field.matches("textarea, select, input:not([type=hidden], [type=file], [type=submit], [type=button])");
  const fields = [...document.querySelectorAll(own)]
    .filter((form) => !form.querySelector("[type=password], [autocomplete=one-time-code]"))
    .flatMap((form) => [...form.elements].filter(isTyped));
  if (!person || !fields.length) return;

  const isTicked = (field) => field.type === "checkbox" || field.type === "radio";
  const read = (field) => (isTicked(field) ? field.checked : field.value);
  const write = (field, value) => { if (isTicked(field)) field.checked = value; else field.value = value; };
  const sent = fields.map(read);
  const keep = () => {
    const values = fields.map((field, place) => (read(field) === sent[place] ? null : [field.name, read(field)]));
    // A browser refuses what is too long, and to do it too often: then it is as if nothing were kept.
    try { history.replaceState({ ...history.state, typed: { person, values } }, ""); } catch { /* see above */ }
  };

  const kept = history.state?.typed;
  const cameBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  if (cameBack && kept?.person === person) {
    fields.forEach((field, place) => {
      const [name, value] = kept.values[place] ?? [];
      if (name === field.name) write(field, value);
    });
  }

  let timer = 0;
  document.addEventListener("input", (event) => {
    if (!fields.includes(event.target)) return;
    clearTimeout(timer);
    timer = setTimeout(keep, 400);
  });
  addEventListener("pagehide", () => { if (timer) keep(); });
  document.addEventListener("change", (event) => { if (fields.includes(event.target)) keep(); });
})();

// A field that hangs on another one comes and goes with what is chosen there; one that holds something stays.
(() => {
  const isFilled = (input) => (["radio", "checkbox"].includes(input.type) ? input.checked && input.value : input.value);
  // A unit and a prefix are always chosen: they say nothing without what stands beside them.
  const isAnswered = (field) => [...field.querySelectorAll("input, select:not(.unit, .prefix)")].some(isFilled);
  const holding = (form) => {
    const sent = new FormData(form);
    return (conditions) => conditions.split(" ").some((condition) => {
      const [name, wanted] = condition.split("=");
      return sent.getAll(name).some((value) => (wanted ? value === wanted : value && value !== "none"));
    });
  };
  const update = (form) => {
    const holds = holding(form);
    for (const field of form.querySelectorAll("[data-hangs-on]")) {
      field.classList.toggle("set-aside", !holds(field.dataset.hangsOn) && !isAnswered(field));
    }
  };
  window.kidmetHanging = { isAnswered, holding };
  document.addEventListener("change", ({ target }) => { if (target.form) update(target.form); });
  // What was typed before may have come back into the fields; an undo draws some of them anew.
  addEventListener("pageshow", () => { for (const form of document.forms) update(form); });
  addEventListener("htmx:oobAfterSwap", ({ target }) => {
    const form = target.closest?.("form");
    if (form) update(form);
  });
})();

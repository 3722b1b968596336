// A field that hangs on another one comes and goes with what is chosen there; one that holds something stays.
(() => {
  const isFilled = (input) => (["radio", "checkbox"].includes(input.type) ? input.checked && input.value : input.value);
  const update = (form) => {
    const sent = new FormData(form);
    const holds = (condition) => {
      const [name, wanted] = condition.split("=");
      return sent.getAll(name).some((value) => (wanted ? value === wanted : value && value !== "none"));
    };
    for (const field of form.querySelectorAll("[data-hangs-on]")) {
      const isAsked = field.dataset.hangsOn.split(" ").some(holds);
      field.classList.toggle("set-aside", !isAsked && ![...field.querySelectorAll("input, select")].some(isFilled));
    }
  };
  document.addEventListener("change", ({ target }) => { if (target.form) update(target.form); });
  // What was typed before may have come back into the fields; an undo draws some of them anew.
  addEventListener("pageshow", () => { for (const form of document.forms) update(form); });
  addEventListener("htmx:oobAfterSwap", ({ target }) => {
    const form = target.closest?.("form");
    if (form) update(form);
  });
})();

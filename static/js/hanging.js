// A field that hangs on another one comes and goes with what is chosen there; one that holds something stays.
document.addEventListener("change", ({ target }) => {
  if (!target.form) return;
  const sent = new FormData(target.form);
  const holds = (condition) => {
    const [name, wanted] = condition.split("=");
    return sent.getAll(name).some((value) => (wanted ? value === wanted : value && value !== "none"));
  };
  const isFilled = (input) => (["radio", "checkbox"].includes(input.type) ? input.checked && input.value : input.value);
  for (const field of target.form.querySelectorAll("[data-hangs-on]")) {
    const isAsked = field.dataset.hangsOn.split(" ").some(holds);
    field.classList.toggle("set-aside", !isAsked && ![...field.querySelectorAll("input, select")].some(isFilled));
  }
});

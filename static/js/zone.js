// The zone of the browser is offered beside the list of zones: chosen by a button, and kept by saving alone.
(() => {
  const offer = document.querySelector("[data-zone-offer]");
  const list = document.querySelector("select[name=time_zone]");
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const known = [...list.options].some((option) => option.value === timeZone);
  if (!known) return;
  const show = () => { offer.classList.toggle("is-offered", list.value !== timeZone); };
  offer.querySelector("b").textContent = timeZone;
  offer.querySelector("button").addEventListener("click", () => {
    list.value = timeZone;
    list.dispatchEvent(new Event("change", { bubbles: true }));
    list.focus();
  });
  list.addEventListener("change", show);
  show();
})();

// The zone of the browser is offered beside the list of zones: chosen by a button, and kept by saving alone.
// A browser may call it by an older name, and is offered nothing where the clock would be the same.
(() => {
  const offer = document.querySelector("[data-zone-offer]");
  const list = document.querySelector("select[name=time_zone]");
  const links = JSON.parse(document.getElementById("zone-links").textContent);
  const clock = (name) => links[name] ?? name;
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const names = [...list.options].map((option) => option.value).filter(Boolean);
  const alike = names.filter((name) => clock(name) === clock(timeZone));
  const offered = [timeZone, clock(timeZone), alike[0]].find((name) => names.includes(name));
  if (!offered) return;
  const show = () => {
    const held = clock(list.value || offer.dataset.zoneOffer);
    offer.classList.toggle("is-offered", held !== clock(timeZone));
  };
  offer.querySelector("b").textContent = offered;
  offer.querySelector("button").addEventListener("click", () => {
    list.value = offered;
    list.dispatchEvent(new Event("change", { bubbles: true }));
    list.focus();
  });
  list.addEventListener("change", show);
  show();
})();

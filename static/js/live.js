// A table that is drawn anew stays scrolled to where it was.
(() => {
  const regions = () => document.querySelectorAll("#live .table-wrap[id]");
  let places = new Map();
  document.addEventListener("htmx:beforeSwap", () => { places = new Map([...regions()].map((it) => [it.id, it.scrollLeft])); });
  document.addEventListener("htmx:afterSwap", () => { for (const it of regions()) it.scrollLeft = places.get(it.id) ?? 0; });
})();

// The focus stays where it is while parts of the page are drawn anew: on the same thing in the new part, or where
// that is gone, on the part.
window.kidmetFocus = (source) => {
  let place = null;
  // A link is where it leads: its words may count something.
  const likeness = (it) => it.getAttribute("href") ?? [it.name, it.value, it.textContent.trim()].join(" ");
  const ofItsKind = (region, tag) => [...region.querySelectorAll(tag)];
  const keep = () => {
    const at = document.activeElement;
    place = null;
    if (!at || at === document.body) return;
    const regions = [];
    for (let region = at.parentElement?.closest("[id]"); region; region = region.parentElement?.closest("[id]")) regions.push(region.id);
    const region = document.getElementById(regions[0]);
    const like = likeness(at);
    const alike = region ? ofItsKind(region, at.tagName).filter((each) => likeness(each) === like) : [];
    place = { id: at.id, tag: at.tagName, like, regions, among: alike.indexOf(at) };
  };
  const found = () => {
    const same = place.id && document.getElementById(place.id);
    if (same) return same;
    for (const id of place.regions) {
      const region = document.getElementById(id);
      const alike = region ? ofItsKind(region, place.tag).filter((each) => likeness(each) === place.like) : [];
      if (alike.length) return alike[place.among] ?? alike[0];
    }
    return place.regions.map((id) => document.getElementById(id)).find((region) => region?.hasAttribute("tabindex"));
  };
  const restore = () => {
    if (place && document.activeElement === document.body) found()?.focus({ preventScroll: true });
    place = null;
  };
  source.addEventListener("htmx:beforeSwap", keep);
  return { restore };
};

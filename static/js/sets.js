// A page of the draft whose first save began its change set, or went into another one: its address and all its
// links lead into that set from then on. Without this file a save redirects to an address that names the set.
(() => {
  const NAME = "set";
  const inPlace = () => document.getElementById("goes-into")?.dataset.set ?? "";
  let held = inPlace();
  const led = (address, set) => {
    const url = new URL(address, location.href);
    if (!held || url.searchParams.get(NAME) !== held) return null;
    url.searchParams.set(NAME, set);
    return url.pathname + url.search + url.hash;
  };
  // The ways into another set, beside the name of this one, stay as they are.
  const outside = (selector) => [...document.querySelectorAll(selector)].filter((each) => !each.closest("#goes-into"));
  const follow = () => {
    const set = inPlace();
    if (!set || set === held) return;
    for (const link of outside("a[href]")) link.setAttribute("href", led(link.href, set) ?? link.getAttribute("href"));
    for (const way of outside("input[name=next]")) way.value = led(way.value, set) ?? way.value;
    for (const named of outside(`input[name=${NAME}]`)) if (named.value === held) named.value = set;
    const here = led(location.href, set);
    if (here) history.replaceState(history.state, "", here);
    held = set;
  };
  document.addEventListener("htmx:oobAfterSwap", follow);
})();

// Trying again by itself what could not be saved: after growing pauses, and at once when there is hope.
window.kidmetRetrying = (again) => {
  const first = 2000;
  const longest = 60_000;
  let pause = 0;
  let timer = 0;
  const now = () => {
    if (!pause) return;
    clearTimeout(timer);
    again();
  };
  const later = () => {
    clearTimeout(timer);
    pause = Math.min(pause * 2 || first, longest);
    timer = setTimeout(now, pause);
  };
  const stop = () => {
    const was = pause > 0;
    clearTimeout(timer);
    pause = 0;
    return was;
  };
  addEventListener("online", now);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") now(); });
  return { later, stop, isOn: () => pause > 0 };
};
// What this open page calls itself. A save that arrived while its answer was lost is then known for its own.
window.kidmetPageKey = () => [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

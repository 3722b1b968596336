// Steps by the keys of a keyboard or of a presenter: left and right, and the keys of pages where there is nothing to scroll.
addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.target.closest("input, select, textarea, [role=region]")) return;
  const root = document.documentElement;
  const top = scrollY <= 1;
  const bottom = scrollY + innerHeight >= root.scrollHeight - 2;
  const back = event.key === "ArrowLeft" || (event.key === "PageUp" && top);
  const on = event.key === "ArrowRight" || (event.key === "PageDown" && bottom);
  const link = (back || on) && document.querySelector(`.projector-bar [rel=${back ? "prev" : "next"}]`);
  if (!link) return;
  event.preventDefault();
  link.click();
});

// Undo and redo: what is typed is saved first, so that the last thing taken back is the last thing done.
window.kidmetUndone = () => {
  const state = document.getElementById("save-state");
  return state.hasAttribute("data-said") ? state.textContent : "";
};
window.kidmetUndoing = (saving) => {
  const button = (key) => document.querySelector(`[data-undo=${key}]`);
  const press = (key) => saving.whenSaved(() => button(key).click());
  document.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-undo]");
    if (!pressed || !saving.isUnsaved()) return;
    event.preventDefault();
    event.stopPropagation();
    press(pressed.dataset.undo);
  }, true);
  // In a text field the keys take back what is typed there.
  const types = (target) => target.matches?.("textarea, input:not([type=checkbox], [type=radio], [type=submit], [type=button])");
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || types(event.target)) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    press(key === "y" || event.shiftKey ? "y" : "z");
  });
  // The one that was pressed may have nothing more to take back: the focus goes to the other.
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const pressed = event.detail.requestConfig?.triggeringEvent?.submitter;
    if (pressed?.dataset.undo && document.activeElement === document.body) document.querySelector("[data-undo]:enabled")?.focus();
  });
};

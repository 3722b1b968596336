// A form of the draft, saved as one goes; the shared part does the saving.
(() => {
  const form = document.querySelector("[data-entry]");
  if (!form) return;
  document.documentElement.classList.add("js");
  const { announce } = window.kidmetSaving(form, {
    saved: () => announce(""),
    gone: "this is not in the draft any more.",
  });
})();

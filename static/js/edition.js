// Readers may get a new edition while the workbench is open. It asks which one they see when somebody looks at it
// again, at most once a minute, and has its panel drawn anew where that is another.
(() => {
  const watch = document.querySelector("[data-edition-watch]");
  if (!watch) return;
  const pause = 60_000;
  const guide = () => document.getElementById("guide");
  let asked = -pause;
  const look = async () => {
    if (document.visibilityState !== "visible" || performance.now() - asked < pause) return;
    asked = performance.now();
    const answer = await fetch(watch.dataset.editionWatch).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const { edition } = await answer.json();
    if (edition && String(edition) !== guide().dataset.edition) htmx.trigger(watch, "kidmet:edition");
  };
  document.addEventListener("visibilitychange", look);
  addEventListener("focus", look);
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    // Where the sign-in has ended the answer is another page, without a panel.
    const { requestConfig, xhr } = event.detail;
    if (requestConfig.elt === watch && !xhr.responseText.includes('id="guide"')) event.detail.shouldSwap = false;
  });
  // The button that was pressed goes with its line: the focus stays in the panel.
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const { requestConfig, successful } = event.detail;
    if (successful && requestConfig.elt.matches("[data-seen]")) guide()?.focus({ preventScroll: true });
  });
})();

// What is folded opens for a link into it, and all of it for paper.
(() => {
  const folds = () => document.querySelectorAll("details.fold");
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const fold = target?.closest("details.fold");
    if (!fold || fold.open) return;
    fold.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  reveal();

  // All of a page's sections at once, and back.
  const all = document.querySelector("[data-unfold]");
  all?.addEventListener("click", () => {
    const open = all.getAttribute("aria-pressed") !== "true";
    for (const it of document.querySelectorAll("details.fold-section")) it.open = open;
    all.setAttribute("aria-pressed", String(open));
  });

  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...folds()].filter((it) => !it.open);
    for (const it of opened) it.open = true;
  });
  addEventListener("afterprint", () => {
    for (const it of opened) it.open = false;
    opened = [];
  });
})();

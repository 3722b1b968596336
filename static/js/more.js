// What waits under "More" comes out in front of it once it is answered, something is said of it, or it matters by what
// is chosen beside it. Nothing goes back while the page is open, and what somebody opened stays open.
(() => {
  const form = document.querySelector("[data-chapter], [data-draft]");
  if (!form) return;
  const { isAnswered, holding } = window.kidmetHanging;
  const folds = () => [...form.querySelectorAll("details.more")];
  const under = (fold) => [...fold.querySelector(":scope > [data-under-more]").children];
  const nameOf = (it) => it.querySelector(".label, label").firstChild.textContent.trim();
  const comeOut = (fold) => {
    if (fold.open) return;
    const holds = holding(form);
    const isWanted = (it) => isAnswered(it) || it.querySelector(".errors, .field-cautions") || holds(it.dataset.mattersWith ?? "");
    for (const it of under(fold)) if (isWanted(it)) fold.before(it);
    fold.querySelector("[data-names]").textContent = under(fold).filter((it) => !it.matches(".set-aside")).map(nameOf).join(", ");
  };
  const settle = () => folds().forEach(comeOut);

  document.addEventListener("change", ({ target }) => { if (target.form === form) settle(); });
  document.addEventListener("toggle", ({ target }) => { if (target.matches("details.more")) comeOut(target); }, true);
  // What was typed before may have come back into the fields.
  addEventListener("pageshow", settle);

  // What a save draws anew is as open as it was.
  let opened = [];
  form.addEventListener("htmx:beforeSwap", () => { opened = folds().filter((it) => it.open).map((it) => it.id); });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt !== form) return;
    for (const it of folds()) it.open ||= opened.includes(it.id);
    settle();
  }, true); // before anybody goes to a place on the page because of the answer
})();

// Texts by keyboard: a digit ticks that point of the text one is at, 0 "None of these", N and P go to the next and the
// one before, Ctrl and Enter save. Leaving asks first where something is ticked and not saved. Without this file the
// form does the same.
(() => {
  const form = document.querySelector("[data-texts]");
  if (!form) return;
  const cards = [...form.querySelectorAll(".text-card")];
  const boxes = (card) => [...card.querySelectorAll(".text-points input")];
  const isNone = (box) => box.value === "none";
  const here = () => document.activeElement?.closest?.(".text-card");
  const go = (card) => {
    if (!card) return;
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "start" });
  };

  // One answer of a kind: points, or none of them.
  form.addEventListener("change", ({ target }) => {
    const card = target.closest(".text-points")?.closest(".text-card");
    if (!card || !target.checked) return;
    for (const box of boxes(card)) if (box !== target && isNone(box) !== isNone(target)) box.checked = false;
  });

  const isTyping = (target) => target.matches("textarea, input:not([type=checkbox]), select");
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form.contains(event.target)) {
      event.preventDefault();
      form.requestSubmit();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const card = here() ?? null;
    const key = event.key.toLowerCase();
    if (key === "n" || key === "p") {
      const place = cards.indexOf(card);
      go(key === "n" ? cards[place + 1] : cards[Math.max(place - 1, 0)]);
    } else if (card && /^[0-9]$/.test(key)) {
      const box = key === "0" ? boxes(card).find(isNone) : boxes(card).filter((each) => !isNone(each))[Number(key) - 1];
      if (!box) return;
      box.checked = !box.checked;
      box.dispatchEvent(new Event("change", { bubbles: true }));
    } else {
      return;
    }
    event.preventDefault();
  });

  const changed = () => [...form.querySelectorAll("input[type=checkbox]")].find((box) => box.checked !== box.defaultChecked);
  window.kidmetLeaving?.hold({
    form,
    held: () => changed() && { what: "What you ticked here is not saved.", then: "Once you leave it is gone.", leave: "Leave without it" },
    settle: () => null,
    stay: () => changed()?.focus(),
  });
})();

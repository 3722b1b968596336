// Cards by keyboard: space or enter shows the answer, 1 to 4 answers. Without this file the buttons do the same.
// The deck is asked for with the zone of the browser, so that its cards are due on the right day.
(() => {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  for (const link of document.querySelectorAll("[data-zone]")) link.search = new URLSearchParams({ zone: timeZone });
  const card = document.querySelector("[data-card]");
  if (!card) return;
  const answer = card.querySelector("[data-answer]");
  let answered = false;
  addEventListener("pageshow", () => { answered = false; });
  card.addEventListener("submit", (event) => {
    if (answered) event.preventDefault(); // a key pressed twice while the next card is on its way
    answered = true;
  });
  const typing = (target) => target.closest("input, textarea, select");
  answer.addEventListener("toggle", () => { if (answer.open) card.querySelector("[name=rating]").focus(); });
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || typing(event.target)) return;
    if (event.key === " " && !event.target.closest("button, summary, a")) {
      event.preventDefault();
      answer.open = true;
    }
    if (answer.open && /^[1-4]$/.test(event.key)) card.querySelector(`[name=rating][value="${event.key}"]`).click();
  });
})();

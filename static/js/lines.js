// A fault of a text leads to its line: it is selected in the field and comes into view.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-line]");
  const field = link && document.querySelector(link.getAttribute("href"));
  if (!field) {
    return;
  }
  event.preventDefault();
  const lines = field.value.split("\n");
  const before = lines.slice(0, link.dataset.line - 1);
  const start = before.join("\n").length + (before.length ? 1 : 0);
  field.focus();
  field.setSelectionRange(start, start + (lines[before.length] || "").length);
  field.scrollTop = (field.scrollHeight / lines.length) * Math.max(before.length - 3, 0);
  field.scrollIntoView({ block: "center" });
});

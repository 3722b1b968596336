// The button is seen only where scripts run.
document.querySelector("[data-print]")?.addEventListener("click", () => window.print());

// The little that every page needs beyond plain HTML: changing colours without losing what is on the screen.
(() => {
  const form = document.querySelector("[data-theme-form]");
  if (!form) return;
  const themes = ["auto", "light", "dark"];
  const labels = { auto: "Auto", light: "Light", dark: "Dark" };
  const spoken = { auto: "as on this device", light: "light", dark: "dark" };
  const button = form.querySelector("button");

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const chosen = button.value;
    const body = new FormData(form);
    body.set("theme", chosen);
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => null);
    if (!answer) return;
    if (chosen === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = chosen;
    const next = themes[(themes.indexOf(chosen) + 1) % themes.length];
    button.value = next;
    button.textContent = labels[chosen];
    button.setAttribute("aria-label", `Colours: ${labels[chosen]}. Change to ${spoken[next]}.`);
  });
})();

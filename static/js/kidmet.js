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

// What is more than the site takes is not sent at all: it stays in the form, beside a sentence that says so.
(() => {
  const OTHERWISE = 1e6;
  const inWords = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} KB` : `${(Math.ceil(bytes / 1e4) / 100).toLocaleString("en")} MB`);
  const sizeOf = (form) => {
    const data = new FormData(form);
    let size = 0;
    for (const [name, value] of data) {
      if (value instanceof File) size += value.size + 200;
      else if (form.enctype === "multipart/form-data") size += new Blob([name, value]).size + 100;
      else size += new URLSearchParams([[name, value]]).toString().length + 1;
    }
    return size;
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    form.querySelector(":scope > .too-large")?.remove();
    const size = sizeOf(form);
    const most = Number(form.dataset.takes || OTHERWISE);
    if (size <= most) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const said = document.createElement("p");
    said.className = "errors too-large";
    said.setAttribute("role", "alert");
    form.append(said);
    said.textContent = `This form takes at most ${inWords(most)}; this has ${inWords(size)}. Nothing was sent, and all that you typed is still here. Make it shorter, or give it in parts.`;
    said.scrollIntoView({ block: "nearest" });
  }, true);
})();

// What a page asked for by itself and did not get, because the server is away for a moment, is said and replaces nothing.
// Forms that save as one goes say it themselves, and try again.
(() => {
  const passing = [502, 503, 504];
  const own = "[data-chapter], [data-step], [data-entry], [data-rule], [data-draft]";
  let said = null;
  const hide = () => { said?.remove(); said = null; };
  const say = (element, words) => {
    if (element?.closest?.(own)) return;
    hide();
    said = document.createElement("p");
    said.className = "away";
    said.setAttribute("role", "alert");
    document.body.append(said);
    said.textContent = words;
  };
  // The sign-in has ended: the whole page is loaded again, which leads to the sign-in and back, unless that would lose something.
  const signedOut = (element, xhr) => {
    if (document.querySelector(`${own}, form[method=post] textarea`)) say(element, xhr.responseText);
    else location.reload();
  };
  document.addEventListener("htmx:responseError", ({ detail: { elt, xhr } }) => {
    if (xhr.status === 401) { signedOut(elt, xhr); return; }
    if (!passing.includes(xhr.status)) return;
    const isWords = xhr.getResponseHeader("Content-Type")?.startsWith("text/plain");
    say(elt, isWords ? xhr.responseText : "The server cannot answer just now. Nothing on this page was lost. Try again in a moment.");
  });
  document.addEventListener("htmx:sendError", ({ detail: { elt } }) => say(elt, "The server cannot be reached just now. Nothing on this page was lost. Try again in a moment."));
  document.addEventListener("htmx:afterOnLoad", ({ detail: { successful } }) => { if (successful !== false) hide(); });
})();

// A page that looks again every few seconds does so while somebody looks at it.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && event.target.getAttribute("hx-trigger")?.startsWith("every ")) event.preventDefault();
});

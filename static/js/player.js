// A step of an attempt: saving as one goes, larger figures, the time that is left.
(() => {
  document.documentElement.classList.add("js");
  const form = document.querySelector("[data-step]");
  let saveNow = () => {};
  let isUnsaved = () => false;
  if (form) {
    // What came up that does not fit together is told once.
    const remarks = () => [...form.querySelectorAll(".field-remark")].map((each) => each.firstChild.textContent.trim());
    let told = remarks();
    const lookAgain = () => {
      const now = remarks();
      const fresh = now.filter((each) => !told.includes(each));
      told = now;
      return fresh.length ? `Look again: ${fresh.join(" ")}` : "";
    };
    const saving = window.kidmetSaving(form, {
      saved: () => saving.announce(lookAgain()),
      gone: "this attempt no longer exists.",
    });
    ({ save: saveNow, isUnsaved } = saving);
    window.kidmetLesions(form, saving.soon);
  }

  // A name in the state, or in what does not fit together, leads to its field.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#save-state a[href^='#'], .field-remarks a[href^='#']");
    const place = link && document.getElementById(link.hash.slice(1));
    if (!place) return;
    event.preventDefault();
    place.scrollIntoView({ block: "center", behavior: "instant" });
    (place.querySelector("[type=radio]:checked") ?? place.querySelector("input:not([type=hidden]), select, textarea") ?? place).focus({ preventScroll: true });
  });

  // The button is seen only where scripts run; the larger figure is the same drawing once more.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-zoom]");
    if (!button) return;
    const dialog = document.createElement("dialog");
    dialog.className = "zoom";
    dialog.setAttribute("aria-label", button.dataset.zoom);
    const close = document.createElement("button");
    close.type = "button";
    close.className = "btn btn-quiet btn-sm";
    close.textContent = "Close";
    close.addEventListener("click", () => dialog.close());
    dialog.append(button.closest(".shown-figure").querySelector("svg").cloneNode(true), close);
    dialog.addEventListener("close", () => { dialog.remove(); button.focus(); });
    document.body.append(dialog);
    dialog.showModal();
  });

  // The server keeps the time: of the browser's clock only what went by is taken, whatever hour it shows or is set to.
  // A save brings the time anew. Near the end what is typed is saved without waiting for a pause; at the end the server
  // is asked, since somebody may have been given more meanwhile.
  const NEARLY = 5000;
  let clock = null;
  let ends = 0;
  let asked = null;
  const askTheServer = async () => {
    asked = clock;
    await htmx.ajax("GET", location.pathname, { target: "#time-left", select: "#time-left", swap: "outerHTML" });
    if (!document.querySelector("[data-minutes]")) document.getElementById("announcer").textContent = "Time is up.";
  };
  const tick = () => {
    const shown = document.querySelector("[data-minutes]");
    if (shown && shown !== clock) ends = performance.now() + Number(shown.dataset.seconds) * 1000;
    clock = shown;
    if (!clock) return;
    const left = ends - performance.now();
    const minutes = Math.max(0, Math.floor(left / 60000));
    if (clock.textContent !== String(minutes)) clock.textContent = minutes;
    const far = document.querySelector("[data-far]");
    far.hidden = minutes < Number(far.dataset.far);
    document.querySelector("[data-near]").hidden = !far.hidden;
    if (left < NEARLY) saveNow();
    if (left <= 0 && asked !== clock && !isUnsaved()) askTheServer();
  };
  if (document.getElementById("time-left")) {
    tick();
    setInterval(tick, 1000);
    document.body.addEventListener("htmx:oobAfterSwap", tick);
  }
})();

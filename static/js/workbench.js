// The workbench beyond plain HTML: saving as one goes, the guidance's tabs and sheet, lesions, going to a field.
// Every task works without this file too: the form posts, links lead to fields, the tabs stand one below the other.
(() => {
  const form = document.querySelector("[data-chapter]");
  if (!form) return;
  document.documentElement.classList.add("js");
  const byId = (id) => document.getElementById(id);
  let dirty = false;
  let timer = 0;

  // ---- saving
  const say = (text, state) => {
    const place = byId("save-state");
    place.textContent = text;
    place.className = `save-state ${state}`;
  };
  const save = () => {
    clearTimeout(timer);
    if (dirty) htmx.trigger(form, "kidmet:save");
  };
  const soon = (milliseconds) => {
    dirty = true;
    say("Not saved yet", "saving");
    clearTimeout(timer);
    timer = setTimeout(save, milliseconds);
  };
  form.addEventListener("input", (event) => {
    if (event.target.matches("input[type=text], input[type=month], textarea")) soon(900);
  });
  form.addEventListener("change", (event) => {
    keepNoneAlone(event.target);
    soon(150);
  });
  const failed = (why) => {
    dirty = true;
    say(`Not saved: ${why} What you entered is still here; press Save to try again.`, "not-saved");
  };
  form.addEventListener("htmx:beforeRequest", () => { dirty = false; say("Saving", "saving"); });
  form.addEventListener("htmx:sendError", () => failed("the server cannot be reached."));
  form.addEventListener("htmx:timeout", () => failed("the server took too long."));
  form.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    failed(status === 403 ? "your sign-in has ended. Sign in again in another tab." : status === 404 ? "this case no longer exists." : `the server answered ${status}.`);
  });
  form.addEventListener("htmx:beforeSwap", (event) => {
    // A redirect to the sign-in page arrives as a whole page: the sign-in has ended.
    if (event.detail.xhr.responseText.startsWith("<!doctype")) {
      event.detail.shouldSwap = false;
      failed("your sign-in has ended. Sign in again in another tab.");
    }
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.target !== form && event.detail.elt !== form) return;
    if (!event.detail.successful) return;
    if (byId("save-state").classList.contains("not-saved")) dirty = true;
    markInvalid();
    restorePanel();
    announce();
    if (goTo && !dirty) location.assign(goTo);
    goTo = "";
  });
  let goTo = "";
  form.addEventListener("click", (event) => {
    const then = event.target.closest("[data-then]");
    if (!then) return;
    event.preventDefault();
    if (!dirty) { location.assign(then.dataset.then); return; }
    goTo = then.dataset.then;
    save();
  });
  addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-take-other]")) dirty = false; });

  const markInvalid = () => {
    for (const after of form.querySelectorAll(".after")) {
      const wrong = after.querySelector(".errors") !== null;
      for (const input of after.parentElement.querySelectorAll("input, select")) {
        input.classList.toggle("is-invalid", wrong);
        if (wrong) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
      }
    }
  };
  const keepNoneAlone = (input) => {
    if (input.type !== "checkbox" || !input.checked || !input.closest(".kind-any_of")) return;
    const isNone = input.value === "none";
    for (const other of input.closest(".choices").querySelectorAll("input")) {
      if (other !== input && (isNone || other.value === "none")) other.checked = false;
    }
  };

  // ---- the guidance panel
  let chosen = "";
  const tabs = () => [...document.querySelectorAll("[data-tabs] [data-tab]")];
  const choose = (key, focus) => {
    chosen = key;
    form.querySelector("[name=tab]").value = key;
    for (const tab of tabs()) {
      const on = tab.dataset.tab === key;
      tab.setAttribute("aria-selected", on);
      tab.tabIndex = on ? 0 : -1;
      tab.removeAttribute("aria-current");
      if (on && focus) tab.focus();
      byId(`tab-${tab.dataset.tab}`).toggleAttribute("data-chosen", on);
    }
  };
  const dressTabs = () => {
    const list = document.querySelector("[data-tabs]");
    list.setAttribute("role", "tablist");
    list.setAttribute("aria-label", "Guidance by domain");
    for (const tab of tabs()) {
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-controls", `tab-${tab.dataset.tab}`);
      byId(`tab-${tab.dataset.tab}`).setAttribute("role", "tabpanel");
    }
    choose(chosen || tabs().find((tab) => tab.hasAttribute("aria-current"))?.dataset.tab || "diagnosis");
  };
  let openNotes = new Map();
  let isOpen = false;
  let scrolled = 0;
  form.addEventListener("htmx:beforeSwap", () => {
    const guide = byId("guide");
    scrolled = guide.scrollTop;
    openNotes = new Map([...guide.querySelectorAll("details")].map((each) => [each.querySelector("summary").textContent, each.open]));
  });
  const restorePanel = () => {
    const guide = byId("guide");
    dressTabs();
    guide.toggleAttribute("data-open", isOpen);
    for (const each of guide.querySelectorAll("details")) {
      const was = openNotes.get(each.querySelector("summary").textContent);
      if (was !== undefined) each.open = was;
    }
    guide.scrollTop = scrolled;
    showChapter();
  };
  // On a phone the chapters are one line that scrolls sideways.
  const showChapter = () => {
    const nav = byId("chapters");
    const current = nav.querySelector("[aria-current]");
    nav.scrollLeft = current.offsetLeft - (nav.clientWidth - current.offsetWidth) / 2;
  };
  const announce = () => {
    const errors = [...form.querySelectorAll(".errors")].map((each) => each.textContent.trim()).filter(Boolean);
    byId("announcer").textContent = errors.length ? `Not saved. ${errors.join(" ")}` : byId("announcement").textContent;
  };
  document.addEventListener("click", (event) => {
    const tab = event.target.closest("[data-tab]");
    if (tab && tab.closest("[data-tabs]")) { event.preventDefault(); choose(tab.dataset.tab); }
  });
  document.addEventListener("keydown", (event) => {
    const tab = event.target.closest?.("[role=tab]");
    if (tab) {
      const all = tabs();
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step) { event.preventDefault(); choose(all[(all.indexOf(tab) + step + all.length) % all.length].dataset.tab, true); }
      if (event.key === " ") { event.preventDefault(); choose(tab.dataset.tab); }
    }
    if (event.key === "Escape" && isOpen) openSheet(false);
  });

  // ---- the sheet on a phone
  const opener = document.querySelector("[data-sheet]");
  opener.setAttribute("role", "button");
  const openSheet = (open) => {
    isOpen = open;
    byId("guide").toggleAttribute("data-open", open);
    opener.setAttribute("aria-expanded", open);
    if (open) byId("guide").focus();
    else opener.focus();
  };
  opener.addEventListener("click", (event) => { event.preventDefault(); openSheet(!isOpen); });
  opener.addEventListener("keydown", (event) => { if (event.key === " ") { event.preventDefault(); openSheet(!isOpen); } });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-sheet-close]")) openSheet(false); });

  // ---- going to a field
  const arrive = (id) => {
    const field = id && byId(id);
    if (!field || !form.contains(field)) return false;
    const input = field.querySelector("input:not([type=hidden]):checked, input:not([type=hidden]), select") || field;
    for (const old of form.querySelectorAll(".arrived")) old.classList.remove("arrived");
    field.classList.add("arrived");
    if (isOpen) { isOpen = false; byId("guide").removeAttribute("data-open"); opener.setAttribute("aria-expanded", false); }
    field.scrollIntoView({ block: "center" });
    input.focus({ preventScroll: true });
    return true;
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href*='#field-']");
    if (link && new URL(link.href).pathname === location.pathname && arrive(new URL(link.href).hash.slice(1))) event.preventDefault();
  });
  form.addEventListener("input", (event) => event.target.closest(".arrived")?.classList.remove("arrived"));

  // ---- lesions
  const rows = byId("lesion-rows");
  if (rows) {
    const total = form.querySelector("[name=lesions-TOTAL_FORMS]");
    const renumber = () => {
      let number = 0;
      for (const row of rows.querySelectorAll("[data-lesion]:not([hidden])")) row.querySelector("[data-number]").textContent = ++number;
    };
    const add = (side, pole) => {
      const index = Number(total.value);
      const made = document.createElement("div");
      made.innerHTML = byId("lesion-template").innerHTML.replaceAll("__prefix__", index);
      const row = made.firstElementChild;
      rows.append(row);
      total.value = index + 1;
      renumber();
      const set = (name, value) => { const input = row.querySelector(`[name=lesions-${index}-${name}]`); if (input && value) input.value = value; };
      set("side", side);
      set("pole", pole);
      const none = form.querySelector("[name=no_lesions_seen]");
      if (none) none.checked = false;
      (side ? row.querySelector("[name$=size_mm]") : row.querySelector("select, input")).focus();
      if (side) soon(150);
    };
    // Rows without a word stand for no lesion; with JavaScript one adds them when they are wanted.
    const isEmpty = (row) => [...row.querySelectorAll("select, input:not([type=checkbox]):not([type=hidden])")].every((input) => !input.value);
    const extra = [...rows.querySelectorAll("[data-lesion]")].at(-1);
    if (extra && isEmpty(extra) && !new URLSearchParams(location.search).get("add")) { extra.remove(); total.value = Number(total.value) - 1; }
    form.querySelector("[data-add-lesion]").addEventListener("click", (event) => { event.preventDefault(); add(); });
    document.addEventListener("click", (event) => {
      const place = event.target.closest("[data-add]");
      if (!place) return;
      event.preventDefault();
      add(...place.dataset.add.split("-"));
    });
    rows.addEventListener("change", (event) => {
      if (!event.target.name?.endsWith("-DELETE") || !event.target.checked) return;
      const row = event.target.closest("[data-lesion]");
      row.hidden = true;
      renumber();
      (row.nextElementSibling?.querySelector("select") || form.querySelector("[data-add-lesion]")).focus();
    });
    const asked = new URLSearchParams(location.search).get("add");
    if (asked) add(...asked.split("-"));
  }

  dressTabs();
  showChapter();
  arrive(location.hash.slice(1));
  addEventListener("hashchange", () => arrive(location.hash.slice(1)));
})();

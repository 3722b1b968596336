// Writing a teaching case beyond plain HTML: saving as one goes, rows, the grid of a table, finding a fact, the order
// of the steps by dragging, and on a phone what stands beside as a sheet. All of it works without this file, too.
(() => {
  document.documentElement.classList.add("js");
  const byId = (id) => document.getElementById(id);
  // The place that is open, where the parts of the case scroll by themselves.
  const parts = byId("teach-steps");
  const here = parts?.querySelector("[aria-current]");
  if (here && parts.scrollHeight > parts.clientHeight) parts.scrollTop = here.offsetTop - parts.clientHeight / 2;
  const form = document.querySelector("[data-draft]");
  if (form) {
    const saving = window.kidmetSaving(form, {
      saved: () => saving.announce(""),
      gone: "this case is gone, or you may not write in it any longer. Copy what you typed before you leave.",
    });
    window.kidmetUndoing(saving);
    window.kidmetWriting(form);
    window.kidmetLesions?.(form, saving.soon);
    // What is looked for is no part of the case; what is found and ticked is.
    for (const kind of ["change", "keydown"]) form.querySelector("[data-apart]")?.addEventListener(kind, (event) => {
      if (kind === "change") event.stopPropagation();
      else if (event.key === "Enter") event.preventDefault();
    });
    // A link to a field, as the checks give them, takes the focus there.
    const arrive = () => {
      const field = location.hash.startsWith("#field-") && byId(location.hash.slice(1));
      if (!field || !form.contains(field)) return;
      for (let fold = field.closest("details.more"); fold; fold = fold.parentElement.closest("details.more")) fold.open = true;
      field.scrollIntoView({ block: "center", behavior: "instant" });
      (field.querySelector("[type=radio]:checked") ?? field.querySelector("input:not([type=hidden]), select, textarea") ?? field).focus({ preventScroll: true });
    };
    addEventListener("load", () => requestAnimationFrame(arrive));
    addEventListener("hashchange", arrive);

    // ---- one more row
    form.addEventListener("click", (event) => {
      const button = event.target.closest("[data-add-row]");
      if (!button) return;
      event.preventDefault();
      const rows = form.querySelector(`[data-rows="${button.dataset.addRow}"]`);
      const last = rows.querySelector(":scope > [data-row]:last-of-type");
      if (last.hidden) { last.hidden = false; last.querySelector("input, select, textarea").focus(); return; }
      const number = Number(last.querySelector("[name]").name.slice(button.dataset.addRow.length + 1).split("-")[0]);
      const fresh = last.cloneNode(true);
      const was = `${button.dataset.addRow}-${number}`;
      const now = `${button.dataset.addRow}-${number + 1}`;
      for (const each of fresh.querySelectorAll(".sheet-grid")) each.remove();
      for (const each of [fresh, ...fresh.querySelectorAll("*")]) {
        for (const name of ["id", "name", "for", "aria-describedby", "data-rows", "data-add-row"]) {
          const value = each.getAttribute(name);
          if (value?.includes(was)) each.setAttribute(name, value.replaceAll(was, now));
        }
      }
      for (const each of fresh.querySelectorAll("input, select, textarea")) {
        if (each.type === "checkbox") each.checked = false; else if (each.matches("select")) each.selectedIndex = 0; else each.value = "";
        if (each.matches("textarea")) { each.hidden = false; each.textContent = ""; }
      }
      for (const each of fresh.querySelectorAll(".after")) each.replaceChildren();
      fresh.querySelector("[data-row-number]")?.replaceChildren(String(number + 2));
      last.after(fresh);
      window.kidmetWriting(fresh);
      fresh.querySelector("input, select, textarea").focus();
    });
    // ---- a row less: it is emptied, and what is empty is not kept
    form.addEventListener("click", (event) => {
      const button = event.target.closest("[data-remove-row]");
      if (!button) return;
      event.preventDefault();
      const row = button.closest("[data-row]");
      for (const each of row.querySelectorAll("input, select, textarea")) {
        if (each.type === "checkbox") each.checked = false; else if (each.matches("select")) each.selectedIndex = 0; else each.value = "";
      }
      for (const each of row.querySelectorAll(".sheet-grid")) each.remove();
      window.kidmetWriting(row);
      row.hidden = true;
      row.querySelector("[name]").dispatchEvent(new Event("change", { bubbles: true }));
      row.parentElement.parentElement.querySelector("[data-add-row]")?.focus();
    });
    // The empty row that is there for whoever has no scripts waits for the button.
    for (const rows of form.querySelectorAll("[data-rows]")) {
      const all = [...rows.querySelectorAll(":scope > [data-row]")];
      const spare = all.at(-1);
      const isBlank = spare && ![...spare.querySelectorAll("input:not([type=checkbox]), select, textarea")].some((each) => each.value);
      if (isBlank && (all.length > 1 || rows.closest(".part-fold"))) spare.hidden = true;
    }

    // ---- find a fact
    const search = form.querySelector("[data-fact-search]");
    const opened = new Set([...form.querySelectorAll(".fact-group[open]")]);
    search?.addEventListener("input", (event) => {
      event.stopPropagation(); // what is looked for is no part of the case
      const words = search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
      for (const group of form.querySelectorAll(".fact-group")) {
        let found = 0;
        for (const fact of group.querySelectorAll("[data-fact]")) {
          const name = fact.querySelector(".fact-name").textContent.toLowerCase();
          fact.hidden = !words.every((word) => name.includes(word));
          found += !fact.hidden;
        }
        group.hidden = words.length > 0 && !found;
        group.open = words.length ? found > 0 : opened.has(group);
      }
    });
    search?.addEventListener("change", (event) => event.stopPropagation());
    search?.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  }

  // ---- the order of the steps by keys: Alt with an arrow, on the step; the focus goes along
  document.addEventListener("keydown", (event) => {
    const item = event.altKey && event.target.closest?.(".step-list > [data-step-key]");
    const place = { ArrowUp: 0, ArrowDown: 1 }[event.key];
    if (!item || place === undefined) return;
    event.preventDefault();
    item.querySelectorAll("[name=move]")[place].click();
  });
  const moved = location.hash.startsWith("#step-") && byId(location.hash.slice(1));
  // The browser goes to what the address names once the page is here whole; after that.
  if (moved) addEventListener("load", () => requestAnimationFrame(() => setTimeout(() => moved.querySelector("a").focus())));

  // ---- the order of the steps by dragging
  let dragged = null;
  const listOf = (node) => node?.closest?.("[data-order] .step-list");
  document.addEventListener("dragstart", (event) => {
    const item = event.target.closest?.(".step-list > [data-step-key]");
    if (!item) return;
    dragged = item;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", item.dataset.stepKey);
    item.classList.add("dragged");
  });
  document.addEventListener("dragover", (event) => {
    const over = dragged && listOf(event.target) && event.target.closest("[data-step-key]");
    if (!over) return;
    event.preventDefault();
    if (over === dragged) return;
    const { top, height } = over.getBoundingClientRect();
    over[event.clientY > top + height / 2 ? "after" : "before"](dragged);
  });
  document.addEventListener("drop", (event) => { if (dragged) event.preventDefault(); });
  document.addEventListener("dragend", () => {
    if (!dragged) return;
    const item = dragged;
    dragged = null;
    item.classList.remove("dragged");
    const list = listOf(item);
    const place = [...list.children].indexOf(item) + 1;
    const before = Number(item.querySelector(".rail-number").textContent);
    if (place === before) return;
    const order = list.closest("form");
    const button = Object.assign(document.createElement("button"), { name: "move", value: `${item.dataset.stepKey}:${place}`, hidden: true });
    order.append(button);
    order.requestSubmit(button);
  });

  // ---- what stands beside, on a phone as a sheet
  const opener = document.querySelector("[data-sheet]");
  if (!opener) return;
  opener.setAttribute("role", "button");
  let isOpen = false;
  const behind = () => [...document.querySelectorAll("body > *, main > *, .bench > *")]
    .filter((each) => !each.matches("script, dialog, [aria-live]") && !each.contains(byId("beside")));
  const show = (open) => {
    isOpen = open;
    byId("beside").toggleAttribute("data-open", open);
    opener.setAttribute("aria-expanded", open);
    for (const each of behind()) each.inert = open;
  };
  const openSheet = (open) => { show(open); (open ? byId("beside") : opener).focus(); };
  opener.addEventListener("click", (event) => { event.preventDefault(); openSheet(!isOpen); });
  opener.addEventListener("keydown", (event) => { if (event.key === " ") { event.preventDefault(); openSheet(!isOpen); } });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && isOpen) openSheet(false); });
  document.addEventListener("click", (event) => {
    const isBeside = !event.target.closest("#beside, dialog, [data-sheet], [data-preview]") && event.target.isConnected;
    if (event.target.closest("[data-sheet-close]") || (isOpen && isBeside)) openSheet(false);
    if (event.target.closest("[data-preview]")) {
      if (opener.checkVisibility()) openSheet(true); else byId("beside").focus();
    }
  });
  matchMedia("(max-width: 1180px)").addEventListener("change", () => { if (isOpen) show(false); });
  // What a sample answer earns is said, and brought into sight.
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.requestConfig.elt.id !== "sample-form" || !event.detail.successful) return;
    byId("announcer").textContent = byId("sample-verdict")?.textContent.trim().replace(/\s+/g, " ") ?? "";
    requestAnimationFrame(() => byId("sample").scrollIntoView({ block: "nearest", behavior: "instant" }));
  });
  // Drawn anew by a save it keeps its place, and stays open where it was.
  let scrolled = 0;
  document.body.addEventListener("htmx:beforeSwap", () => { scrolled = byId("beside").scrollTop; });
  document.body.addEventListener("htmx:afterRequest", () => {
    if (isOpen) show(true);
    byId("beside").scrollTop = scrolled;
  });
})();

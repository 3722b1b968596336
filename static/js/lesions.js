// Lesions as rows that are added, placed by a click on the kidney map, and removed.
window.kidmetLesions = (form, soon) => {
  const rows = document.getElementById("lesion-rows");
  if (!rows) return;
  const total = () => form.querySelector("[name=lesions-TOTAL_FORMS]"); // drawn anew with the rows
  const renumber = () => {
    let number = 0;
    for (const row of rows.querySelectorAll("[data-lesion]:not([hidden])")) row.querySelector("[data-number]").textContent = ++number;
  };
  const add = (side, pole) => {
    const index = Number(total().value);
    const made = document.createElement("div");
    made.innerHTML = document.getElementById("lesion-template").innerHTML.replaceAll("__prefix__", index);
    const row = made.firstElementChild;
    rows.append(row);
    total().value = index + 1;
    renumber();
    const set = (name, value) => { const input = row.querySelector(`[name=lesions-${index}-${name}]`); if (input && value) input.value = value; };
    set("side", side);
    set("pole", pole);
    const none = form.querySelector("[name=no_lesions_seen]");
    if (none) none.checked = false;
    (side ? row.querySelector("[name$=size_mm]") : row.querySelector("select, input")).focus();
    if (side || pole) soon(150);
  };
  // Rows without a word stand for no lesion; with JavaScript one adds them when they are wanted.
  const isEmpty = (row) => [...row.querySelectorAll("select, input:not([type=checkbox]):not([type=hidden])")].every((input) => !input.value);
  const dropExtra = () => {
    const extra = [...rows.querySelectorAll("[data-lesion]")].at(-1);
    const isExtra = Number(total().value) > Number(form.querySelector("[name=lesions-INITIAL_FORMS]").value);
    if (extra && isExtra && isEmpty(extra)) { extra.remove(); total().value = Number(total().value) - 1; }
  };
  dropExtra();
  document.body.addEventListener("htmx:oobAfterSwap", (event) => { if (event.detail.target === rows) dropExtra(); });
  const adding = form.querySelector("[data-add-lesion]");
  adding.type = "button"; // Enter in a field presses the first button that submits, and that is to be Save
  adding.addEventListener("click", () => add());
  document.addEventListener("click", (event) => {
    const place = event.target.closest("[data-add]");
    if (!place) return;
    event.preventDefault();
    add(...place.dataset.add.split("-"));
  });
  // A removed lesion stays in the form until the page is left, so it comes back as it was, at its place.
  const bringBack = (row) => {
    row.hidden = false;
    row.querySelector("[name$=-DELETE]").checked = false;
    row.nextElementSibling.remove();
    renumber();
    row.querySelector("select, input").focus();
    soon(150);
  };
  const remove = (row) => {
    const gone = document.createElement("p");
    const undo = document.createElement("button");
    gone.className = "removed";
    const number = row.querySelector("[data-number]").textContent;
    gone.textContent = `Lesion ${number} removed. `;
    undo.type = "button";
    undo.className = "btn-text";
    undo.innerHTML = '<span>Undo</span><span class="visually-hidden"> the removal of this lesion</span>';
    undo.addEventListener("click", () => bringBack(row));
    gone.append(undo);
    row.after(gone);
    row.hidden = true;
    renumber();
    undo.focus();
  };
  rows.addEventListener("change", (event) => {
    if (event.target.name?.endsWith("-DELETE") && event.target.checked) remove(event.target.closest("[data-lesion]"));
  });
  // The address of a place on the map: the server drew a lesion there, once. Loaded anew, it adds no other.
  if (new URLSearchParams(location.search).has("add")) {
    history.replaceState(history.state, "", location.pathname + location.hash);
    const placed = [...rows.querySelectorAll("[data-lesion]")].at(-1);
    if (Number(total().value) > Number(form.querySelector("[name=lesions-INITIAL_FORMS]").value)) {
      placed.querySelector("[name$=size_mm]").focus();
      soon(150);
    }
  }
};

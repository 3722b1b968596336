// Pictures in the editor beyond plain HTML: files dropped, slices moved by keys and by dragging, arrows placed by a
// click. All of it can be done without this file: by numbers, and by the field for files.
(() => {
  document.documentElement.classList.add("js");

  // ---- files
  for (const drop of document.querySelectorAll("[data-drop]")) {
    const field = drop.querySelector("input[type=file]");
    const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
    drop.addEventListener("dragover", (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      drop.classList.add("is-over");
    });
    drop.addEventListener("dragleave", () => drop.classList.remove("is-over"));
    drop.addEventListener("drop", (event) => {
      drop.classList.remove("is-over");
      if (!hasFiles(event)) return;
      event.preventDefault();
      field.files = event.dataTransfer.files;
      field.dispatchEvent(new Event("change", { bubbles: true }));
      field.focus();
    });
  }
  for (const form of document.querySelectorAll("form[data-pictures]")) {
    const said = form.querySelector("[data-sending]");
    form.addEventListener("submit", (event) => {
      const files = [...form.querySelectorAll("input[type=file]")].flatMap((field) => [...field.files]);
      if (event.defaultPrevented || !files.length) return;
      said.textContent = `Sending ${files.length === 1 ? "a picture" : `${files.length} pictures`}. This page changes when they are kept.`;
    });
    addEventListener("pageshow", () => { said.textContent = ""; });
  }

  const form = document.getElementById("stack-form");
  if (!form) return;

  // ---- the order of the slices
  const list = form.querySelector("[data-slice-rows]");
  const rows = () => [...list.querySelectorAll("[data-slice-row]")];
  const moved = form.querySelector("[data-moved]");
  const numbered = () => rows().forEach((row, place) => { row.querySelector("[data-place]").value = place + 1; });
  const caption = (row) => row.querySelector("[name$=-caption]").value || "The slice";
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    const row = button.closest("[data-slice-row]");
    const other = button.dataset.move === "1" ? row.nextElementSibling : row.previousElementSibling;
    if (!other) return;
    other[button.dataset.move === "1" ? "after" : "before"](row);
    numbered();
    button.focus();
    moved.textContent = `${caption(row)} is now in place ${rows().indexOf(row) + 1} of ${rows().length}. Save to keep it.`;
  });
  let dragged = null;
  for (const row of rows()) row.querySelector("img").draggable = true;
  list.addEventListener("dragstart", (event) => {
    if (!event.target.matches("img")) return;
    dragged = event.target.closest("[data-slice-row]");
    event.dataTransfer.effectAllowed = "move";
    dragged.classList.add("dragged");
  });
  list.addEventListener("dragover", (event) => {
    const over = dragged && event.target.closest("[data-slice-row]");
    if (!over) return;
    event.preventDefault();
    if (over === dragged) return;
    const { top, height } = over.getBoundingClientRect();
    over[event.clientY > top + height / 2 ? "after" : "before"](dragged);
  });
  list.addEventListener("drop", (event) => { if (dragged) event.preventDefault(); });
  list.addEventListener("dragend", () => {
    if (!dragged) return;
    dragged.classList.remove("dragged");
    dragged = null;
    numbered();
  });

  // ---- arrows
  const canvas = form.querySelector("[data-arrow-canvas]");
  const arrows = form.querySelector("[data-arrows]");
  if (!canvas) return;
  const lines = () => [...arrows.querySelectorAll("[data-arrow]")];
  const isFree = (line) => [...line.querySelectorAll("input")].every((field) => !field.value);
  const drawing = canvas.querySelector("svg");
  let chosen = null;
  let placed = null; // by the last click; once it says something, the next click is for another
  const choose = (line) => {
    chosen = line;
    for (const each of lines()) each.classList.toggle("is-chosen", each === line);
  };
  arrows.addEventListener("focusin", (event) => choose(event.target.closest("[data-arrow]")));
  const fresh = () => {
    const last = lines().at(-1);
    const line = last.cloneNode(true);
    const number = Number(last.querySelector("input").name.match(/arrows-(\d+)-/)[1]);
    for (const each of line.querySelectorAll("*")) {
      for (const name of ["id", "name", "for"]) {
        const value = each.getAttribute(name);
        if (value) each.setAttribute(name, value.replace(`arrows-${number}-`, `arrows-${number + 1}-`));
      }
      if (each.matches("input")) { each.value = ""; each.removeAttribute("value"); }
    }
    line.setAttribute("aria-label", `Arrow ${lines().length + 1}`);
    line.querySelector(".arrow-row-number").textContent = lines().length + 1;
    last.after(line);
    return line;
  };
  // Until it is saved and drawn, a disc with its number shows where it points.
  const mark = (line) => {
    const number = lines().indexOf(line) + 1;
    const [x, y] = ["x", "y"].map((name) => Number(line.querySelector(`[data-${name}]`).value.replace(",", ".")));
    const { width, height } = drawing.viewBox.baseVal;
    const SVG = "http://www.w3.org/2000/svg";
    let group = drawing.querySelector(`[data-of="${number}"]`);
    if (!group) {
      group = document.createElementNS(SVG, "g");
      group.dataset.of = number;
      const disc = document.createElementNS(SVG, "circle");
      const text = document.createElementNS(SVG, "text");
      disc.setAttribute("class", "arrow-disc");
      text.setAttribute("class", "arrow-number");
      text.textContent = number;
      group.append(disc, text);
      drawing.append(group);
    }
    const r = Math.max(width, height) * 0.02;
    const [disc, text] = group.children;
    for (const [name, value] of [["cx", x / 100 * width], ["cy", y / 100 * height], ["r", r]]) disc.setAttribute(name, value);
    for (const [name, value] of [["x", x / 100 * width], ["y", y / 100 * height], ["font-size", r * 1.4]]) text.setAttribute(name, value);
  };
  canvas.addEventListener("click", (event) => {
    const box = canvas.getBoundingClientRect();
    const part = (at, from, size) => (Math.min(Math.max((at - from) / size, 0), 1) * 100).toFixed(1);
    const line = chosen ?? lines().find(isFree) ?? fresh();
    line.querySelector("[data-x]").value = part(event.clientX, box.left, box.width);
    line.querySelector("[data-y]").value = part(event.clientY, box.top, box.height);
    mark(line);
    const text = line.querySelector("[name$=-text]");
    text.focus({ preventScroll: true });
    if (!lines().some(isFree)) fresh();
    placed = line;
    choose(text.value ? null : line);
  });
  arrows.addEventListener("input", (event) => {
    const line = event.target.closest("[data-arrow]");
    if (event.target.matches("[data-x], [data-y]")) mark(line);
    else if (line === placed) { placed = null; choose(null); }
    if (!lines().some(isFree)) fresh();
  });
})();

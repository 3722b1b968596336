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
  // One at a time, before the form that names them: so each is told of, and any number can be chosen. A file that is
  // refused keeps none of the others out; the form is sent by the next press.
  const keep = async (form, file) => {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    body.append("pictures", file);
    const most = Number(form.dataset.takes);
    if (file.size > most) return { kept: [], refused: [`“${file.name}” is too large.`] };
    const answer = await fetch(form.dataset.pictures, { method: "POST", body, redirect: "error" }).catch(() => null);
    return answer?.ok ? answer.json() : null;
  };
  const named = (form, hash) => {
    if (form.id === "stack-form") { addRow(form, hash); return; }
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "image", value: hash }));
  };
  const send = async (form, submitter) => {
    const field = form.querySelector("[name=pictures]");
    const said = form.querySelector("[data-sending]");
    const files = [...field.files].sort((one, other) => one.name.localeCompare(other.name, "en", { numeric: true }));
    const wrong = [];
    let kept = 0;
    submitter.disabled = true;
    for (const [place, file] of files.entries()) {
      said.textContent = `Sending picture ${place + 1} of ${files.length}.`;
      const answer = await keep(form, file);
      if (!answer) { wrong.push(`“${file.name}” and what came after it could not be sent. What was sent before is kept: try the others again.`); break; }
      for (const hash of answer.kept) { named(form, hash); kept += 1; }
      wrong.push(...answer.refused);
    }
    submitter.disabled = false;
    field.value = "";
    field.required = false;
    if (!wrong.length) { said.textContent = ""; form.requestSubmit(submitter); return; }
    const words = kept ? `${kept === 1 ? "1 picture is" : `${kept} pictures are`} ready; press “${submitter.textContent.trim()}” to add ${kept === 1 ? "it" : "them"}.` : "Nothing was added.";
    said.replaceChildren(...[...wrong, words].map((text) => Object.assign(document.createElement("p"), { textContent: text })));
    submitter.focus();
  };
  // Before anything else looks at the form: what is sent apart does not count for its size.
  addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-pictures]") || form.querySelector("[name=pictures]").files.length < 2) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    send(form, event.submitter ?? form.querySelector(".btn"));
  }, true);
  const addRow = (form, hash) => {
    const list = form.querySelector("[data-slice-rows]");
    const last = list.lastElementChild;
    const numbers = [...list.querySelectorAll("[name$=-image]")].map((each) => Number(each.name.split("-")[1]));
    const row = last.cloneNode(true);
    const was = row.querySelector("[name$=-image]").name.split("-")[1];
    const now = Math.max(...numbers) + 1;
    row.id = `row-${now}`;
    for (const each of row.querySelectorAll("*")) {
      for (const name of ["id", "name", "for"]) {
        const value = each.getAttribute(name);
        if (value) each.setAttribute(name, value.replace(`slice-${was}-`, `slice-${now}-`));
      }
    }
    row.querySelector("[name$=-image]").value = hash;
    row.querySelector("[name$=-caption]").value = "";
    row.querySelector("[name$=-remove]").checked = false;
    row.querySelector("[data-place]").value = list.children.length + 1;
    row.querySelector("[name=then]")?.remove(); // it has no arrows before it is saved
    row.querySelector("img").src = `${form.dataset.pictures}${hash}/?size=thumb`;
    for (const each of row.querySelectorAll("label, .visually-hidden, [data-move]")) {
      const told = (text) => text.replace(/slice \d+/, `slice ${list.children.length + 1}`);
      if (each.hasAttribute("aria-label")) each.setAttribute("aria-label", told(each.getAttribute("aria-label")));
      else if (!each.children.length) each.textContent = told(each.textContent);
    }
    last.after(row);
  };

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

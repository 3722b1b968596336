// Texts and tables with more comfort than a plain field gives: a toolbar over what is Markdown, and a grid over what
// is a table. What is sent stays the text of the field, so both are nothing but another way to write it.
window.kidmetWriting = (() => {
  const element = (name, more = {}, ...inside) => {
    const made = Object.assign(document.createElement(name), more);
    made.append(...inside);
    return made;
  };
  const told = (field) => field.dispatchEvent(new Event("input", { bubbles: true }));

  // ---- Markdown
  const put = (field, text, from, to, select) => {
    field.focus();
    field.setRangeText(text, from, to, "end");
    if (select) field.setSelectionRange(...select);
    told(field);
  };
  const around = (mark, empty) => (field) => {
    const { selectionStart: from, selectionEnd: to, value } = field;
    const inside = value.slice(from, to) || empty;
    const isMarked = value.slice(from - mark.length, from) === mark && value.slice(to, to + mark.length) === mark;
    if (isMarked) put(field, inside, from - mark.length, to + mark.length, [from - mark.length, from - mark.length + inside.length]);
    else put(field, `${mark}${inside}${mark}`, from, to, [from + mark.length, from + mark.length + inside.length]);
  };
  const listed = (field) => {
    const { selectionStart, selectionEnd, value } = field;
    const from = value.lastIndexOf("\n", selectionStart - 1) + 1;
    const end = value.indexOf("\n", selectionEnd);
    const to = end < 0 ? value.length : end;
    const lines = value.slice(from, to).split("\n");
    const isList = lines.every((line) => line.startsWith("- "));
    const text = lines.map((line) => (isList ? line.slice(2) : `- ${line}`)).join("\n");
    put(field, text, from, to, [from, from + text.length]);
  };
  const linked = (field) => {
    const { selectionStart: from, selectionEnd: to, value } = field;
    const words = value.slice(from, to) || "words";
    const at = from + words.length + 3;
    put(field, `[${words}](/guidance/)`, from, to, [at, at + 10]);
  };
  const TOOLS = [
    ["Bold", "B", around("**", "words"), "b"],
    ["Italic", "I", around("*", "words"), "i"],
    ["List", "•–", listed],
    ["Link into the guidance", "Link", linked, "k"],
  ];
  const dressText = (field) => {
    if (field.previousElementSibling?.matches(".toolbar")) return;
    const bar = element("div", { className: "toolbar" });
    bar.setAttribute("role", "toolbar");
    bar.setAttribute("aria-label", `Formatting of “${field.labels[0]?.textContent.trim() ?? "the text"}”`);
    bar.setAttribute("aria-controls", field.id);
    TOOLS.forEach(([label, sign, act, key], place) => {
      const button = element("button", { type: "button", className: "tool", title: key ? `${label} (Ctrl+${key.toUpperCase()})` : label, tabIndex: place ? -1 : 0 }, sign);
      button.setAttribute("aria-label", label);
      button.addEventListener("click", () => act(field));
      bar.append(button);
    });
    if (document.getElementById("beside")) {
      const preview = element("button", { type: "button", className: "tool", tabIndex: -1 }, "Preview");
      preview.dataset.preview = "";
      bar.append(preview);
    }
    bar.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const all = [...bar.querySelectorAll("button")];
      const next = all[(all.indexOf(document.activeElement) + step + all.length) % all.length];
      for (const each of all) each.tabIndex = each === next ? 0 : -1;
      next.focus();
      event.preventDefault();
    });
    field.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      const tool = TOOLS.find(([, , , key]) => key === event.key.toLowerCase());
      if (!tool) return;
      event.preventDefault();
      tool[2](field);
    });
    field.before(bar);
  };

  // ---- tables
  // As a spreadsheet writes it: cells with tabs, line breaks or quotes stand in quotes.
  // CSV has the same number of its marks in every line.
  const markOf = (text) => {
    if (text.includes("\t")) return "\t";
    const lines = text.trim().split("\n");
    const counts = (mark) => new Set(lines.map((line) => line.split('"').filter((_, at) => at % 2 === 0).join("").split(mark).length));
    const isRegular = (mark) => { const found = counts(mark); return found.size === 1 && !found.has(1); };
    return lines.length > 1 ? [";", ","].find(isRegular) ?? "\t" : "\t";
  };
  const parse = (text, mark = "\t") => {
    const rows = [[""]];
    let quoted = false;
    for (let at = 0; at < text.length; at += 1) {
      const each = text[at];
      const row = rows.at(-1);
      if (quoted) {
        if (each !== '"') row[row.length - 1] += each;
        else if (text[at + 1] === '"') { row[row.length - 1] += '"'; at += 1; } else quoted = false;
      } else if (each === '"' && row.at(-1) === "") quoted = true;
      else if (each === mark) row.push("");
      else if (each === "\n") rows.push([""]);
      else if (each !== "\r") row[row.length - 1] += each;
    }
    while (rows.length > 1 && rows.at(-1).every((cell) => !cell)) rows.pop();
    return rows;
  };
  const quote = (cell) => (/["\t\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  const write = (rows) => rows.map((row) => row.map(quote).join("\t")).join("\n").replace(/[\t\n]+$/, "");

  const dressTable = (field) => {
    const fixed = field.dataset.sheetGrid ? field.dataset.sheetGrid.split(",") : null;
    let rows = parse(field.value, markOf(field.value));
    const name = field.labels[0]?.textContent.trim() ?? "Cells";
    const grid = element("div", { className: "sheet-grid" });
    const width = () => (fixed ? fixed.length : Math.max(2, ...rows.map((row) => row.length)));
    const sent = () => { field.value = write(rows); told(field); };
    const cellAt = (at, column) => grid.querySelector(`[data-at="${at},${column}"]`);
    const draw = (focus) => {
      const columns = width();
      rows = rows.map((row) => [...row, ...Array(columns).fill("")].slice(0, columns));
      while (rows.length < 2) rows.push(Array(columns).fill(""));
      const table = element("table");
      if (fixed) table.append(element("thead", {}, element("tr", {}, ...fixed.map((label) => element("th", { scope: "col", textContent: label })))));
      const body = element("tbody");
      rows.forEach((row, at) => {
        const line = element("tr");
        row.forEach((text, column) => {
          const input = element("input", { type: "text", value: text, autocomplete: "off" });
          input.dataset.at = `${at},${column}`;
          input.setAttribute("aria-label", !fixed && at === 0 ? `Heading of column ${column + 1}` : `Row ${fixed ? at + 1 : at}, ${(fixed?.[column] ?? rows[0][column]) || `column ${column + 1}`}`);
          line.append(element("td", { className: !fixed && at === 0 ? "heading" : "" }, input));
        });
        body.append(line);
      });
      table.append(body);
      const bar = element("div", { className: "toolbar" });
      const button = (label, act) => {
        const made = element("button", { type: "button", className: "tool" }, label);
        made.addEventListener("click", act);
        bar.append(made);
      };
      button("Add a row", () => { rows.push(Array(columns).fill("")); draw([rows.length - 1, 0]); });
      if (!fixed) button("Add a column", () => { rows = rows.map((row) => [...row, ""]); draw([0, columns]); });
      button("Take out a row", () => { const at = place[0]; if (rows.length > 2) { rows.splice(at, 1); sent(); draw([Math.min(at, rows.length - 1), place[1]]); } });
      if (!fixed) button("Take out a column", () => { if (columns > 2) { const out = place[1]; rows = rows.map((row) => row.filter((_, at) => at !== out)); sent(); draw([place[0], Math.min(out, columns - 2)]); } });
      grid.replaceChildren(element("div", { className: "grid-wrap" }, table), bar);
      if (focus) cellAt(...focus)?.focus();
    };
    let place = [0, 0];
    const placeOf = (input) => input.dataset.at.split(",").map(Number);
    grid.addEventListener("focusin", (event) => { if (event.target.dataset.at) place = placeOf(event.target); });
    for (const kind of ["input", "change"]) grid.addEventListener(kind, (event) => {
      event.stopPropagation(); // the field under the grid tells of it
      if (!event.target.dataset.at) return;
      const [at, column] = placeOf(event.target);
      rows[at][column] = event.target.value;
      sent();
    });
    grid.addEventListener("paste", (event) => {
      const text = event.clipboardData.getData("text");
      if (!/[\t\n]/.test(text.trim())) return;
      event.preventDefault();
      const [top, left] = placeOf(event.target);
      const pasted = text.replaceAll("\r\n", "\n");
      parse(pasted, markOf(pasted)).forEach((row, down) => {
        while (rows.length <= top + down) rows.push([]);
        row.forEach((cell, right) => { rows[top + down][left + right] = cell.trim(); });
        rows[top + down] = [...rows[top + down]].map((cell) => cell ?? "");
      });
      sent();
      draw([top, left]);
    });
    grid.addEventListener("keydown", (event) => {
      if (!event.target.dataset.at) return;
      const [at, column] = placeOf(event.target);
      const to = { ArrowUp: [at - 1, column], ArrowDown: [at + 1, column], Enter: [at + 1, column] }[event.key];
      if (!to) return;
      event.preventDefault();
      if (event.key === "Enter" && !cellAt(...to)) { rows.push(Array(width()).fill("")); draw(to); return; }
      cellAt(...to)?.focus();
    });
    grid.setAttribute("role", "group");
    grid.setAttribute("aria-label", name);
    field.hidden = true;
    field.after(grid);
    draw();
  };

  return (part) => {
    for (const field of part.querySelectorAll("textarea:not([data-sheet-grid], [data-plain])")) dressText(field);
    for (const field of part.querySelectorAll("textarea[data-sheet-grid]")) dressTable(field);
  };
})();

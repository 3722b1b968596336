// The tree of sections: moved by dragging its handle, or with Alt and the arrow keys. The buttons do the same without it.
(() => {
  const tree = () => document.getElementById("tree");
  if (!tree()) return;
  const form = (row) => row.querySelector("form[hx-post]");
  const send = (row, values) => htmx.ajax("POST", form(row).getAttribute("hx-post"), {
    source: form(row), target: "#tree", swap: "outerHTML",
    values: { csrfmiddlewaretoken: form(row).querySelector("[name=csrfmiddlewaretoken]").value, kind: "section", id: row.closest("li").dataset.slug, set: form(row).querySelector("[name=set]").value, ...values },
  });

  // ---- keys
  const ways = { ArrowUp: "up", ArrowDown: "down", ArrowRight: "in", ArrowLeft: "out" };
  document.addEventListener("keydown", (event) => {
    const name = event.target.closest?.("#tree [data-name]");
    if (!name || !event.altKey || !ways[event.key]) return;
    event.preventDefault();
    send(name.closest("[data-row]"), { to: ways[event.key] });
  });

  // After a move the focus stays with what was moved.
  const settle = () => {
    for (const grip of tree().querySelectorAll("[data-grip]")) grip.closest("[data-row]").draggable = true;
    const moved = tree().dataset.moved;
    if (!moved) return;
    const row = tree().querySelector(`li[data-slug="${CSS.escape(moved)}"] > [data-row]`);
    if (!row) return;
    row.classList.add("arrived");
    row.querySelector("[data-name]").focus();
  };
  document.body.addEventListener("htmx:afterSettle", (event) => { if (event.target.id === "tree") settle(); });
  document.body.addEventListener("htmx:afterSwap", (event) => { if (event.detail.target.id === "tree") settle(); });

  // ---- dragging
  let dragged = null;
  let over = null;
  const clear = () => {
    over?.classList.remove("drop-before", "drop-in", "drop-after");
    over = null;
  };
  const where = (row, event) => {
    const box = row.getBoundingClientRect();
    const part = (event.clientY - box.top) / box.height;
    return part < 0.3 ? "before" : part > 0.7 ? "after" : "in";
  };
  document.addEventListener("dragstart", (event) => {
    const row = event.target.closest?.("#tree [data-row]");
    if (!row) return;
    dragged = row;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", row.closest("li").dataset.slug);
  });
  document.addEventListener("dragover", (event) => {
    const row = event.target.closest?.("#tree [data-row]");
    clear();
    if (!dragged || !row || dragged.closest("li").contains(row)) return;
    event.preventDefault();
    over = row;
    row.classList.add(`drop-${where(row, event)}`);
  });
  document.addEventListener("drop", (event) => {
    const row = event.target.closest?.("#tree [data-row]");
    if (!dragged || !row || dragged.closest("li").contains(row)) return;
    event.preventDefault();
    const item = row.closest("li");
    const slug = item.dataset.slug;
    const parent = slug.includes("/") ? slug.slice(0, slug.lastIndexOf("/")) : "";
    const place = where(row, event);
    const others = (list) => [...list.children].filter((each) => each !== dragged.closest("li"));
    let values;
    if (place === "in") {
      const below = item.querySelector(":scope > ol");
      values = { parent: slug, after: below ? others(below).at(-1)?.dataset.slug || "" : "" };
    } else {
      const row_ = others(item.parentElement);
      const at = row_.indexOf(item);
      values = { parent, after: place === "after" ? slug : row_[at - 1]?.dataset.slug || "" };
    }
    send(dragged, values);
    clear();
    dragged = null;
  });
  document.addEventListener("dragend", () => { clear(); dragged = null; });
  settle();
})();

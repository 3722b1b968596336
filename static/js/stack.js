// Pictures of a teaching case: one slice at a time, by wheel, keys, slider and touch; zoomed; larger; with or
// without what is drawn on them. Without this script all slices stand one below the other.
(() => {
  const ZOOMS = [1, 1.5, 2, 3, 4, 6];
  const STEP_OF_WHEEL = 40;
  const STEP_OF_DRAG = 18;
  const PAGE = 0.1;
  // What a larger picture leaves free in the window: beside it where that is wide, else below it.
  const WIDE = 960;
  const free = () => (innerWidth < WIDE ? { beside: 64, below: 270 } : { beside: 400, below: 84 });

  class Stack {
    constructor(root) {
      this.root = root;
      this.frame = root.querySelector("[data-frame]");
      this.slices = [...root.querySelectorAll("[data-slice]")];
      this.range = root.querySelector("[data-range]");
      this.status = root.querySelector("[data-status]");
      this.toggle = root.querySelector("[data-toggle]");
      this.tools = root.querySelector("[data-tools]");
      this.says = document.createElement("div");
      this.says.className = "stack-says";
      this.at = 0;
      this.zoom = 0;
      this.width = 0;
      this.wheel = 0;
      this.begin();
    }

    begin() {
      this.root.classList.add("is-live");
      // What is said of a slice stands below the frame, so that it is not zoomed along.
      this.said = this.slices.map((slice) => slice.querySelector("[data-said]"));
      this.frame.after(this.says);
      this.says.append(...this.said.filter(Boolean));
      this.tools.hidden = false;
      this.listen();
      this.show(0);
      new ResizeObserver(() => this.fit()).observe(this.root);
      for (let fold = this.root.closest("details"); fold; fold = fold.parentElement.closest("details")) {
        fold.addEventListener("toggle", () => this.fit());
      }
    }

    // ---- slices

    show(place) {
      this.at = Math.min(Math.max(place, 0), this.slices.length - 1);
      this.slices.forEach((slice, number) => { slice.hidden = number !== this.at; });
      this.said.forEach((each, number) => { if (each) each.hidden = number !== this.at; });
      if (this.range) {
        this.range.value = this.at + 1;
        this.range.setAttribute("aria-valuetext", this.words());
        for (const button of this.tools.querySelectorAll("[data-turn]")) {
          button.disabled = this.at + Number(button.dataset.turn) !== Math.min(Math.max(this.at + Number(button.dataset.turn), 0), this.slices.length - 1);
        }
      }
      this.fit();
    }

    // The slice and its neighbours; what is folded away waits until it is opened.
    load() {
      const near = [0, 1, -1, 2, -2].map((step) => this.slices[this.at + step]).filter(Boolean);
      for (const slice of near) for (const image of slice.querySelectorAll("img[loading=lazy]")) image.loading = "eager";
    }

    go(place) {
      const before = this.at;
      this.show(place);
      if (this.at === before) return false;
      if (document.activeElement !== this.range) this.announce();
      return true;
    }

    words() {
      const caption = this.said[this.at]?.querySelector(".slice-caption");
      return caption ? caption.textContent.replace(/\s+/g, " ").trim() : `Slice ${this.at + 1} of ${this.slices.length}`;
    }

    // Only where the reader comes to rest: each slice on the way would be too much.
    announce() {
      clearTimeout(this.soon);
      this.soon = setTimeout(() => { this.status.textContent = this.words(); }, 300);
    }

    // ---- size

    get scale() { return ZOOMS[this.zoom]; }
    get canvas() { return this.slices[this.at].querySelector("[data-canvas]"); }

    // The width at which the slice is seen whole: as in its page, or as large as the window takes.
    fit() {
      const room = this.dialog ? innerWidth - free().beside : this.root.clientWidth;
      if (!room || this.root.checkVisibility?.() === false) return;
      this.load();
      const image = this.canvas.querySelector("img");
      const shown = { width: Number(image.getAttribute("width")), height: Number(image.getAttribute("height")) };
      const ratio = shown.width / shown.height;
      const most = this.dialog ? Math.max(innerHeight - free().below, 160) * ratio : shown.width;
      this.width = Math.min(room, most);
      this.frame.style.width = `${this.width}px`;
      this.frame.style.height = `${this.width / ratio}px`;
      this.canvas.style.width = `${this.width * this.scale}px`;
      this.frame.classList.toggle("is-zoomed", this.scale > 1);
      const whole = this.tools.querySelector("[data-zoom-by='0']");
      whole.textContent = `${Math.round(this.scale * 100)} %`;
      whole.disabled = this.scale === 1;
      this.tools.querySelector("[data-zoom-by='-1']").disabled = this.zoom === 0;
      this.tools.querySelector("[data-zoom-by='1']").disabled = this.zoom === ZOOMS.length - 1;
    }

    // What lies at this place of the frame stays there.
    zoomTo(level, x = this.frame.clientWidth / 2, y = this.frame.clientHeight / 2) {
      const before = this.scale;
      this.zoom = Math.min(Math.max(level, 0), ZOOMS.length - 1);
      if (this.scale === before) return;
      const left = (this.frame.scrollLeft + x) / before, top = (this.frame.scrollTop + y) / before;
      this.fit();
      this.frame.scrollTo({ left: left * this.scale - x, top: top * this.scale - y, behavior: "instant" });
      this.status.textContent = this.scale === 1 ? "Whole picture" : `${Math.round(this.scale * 100)} per cent`;
    }

    zoomBy(step, x, y) { this.zoomTo(step ? this.zoom + step : 0, x, y); }

    // ---- what is drawn on it

    showLayer(isShown) {
      this.root.classList.toggle("is-plain", !isShown);
      this.toggle?.setAttribute("aria-pressed", String(isShown));
    }

    // ---- larger

    enlarge(button) {
      if (this.dialog) { this.dialog.close(); return; }
      const dialog = document.createElement("dialog");
      const place = document.createComment("stack");
      dialog.className = "stack-dialog";
      dialog.setAttribute("aria-label", this.frame.getAttribute("aria-label"));
      this.root.before(place);
      document.body.append(dialog);
      dialog.append(this.root);
      this.dialog = dialog;
      button.textContent = "Close";
      dialog.addEventListener("close", () => {
        place.replaceWith(this.root);
        dialog.remove();
        this.dialog = null;
        button.textContent = "Larger";
        this.zoomTo(0);
        this.fit();
        button.focus();
      });
      dialog.showModal();
      this.zoomTo(0);
      this.fit();
      this.frame.focus();
    }

    // ---- what the reader does

    listen() {
      this.range?.addEventListener("input", () => this.show(Number(this.range.value) - 1));
      this.tools.addEventListener("click", (event) => {
        const button = event.target.closest("button");
        if (!button) return;
        if (button.dataset.turn) this.go(this.at + Number(button.dataset.turn));
        else if (button.dataset.zoomBy) this.zoomBy(Number(button.dataset.zoomBy));
        else if (button === this.toggle) this.showLayer(this.root.classList.contains("is-plain"));
        else if (button.matches("[data-large]")) this.enlarge(button);
      });
      this.frame.addEventListener("keydown", (event) => this.onKey(event));
      this.frame.addEventListener("wheel", (event) => this.onWheel(event), { passive: false });
      this.listenToFingers();
    }

    onKey(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const page = Math.max(2, Math.round(this.slices.length * PAGE));
      const arrows = this.scale > 1 ? {} : { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 };
      const steps = { ...arrows, PageUp: -page, PageDown: page, Home: -this.slices.length, End: this.slices.length };
      const zooms = { "+": 1, "=": 1, "-": -1, 0: 0 };
      if (event.key in zooms) this.zoomBy(zooms[event.key]);
      else if (this.slices.length > 1 && event.key in steps) this.go(this.at + steps[event.key]);
      else return;
      event.preventDefault();
    }

    // A page that is being scrolled is scrolled on: only a wheel that begins over the picture turns slices,
    // and at the first and the last it is the page's again.
    onWheel(event) {
      const box = this.frame.getBoundingClientRect();
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        if (this.turned(event)) this.zoomBy(this.turned(event, true) > 0 ? -1 : 1, event.clientX - box.left, event.clientY - box.top);
        return;
      }
      if (this.slices.length < 2 || Date.now() - Stack.pageScrolled < 250) return;
      const end = event.deltaY > 0 ? this.slices.length - 1 : 0;
      if (this.at === end) return;
      event.preventDefault();
      if (this.turned(event)) this.go(this.at + this.turned(event, true));
    }

    // Whole steps of the wheel; what is less is kept for the next time.
    turned(event, taken = false) {
      if (!taken) this.wheel += event.deltaMode ? Math.sign(event.deltaY) * STEP_OF_WHEEL : event.deltaY;
      const steps = Math.trunc(this.wheel / STEP_OF_WHEEL);
      if (taken) this.wheel = 0;
      return Math.min(Math.max(steps, -3), 3);
    }

    // One finger, or the mouse: through the slices sideways, and about a picture that is zoomed. Two zoom.
    listenToFingers() {
      const held = new Map();
      let from = null;
      const apart = () => {
        const [one, other] = [...held.values()];
        return Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
      };
      this.frame.addEventListener("pointerdown", (event) => {
        if (event.button) return;
        held.set(event.pointerId, event);
        from = { x: event.clientX, y: event.clientY, at: this.at, left: this.frame.scrollLeft, top: this.frame.scrollTop };
        if (held.size === 2) from = { apart: apart(), zoom: this.zoom };
      });
      this.frame.addEventListener("pointermove", (event) => {
        if (!held.has(event.pointerId) || !from) return;
        held.set(event.pointerId, event);
        if (from.apart) {
          const box = this.frame.getBoundingClientRect();
          const wanted = ZOOMS[from.zoom] * apart() / from.apart;
          const nearest = ZOOMS.reduce((best, each, level) => (Math.abs(each - wanted) < Math.abs(ZOOMS[best] - wanted) ? level : best), 0);
          this.zoomTo(nearest, event.clientX - box.left, event.clientY - box.top);
        } else if (this.scale > 1) {
          if (event.pointerType !== "mouse") return; // the browser moves it itself
          this.frame.classList.add("is-dragged");
          this.frame.scrollTo({ left: from.left + from.x - event.clientX, top: from.top + from.y - event.clientY, behavior: "instant" });
        } else if (this.slices.length > 1) {
          const steps = Math.trunc((event.clientX - from.x) / STEP_OF_DRAG);
          if (from.at + steps !== this.at) this.go(from.at + steps);
        }
      });
      const end = (event) => {
        held.delete(event.pointerId);
        from = null;
        this.frame.classList.remove("is-dragged");
      };
      for (const name of ["pointerup", "pointercancel", "pointerleave"]) this.frame.addEventListener(name, end);
    }
  }

  Stack.pageScrolled = 0;
  addEventListener("scroll", () => { Stack.pageScrolled = Date.now(); }, { passive: true });

  const begin = (within) => {
    for (const root of within.querySelectorAll("[data-stack]:not(.is-live)")) {
      if (root.querySelector("[data-frame]")) new Stack(root);
    }
  };
  begin(document);
  for (const drawn of ["htmx:afterSettle", "htmx:oobAfterSwap"]) document.addEventListener(drawn, () => begin(document));
})();

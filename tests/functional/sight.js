// What of a page cannot be read: text and controls that something else covers, that are cut off, that lie outside
// the window, run out of their box or stand against its edge, and text too pale for its ground. Evaluated in the page,
// once for each width, and looks in each theme; answers [{theme, kind, text, place, by}].
// Text counts as covered only where no scrolling brings it into sight.
(themes) => {
  const root = document.documentElement;
  const SHORTENED = "shortened";
  const NEAR = 2; // pixels by which roundings and the slant of a letter may differ
  const CONTROLS = "input:not([type=hidden]), select, textarea, meter, progress";
  const NO_TEXT = "script, style, noscript, template, option, textarea, svg title, svg desc";

  let styles;
  const style = (it) => styles.get(it) ?? (styles.set(it, getComputedStyle(it)), styles.get(it));
  const alpha = (colour) => {
    if (!colour || colour === "none" || colour === "transparent") return 0;
    const parts = colour.match(/[\d.]+/g) ?? [];
    return colour.includes("/") || colour.startsWith("rgba") ? Number(parts.at(-1)) : 1;
  };
  const named = (it) => it.localName + (it.id ? `#${it.id}` : "") + [...it.classList].map((name) => `.${name}`).join("");
  // Where things are until the next scroll.
  let rects = new Map();
  const range = document.createRange();
  const measured = (node) => {
    if (node.nodeType === Node.ELEMENT_NODE) return [...node.getClientRects()];
    range.selectNodeContents(node);
    return [...range.getClientRects()];
  };
  const rectsOf = (node) => {
    if (!rects.has(node)) rects.set(node, measured(node));
    return rects.get(node);
  };
  const scrolled = (scroll) => {
    scroll();
    rects = new Map();
  };

  // ---- what is meant to be seen
  const isTiny = (it) => {
    const its = style(it);
    if (its.clipPath.startsWith("inset(50%") || /^rect\(0(px)?, 0/.test(its.clip)) return true;
    return its.overflowX === "hidden" && it.offsetWidth <= 1 && it.offsetHeight <= 1;
  };
  let forEars;
  const isForEars = (it) => {
    if (!it || it === root) return false;
    if (!forEars.has(it)) forEars.set(it, isTiny(it) || isForEars(it.parentElement));
    return forEars.get(it);
  };
  const isShown = (it) => it.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !isForEars(it);
  const seen = () => {
    const within = document.querySelector("dialog:modal") ?? document.body;
    const found = [...within.querySelectorAll(CONTROLS)].map((it) => ({ node: it, owner: it, text: it.name || it.type }));
    const walk = document.createTreeWalker(within, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const node = walk.currentNode;
      const text = node.data.trim().replace(/\s+/g, " ");
      if (text && !node.parentElement.closest(NO_TEXT)) found.push({ node, owner: node.parentElement, text });
    }
    return found.filter((it) => isShown(it.owner));
  };

  // ---- cut off, outside, run out of its box
  const scrolls = (its, it) => ({
    x: /auto|scroll/.test(its.overflowX) && it.scrollWidth > it.clientWidth,
    y: /auto|scroll/.test(its.overflowY) && it.scrollHeight > it.clientHeight,
  });
  // A row of a list may show the beginning of what its link leads to, and a link that says all of it in its title.
  const isShortened = (it, its) => (its.textOverflow === "ellipsis" || its.webkitLineClamp !== "none")
    && (it.closest("li, tr, article")?.querySelector("a[href]") || it.closest("a[title]"));
  const hides = (value) => value === "hidden" || value === "clip";
  const reach = (owner, rect) => {
    // From the text outwards: each box that clips must hold it; what a box can scroll to, the next one sees as that box.
    let { left, right, top, bottom } = rect;
    let free = ""; // "absolute" while boxes that are not positioned do not clip, "fixed" while none does
    let boxed = owner.matches(CONTROLS); // a control is its own box
    for (let it = owner; it && it !== root; it = it.parentElement) {
      const its = style(it);
      const holds = !free || (free === "absolute" && its.position !== "static");
      if (holds && it !== document.body) {
        const box = it.getBoundingClientRect();
        const inline = its.display === "inline" || its.display === "contents";
        const can = inline ? {} : scrolls(its, it);
        const wide = left < box.left - NEAR || right > box.right + NEAR;
        const high = top < box.top - 4 || bottom > box.bottom + 4;
        const cut = !inline && ((wide && !can.x && hides(its.overflowX)) || (high && !can.y && hides(its.overflowY)));
        if (cut && isShortened(it, its)) return SHORTENED;
        if (cut || (its.clipPath.startsWith("inset") && (wide || high))) return "cut off";
        const drawn = alpha(its.backgroundColor) > 0.1 || parseFloat(its.borderRightWidth) > 0;
        if (!boxed && !inline && drawn && !can.x) {
          boxed = true;
          if (left < box.left - NEAR || right > box.right + NEAR) return "out of its box";
          const edge = parseFloat(its.borderLeftWidth);
          if (edge > 0 && alpha(its.borderLeftColor) > 0.1 && left < box.left + edge + NEAR) return "against its edge";
        }
        if (can.x) ({ left, right } = box);
        if (can.y) ({ top, bottom } = box);
        free = "";
      }
      if (its.position === "fixed") free = "fixed";
      else if (its.position === "absolute" && free !== "fixed") free = "absolute";
    }
    if (left < -NEAR || right > root.clientWidth + NEAR) return "outside the window";
    if (free === "fixed" ? top < -NEAR || bottom > innerHeight + NEAR : top + scrollY < -NEAR) return "outside the window";
    return "";
  };

  // ---- covered
  const saysThere = (it, x, y) => [...it.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()
    && rectsOf(node).some((r) => x > r.left && x < r.right && y > r.top + r.height * 0.2 && y < r.bottom - r.height * 0.2));
  const isDrawn = (it) => {
    const its = style(it);
    if (it instanceof SVGElement && !(it instanceof SVGSVGElement)) {
      return alpha(its.fill) * its.fillOpacity > 0.1 || alpha(its.stroke) > 0.1;
    }
    return alpha(its.backgroundColor) > 0.1 || its.backgroundImage !== "none"
      || it.matches("img, video, canvas, iframe, object, input, select, textarea, meter, progress");
  };
  const isVisible = (it) => style(it).visibility !== "hidden" && Number(style(it).opacity) >= 0.1;
  // What lies over the text there, or under it without being what it stands on: a shape that crosses a name.
  const coverAt = (owner, x, y) => {
    for (const it of document.elementsFromPoint(x, y)) {
      const isGround = it === owner || it.contains(owner);
      if (isGround && (isDrawn(it) || owner instanceof SVGElement)) return null;
      if (!isGround && isVisible(it) && (isDrawn(it) || saysThere(it, x, y))) return it;
    }
    return null;
  };
  // Along each piece of a line: a paragraph that is longer than the window is never in sight as a whole.
  const piecesOf = (it) => rectsOf(it.node).map(({ width, height }, place) => ({
    ...it,
    rect: () => rectsOf(it.node)[place],
    open: width < 4 || height < 2 ? [] : width < 16 ? [0.5] : width > 160 ? [0.04, 0.27, 0.5, 0.73, 0.96] : [0.12, 0.5, 0.88],
  }));
  const pointOf = (it, share) => {
    const { left, top, width, height } = it.rect();
    return [left + width * share, top + height / 2];
  };
  const scrollersOf = (owner) => {
    const found = [];
    for (let it = owner.parentElement; it && it !== document.body; it = it.parentElement) {
      const its = style(it);
      if (its.display !== "contents" && /auto|scroll/.test(its.overflowX + its.overflowY)) found.push(it);
    }
    return found;
  };
  const isIn = ([x, y], box) => x >= box.left && x < box.right && y >= box.top && y < box.bottom;
  const here = () => ({ left: 0, top: 0, right: root.clientWidth, bottom: innerHeight });
  // The points that cannot be seen as the page stands now; `it.cover` is what hides the last of them.
  const stillOpen = (it) => it.open.filter((share) => {
    const point = pointOf(it, share);
    if (!isIn(point, here()) || !it.scrollers.every((box) => isIn(point, box.getBoundingClientRect()))) return true;
    it.cover = coverAt(it.owner, ...point);
    return it.cover !== null;
  });
  const bringIntoSight = (it, where) => {
    for (const box of [...it.scrollers, window]) {
      const [x, y] = pointOf(it, it.open[0]);
      const { left, top, right, bottom } = box === window ? here() : box.getBoundingClientRect();
      const by = { left: x - left - (right - left) / 2, top: y - top - (bottom - top) * where, behavior: "instant" };
      scrolled(() => box.scrollBy(by));
    }
  };

  const look = () => {
    styles = new Map();
    forEars = new Map();
    const faults = [];
    const fault = (it, kind, by) => faults.push({ kind, text: it.text.slice(0, 60), place: named(it.owner), by: by ? named(by) : "" });
    const waiting = [];
    for (const it of seen()) {
      let pieces = piecesOf(it).filter((piece) => piece.open.length);
      const kinds = pieces.map((piece) => reach(it.owner, piece.rect()));
      pieces = pieces.filter((piece, place) => kinds[place] !== SHORTENED);
      let kind = kinds.find((each) => each && each !== SHORTENED);
      const comes = kind && it.owner.closest("a[href], button");
      if (comes) {
        // What comes into the window when it has the focus, as the link past the header does.
        scrolled(() => comes.focus({ preventScroll: true }));
        styles = new Map();
        kind = reach(it.owner, pieces[0].rect());
        scrolled(() => comes.blur());
        styles = new Map();
        pieces = [];
      }
      if (kind) fault(it, kind);
      else waiting.push(...pieces.map((piece) => ({ ...piece, y: piece.rect().top + scrollY, scrollers: scrollersOf(it.owner) })));
    }
    waiting.sort((a, b) => a.y - b.y);
    const see = (it) => { it.open = stillOpen(it); };
    for (const it of waiting) {
      const { top, bottom } = it.rect();
      if (bottom > innerHeight - 4 || top < 0) scrolled(() => scrollTo({ top: it.y - 8, behavior: "instant" }));
      see(it);
    }
    for (const it of waiting) {
      for (const where of [0.5, 0.5, 0.15, 0.85]) {
        if (!it.open.length) break;
        bringIntoSight(it, where);
        // With it come others of what scrolls.
        waiting.filter((each) => each.open.length && each.scrollers[0] === it.scrollers[0]).forEach(see);
      }
      if (it.open.length) fault(it, it.cover ? "covered" : "never in sight", it.cover);
    }
    scrolled(() => scrollTo({ top: 0, behavior: "instant" }));
    return faults;
  };

  // ---- too pale
  const brush = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const colours = new Map();
  const colourOf = (said) => {
    if (!colours.has(said)) {
      brush.clearRect(0, 0, 1, 1);
      brush.fillStyle = said;
      brush.fillRect(0, 0, 1, 1);
      const [red, green, blue, opaque] = brush.getImageData(0, 0, 1, 1).data;
      colours.set(said, { rgb: [red, green, blue], opaque: opaque / 255 });
    }
    return colours.get(said);
  };
  const over = ({ rgb, opaque }, ground) => rgb.map((part, place) => part * opaque + ground[place] * (1 - opaque));
  const luminance = (rgb) => {
    const [red, green, blue] = rgb.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  let grounds;
  const groundOf = (it) => {
    if (!it) return [255, 255, 255];
    if (!grounds.has(it)) grounds.set(it, over(colourOf(style(it).backgroundColor), groundOf(it.parentElement)));
    return grounds.get(it);
  };
  // In a drawing the shapes that come before the text and lie under it.
  const groundInDrawing = (owner) => {
    const drawing = owner.closest("svg");
    const { left, right, top, bottom } = owner.getBoundingClientRect();
    const isUnder = (it) => it.compareDocumentPosition(owner) & Node.DOCUMENT_POSITION_FOLLOWING
      && !it.contains(owner) && isIn([(left + right) / 2, (top + bottom) / 2], it.getBoundingClientRect());
    const shapes = [...drawing.querySelectorAll("path, rect, circle, ellipse, polygon")].filter(isUnder);
    return shapes.reduce((ground, it) => {
      const { rgb, opaque } = colourOf(style(it).fill === "none" ? "transparent" : style(it).fill);
      return over({ rgb, opaque: opaque * style(it).fillOpacity * style(it).opacity }, ground);
    }, groundOf(drawing));
  };
  const opacityOf = (it) => (it && it !== root ? Number(style(it).opacity) * opacityOf(it.parentElement) : 1);
  const isPale = ({ owner, text }) => {
    if (owner.matches("[type=checkbox], [type=radio], [type=range], meter, progress") || owner.closest(":disabled, [aria-disabled=true]")) return false;
    const its = style(owner);
    const isDrawing = owner instanceof SVGElement;
    const hasRim = isDrawing && its.paintOrder.startsWith("stroke") && parseFloat(its.strokeWidth) >= 3;
    const ground = hasRim ? colourOf(its.stroke).rgb : isDrawing ? groundInDrawing(owner) : groundOf(owner);
    const { rgb, opaque } = colourOf(isDrawing ? its.fill : its.color);
    const size = parseFloat(its.fontSize);
    // A sign that is no letter is a picture.
    const isLarge = size >= 24 || (size >= 18.66 && Number(its.fontWeight) >= 700) || !/[\p{L}\p{N}]/u.test(text);
    return contrast(over({ rgb, opaque: opaque * opacityOf(owner) }, ground), ground) < (isLarge ? 3 : 4.5) - 0.01;
  };
  const paleOnes = () => {
    grounds = new Map();
    return seen().filter(isPale).map((it) => ({ kind: "too pale", text: it.text.slice(0, 60), place: named(it.owner), by: "" }));
  };

  // Where everything is and what of it is drawn: a theme that changes none of that needs no second look at places.
  const outline = () => {
    rects = new Map();
    styles = new Map();
    return [...document.body.querySelectorAll("*")].map((it) => {
      const { x, y, width, height } = it.getBoundingClientRect();
      return [x, y, width, height, isVisible(it), isDrawn(it), alpha(style(it).borderLeftColor) > 0.1].join();
    }).join("\n");
  };

  // What lets clicks through covers all the same; nothing moves while it is looked at.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("*, *::before, *::after { pointer-events: auto !important; transition: none !important; animation: none !important }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  const before = root.dataset.theme;
  const places = new Map();
  const faults = themes.flatMap((theme) => {
    root.dataset.theme = theme;
    scrolled(() => scrollTo({ top: 0, behavior: "instant" }));
    let now = places.size ? outline() : "";
    if (!places.has(now)) {
      const found = look();
      now = outline(); // afterwards, as what was never in the window before may have been measured only now
      places.set(now, found);
    }
    styles = new Map();
    forEars = new Map();
    return [...places.get(now), ...paleOnes()].map((fault) => ({ theme, ...fault }));
  });
  if (before === undefined) delete root.dataset.theme;
  else root.dataset.theme = before;
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
  return faults;
}

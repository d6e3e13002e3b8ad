// The viewer of photographed pages (templates/papers/_viewer.html): pages, turns, zoom, and the strip being typed.
// Without this file the page shows the plain pictures.

const STEP = 1.25;
const LEAST = 0.5;
const MOST = 8;
// A nudge of the strip, as a part of the page's height.
const NUDGE = 0.01;

const viewers = new Set();

class Viewer {
  constructor(root) {
    this.root = root;
    root.dataset.ready = "";
    const one = (name) => root.querySelector(`[data-${name}]`);
    [this.desk, this.tabs, this.stage, this.sheet, this.image, this.band] =
      ["desk", "pages", "stage", "sheet", "image", "band"].map(one);
    [this.fault, this.output, this.nudges, this.word, this.open] =
      ["fault", "zoom", "nudge", "part", "open"].map(one);
    this.photos = [...root.querySelectorAll("[data-photo]")].map(({ dataset }) => ({
      url: dataset.url, label: dataset.label, page: Number(dataset.page), turns: Number(dataset.turns),
      width: Number(dataset.width), height: Number(dataset.height),
    }));
    if (!this.photos.length) return;
    this.zoom = 1;
    this.part = null;
    // By how much the strips of a page lie otherwise than the form's layout says; the reader finds it once.
    this.offsets = new Map();
    root.querySelector(".viewer-plain").hidden = true;
    this.desk.hidden = false;
    this.makeTabs();
    this.listen();
    this.show(0);
    viewers.add(this);
  }

  makeTabs() {
    const seen = new Set();
    this.buttons = this.photos.map((photo, index) => {
      const button = document.createElement("button");
      button.type = "button";
      const isOlder = seen.has(photo.page);
      seen.add(photo.page);
      button.textContent = isOlder ? photo.label : interpolate(gettext("Halaman %(page)s"), { page: photo.page }, true);
      button.classList.toggle("older", isOlder);
      button.addEventListener("click", () => this.show(index));
      this.tabs.append(button);
      return button;
    });
  }

  listen() {
    this.root.addEventListener("click", (event) => {
      const button = event.target.closest("[data-do]");
      if (button) this.act(button.dataset.do);
    });
    this.stage.addEventListener("keydown", (event) => {
      const deed = { "+": "in", "=": "in", "-": "out", "0": "fit" }[event.key];
      if (!deed || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      this.act(deed);
    });
    this.stage.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      this.scale(event.deltaY < 0 ? STEP : 1 / STEP, event.clientX, event.clientY);
    }, { passive: false });
    this.drag();
    this.image.addEventListener("load", () => this.complain(""));
    this.image.addEventListener("error", () => this.complain(gettext("Foto tidak dapat dimuat. Periksa sambungan, lalu muat ulang.")));
    new ResizeObserver(() => this.draw()).observe(this.stage);
  }

  /** A mouse drags the page; a finger scrolls it by itself. */
  drag() {
    let from = null;
    this.stage.addEventListener("pointerdown", (event) => {
      if (event.pointerType !== "mouse" || event.button) return;
      from = { x: event.clientX + this.stage.scrollLeft, y: event.clientY + this.stage.scrollTop };
      this.stage.setPointerCapture(event.pointerId);
      this.stage.classList.add("dragging");
    });
    this.stage.addEventListener("pointermove", (event) => {
      if (from) this.stage.scrollTo(from.x - event.clientX, from.y - event.clientY);
    });
    for (const end of ["pointerup", "pointercancel"]) {
      this.stage.addEventListener(end, () => {
        from = null;
        this.stage.classList.remove("dragging");
      });
    }
  }

  act(deed) {
    const deeds = {
      in: () => this.scale(STEP), out: () => this.scale(1 / STEP), fit: () => this.fit(),
      left: () => this.turn(3), right: () => this.turn(1), up: () => this.nudge(-NUDGE), down: () => this.nudge(NUDGE),
    };
    deeds[deed]?.();
  }

  get photo() {
    return this.photos[this.index];
  }

  /** Shows a photo as its placement turns it; the zoom stays. */
  show(index) {
    const isNew = index !== this.index;
    this.index = index;
    this.turns = this.photo.turns;
    this.buttons.forEach((button, at) => button.setAttribute("aria-pressed", String(at === index)));
    const button = this.buttons[index];
    this.tabs.scrollLeft = button.offsetLeft - this.tabs.offsetLeft - (this.tabs.clientWidth - button.offsetWidth) / 2;
    if (isNew) {
      this.image.src = this.photo.url;
      this.image.alt = this.photo.label;
      this.open.href = this.photo.url;
      this.stage.scrollTo(0, 0);
    }
    this.draw();
  }

  fit() {
    this.zoom = 1;
    this.draw();
  }

  turn(quarters) {
    this.turns = (this.turns + quarters) % 4;
    this.stage.scrollTo(0, 0);
    this.draw();
  }

  /** Zooms around a point of the screen, the middle of the stage unless given. */
  scale(factor, clientX, clientY) {
    const box = this.stage.getBoundingClientRect();
    const x = clientX === undefined ? box.width / 2 : clientX - box.left;
    const y = clientY === undefined ? box.height / 2 : clientY - box.top;
    const before = this.zoom;
    this.zoom = Math.min(MOST, Math.max(LEAST, before * factor));
    if (Math.abs(this.zoom - 1) < 0.01) this.zoom = 1;
    const ratio = this.zoom / before;
    const { scrollLeft, scrollTop } = this.stage;
    this.draw();
    this.stage.scrollTo((scrollLeft + x) * ratio - x, (scrollTop + y) * ratio - y);
  }

  draw() {
    const { width, height } = this.photo;
    const isAside = this.turns % 2 === 1;
    const across = this.stage.clientWidth * this.zoom;
    const down = across * (isAside ? width / height : height / width);
    Object.assign(this.sheet.style, { width: `${across}px`, height: `${down}px` });
    Object.assign(this.image.style, {
      width: `${isAside ? down : across}px`, height: `${isAside ? across : down}px`,
      transform: `translate(-50%, -50%) rotate(${this.turns * 90}deg)`,
    });
    this.output.textContent = `${Math.round(this.zoom * 100)} %`;
    this.drawBand(down);
  }

  drawBand(down) {
    const here = this.part && this.part.page === this.photo.page && this.turns === this.photo.turns;
    this.band.hidden = !here;
    this.nudges.hidden = !here;
    if (!here) return;
    const { top, bottom } = this.strip();
    Object.assign(this.band.style, { top: `${top * down}px`, height: `${(bottom - top) * down}px` });
    this.word.textContent = interpolate(gettext("Bagian %(part)s"), { part: this.part.part }, true);
  }

  strip() {
    const offset = this.offsets.get(this.part.page) ?? 0;
    return { top: this.part.top + offset, bottom: this.part.bottom + offset };
  }

  /** Goes to a strip of a page: the newest photo of that page, upright, the strip in the middle of the stage. */
  goTo(part) {
    this.part = part;
    const index = this.photos.findIndex((photo) => photo.page === part.page);
    if (index < 0) {
      this.complain(interpolate(gettext("Belum ada foto halaman %(page)s."), { page: part.page }, true));
      this.draw();
      return;
    }
    this.complain("");
    const isOther = this.photo.page !== part.page;
    this.show(isOther ? index : this.index);
    this.reach();
  }

  reach() {
    const down = this.sheet.offsetHeight;
    const { top, bottom } = this.strip();
    const room = this.stage.clientHeight;
    const tall = (bottom - top) * down;
    // A part taller than the stage starts near its top.
    const above = tall > room * 0.9 ? room * 0.05 : (room - tall) / 2;
    this.stage.scrollTo({ top: top * down - above, left: this.stage.scrollLeft, behavior: "instant" });
  }

  nudge(by) {
    if (!this.part || this.band.hidden) return;
    const { page } = this.part;
    this.offsets.set(page, Math.max(-0.5, Math.min(0.5, (this.offsets.get(page) ?? 0) + by)));
    this.draw();
    this.reach();
  }

  complain(text) {
    this.fault.textContent = text;
    this.fault.hidden = !text;
  }
}

function start() {
  for (const root of document.querySelectorAll("[data-viewer]:not([data-ready])")) new Viewer(root);
}

function live() {
  for (const viewer of viewers) if (!viewer.root.isConnected) viewers.delete(viewer);
  return [...viewers];
}

document.addEventListener("sheet:part", ({ detail }) => live().forEach((viewer) => viewer.goTo(detail)));
document.addEventListener("papers:changed", start);
document.addEventListener("keydown", (event) => {
  const by = { PageUp: -NUDGE, PageDown: NUDGE }[event.key];
  if (!by || !event.altKey || !live().some((viewer) => viewer.part)) return;
  event.preventDefault();
  live().forEach((viewer) => viewer.nudge(by));
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-show]");
  const viewer = link && !event.ctrlKey && !event.metaKey && live()[0];
  const index = viewer ? viewer.photos.findIndex((photo) => photo.url === link.dataset.show) : -1;
  if (index < 0) return;
  event.preventDefault();
  viewer.show(index);
  viewer.root.scrollIntoView({ block: "start" });
  viewer.stage.focus({ preventScroll: true });
});
start();

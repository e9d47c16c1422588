// Owns: the picture view: its tools, the pixels at any zoom (fit to 64x), moving about by pointer, wheel, touch and keys, and the readout.
// Leaves what is drawn over the pixels to picture-overlay.js and what a pixel means to selection.js.
import { clamp, css, frameOnce, h, hex, pictureCanvas, put } from "../dom.js";
import { clearHover, hoverPixel, selectPixel } from "../selection.js";
import { say, sentence, where, during, complain } from "../status.js";
import { store } from "../store.js";
import { drawOverlay, overlayChoices } from "./picture-overlay.js";

const zooms = [1 / 16, 1 / 12, 1 / 8, 1 / 6, 1 / 4, 1 / 3, 1 / 2, 2 / 3, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64];

class PictureView {
  root = document.getElementById("view-picture");
  scale = 1;
  fitted = true;
  /** The picture's point (in its pixels) that stands in the middle of the view. */
  centre = { x: 0, y: 0 };
  source = null;
  step = 1;
  #asked = 0;

  start() {
    this.base = h("canvas", { id: "picture", "aria-hidden": "true" });
    this.over = h("canvas", { class: "over", "aria-hidden": "true" });
    this.surface = h("div", {
      class: "surface", tabindex: "0", role: "application", "aria-roledescription": "picture",
      "aria-label": "The picture. Arrow keys choose a pixel, with Shift eight at once; plus and minus zoom, 0 fits.", "aria-describedby": "readout",
    }, this.base, this.over, this.shown = h("span", { class: "badge shown", hidden: true }));
    this.readout = h("div", { class: "readout", id: "readout" });
    this.zoomText = h("output", { class: "zoomtext mono" });
    this.overlay = h("select", { "aria-label": "Shown over the picture", title: "Shown over the picture (h: heat map)", onchange: () => store.setView({ overlay: this.overlay.value }) });
    const button = (text, label, act, extra = {}) => h("button", { type: "button", class: "icon", title: label, "aria-label": label, onclick: act, ...extra }, text);
    this.gridButton = button("#", "Pixel grid (x)", () => store.setView({ grid: !store.view.grid }), { "aria-pressed": "true" });
    put(this.root,
      h("div", { class: "view-head" }, h("h2", {}, "Picture"), this.overlay, this.gridButton,
        h("span", { class: "group" }, button("−", "Smaller (-)", () => this.zoomBy(-1)), this.zoomText, button("+", "Larger (+)", () => this.zoomBy(1)),
          button("Fit", "Fit (0)", () => this.fit()))),
      this.surface, this.readout);
    this.redraw = frameOnce(() => this.#draw());
    this.redrawOver = frameOnce(() => this.#drawOver());
    new ResizeObserver(() => { this.#measure(); if (this.fitted) this.#fitScale(); this.redraw(); }).observe(this.surface);
    this.#pointer();
    this.surface.addEventListener("keydown", (event) => this.#key(event));
    store.on("file", (detail) => this.#file(detail));
    store.on("show", () => this.load());
    store.on("view", () => this.#viewChanged());
    store.on("selection", () => { this.#mark(); this.redrawOver(); });
    store.on("hover", () => { this.#mark(); this.redrawOver(); });
    this.#viewChanged();
  }

  #file(detail) {
    if (!detail?.edited) { this.source = null; this.fitted = true; store.picture = null; this.redraw(); }
    this.#choices();
    if (!detail?.edited) this.#measure();
    this.load();
  }

  #choices() {
    const choices = overlayChoices(store.file);
    put(this.overlay, choices.map(([value, text]) => h("option", { value }, text)));
    if (!choices.some(([value]) => value === store.view.overlay)) store.setView({ overlay: "none" });
    this.overlay.value = store.view.overlay;
  }

  /** Asks the engine for the pixels of what is to be shown. */
  async load() {
    const file = store.file;
    const turn = ++this.#asked;
    if (!file) return;
    const show = { lenient: file.lenient && file.error !== null, ...store.show };
    const large = (file.info?.width ?? 0) * (file.info?.height ?? 0) > 120e6;
    // The whole picture has come with the file: it is drawn with the next frame.
    const known = Object.keys(store.show).length === 0 ? file.picture : null;
    document.body.dataset.busy = "";
    try {
      const pixels = known ?? await during(() => store.engine.pixels(file.handle, large ? { ...show, scale: "1/4" } : show));
      if (turn !== this.#asked) return;
      store.picture = pixels;
      this.source = pictureCanvas(pixels);
      // A picture that is too large for the page is shown from every fourth pixel; places are those of the whole one all the same.
      this.step = large && pixels.width < file.info.width ? file.info.width / pixels.width : 1;
      this.root.dataset.size = `${pixels.width}x${pixels.height}`;
      if (this.fitted) this.#fitScale();
      this.#mark();
      store.emit("picture");
    } catch (error) {
      if (turn !== this.#asked) return;
      store.picture = null;
      this.source = null;
      if (file.error === null) complain(`The picture cannot be shown so: ${sentence(error)}`);
      store.emit("picture");
    } finally {
      if (turn === this.#asked) delete document.body.dataset.busy;
    }
    this.#shownText();
    this.redraw();
  }

  #shownText() {
    const { scan, pass, frame, raw } = store.show;
    const text = scan !== undefined ? `after scan ${scan + 1}` : pass !== undefined ? `after pass ${pass}` : frame !== undefined ? `frame ${frame + 1}${raw ? " as stored" : ""}`
      : store.file?.error && this.source ? "what Lenient saves" : "";
    this.shown.textContent = text;
    this.shown.hidden = text === "";
  }

  get width() { return this.step > 1 && store.picture ? store.file.info.width : store.picture?.width ?? 0; }
  get height() { return this.step > 1 && store.picture ? store.file.info.height : store.picture?.height ?? 0; }
  /** The size of what is seen, kept: asking for it makes the browser lay the page out. */
  viewWidth = 0;
  viewHeight = 0;

  #measure() { ({ clientWidth: this.viewWidth, clientHeight: this.viewHeight } = this.surface); }

  #fitScale() {
    if (this.width === 0 || this.viewWidth === 0) return;
    const scale = Math.min((this.viewWidth - 16) / this.width, (this.viewHeight - 16) / this.height);
    this.scale = clamp(scale >= 1 ? Math.floor(scale) : scale, 1 / 64, 64);
    this.centre = { x: this.width / 2, y: this.height / 2 };
    this.fitted = true;
    this.#zoomShown();
  }

  fit() { this.#fitScale(); this.redraw(); store.emit("moved"); }

  zoomTo(scale, at = this.#focus()) {
    const next = clamp(scale, 1 / 64, 64);
    // The point `at` stays where it is on the screen.
    const screen = this.toScreen(at.x, at.y);
    this.scale = next;
    this.fitted = false;
    this.centre = { x: at.x - (screen.x - this.viewWidth / 2) / next, y: at.y - (screen.y - this.viewHeight / 2) / next };
    this.#limit();
    this.#zoomShown();
    this.redraw();
    store.emit("moved");
  }

  zoomBy(steps, at = undefined) {
    const next = steps > 0 ? zooms.find((zoom) => zoom > this.scale * 1.001) : zooms.findLast((zoom) => zoom < this.scale * 0.999);
    if (next !== undefined) this.zoomTo(next, at);
  }

  /** The view as a link keeps it, or null where it fits. */
  get position() { return this.fitted ? null : { scale: this.scale, x: Math.round(this.centre.x * 10) / 10, y: Math.round(this.centre.y * 10) / 10 }; }

  set position(value) {
    if (!value) { this.fit(); return; }
    this.scale = clamp(value.scale, 1 / 64, 64);
    this.centre = { x: value.x, y: value.y };
    this.fitted = false;
    this.#limit();
    this.#zoomShown();
    this.redraw();
  }

  #focus() {
    const pixel = store.selection?.pixel ?? store.selection?.area;
    return pixel && this.#visible(pixel) ? { x: pixel.x + (pixel.width ?? 1) / 2, y: pixel.y + (pixel.height ?? 1) / 2 } : { ...this.centre };
  }

  #visible(point) {
    const at = this.toScreen(point.x, point.y);
    return at.x >= 0 && at.y >= 0 && at.x < this.viewWidth && at.y < this.viewHeight;
  }

  #limit() {
    this.centre.x = clamp(this.centre.x, 0, this.width);
    this.centre.y = clamp(this.centre.y, 0, this.height);
  }

  #zoomShown() {
    this.zoomText.textContent = this.scale >= 1 ? `${Number(this.scale.toFixed(1))}×` : `${Math.round(this.scale * 100)}%`;
    this.root.dataset.zoom = String(this.scale);
  }

  toScreen(x, y) { return { x: (x - this.centre.x) * this.scale + this.viewWidth / 2, y: (y - this.centre.y) * this.scale + this.viewHeight / 2 }; }

  toPixel(screenX, screenY) {
    return { x: Math.floor((screenX - this.viewWidth / 2) / this.scale + this.centre.x), y: Math.floor((screenY - this.viewHeight / 2) / this.scale + this.centre.y) };
  }

  inside(pixel) { return pixel.x >= 0 && pixel.y >= 0 && pixel.x < this.width && pixel.y < this.height; }

  /** Moves the picture so that an area can be seen, if it cannot. */
  reveal(area) {
    if (!area || this.fitted) return;
    const middle = { x: area.x + (area.width ?? 1) / 2, y: area.y + (area.height ?? 1) / 2 };
    if (this.#visible(middle)) return;
    this.centre = middle;
    this.#limit();
    this.redraw();
  }

  #sizeCanvas(canvas) {
    const ratio = globalThis.devicePixelRatio || 1;
    const width = Math.round(this.viewWidth * ratio);
    const height = Math.round(this.viewHeight * ratio);
    if (canvas.width !== width || canvas.height !== height) { canvas.width = width; canvas.height = height; }
    const context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.viewWidth, this.viewHeight);
    return context;
  }

  #draw() {
    const context = this.#sizeCanvas(this.base);
    if (!this.source) {
      context.fillStyle = css("--soft");
      context.font = "14px system-ui, sans-serif";
      context.textAlign = "center";
      if (store.file?.error) context.fillText("No picture can be shown of this file.", this.viewWidth / 2, this.viewHeight / 2);
      this.#drawOver();
      return;
    }
    // Only the part that is seen is scaled: so 12 megapixels move as lightly as 12 pixels.
    const first = this.toPixel(0, 0);
    const x0 = clamp(first.x, 0, this.width), y0 = clamp(first.y, 0, this.height);
    const last = this.toPixel(this.viewWidth, this.viewHeight);
    const x1 = clamp(last.x + 1, 0, this.width), y1 = clamp(last.y + 1, 0, this.height);
    if (x1 > x0 && y1 > y0) {
      const from = this.toScreen(x0, y0), to = this.toScreen(x1, y1);
      this.#checker(context, from, to);
      context.imageSmoothingEnabled = this.scale < 1;
      context.imageSmoothingQuality = "medium";
      context.drawImage(this.source, x0 / this.step, y0 / this.step, (x1 - x0) / this.step, (y1 - y0) / this.step, from.x, from.y, to.x - from.x, to.y - from.y);
    }
    this.#drawOver();
  }

  #checker(context, from, to) {
    if (!this.pattern) {
      const tile = h("canvas", { width: 16, height: 16 });
      const inner = tile.getContext("2d");
      inner.fillStyle = "#c9ced6"; inner.fillRect(0, 0, 16, 16);
      inner.fillStyle = "#eef0f3"; inner.fillRect(0, 0, 8, 8); inner.fillRect(8, 8, 8, 8);
      this.pattern = context.createPattern(tile, "repeat");
    }
    context.fillStyle = this.pattern;
    context.fillRect(from.x, from.y, to.x - from.x, to.y - from.y);
  }

  #drawOver() {
    const context = this.#sizeCanvas(this.over);
    if (this.source) drawOverlay(context, this);
  }

  #viewChanged() {
    this.gridButton.setAttribute("aria-pressed", String(store.view.grid));
    this.overlay.value = store.view.overlay;
    this.redraw();
  }

  #mark() {
    const text = (area) => area ? `${area.x},${area.y},${area.width},${area.height}` : "";
    const { selection, hover } = store;
    const data = this.root.dataset;
    data.area = text(selection?.area);
    data.pixel = selection?.pixel ? `${selection.pixel.x},${selection.pixel.y}` : "";
    data.hoverArea = text(hover?.area);
    if (selection && selection.origin !== "picture" && !selection.pending) this.reveal(selection.area);
    const pixel = hover?.pixel ?? selection?.pixel;
    if (pixel) this.#read(pixel, hover?.pixel ? null : selection?.samples);
    else if (selection?.area && !hover) this.#readArea(selection.area);
    else if (!selection && !hover) put(this.readout, h("span", { class: "soft" }, "Point at a pixel, or choose one: its bits light up."));
  }

  /** The colour at a pixel as text: what is on the screen now; natural samples come with the trace. */
  colour(pixel) {
    const { rgba, width, height } = store.picture;
    const at = (Math.min(height - 1, Math.floor(pixel.y / this.step)) * width + Math.min(width - 1, Math.floor(pixel.x / this.step))) * 4;
    return [rgba[at], rgba[at + 1], rgba[at + 2], rgba[at + 3]];
  }

  #read(pixel, natural) {
    if (!this.source || !this.inside(pixel)) return;
    const [r, g, b, a] = this.colour(pixel);
    const shown = `#${hex(r)}${hex(g)}${hex(b)}${a < 255 ? hex(a) : ""}`;
    const samples = natural ?? `R ${r} G ${g} B ${b}${a < 255 ? ` A ${a}` : ""}`;
    put(this.readout, h("span", { class: "swatch", style: { "--c": `rgb(${r} ${g} ${b} / ${a / 255})` } }), h("b", { class: "mono" }, `${pixel.x}, ${pixel.y}`), h("span", { class: "mono" }, shown), h("span", { class: "mono soft" }, samples));
    where(`pixel ${pixel.x}, ${pixel.y}  ${shown}`);
  }

  #readArea(area) {
    const words = store.selection.words;
    put(this.readout, h("b", {}, area.width * area.height === 1 ? `Pixel ${area.x}, ${area.y}` : `${area.width} × ${area.height} pixels from ${area.x}, ${area.y}`), h("span", { class: "soft clip", title: words }, words));
  }

  #pointer() {
    const pointers = new Map();
    let moved = 0, pinch = 0;
    const at = (event) => { const box = this.surface.getBoundingClientRect(); return { x: event.clientX - box.left, y: event.clientY - box.top }; };
    this.surface.addEventListener("pointerdown", (event) => {
      pointers.set(event.pointerId, at(event));
      moved = 0;
      this.surface.setPointerCapture(event.pointerId);
    });
    this.surface.addEventListener("pointermove", (event) => {
      const now = at(event);
      const before = pointers.get(event.pointerId);
      if (before && this.source) {
        if (pointers.size === 2) {
          pointers.set(event.pointerId, now);
          const [a, b] = [...pointers.values()];
          const spread = Math.hypot(a.x - b.x, a.y - b.y);
          if (pinch > 0) this.zoomTo(this.scale * spread / pinch, { x: ((a.x + b.x) / 2 - this.viewWidth / 2) / this.scale + this.centre.x, y: ((a.y + b.y) / 2 - this.viewHeight / 2) / this.scale + this.centre.y });
          pinch = spread;
          return;
        }
        moved += Math.abs(now.x - before.x) + Math.abs(now.y - before.y);
        if (moved > 4) {
          this.centre.x -= (now.x - before.x) / this.scale;
          this.centre.y -= (now.y - before.y) / this.scale;
          this.fitted = false;
          this.#limit();
          this.redraw();
          this.surface.classList.add("moving");
        }
        pointers.set(event.pointerId, now);
        return;
      }
      const pixel = this.toPixel(now.x, now.y);
      if (this.source && this.inside(pixel)) hoverPixel(pixel.x, pixel.y);
      else clearHover();
      this.#pointed(pixel);
    });
    const up = (event) => {
      const was = pointers.get(event.pointerId);
      pointers.delete(event.pointerId);
      pinch = 0;
      this.surface.classList.remove("moving");
      if (!was || event.type === "pointercancel") return;
      if (moved > 4) { store.emit("moved"); return; }
      const pixel = this.toPixel(was.x, was.y);
      if (this.source && this.inside(pixel)) selectPixel(pixel.x, pixel.y);
    };
    this.surface.addEventListener("pointerup", up);
    this.surface.addEventListener("pointercancel", up);
    this.surface.addEventListener("pointerleave", () => { clearHover(); where(""); });
    this.surface.addEventListener("wheel", (event) => {
      if (!this.source) return;
      event.preventDefault();
      const now = at(event);
      const point = { x: (now.x - this.viewWidth / 2) / this.scale + this.centre.x, y: (now.y - this.viewHeight / 2) / this.scale + this.centre.y };
      if (event.shiftKey) { this.centre.x += event.deltaY / this.scale; this.#limit(); this.redraw(); return; }
      this.zoomTo(this.scale * Math.exp(-clamp(event.deltaY, -120, 120) / 300), point);
    }, { passive: false });
    this.surface.addEventListener("dblclick", (event) => { const now = at(event); this.zoomTo(Math.min(64, this.scale * 4), { x: (now.x - this.viewWidth / 2) / this.scale + this.centre.x, y: (now.y - this.viewHeight / 2) / this.scale + this.centre.y }); });
  }

  // The readout follows the pointer at once, without waiting for the engine.
  #pointed(pixel) {
    if (this.source && this.inside(pixel)) this.#read(pixel, null);
  }

  #key(event) {
    const step = event.shiftKey ? 8 : 1;
    const move = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step], Home: [-this.width, 0], End: [this.width, 0], PageUp: [0, -this.height], PageDown: [0, this.height] }[event.key];
    if (!move || !this.source || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const from = store.selection?.pixel ?? store.selection?.area ?? { x: 0 - move[0], y: 0 - move[1] };
    const pixel = { x: clamp(from.x + move[0], 0, this.width - 1), y: clamp(from.y + move[1], 0, this.height - 1) };
    selectPixel(pixel.x, pixel.y);
    this.reveal({ ...pixel, width: 1, height: 1 });
    const [r, g, b, a] = this.colour(pixel);
    say(`Pixel ${pixel.x}, ${pixel.y}: red ${r}, green ${g}, blue ${b}${a < 255 ? `, alpha ${a}` : ""}`);
  }
}

export const pictureView = new PictureView();

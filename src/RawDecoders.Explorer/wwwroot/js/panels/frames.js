// Owns: the frames of an animated PNG: playing, one frame at a time, and the composition step by step: what stood there, what is stored, blended,
// disposed of. Leaves decoding to the engine's pixels with { frame }.
import { h, pictureCanvas, put } from "../dom.js";
import { selectByte } from "../selection.js";
import { store } from "../store.js";
import { outline, setPainter } from "../views/picture-overlay.js";
import { copyOf, figure, slider } from "./pictures.js";

const disposeWords = { none: "it stays as it is", background: "its rectangle becomes transparent", previous: "its rectangle becomes what stood there before" };
const blendWords = { source: "replaces the rectangle, alpha and all", over: "is laid over the rectangle by its alpha" };

class FramesPanel {
  id = "frames";
  title = "Frames";
  when = (file) => Boolean(file?.info?.metadata?.animation);

  make() {
    return h("div", { class: "cols" },
      h("section", {}, h("h3", {}, "Frame by frame"), this.control = h("div"), this.raw = h("label", { class: "small" }), this.table = h("div", { class: "tablebox" })),
      h("section", { class: "wide2" }, h("h3", {}, "How this frame comes about"), this.shots = h("div", { class: "shots" }), this.words = h("p", { class: "small" })));
  }

  hide() { this.slider?.stop(); setPainter("frame", null); }

  async update(reason) {
    const { file } = store;
    if (["shown", "file", "edited"].includes(reason) && this.file !== file) {
      const frames = await store.engine.frames(file.handle).catch(() => []);
      if (store.file !== file) return;
      this.file = file;
      this.frames = frames;
      this.shown = new Map();
      if (frames.length === 0) { put(this.control, h("p", { class: "soft" }, "No frame could be read.")); return; }
      this.slider = slider("Frame", { low: 0, high: frames.length - 1, value: store.show.frame ?? 0, words: (index) => `${index + 1} of ${frames.length}`, every: Math.max(80, frames[0].delayMs ?? 120), change: (index) => store.setShow({ frame: index, ...(this.box.checked ? { raw: true } : {}) }) });
      this.box = h("input", { type: "checkbox", onchange: () => store.setShow({ frame: this.slider.value, ...(this.box.checked ? { raw: true } : {}) }) });
      put(this.raw, this.box, " only what is stored");
      put(this.control, this.slider.root, h("div", { class: "bar" }, h("button", { type: "button", onclick: () => store.setShow({}) }, "Default image")));
      put(this.table, h("table", { class: "numbers" }, h("thead", {}, h("tr", {}, ["frame", "rectangle", "delay", "blend", "dispose"].map((name) => h("th", { scope: "col" }, name)))),
        h("tbody", {}, frames.map((frame, i) => h("tr", { dataset: { frame: i } }, h("th", { scope: "row" }, h("button", { type: "button", class: "plain crumb", onclick: () => this.slider.set(i) }, String(i + 1))),
          h("td", { class: "mono" }, `${frame.width}×${frame.height} at ${frame.x}, ${frame.y}`), h("td", {}, `${frame.delayMs} ms`), h("td", {}, frame.blend), h("td", {}, frame.dispose, frame.offset !== undefined ? h("button", { type: "button", class: "plain crumb small", title: "Show its fcTL chunk", onclick: () => selectByte(frame.offset, null, "frames") }, " ↗") : null))))));
    }
    if (["shown", "file", "edited", "show"].includes(reason) && this.frames?.length > 0) await this.#compose(store.show.frame ?? 0);
  }

  async #pixels(index, raw) {
    const key = `${index} ${raw}`;
    if (!this.shown.has(key)) {
      if (this.shown.size > 60) this.shown.clear();
      this.shown.set(key, pictureCanvas(await store.engine.pixels(this.file.handle, { frame: index, ...(raw ? { raw: true } : {}) })));
    }
    return this.shown.get(key);
  }

  async #compose(index) {
    const frame = this.frames[index];
    if (!frame) return;
    const turn = this.turn = (this.turn ?? 0) + 1;
    for (const row of this.table.querySelectorAll("tr[data-frame]")) row.classList.toggle("on", Number(row.dataset.frame) === index);
    setPainter("frame", store.show.frame === undefined || store.show.raw ? null : (context, view) => outline(context, view, frame, true, "#7cc8f2"));
    const [stored, after] = [await this.#pixels(index, true), await this.#pixels(index, false)];
    const before = await this.#before(index);
    if (turn !== this.turn) return;
    put(this.shots, figure(copyOf(before), "before", { wide: 170 }), h("span", { class: "times" }, "+"), figure(copyOf(stored), `stored: ${frame.width} × ${frame.height}`, { wide: 170 }), h("span", { class: "times" }, "="), figure(copyOf(after), "shown", { wide: 170 }), h("span", { class: "times" }, "→"), figure(this.#disposed(frame, before, after), "left for the next", { wide: 170 }));
    this.words.textContent = `Blend ${frame.blend}: what is stored ${blendWords[String(frame.blend).toLowerCase()] ?? frame.blend}. Dispose ${frame.dispose}: after its time ${disposeWords[String(frame.dispose).toLowerCase()] ?? frame.dispose}. § PNG 11.3.6.2`;
  }

  // What stands there before a frame: what the one before left (the canvas begins transparent).
  async #before(index) {
    if (index === 0) { const canvas = copyOf(await this.#pixels(0, false)); canvas.getContext("2d").clearRect(0, 0, canvas.width, canvas.height); return canvas; }
    const last = this.frames[index - 1];
    const shown = await this.#pixels(index - 1, false);
    // "previous" needs what stood there before the frame before; that may go back further, and only then.
    return this.#disposed(last, last.dispose?.toLowerCase?.() === "previous" ? await this.#before(index - 1) : shown, shown);
  }

  #disposed(frame, before, after) {
    const canvas = copyOf(after);
    const context = canvas.getContext("2d");
    const how = String(frame.dispose).toLowerCase();
    if (how === "background" || how === "previous") context.clearRect(frame.x, frame.y, frame.width, frame.height);
    if (how === "previous") context.drawImage(before, frame.x, frame.y, frame.width, frame.height, frame.x, frame.y, frame.width, frame.height);
    return canvas;
  }
}

export const framesPanel = new FramesPanel();

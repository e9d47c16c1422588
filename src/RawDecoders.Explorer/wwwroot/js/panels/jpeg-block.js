// Owns: one block of a JPEG: its coefficients with their steps, and the basis patterns adding up to its samples one coefficient at a time.
// The transform here is T.81 A.3.3 in floating point, to show what adds up; the last picture is of the decoder's own samples.
import { clamp, h, put } from "../dom.js";
import { store } from "../store.js";
import { outline, setPainter } from "../views/picture-overlay.js";
import { sampling } from "./jpeg-scans.js";
import { figure, planeCanvas, slider } from "./pictures.js";

/** Natural order by place in the zigzag (T.81 Figure A.6). */
export const zigzag = (() => {
  const order = [];
  for (let sum = 0; sum < 15; sum++) {
    const cells = [];
    for (let row = Math.max(0, sum - 7); row <= Math.min(7, sum); row++) cells.push(row * 8 + (sum - row));
    order.push(...(sum % 2 === 0 ? cells.reverse() : cells));
  }
  return order;
})();

const cosines = Array.from({ length: 8 }, (_, x) => Array.from({ length: 8 }, (_, u) => Math.cos((2 * x + 1) * u * Math.PI / 16) * (u === 0 ? Math.SQRT1_2 : 1) / 2));

/** The pattern of frequency u, v (natural order index) at unit height: 64 numbers. */
export function basis(index) {
  const u = index % 8, v = index >> 3;
  return Float64Array.from({ length: 64 }, (_, i) => cosines[i % 8][u] * cosines[i >> 3][v]);
}

const names = { ycbcr: ["Y", "Cb", "Cr"], ycck: ["Y", "Cb", "Cr", "K"], rgb: ["R", "G", "B"], cmyk: ["C", "M", "Y", "K"], grayscale: ["Y"] };

class JpegBlockPanel {
  id = "block";
  title = "Block";
  when = (file) => file?.format === "jpeg" && file.info?.metadata?.process !== "lossless";
  component = 0;
  terms = 64;
  kind = "coefficients";

  make() {
    this.choice = h("select", { "aria-label": "Component", onchange: () => { this.component = Number(this.choice.value); this.update("selection"); } });
    this.kinds = h("select", { "aria-label": "Numbers", onchange: () => { this.kind = this.kinds.value; this.#numbers(); } }, [["coefficients", "as coded"], ["steps", "steps"], ["products", "coded × step"], ["samples", "samples"]].map(([value, text]) => h("option", { value }, text)));
    this.slider = slider("Coefficients", { low: 0, high: 64, value: 64, words: (count) => count === 0 ? "none" : `${count} of 64`, change: (count) => { this.terms = count; this.#sum(); }, every: 350 });
    return h("div", { class: "cols block-panel" },
      h("section", {}, h("h3", {}, "Block"), h("div", { class: "bar" }, this.choice, this.kinds, this.where = h("span", { class: "mono small soft" })), this.table = h("div")),
      h("section", { class: "wide2" }, h("h3", {}, "Patterns adding up"), this.slider.root, this.pictures = h("div", { class: "shots" }), this.words = h("p", { class: "small" })));
  }

  hide() { this.slider.stop(); setPainter("block", null); }

  async update(reason) {
    if (!["shown", "file", "edited", "selection"].includes(reason) || store.selection?.pending) return;
    const { file } = store;
    const count = Math.max(1, file.info?.metadata?.components?.length ?? 1);
    if (this.component >= count) this.component = 0;
    const titles = names[file.info?.colorModel] ?? [];
    put(this.choice, Array.from({ length: count }, (_, i) => h("option", { value: i, selected: i === this.component }, titles[i] ? `component ${titles[i]}` : `component ${i + 1}`)));
    const pixel = store.selection?.pixel ?? store.selection?.area ?? { x: 0, y: 0 };
    const { h: across, v: down, all } = sampling(file);
    const [hc, vc] = all[this.component] ?? [1, 1];
    // One sample of this component covers (hmax / h) x (vmax / v) pixels (T.81 A.1.1).
    const width = 8 * across / hc, height = 8 * down / vc;
    const x = Math.floor(pixel.x / width), y = Math.floor(pixel.y / height);
    let block;
    try { block = await store.engine.block(file.handle, this.component, x, y); } catch (error) { block = null; this.problem = error; }
    if (store.file !== file) return;
    this.block = block;
    const area = block?.pixelArea ?? { x: x * width, y: y * height, width: Math.min(width, (file.info?.width ?? 0) - x * width), height: Math.min(height, (file.info?.height ?? 0) - y * height) };
    setPainter("block", block ? (context, view) => outline(context, view, area, true, "#7cc8f2") : null);
    if (!block) { put(this.table, h("p", { class: "soft" }, "No block was decoded here.")); put(this.pictures); put(this.words); return; }
    this.where.textContent = `block ${x}, ${y}${block.mcu !== undefined ? `, MCU ${block.mcu}` : ""}`;
    this.#numbers();
    this.#sum();
  }

  get products() { return this.block.coefficients.map((value, i) => value * this.block.steps[i]); }

  #numbers() {
    if (!this.block) return;
    const values = this.kind === "products" ? this.products : [...this.block[this.kind]];
    const most = Math.max(1, ...values.map(Math.abs));
    const coloured = this.kind === "coefficients" || this.kind === "products";
    put(this.table, h("table", { class: "block-numbers mono", "aria-label": `The block's ${this.kind}, in natural order` }, Array.from({ length: 8 }, (_, row) => h("tr", {}, values.slice(row * 8, row * 8 + 8).map((value, column) => {
      const index = row * 8 + column, k = zigzag.indexOf(index);
      const strength = coloured && value !== 0 ? Math.round(10 + 38 * Math.sqrt(Math.abs(value) / most)) : 0;
      return h("td", { class: value === 0 && coloured ? "zero" : "", title: `frequency ${column} across, ${row} down; place ${k} in the zigzag; ${this.block.coefficients[index]} × ${this.block.steps[index]} = ${this.products[index]}`,
        style: strength ? { background: `color-mix(in srgb, var(${value < 0 ? "--k2" : "--k1"}) ${strength}%, transparent)` } : {}, onclick: () => this.slider.set(k + 1) }, String(value));
    })))), h("p", { class: "small soft" }, this.kind === "samples" ? "Samples after the inverse transform, 128 added, limited to 0 to 255. § T.81 A.3.3" : "Frequency grows to the right and downwards; the file has them in zigzag order. § T.81 A.3.6"));
  }

  #sum() {
    if (!this.block) return;
    const products = this.products;
    const sum = new Float64Array(64);
    for (let k = 0; k < this.terms; k++) {
      const height = products[zigzag[k]];
      if (height === 0) continue;
      const pattern = basis(zigzag[k]);
      for (let i = 0; i < 64; i++) sum[i] += height * pattern[i];
    }
    const samples = sum.map((value) => clamp(Math.round(value + 128), 0, 255));
    const last = this.terms > 0 ? zigzag[this.terms - 1] : null;
    const pattern = last === null ? new Float64Array(64) : basis(last);
    const most = Math.max(...pattern.map(Math.abs)) || 1;
    const seen = (value) => clamp(Math.round(128 + value / most * 120), 0, 255);
    put(this.pictures,
      figure(planeCanvas(8, 8, pattern.map(seen)), last === null ? "no pattern yet" : `pattern ${last % 8} across, ${last >> 3} down`, { wide: 136 }),
      h("span", { class: "times mono" }, last === null ? "" : `× ${products[last]}`),
      figure(planeCanvas(8, 8, samples), `sum of the first ${this.terms}`, { wide: 136 }),
      figure(planeCanvas(8, 8, this.block.samples.map((value) => clamp(value, 0, 255))), "the decoder's samples", { wide: 136 }));
    const left = products.reduce((count, value) => count + (value !== 0 ? 1 : 0), 0);
    const worst = Math.max(...samples.map((value, i) => Math.abs(value - this.block.samples[i])));
    this.words.textContent = last === null ? "Without any coefficient every sample is 128." : `${this.block.coefficients[last]} × step ${this.block.steps[last]} = ${products[last]}. ${left} of the 64 coefficients are not zero. Largest difference to the decoder's samples: ${worst}.`;
  }
}

export const jpegBlockPanel = new JpegBlockPanel();

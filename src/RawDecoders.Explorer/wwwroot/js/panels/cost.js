// Owns: "why is this file this size?": the bar by part, scan and component, and the heat map over the picture with its scale.
// Leaves counting to the engine's costs.
import { clamp, h, number, percent, put } from "../dom.js";
import { store } from "../store.js";
import { addOverlay, heatColour } from "../views/picture-overlay.js";
import { partsBar } from "./parts-bar.js";

/** The heat map of the open file as a canvas of one pixel a cell, with its scale; null before it was asked for. */
let heat = null;
let asking = null;

async function heatOf(file) {
  if (heat?.file === file) return heat;
  if (asking?.file === file) return asking.promise;
  const promise = (async () => {
    const costs = await store.engine.costs(file.handle);
    const map = costs?.map ?? null;
    const made = { file, costs, map, canvas: null, low: 0, high: 0 };
    if (map && map.columns > 0) {
      const bits = map.bits instanceof Float32Array ? map.bits : Float32Array.from(map.bits);
      // The scale ends at the 99th of a hundred, so that one costly cell does not darken all others.
      const sorted = Float32Array.from(bits).sort();
      made.low = sorted[0];
      made.high = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] || sorted.at(-1) || 1;
      made.mean = bits.reduce((sum, value) => sum + value, 0) / bits.length;
      const canvas = document.createElement("canvas");
      canvas.width = map.columns;
      canvas.height = map.rows;
      const image = new ImageData(map.columns, map.rows);
      for (let i = 0; i < bits.length; i++) {
        const [r, g, b] = heatColour((bits[i] - made.low) / Math.max(1e-9, made.high - made.low));
        image.data.set([r, g, b, 255], i * 4);
      }
      canvas.getContext("2d").putImageData(image, 0, 0);
      made.rowSums = Array.from({ length: map.rows }, (_, row) => bits.subarray(row * map.columns, (row + 1) * map.columns).reduce((sum, value) => sum + value, 0));
      made.canvas = canvas;
      made.bits = bits;
    }
    heat = made;
    return made;
  })();
  asking = { file, promise };
  return promise;
}

addOverlay("rowheat", {
  title: "Heat map: bits a row",
  when: () => true,
  paint(context, view) {
    const { file } = store;
    if (heat?.file !== file) { heatOf(file).then(() => store.emit("view")).catch(() => {}); return; }
    if (!heat.canvas) return;
    const { map } = heat;
    const most = Math.max(...heat.rowSums), least = Math.min(...heat.rowSums);
    context.save();
    context.globalAlpha = 0.8;
    heat.rowSums.forEach((sum, row) => {
      const from = view.toScreen(0, row * map.cellHeight), to = view.toScreen(view.width, Math.min(view.height, (row + 1) * map.cellHeight));
      if (to.y < 0 || from.y > view.viewHeight) return;
      context.fillStyle = `rgb(${heatColour((sum - least) / Math.max(1e-9, most - least)).join(" ")})`;
      context.fillRect(from.x, from.y, to.x - from.x, to.y - from.y + 0.5);
      if (to.y - from.y >= 13) { context.fillStyle = "#000"; context.fillRect(Math.max(0, from.x), from.y, 58, 13); context.fillStyle = "#fff"; context.font = "11px ui-monospace, monospace"; context.fillText(bits(sum), Math.max(0, from.x) + 3, from.y + 10); }
    });
    context.restore();
  },
});

addOverlay("heat", {
  title: "Heat map: bits",
  when: () => true,
  paint(context, view) {
    const { file } = store;
    if (heat?.file !== file) { heatOf(file).then(() => store.emit("view")).catch(() => {}); return; }
    if (!heat.canvas) return;
    const { map, canvas } = heat;
    const from = view.toScreen(0, 0), to = view.toScreen(map.columns * map.cellWidth, map.rows * map.cellHeight), end = view.toScreen(view.width, view.height);
    context.save();
    context.beginPath();
    context.rect(from.x, from.y, end.x - from.x, end.y - from.y);
    context.clip();
    context.globalAlpha = 0.82;
    context.imageSmoothingEnabled = false;
    context.drawImage(canvas, from.x, from.y, to.x - from.x, to.y - from.y);
    context.restore();
  },
});

class CostPanel {
  id = "cost";
  title = "Where the bytes went";
  when = () => true;

  make() {
    this.heatButton = h("button", { type: "button", onclick: () => store.setView({ overlay: store.view.overlay === "heat" ? "none" : "heat" }) }, "Show over the picture");
    store.on("view", () => this.#pressed());
    return h("div", { class: "cols" },
      h("section", { class: "wide2" }, h("h3", {}, "By part of the file"), this.bar = h("div"), this.groups = h("div", { class: "two-bars" }), this.table = h("div", { class: "tablebox", tabindex: "0", role: "region", "aria-label": "All parts" })),
      h("section", {}, h("h3", {}, "Over the picture"), this.scale = h("div"), this.heatButton, this.cell = h("p", { class: "mono small", "aria-live": "off" })));
  }

  async update(reason) {
    if (reason === "selection") { this.#cell(); return; }
    if (!["shown", "file", "edited"].includes(reason)) return;
    const { file } = store;
    put(this.bar, h("p", { class: "soft" }, "Counting…"));
    const made = await heatOf(file);
    if (store.file !== file) return;
    const parts = made.costs?.parts ?? [];
    put(this.bar, parts.length > 0 ? partsBar(parts, file.size, 12) : h("p", { class: "soft" }, "Nothing can be told of this file."));
    put(this.table, parts.length === 0 ? null : h("table", { class: "numbers" }, h("thead", {}, h("tr", {}, ["part", "bytes", "bits", "share"].map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, parts.map((part) => h("tr", {}, h("th", { scope: "row" }, part.name), h("td", {}, number(Math.round((part.bits ?? part.bytes * 8) / 8))), h("td", {}, number(part.bits ?? part.bytes * 8)), h("td", {}, percent(part.share)))))));
    put(this.groups, summary("By kind", parts, (part) => part.group), file.format === "jpeg" ? summary("Coded data by component", parts, (part) => /^scan \d+: (\w+)/.exec(part.name)?.[1]) : null);
    const { map } = made;
    put(this.scale, map && made.canvas ? [
      h("div", { class: "heat-scale", "aria-hidden": "true" }), h("div", { class: "heat-ends mono small" }, h("span", {}, bits(made.low)), h("span", {}, `${bits(made.high)} and more`)),
      h("p", { class: "small soft" }, `${upper(map.unit ?? `bits in ${map.cellWidth} × ${map.cellHeight} pixels`)}; on the average ${bits(made.mean)}. Bright is dear.`)] : h("p", { class: "soft" }, "No coded data could be followed to the pixels."));
    this.heatButton.hidden = !made.canvas;
    this.#pressed();
    this.#cell();
  }

  #pressed() { this.heatButton?.setAttribute("aria-pressed", String(store.view.overlay === "heat")); }

  #cell() {
    const at = store.selection?.pixel ?? store.selection?.area;
    if (!at || heat?.file !== store.file || !heat.canvas) { this.cell.textContent = ""; return; }
    const { map } = heat;
    const column = clamp(Math.floor(at.x / map.cellWidth), 0, map.columns - 1), row = clamp(Math.floor(at.y / map.cellHeight), 0, map.rows - 1);
    this.cell.textContent = `Cell ${column}, ${row}: ${bits(heat.bits[row * map.columns + column])} bits`;
  }
}

// The same parts put together by a key; nothing where that tells no more than one part.
function summary(title, parts, key) {
  const sums = new Map();
  for (const part of parts) { const name = key(part); if (name) sums.set(name, (sums.get(name) ?? 0) + part.bits); }
  const total = [...sums.values()].reduce((sum, value) => sum + value, 0);
  return sums.size < 2 ? null : h("section", {}, h("h3", {}, title), partsBar([...sums].map(([name, value]) => ({ name, bits: value, share: value / total })), 0));
}

const upper = (words) => words.charAt(0).toUpperCase() + words.slice(1);
const bits = (value) => Number.isInteger(value) ? number(value) : value >= 100 ? number(Math.round(value)) : value.toFixed(value < 1 ? 2 : 1);

export const costPanel = new CostPanel();

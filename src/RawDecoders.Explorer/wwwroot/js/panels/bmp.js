// Owns: what is BMP's own: the opcodes of run-length coding (or the rows with their padding), the masks of a pixel's bits, the palette.
// The facts are read from the structure, where the parser put them. Leaves single bits to symbols.js.
import { clamp, h, hex, number, put } from "../dom.js";
import { clearHover, hoverRanges, selectByte, selectNode, selectRanges } from "../selection.js";
import { store } from "../store.js";
import { addOverlay, outline } from "../views/picture-overlay.js";
import { kindOf } from "./symbols.js";

const most = 1500;
let codes = null;

async function codesOf(file) {
  if (codes?.file !== file) {
    const made = { file, runs: null };
    made.promise = store.engine.symbols(file.handle, 0, most).then((answer) => { made.runs = (Array.isArray(answer) ? answer : answer?.runs ?? []).filter((run) => run.bits > 0); return made.runs; });
    codes = made;
  }
  return codes.runs ?? codes.promise;
}

const coded = (file) => /rle|huffman/i.test(file.info?.metadata?.compression ?? "");

addOverlay("opcodes", {
  title: "Opcodes",
  when: (file) => file.format === "bmp" && coded(file),
  paint(context, view) {
    if (codes?.file !== store.file || !codes.runs) { codesOf(store.file).then(() => store.emit("view")).catch(() => {}); return; }
    for (const run of codes.runs) {
      if (!run.area || !(run.length > 0)) continue;
      outline(context, view, run.area, true, run.kind === "literal" ? "#56b4e9" : "#ff8a3d");
    }
  },
});

class BmpPanel {
  id = "bmp";
  title = "Codes and masks";
  when = (file) => file?.format === "bmp";

  make() {
    this.codes = h("div", { class: "tablebox tall" });
    this.codes.addEventListener("pointerleave", clearHover);
    return h("div", { class: "cols" },
      h("section", { class: "wide2" }, this.title1 = h("h3"), this.intro = h("div"), this.codes),
      h("section", {}, h("h3", {}, "Bits of a pixel"), this.masks = h("div"), h("h3", { class: "later-head" }, "Palette"), this.palette = h("div", { class: "palette" })));
  }

  async update(reason) {
    const { file } = store;
    if (reason === "selection") { this.#mark(); return; }
    if (!["shown", "file", "edited"].includes(reason) || this.file === file) return;
    this.file = file;
    put(this.intro, h("p", { class: "soft" }, "Reading…"));
    put(this.codes);
    const root = await store.engine.tree(file.handle, 0, { depth: 2, from: 0, count: 300 }).catch(() => null);
    if (store.file !== file) return;
    const top = root?.children ?? [];
    this.#palette(top.find((node) => node.name === "palette"));
    this.#masks(file, top);
    if (coded(file)) await this.#codes(file); else this.#rows(file, top.find((node) => node.name === "pixel data"));
  }

  async #codes(file) {
    this.title1.textContent = "Opcodes, in file order";
    const runs = await codesOf(file).catch(() => []);
    if (store.file !== file) return;
    put(this.intro, h("div", { class: "bar" }, h("span", { class: "soft" }, `${number(runs.length)}${runs.length >= most ? " and more" : ""} codes`), h("button", { type: "button", onclick: () => store.setView({ overlay: store.view.overlay === "opcodes" ? "none" : "opcodes" }) }, "Over the picture")));
    put(this.codes, h("table", { class: "numbers opcodes" }, h("thead", {}, h("tr", {}, ["byte", "bytes", "opcode", "what it does", "from"].map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, runs.map((run) => {
        const [colour, letter, name] = kindOf(run);
        const range = { byte: run.byte, bit: run.bit, bits: run.bits, bytes: run.bytes, lowBitFirst: run.lowBitFirst === true };
        const { area } = run;
        const first = [...file.bytes.subarray(run.byte, run.byte + Math.min(6, Math.ceil(run.bits / 8)))].map((value) => hex(value)).join(" ");
        return h("tr", { dataset: { at: run.byte * 8 + run.bit, end: run.byte * 8 + run.bit + run.bits }, onpointerenter: () => hoverRanges([range], area, "bmp") },
          h("th", { scope: "row" }, h("button", { type: "button", class: "plain crumb mono", onclick: () => selectRanges([range], area, "bmp", run.text ?? "") }, `0x${hex(run.byte, 4)}`)),
          h("td", { class: "mono left" }, `${first}${run.bits > 48 ? " …" : ""}`), h("td", { class: "left" }, h("span", { class: "key part", style: { "--c": `var(--k${colour})` } }, letter), ` ${name}`), h("td", { class: "left" }, run.text ?? ""), h("td", { class: "mono" }, area ? `${area.x}, ${area.y}` : ""));
      }))));
    this.#mark();
  }

  // Uncompressed: a row is its pixels and what fills it to a multiple of four bytes.
  #rows(file, data) {
    this.title1.textContent = "Rows and padding";
    const meta = file.info?.metadata;
    if (!meta || !data) { put(this.intro, h("p", { class: "soft" }, "There are no rows that could be told.")); put(this.codes); return; }
    const used = Math.ceil(file.info.width * meta.bitsPerPixel / 8), stride = Math.ceil(used / 4) * 4;
    const spare = used * 8 - file.info.width * meta.bitsPerPixel;
    put(this.intro, h("p", {}, `${file.info.width} pixels × ${meta.bitsPerPixel} bits = ${used} bytes${spare > 0 ? ` (the last ${spare} bits of them unused)` : ""}, `, stride === used ? "a multiple of four: no padding." : h("span", {}, "and ", h("b", {}, `${stride - used} bytes of padding`), ` to a multiple of four: ${stride} bytes a row.`)),
      h("div", { class: "padding-bar", role: "img", "aria-label": `${used} bytes of pixels, ${stride - used} of padding` }, h("span", { class: "pix", style: { "flex-grow": used } }, `${used} bytes of pixels`), stride > used ? h("span", { class: "pad", style: { "flex-grow": Math.max(stride - used, stride / 12) } }, `${stride - used}`) : null),
      h("p", { class: "small soft" }, `Rows stand from the ${meta.topDown ? "top down" : "bottom up"}. § wingdi.h BITMAPINFO`));
    const rows = Math.min(file.info.height, 400);
    put(this.codes, h("table", { class: "numbers" }, h("thead", {}, h("tr", {}, ["row of the picture", "first byte", "padding"].map((name) => h("th", { scope: "col" }, name)))), h("tbody", {}, Array.from({ length: rows }, (_, i) => {
      const offset = data.offset + i * stride, y = meta.topDown ? i : file.info.height - 1 - i;
      return h("tr", { dataset: { at: offset * 8, end: (offset + stride) * 8 }, onpointerenter: () => hoverRanges([{ byte: offset, bit: 0, bits: used * 8, lowBitFirst: false }], { x: 0, y, width: file.info.width, height: 1 }, "bmp") }, h("th", { scope: "row" }, String(y)),
        h("td", {}, h("button", { type: "button", class: "plain crumb mono", onclick: () => selectByte(clamp(offset, 0, file.size - 1), null, "bmp") }, `0x${hex(offset, 4)}`)), h("td", { class: "mono" }, [...file.bytes.subarray(offset + used, offset + stride)].map((value) => hex(value)).join(" ")));
    }))));
    this.#mark();
  }

  #mark() {
    const { selection } = store;
    const at = selection?.byte === null || selection?.byte === undefined ? -1 : selection.byte * 8 + (selection.bit ?? 0);
    for (const row of this.codes.querySelectorAll("tr[data-at]")) {
      const on = at >= Number(row.dataset.at) && at < Number(row.dataset.end);
      row.classList.toggle("on", on);
      if (on && selection.origin !== "bmp") this.#reveal(row);
    }
  }

  // scrollIntoView would move the panel as well: only where the list has no bar of its own that is what one wants.
  #reveal(row) {
    const list = this.codes.getBoundingClientRect(), at = row.getBoundingClientRect();
    if (this.codes.scrollHeight <= this.codes.clientHeight) row.scrollIntoView({ block: "nearest" });
    else if (at.top < list.top || at.bottom > list.bottom) this.codes.scrollTop += at.top - list.top - list.height / 3;
  }

  #masks(file, top) {
    const bits = file.info?.metadata?.bitsPerPixel;
    if (!bits) { put(this.masks, h("p", { class: "soft" }, "The header could not be read.")); return; }
    const found = { red: null, green: null, blue: null, alpha: null };
    for (const node of top.flatMap((one) => [one, ...(one.children ?? [])])) {
      const name = /(red|green|blue|alpha)/i.exec(node.name)?.[1]?.toLowerCase();
      if (name && /mask/i.test(node.name)) found[name] = maskOf(file, node);
    }
    const standard = { 16: [0x7c00, 0x3e0, 0x1f, 0], 24: [0xff0000, 0xff00, 0xff, 0], 32: [0xff0000, 0xff00, 0xff, 0] }[bits];
    const masks = Object.values(found).some((mask) => mask) ? Object.values(found).map((mask) => mask ?? 0) : standard;
    if (!masks || bits > 32) { put(this.masks, h("p", {}, bits <= 8 ? `${bits} ${bits === 1 ? "bit is" : "bits are"} an index into the palette: ${8 / bits} ${bits === 8 ? "pixel" : "pixels"} a byte, the first in the high bits.` : `${bits} bits: four channels of 16.`)); return; }
    const letters = ["R", "G", "B", "A"], kinds = ["red", "green", "blue", "alpha"];
    put(this.masks, h("div", { class: "mask-bits", role: "img", "aria-label": masks.map((mask, i) => `${kinds[i]} ${hex(mask >>> 0, 8)}`).join(", ") }, Array.from({ length: bits }, (_, i) => {
      const bit = bits - 1 - i;
      const channel = masks.findIndex((mask) => (mask >>> bit) & 1);
      return h("span", { class: `mask-bit ${channel < 0 ? "unused" : kinds[channel]}`, title: `bit ${bit}: ${channel < 0 ? "unused" : kinds[channel]}` }, channel < 0 ? "–" : letters[channel]);
    })), h("p", { class: "small soft mono" }, masks.map((mask, i) => mask ? `${letters[i]} 0x${hex(mask >>> 0, 8)}` : "").filter(Boolean).join("  ")));
  }

  async #palette(node) {
    const { file } = store;
    if (!node) { put(this.palette, h("p", { class: "soft" }, "None.")); return; }
    const whole = await store.engine.tree(file.handle, node.id, { depth: 1, from: 0, count: 256 }).catch(() => node);
    if (store.file !== file) return;
    put(this.palette, (whole.children ?? []).map((entry, i) => {
      const colour = /#[0-9A-F]{6}/i.exec(String(entry.value))?.[0];
      return colour ? h("button", { type: "button", class: "colour", style: { background: colour }, title: `${i}: ${entry.value}`, "aria-label": `Entry ${i}: ${entry.value}`, onclick: () => selectNode(entry, "bmp") }) : null;
    }));
  }
}

function maskOf(file, node) {
  if (node.length !== 4 || node.offset + 4 > file.size) return null;
  return new DataView(file.bytes.buffer, file.bytes.byteOffset).getUint32(node.offset, true);
}

export const bmpPanel = new BmpPanel();

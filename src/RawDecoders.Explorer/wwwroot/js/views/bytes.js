// Owns: the view of the bytes: hexadecimal and text, or single bits, of a file of any length; only the rows that are seen exist. Marks of selection
// and hover are drawn down to the bit. Leaves the one chosen byte and its change to bytes-strip.js, what a byte means to selection.js.
import { clamp, frameOnce, h, hex, put } from "../dom.js";
import { formatOrder, maskOf, masks, rangeText, significance } from "../bits.js";
import { clearHover, hoverByte, isSupport, selectByte } from "../selection.js";
import { say, where } from "../status.js";
import { store } from "../store.js";
import { byteStrip } from "./bytes-strip.js";

const rowHeight = 20;
// Browsers limit the height of an element (Firefox to some 17 million); beyond this the scroll bar stands for a share of the file.
const tallest = 6_000_000;

class BytesView {
  root = document.getElementById("view-bytes");
  mode = "hex";
  perRow = 16;
  parts = [];
  #first = 0;
  #own = -1;
  /** The height of what is seen, kept: asking for it makes the browser lay the page out. */
  #height = 0;
  /** row → { html, element } of the rows that are there. */
  #rows = new Map();

  start() {
    this.layer = h("div", { class: "rows" });
    this.spacer = h("div", { class: "spacer" }, this.layer);
    this.scroller = h("div", { class: "scroller", id: "hex", tabindex: "0", role: "application", "aria-roledescription": "bytes",
      "aria-label": "The bytes of the file. Arrow keys move by a byte or a row, comma and full stop by a bit, F flips the bit, Enter changes the byte." }, this.spacer);
    this.modeButton = h("button", { type: "button", "aria-pressed": "false", title: "Show every bit (v)", onclick: () => this.toggleBits() }, "Bits");
    this.count = h("span", { class: "soft small mono" });
    put(this.root, h("div", { class: "view-head" }, h("h2", {}, "Bytes"), this.count, this.modeButton), this.scroller, byteStrip.make());
    this.redraw = frameOnce(() => this.#draw());
    this.scroller.addEventListener("scroll", () => this.#scrolled());
    this.scroller.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    this.scroller.addEventListener("keydown", (event) => this.#key(event));
    this.scroller.addEventListener("pointermove", (event) => this.#point(event, hoverByte));
    this.scroller.addEventListener("pointerleave", () => { clearHover(); where(""); });
    this.scroller.addEventListener("click", (event) => this.#point(event, selectByte));
    new ResizeObserver(() => { this.#height = this.scroller.clientHeight; this.#fit(); }).observe(this.scroller);
    store.on("file", (detail) => this.#file(detail));
    store.on("selection", () => this.#marked());
    store.on("hover", () => { this.root.dataset.hoverRanges = rangeText(store.hover?.ranges); this.redraw(); });
    store.on("bytes", () => this.redraw());
    store.on("parts", (parts) => { this.parts = parts; store.file.parts = parts; this.redraw(); });
  }

  get rows() { return Math.ceil((store.file?.size ?? 0) / this.perRow); }
  get visible() { return Math.max(1, Math.floor(this.#height / rowHeight)); }
  get capped() { return this.rows * rowHeight > tallest; }

  toggleBits() {
    const top = Math.floor(this.#first) * this.perRow;
    this.mode = this.mode === "hex" ? "bits" : "hex";
    this.modeButton.setAttribute("aria-pressed", String(this.mode === "bits"));
    this.#fit();
    this.#goRow(Math.floor(top / this.perRow));
  }

  #file(detail) {
    this.count.textContent = store.file ? `${store.file.size.toLocaleString("en-US")} bytes` : "";
    if (!detail?.edited) { this.parts = []; this.#goRow(0); }
    this.#fit();
  }

  #fit() {
    const width = this.scroller.clientWidth - 14;
    const digits = Math.max(4, hex(Math.max(0, (store.file?.size ?? 1) - 1), 1).length);
    const wanted = this.mode === "bits" ? [8, 6, 4, 3, 2] : [32, 24, 16, 12, 8, 6, 4];
    const cell = this.mode === "bits" ? 68 : 19;
    const next = wanted.find((n) => digits * 7.3 + 14 + n * cell + (n > 8 ? 8 : 0) + (this.mode === "bits" ? 0 : 10 + n * 7.3) <= width) ?? wanted.at(-1);
    const top = this.#first * this.perRow;
    const changed = next !== this.perRow;
    this.perRow = next;
    this.digits = digits;
    this.spacer.style.height = `${Math.min(tallest, this.rows * rowHeight)}px`;
    if (changed) this.#goRow(Math.floor(top / next));
    this.redraw();
  }

  #scrolled() {
    const at = this.scroller.scrollTop;
    if (Math.abs(at - this.#own) < 1) return;
    this.#own = -1;
    const room = Math.max(1, Math.min(tallest, this.rows * rowHeight) - this.#height);
    this.#first = this.capped ? at / room * Math.max(0, this.rows - this.visible) : at / rowHeight;
    this.redraw();
  }

  // Where the bar stands for a share, the wheel still moves by rows.
  #wheel(event) {
    if (!this.capped || event.ctrlKey) return;
    event.preventDefault();
    this.#goRow(this.#first + event.deltaY / rowHeight);
  }

  #goRow(row) {
    this.#first = clamp(row, 0, Math.max(0, this.rows - this.visible));
    const room = Math.max(1, Math.min(tallest, this.rows * rowHeight) - this.#height);
    this.scroller.scrollTop = this.capped ? this.#first / Math.max(1, this.rows - this.visible) * room : this.#first * rowHeight;
    this.#own = this.scroller.scrollTop;
    this.redraw();
  }

  /** Brings a byte into view, a third down, if it is not seen. */
  reveal(byte) {
    if (byte === null || byte === undefined || !store.file) return;
    const row = Math.floor(byte / this.perRow);
    if (row < this.#first + 0.5 || row > this.#first + this.visible - 2) this.#goRow(row - Math.floor(this.visible / 3));
  }

  #marked() {
    const { selection } = store;
    const data = this.root.dataset;
    data.ranges = rangeText(selection?.ranges);
    data.byte = selection?.byte ?? "";
    data.bit = selection?.bit ?? "";
    // While the answer is on its way only a byte that was chosen here is seen at once; all else would be drawn twice.
    if (selection?.pending && selection.origin !== "bytes") return;
    if (selection && selection.origin !== "bytes") this.reveal(selection.byte);
    this.redraw();
  }

  #draw() {
    const file = store.file;
    if (!file) { this.#rows.clear(); this.layer.replaceChildren(); return; }
    const first = Math.floor(this.#first);
    const shift = this.capped || this.#own >= 0 ? this.scroller.scrollTop - (this.#first - first) * rowHeight : first * rowHeight;
    this.layer.style.transform = `translateY(${this.capped ? shift : first * rowHeight}px)`;
    // What a pixel needs besides its own coded bits (tables) is marked in another colour.
    const own = store.selection?.pixel ? store.selection.ranges.filter((range) => !isSupport(range, file)) : store.selection?.ranges;
    const marks = { chosen: masks(own, file), tables: store.selection?.pixel ? masks(store.selection.ranges.filter((range) => isSupport(range, file)), file) : new Map(), pointed: masks(store.hover?.ranges, file), long: (store.selection?.ranges ?? []).filter((range) => range.bits > 4096 * 8),
      longHover: (store.hover?.ranges ?? []).filter((range) => range.bits > 4096 * 8), changed: new Set(store.edits.map((edit) => edit.byte)) };
    const last = Math.min(this.rows, first + this.visible + 2);
    // Rows that stay as they are stay there: the browser lays out and paints what has changed alone.
    const before = this.#rows;
    this.#rows = new Map();
    for (let row = first; row < last; row++) {
      const html = this.#row(row, file.bytes, marks);
      const known = before.get(row);
      if (known?.html === html) { this.#rows.set(row, known); before.delete(row); continue; }
      const element = h("div", { class: "row" });
      element.innerHTML = html;
      this.#rows.set(row, { html, element });
    }
    for (const { element } of before.values()) element.remove();
    let at = this.layer.firstChild;
    for (const { element } of this.#rows.values()) {
      if (element === at) at = at.nextSibling;
      else this.layer.insertBefore(element, at);
    }
    this.root.classList.toggle("bit-mode", this.mode === "bits");
  }

  #row(row, bytes, marks) {
    const from = row * this.perRow, to = Math.min(from + this.perRow, bytes.length);
    let cells = "", text = "";
    for (let at = from; at < to; at++) {
      const value = bytes[at];
      const own = marks.chosen.get(at), table = own ? 0 : marks.tables.get(at);
      const chosen = own ?? table ?? within(marks.long, at), pointed = marks.pointed.get(at) ?? within(marks.longHover, at);
      const part = this.#partOf(at);
      let style = `b${part.odd ? " odd" : ""}${part.starts ? " starts" : ""}`;
      if (chosen) style += table ? " on table" : " on";
      if (pointed) style += " over";
      if (store.selection?.byte === at) style += " at";
      if (marks.changed.has(at)) style += " changed";
      if (at - from === 8 && this.perRow > 8) style += " mid";
      cells += `<span class="${style}" data-at="${at}"${chosen ? ` style="--m:${stripes(chosen)}"` : ""}>${this.mode === "bits" ? this.#bits(value, at, chosen ?? 0, pointed ?? 0) : hex(value)}</span>`;
      if (this.mode === "hex") text += `<span class="t${chosen ? " on" : ""}${table ? " table" : ""}${pointed ? " over" : ""}" data-at="${at}">${letter(value)}</span>`;
    }
    return `<span class="offset">${hex(from, this.digits)}</span><span class="cells">${cells}</span><span class="text">${text}</span>`;
  }

  #bits(value, at, chosen, pointed) {
    let out = "";
    const low = formatOrder(store.file);
    for (let bit = 7; bit >= 0; bit--) {
      const mask = 1 << bit;
      const order = low ? bit : 7 - bit;
      const selected = store.selection?.byte === at && store.selection.bit === order;
      out += `<i class="${chosen & mask ? "on" : ""}${pointed & mask ? " over" : ""}${selected ? " at" : ""}" data-at="${at}" data-order="${order}">${value & mask ? 1 : 0}</i>`;
    }
    return out;
  }

  #partOf(at) {
    const { parts } = this;
    let low = 0, high = parts.length - 1;
    while (low < high) { const middle = (low + high + 1) >> 1; if (parts[middle].offset <= at) low = middle; else high = middle - 1; }
    return parts.length === 0 ? { odd: false, starts: false } : { odd: low % 2 === 1, starts: parts[low].offset === at, name: parts[low].name };
  }

  #point(event, call) {
    const cell = event.target.closest?.("[data-at]");
    if (!cell) return;
    const byte = Number(cell.dataset.at);
    const bit = cell.dataset.order === undefined ? null : Number(cell.dataset.order);
    call(byte, bit);
    const value = store.file.bytes[byte];
    where(`0x${hex(byte, 4)}  ${hex(value)} = ${value}  ${this.#partOf(byte).name ?? ""}`);
  }

  /** Selects a byte from the keyboard and says it. */
  choose(byte, bit = null) {
    const { file } = store;
    if (!file || file.size === 0) return;
    const at = clamp(byte, 0, file.size - 1);
    selectByte(at, bit);
    this.reveal(at);
    say(`Byte ${at}, hexadecimal ${hex(at, 4)}: ${hex(file.bytes[at])}${bit === null ? "" : `, bit ${bit} is ${(file.bytes[at] >> significance(bit, formatOrder(file))) & 1}`}`);
  }

  #key(event) {
    if (event.altKey || event.metaKey || !store.file) return;
    const now = store.selection?.byte ?? -1;
    const page = this.visible * this.perRow;
    const to = { ArrowLeft: now - 1, ArrowRight: now + 1, ArrowUp: now - this.perRow, ArrowDown: now + this.perRow, PageUp: now - page, PageDown: now + page,
      Home: event.ctrlKey ? 0 : now - now % this.perRow, End: event.ctrlKey ? store.file.size - 1 : now - now % this.perRow + this.perRow - 1 }[event.key];
    if (to !== undefined) { event.preventDefault(); this.choose(to); return; }
    if (event.ctrlKey) return;
    if (event.key === "," || event.key === ".") {
      event.preventDefault();
      // From no bit the next one is the first, the one before is the last of the byte before.
      const flat = Math.max(0, now) * 8 + (store.selection?.bit ?? (event.key === "." ? -1 : 0)) + (event.key === "." ? 1 : -1);
      this.choose(Math.floor(Math.max(0, flat) / 8), Math.max(0, flat) % 8);
    } else if (event.key === "Enter") { event.preventDefault(); byteStrip.edit(); }
  }
}

function within(ranges, at) {
  for (const range of ranges) { const mask = maskOf(range, at); if (mask) return mask; }
  return undefined;
}

// The marked bits of a byte as eight stripes below its digits, the most significant on the left.
const stripeCache = new Map();
function stripes(mask) {
  if (!stripeCache.has(mask)) {
    const stops = [];
    for (let bit = 7; bit >= 0; bit--) {
      const colour = mask & (1 << bit) ? "var(--stripe)" : "transparent";
      stops.push(`${colour} ${(7 - bit) * 12.5}% ${(8 - bit) * 12.5}%`);
    }
    stripeCache.set(mask, `linear-gradient(to right,${stops.join(",")})`);
  }
  return stripeCache.get(mask);
}

function letter(value) {
  if (value < 32 || value >= 127) return "·";
  const text = String.fromCharCode(value);
  return text === "<" ? "&lt;" : text === "&" ? "&amp;" : text === " " ? "&nbsp;" : text;
}

export const bytesView = new BytesView();

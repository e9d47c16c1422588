// Owns: the bit ribbon: the coded data around a place as coloured runs, one a symbol, with its bits below and arcs from a match to what it copies;
// walking along it by keys. Leaves the code tree to code-tree.js.
import { h, number, place, put, s } from "../dom.js";
import { bitText } from "../bits.js";
import { clearHover, hoverRanges, primary, selectByte, selectRanges } from "../selection.js";
import { say } from "../status.js";
import { store } from "../store.js";
import { codeTree } from "./code-tree.js";

const around = 240;
const bitWidth = 9;

/** Colour number and letter of each kind: the letter stands in the legend and in the run. */
const kinds = {
  literal: [1, "L", "literal"], match: [2, "M", "match"], end: [7, "E", "end"], stored: [6, "S", "stored bytes"], header: [8, "H", "block header"], lengths: [5, "T", "code lengths"], table: [5, "T", "code lengths"],
  dc: [1, "D", "DC"], difference: [1, "D", "difference"], ac: [3, "A", "AC"], eob: [7, "E", "end of block"], zrl: [6, "Z", "16 zeros"], correction: [4, "C", "correction"], damage: [2, "✕", "damage"], restart: [8, "R", "restart"],
  run: [2, "R", "run"], jump: [4, "J", "jump"], "end of row": [7, "E", "end of row"], "end of line": [7, "E", "end of line"], white: [6, "W", "white run"], black: [3, "B", "black run"], pixel: [1, "P", "pixel"], padding: [7, "p", "padding"],
};
export const kindOf = (symbol) => kinds[symbol.kind] ?? [6, (symbol.kind ?? "?").charAt(0), symbol.kind ?? "symbol"];

class SymbolsPanel {
  id = "symbols";
  title = "Symbols";
  when = () => true;
  runs = [];
  file = null;
  at = -1;

  make() {
    this.strip = h("div", { class: "ribbon-strip" });
    this.scroller = h("div", { class: "ribbon", tabindex: "0", role: "listbox", "aria-label": "The coded data, a run for each symbol; arrow keys walk along", "aria-orientation": "horizontal" }, this.strip);
    this.scroller.addEventListener("keydown", (event) => this.#key(event));
    this.scroller.addEventListener("scroll", () => { const { scrollLeft, clientWidth, scrollWidth } = this.scroller; if (scrollLeft + clientWidth > scrollWidth - 200) this.#later(); }, { passive: true });
    this.strip.addEventListener("click", (event) => { const index = event.target.closest?.("[data-index]")?.dataset.index; if (index !== undefined) this.choose(Number(index)); });
    this.strip.addEventListener("pointerover", (event) => { const index = event.target.closest?.("[data-index]")?.dataset.index; if (index !== undefined) { const run = this.runs[Number(index)]; hoverRanges([rangeOf(run)], run.area, "symbols"); } });
    this.strip.addEventListener("pointerleave", clearHover);
    store.on("parts", () => { if (store.panel === this.id && this.runs.length === 0) this.update("parts").catch(() => {}); });
    return h("div", { class: "symbols" },
      h("div", { class: "bar" }, h("button", { type: "button", onclick: () => this.#earlier() }, "◂ Earlier"), h("button", { type: "button", onclick: () => this.choose(this.at - 1) }, "←"), h("button", { type: "button", onclick: () => this.choose(this.at + 1) }, "→"),
        this.legend = h("span", { class: "kinds" })),
      this.scroller, this.detail = h("div", { class: "symbol-detail" }), this.tree = h("div", { class: "codes" }));
  }

  async update(reason) {
    if (reason === "picture" || reason === "show" || reason === "findings" || reason === "bytes") return;
    const { file, selection } = store;
    if (this.file !== file) { this.runs = []; this.at = -1; this.file = file; put(this.tree); }
    if (selection?.pending) return;
    const range = primary(selection?.ranges ?? [], file);
    const wanted = selection ? place8(selection, range) : null;
    if (selection?.origin === "symbols" && this.runs.length > 0) return;
    const index = wanted === null ? -1 : this.#find(wanted);
    if (index >= 0) { this.#mark(index); return; }
    if (this.runs.length > 0 && wanted === null) return;
    if (wanted === null && !file.parts) { put(this.detail, h("p", { class: "soft" }, "Reading…")); return; }
    const from = wanted ?? firstCoded(file);
    const runs = await this.#ask(Math.max(0, from), around);
    if (store.file !== file) return;
    this.runs = runs;
    this.#render();
    this.#mark(wanted === null ? -1 : this.#find(wanted), true);
  }

  async #ask(bitFrom, count) {
    const answer = await store.engine.symbols(store.file.handle, bitFrom, count);
    return (Array.isArray(answer) ? answer : answer?.runs ?? []).filter((run) => run.bits > 0 || run.decisions);
  }

  async #later() {
    if (this.loading || this.runs.length === 0 || this.runs.length > 4000) return;
    this.loading = true;
    try {
      const last = this.runs.at(-1);
      const end = last.byte * 8 + last.bit + last.bits;
      const more = (await this.#ask(end, around)).filter((run) => run.byte * 8 + run.bit >= end);
      if (more.length > 0) { this.runs.push(...more); this.#render(); this.#mark(this.at); }
    } finally { this.loading = false; }
  }

  async #earlier() {
    const first = this.runs[0];
    if (!first) return;
    const start = first.byte * 8 + first.bit;
    const runs = (await this.#ask(Math.max(0, start - around * 8), around)).filter((run) => run.byte * 8 + run.bit < start);
    if (runs.length === 0) { say("This is the first symbol."); return; }
    const chosen = this.runs[this.at];
    this.runs = [...runs, ...this.runs];
    this.#render();
    this.#mark(chosen ? this.runs.indexOf(chosen) : -1);
    this.scroller.scrollLeft = this.runs[runs.length].left - 100;
  }

  // The run that holds a bit; between runs the one that follows is not it.
  #find(at) {
    return this.runs.findIndex((run) => at >= run.byte * 8 + run.bit && at < run.byte * 8 + run.bit + run.bits);
  }

  #render() {
    const { bytes } = store.file;
    let left = 6;
    const used = new Set();
    const html = this.runs.map((run, i) => {
      const [colour, letter, name] = kindOf(run);
      used.add(name);
      const text = run.bits > 40 ? `${bitText(bytes, run, 24, store.file)}` : bitText(bytes, run, 64, store.file);
      run.left = left;
      run.wide = Math.max(text.length * bitWidth + 8, 30);
      left += run.wide + 2;
      const label = `${run.text ?? `${name} ${run.value ?? ""}`}, ${run.bits} bits at ${place(run.byte, run.bit)}`;
      return h("div", { class: "run", role: "option", id: `run-${i}`, "aria-selected": "false", title: label, dataset: { index: i, symbol: `${run.byte}.${run.bit}` }, style: { left: `${run.left}px`, width: `${run.wide}px`, "--c": `var(--k${colour})` } },
        h("span", { class: "sr" }, label), h("span", { class: "run-label", "aria-hidden": "true" }, h("b", {}, letter), ` ${short(run)}`), h("span", { class: "run-bits mono", "aria-hidden": "true" }, text));
    });
    this.scroller.classList.toggle("flat", !this.runs.some((run) => run.copyFrom !== undefined && run.copyFrom !== null));
    put(this.strip, this.arcs = s("svg", { class: "arcs", width: left, height: 56, "aria-hidden": "true" }), html);
    this.strip.style.width = `${left + 6}px`;
    this.#arcs();
    const seen = new Map(this.runs.map((run) => [kindOf(run)[2], kindOf(run)]));
    put(this.legend, [...seen.values()].map(([colour, letter, name]) => h("span", { class: "kind" }, h("span", { class: "key part", style: { "--c": `var(--k${colour})` } }, letter), name)));
    put(this.detail, this.runs.length === 0 ? h("p", { class: "soft" }, "There are no coded symbols at this place. ", h("button", { type: "button", class: "plain crumb", onclick: () => selectByte(Math.min(store.file.size - 1, firstCoded(store.file) >> 3), 0, "jump") }, "Go to where they begin")) : h("p", { class: "soft" }, "Choose a run, or walk with ← and →."));
  }

  // A match is joined to the symbol that gave the first byte it copies; where that lies before the window, the arc leaves to the left.
  #arcs() {
    const matches = this.runs.map((run, i) => ({ run, i })).filter(({ run }) => run.copyFrom !== undefined && run.copyFrom !== null);
    const paths = matches.slice(0, 600).map(({ run, i }) => {
      const source = this.runs.findIndex((one) => one.position !== undefined && run.copyFrom >= one.position && run.copyFrom < one.position + (one.length ?? 1));
      const x = run.left + run.wide / 2;
      if (source < 0 || source === i) return s("path", { class: "arc out", "data-arc": i, d: `M${x} 55 C${x} 34 ${x - 26} 26 ${x - 44} 26` });
      const y = this.runs[source].left + this.runs[source].wide / 2;
      const high = Math.max(2, 54 - Math.min(52, 10 + Math.abs(x - y) / 14));
      return s("path", { class: "arc", "data-arc": i, d: `M${x} 55 C${x} ${high} ${y} ${high} ${y} 53` });
    });
    this.arcs.append(...paths);
  }

  async choose(index) {
    if (index < 0) { this.#earlier(); return; }
    if (index >= this.runs.length) { await this.#later(); if (index >= this.runs.length) { say("This is the last symbol."); return; } }
    const run = this.runs[index];
    this.#mark(index);
    selectRanges([rangeOf(run)], run.area, "symbols", run.text ?? "");
    say(`${run.text ?? kindOf(run)[2]}: ${run.bits} bits, ${bitText(store.file.bytes, run, 32, store.file)}`);
  }

  #mark(index, jump = false) {
    this.strip.querySelector('[aria-selected="true"]')?.setAttribute("aria-selected", "false");
    for (const arc of this.arcs?.querySelectorAll(".on") ?? []) arc.classList.remove("on");
    this.at = index;
    const run = this.runs[index];
    if (!run) { this.scroller.removeAttribute("aria-activedescendant"); if (jump) this.scroller.scrollLeft = 0; return; }
    const element = document.getElementById(`run-${index}`);
    element?.setAttribute("aria-selected", "true");
    this.arcs.querySelector(`[data-arc="${index}"]`)?.classList.add("on");
    this.scroller.setAttribute("aria-activedescendant", `run-${index}`);
    if (run.left < this.scroller.scrollLeft + 40 || run.left + run.wide > this.scroller.scrollLeft + this.scroller.clientWidth - 40) this.scroller.scrollLeft = run.left - this.scroller.clientWidth / 2.5;
    const [colour, letter, name] = kindOf(run);
    put(this.detail, h("div", { class: "symbol-line" }, h("span", { class: "key part", style: { "--c": `var(--k${colour})` } }, letter), h("b", {}, run.text ?? `${name} ${run.value ?? ""}`),
      h("span", { class: "mono" }, run.code ? [h("mark", {}, run.code), run.bits > run.code.length ? bitText(store.file.bytes, run, 64, store.file).slice(run.code.length) : ""] : bitText(store.file.bytes, run, 48, store.file)),
      h("span", { class: "soft" }, `${run.bits} bits at ${place(run.byte, run.bit)}`), run.clause ? h("span", { class: "clause" }, `§ ${run.clause}`) : null,
      run.position !== undefined && run.position !== null ? h("span", { class: "soft" }, `gives bytes ${number(run.position)} to ${number(run.position + Math.max(1, run.length ?? 1) - 1)} of the inflated data`) : null,
      run.source ? h("button", { type: "button", class: "plain crumb", onclick: () => selectByte(run.source.byte, run.source.bit, "source") }, "Go to what it copies") : null,
      run.area ? h("span", { class: "soft" }, `pixels from ${run.area.x}, ${run.area.y}`) : null));
    codeTree.show(this.tree, run);
  }

  #key(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -20, PageDown: 20 }[event.key];
    if (step) { event.preventDefault(); event.stopPropagation(); this.choose(Math.max(0, this.at + step)); }
    if (event.key === "Home") { event.preventDefault(); this.choose(0); }
    if (event.key === "Enter") { event.preventDefault(); this.choose(Math.max(0, this.at)); }
  }
}

function place8(selection, range) {
  if (selection.bit !== null && selection.byte !== null) return selection.byte * 8 + selection.bit;
  if (range) return range.byte * 8 + range.bit;
  return selection.byte === null ? null : selection.byte * 8;
}

// Where the coded data begin, as far as the structure has been read: after the two bytes of the zlib header, after the scan's header, after the palette.
function firstCoded(file) {
  for (const part of file.parts ?? []) {
    if (file.format === "png" && part.name === "IDAT chunk" && part.length > 14) return (part.offset + 10) * 8;
    // SOS and its length, two bytes each; the length counts itself (T.81 B.2.3).
    if (file.format === "jpeg" && /^scan/.test(part.name)) return (part.offset + 2 + file.bytes[part.offset + 2] * 256 + file.bytes[part.offset + 3]) * 8;
    if (file.format === "bmp" && part.name === "pixel data") return part.offset * 8;
  }
  return 0;
}

const rangeOf = (run) => ({ byte: run.byte, bit: run.bit, bits: run.bits, bytes: run.bytes, lowBitFirst: run.lowBitFirst === true, role: run.text ?? run.kind });

function short(run) {
  if (run.kind === "literal") return String(run.value ?? "");
  if (run.kind === "match") return run.length ? `${run.length} ← ${run.distance ?? run.position - run.copyFrom}` : String(run.value ?? "");
  return run.value !== undefined && run.value !== null ? String(run.value) : "";
}

export const symbolsPanel = new SymbolsPanel();

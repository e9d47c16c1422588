// Owns: the Huffman code in force at a symbol: the path of its bits through the tree, drawn with what each other branch leads to, and the whole code as
// a list by length. Leaves where the code comes from to the engine's codeTree.
import { h, number, put, s } from "../dom.js";
import { store } from "../store.js";

class CodeTree {
  #turn = 0;

  async show(root, run) {
    const turn = ++this.#turn;
    if (run.decisions) { put(root, decided(run.decisions)); return; }
    const { file } = store;
    let tree = null;
    try { tree = await store.engine.codeTree(file.handle, run.byte, run.bit); } catch { /* A symbol without a code has no tree. */ }
    if (turn !== this.#turn) return;
    const codes = Array.isArray(tree) ? tree : tree?.codes ?? [];
    if (codes.length === 0) { put(root, h("p", { class: "soft" }, "No Huffman code is in force here.")); return; }
    const path = tree.path ?? run.code ?? null;
    put(root, h("div", { class: "code-tree" }, h("h3", {}, `${tree.name ?? "Code"}: ${number(codes.length)} symbols`), path ? draw(codes, path) : h("p", { class: "soft" }, "Choose a symbol to see its path.")),
      h("div", { class: "code-list", tabindex: "0", role: "group", "aria-label": "The code, shortest first" }, rows(codes, path)));
    // scrollIntoView would move the panel as well.
    const list = root.querySelector(".code-list"), row = list.querySelector(".code-row.on");
    if (row) list.scrollTop = row.offsetTop - list.clientHeight / 2;
  }
}

// Arithmetic coding has no codes: a binary decision divides the interval, and the bits follow where it has become too small.
function decided(decisions) {
  const hex = (value) => `0x${value.toString(16).toUpperCase().padStart(4, "0")}`;
  const row = (one) => h("tr", {}, h("th", { scope: "row" }, one.context), h("td", { class: "mono" }, `${one.state}, ${one.moreProbable}`), h("td", { class: "mono" }, hex(one.qe)),
    h("td", { class: "mono" }, hex(one.interval)), h("td", { class: "mono" }, hex(one.code)), h("td", { class: "mono" }, `${one.code < one.interval - one.qe ? "below" : "from"} ${hex(one.interval - one.qe)}`), h("td", { class: "mono" }, h("b", {}, String(one.value))), h("td", { class: "mono" }, String(one.bits)));
  return h("div", { class: "decisions" }, h("h3", {}, `No code tree: ${decisions.length === 1 ? "an arithmetic decision" : `${number(decisions.length)} arithmetic decisions`}`),
    h("p", { class: "soft small" }, "A context has learnt which value is the more probable and how improbable the other is (Qe). The interval A is divided in A − Qe and Qe, and the code C tells the part. Bits are read only when A falls below 0x8000; a decision that was expected may take none (T.81 D.2)."),
    h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "The decisions" }, h("table", {}, h("thead", {}, h("tr", {}, ["Context", "State, more probable", "Qe", "A", "C", "C against A − Qe", "Decision", "Bits read"].map((name) => h("th", { scope: "col" }, name)))), h("tbody", {}, decisions.map(row)))));
}

// Each level of the path is a line: the branch taken in the accent's colour, the other with its symbol or with how many codes lie behind it.
function draw(codes, path) {
  const step = 34, width = 330, height = path.length * step + 44;
  const parts = [];
  let x = width / 2, y = 16;
  const spread = (level) => Math.max(20, 90 / (level + 1));
  for (let i = 0; i < path.length; i++) {
    const bit = path[i];
    const prefix = path.slice(0, i);
    const other = prefix + (bit === "0" ? "1" : "0");
    const nx = Math.max(50, Math.min(width - 50, x + (bit === "0" ? -spread(i) : spread(i))));
    const ox = Math.max(44, Math.min(width - 44, x + (bit === "0" ? spread(i) : -spread(i))));
    const behind = codes.filter((one) => one.code.startsWith(other));
    parts.push(s("line", { x1: x, y1: y, x2: ox, y2: y + step - 8, class: "branch" }));
    parts.push(s("line", { x1: x, y1: y, x2: nx, y2: y + step, class: "branch on" }));
    parts.push(text(ox, y + step + 3, behind.length === 1 ? label(behind[0]) : behind.length === 0 ? "unused" : `${behind.length} codes`, "other"));
    parts.push(text((x + nx) / 2 + (bit === "0" ? -9 : 9), (y + y + step) / 2 + 3, bit, "bit"));
    parts.push(s("circle", { cx: x, cy: y, r: 4, class: "knot" }));
    x = nx;
    y += step;
  }
  const leaf = codes.find((one) => one.code === path);
  parts.push(s("circle", { cx: x, cy: y, r: 6, class: "leaf" }));
  parts.push(text(x, y + 21, leaf ? label(leaf) : path, "taken"));
  return s("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": `Path ${path} to ${leaf ? label(leaf) : "no symbol"}` }, parts);
}

const text = (x, y, words, kind, anchor = "middle") => s("text", { x, y, class: kind, "text-anchor": anchor }, words);

const label = (code) => code.meaning ? (code.meaning.length > 24 ? String(code.symbol) : code.meaning) : String(code.symbol);

function rows(codes, path) {
  const longest = Math.max(...codes.map((code) => code.code.length));
  return [...codes].sort((a, b) => a.code.length - b.code.length || a.code.localeCompare(b.code)).map((code) => h("div", { class: `code-row${code.code === path ? " on" : ""}` },
    h("span", { class: "mono code-bits", style: { "min-width": `${longest + 1}ch` } }, code.code), h("span", { class: "mono" }, String(code.symbol)), h("span", { class: "soft" }, code.meaning ?? ""), code.uses !== undefined ? h("span", { class: "mono soft" }, `${code.uses}×`) : null));
}

export const codeTree = new CodeTree();

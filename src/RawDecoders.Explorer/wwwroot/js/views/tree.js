// Owns: the structure: a tree that is read from the engine as it is opened, a level and a page of 200 nodes at a time, with values, clauses and
// findings in place; opening the path to what is selected elsewhere. Leaves what the search finds to search.js.
import { h, number, place, put } from "../dom.js";
import { clearHover, hoverNode, selectNode } from "../selection.js";
import { say, sentence } from "../status.js";
import { store } from "../store.js";

const page = 200;
const glyphs = { error: "✕", warning: "▲", note: "●" };

class TreeView {
  root = document.getElementById("view-tree");
  /** id → { node, item, list, parent, loaded } of every node that is in the page. */
  items = new Map();
  #turn = 0;

  start() {
    this.list = h("ul", { role: "tree", id: "tree", "aria-label": "Structure of the file", class: "nodes" });
    this.scroller = h("div", { class: "scroller" }, this.list);
    const button = (text, title, act) => h("button", { type: "button", title, "aria-label": title, onclick: act }, text);
    put(this.root, h("div", { class: "view-head" }, h("h2", {}, "Structure"),
      button("Open", "Open what is chosen, with all within (*)", () => this.openAll()), button("Close", "Close everything but the first level", () => this.collapse())), this.scroller);
    this.list.addEventListener("click", (event) => this.#click(event));
    this.list.addEventListener("keydown", (event) => this.#key(event));
    this.list.addEventListener("pointerover", (event) => {
      const known = this.#known(event.target);
      if (known) hoverNode(known.node);
    });
    this.list.addEventListener("pointerleave", clearHover);
    store.on("file", (detail) => this.load(detail));
    store.on("selection", () => this.#selected());
    store.on("hover", () => this.#hovered());
    store.on("findings", () => { for (const known of this.items.values()) this.#within(known); });
  }

  async load(detail) {
    const turn = ++this.#turn;
    const open = detail?.edited ? [...this.items.values()].filter((known) => known.item.getAttribute("aria-expanded") === "true").map((known) => known.node.id) : [];
    const { file } = store;
    if (!file) return;
    await detail?.drawn;
    if (turn !== this.#turn) return;
    try {
      const root = await store.engine.tree(file.handle, 0, { depth: 1, from: 0, count: 1000 });
      if (turn !== this.#turn) return;
      this.items.clear();
      put(this.list, this.#item(root, null, 1));
      const known = this.items.get(root.id);
      this.#fill(known, root.children ?? []);
      this.#expand(known, true);
      known.item.querySelector(".node").tabIndex = 0;
      this.#parts(root.children ?? [], turn);
      // A changed file keeps open what was open, where the numbers still stand for the same.
      for (const id of open.slice(0, 60)) { if (turn !== this.#turn) return; if (this.items.has(id)) await this.open(id); }
      this.#selected();
    } catch (error) {
      if (turn === this.#turn) { this.items.clear(); put(this.list, h("li", { class: "soft", role: "none" }, sentence(error))); }
    }
  }

  // Where chunks and segments begin and end; the chunks of an animation stand a level deeper, in its frames.
  async #parts(children, turn) {
    const parts = [];
    for (const node of children) {
      if (store.file.format === "png" && /^Frame \d/.test(node.name) && node.childCount > 0 && parts.length < 3000) parts.push(...(await store.engine.tree(store.file.handle, node.id, { depth: 1, from: 0, count: 1000 })).children ?? []);
      else parts.push(node);
      if (turn !== this.#turn) return;
    }
    store.emit("parts", parts.map(({ offset, length, name }) => ({ offset, length, name })));
  }

  #item(node, parent, level) {
    const worst = worstOf(node);
    const line = h("div", { class: `node${worst ? ` has-${worst}` : ""}`, tabindex: "-1", dataset: { id: node.id } },
      h("span", { class: "twist", "aria-hidden": "true" }, node.childCount > 0 ? "▸" : ""),
      h("span", { class: "name" }, node.name),
      node.value ? h("span", { class: "value" }, String(node.value).includes("\n") ? String(node.value).split("\n")[0] : node.value) : null,
      node.raw !== undefined && node.raw !== "" && !sameText(node) ? h("span", { class: "raw mono" }, node.raw) : null,
      worst ? h("span", { class: `flag ${worst}`, title: node.findings.map((f) => f.what).join("\n") }, glyphs[worst], h("span", { class: "sr" }, worst)) : null,
      h("span", { class: "at mono" }, node.length > 0 || node.bitLength ? place(node.offset, node.bitOffset) : ""));
    const list = h("ul", { role: "group", hidden: true });
    const item = h("li", { role: "treeitem", "aria-level": level, "aria-expanded": node.childCount > 0 ? "false" : null, "aria-selected": "false", style: { "--level": level } }, line, list);
    const known = { node, item, list, parent, level, loaded: 0 };
    this.items.set(node.id, known);
    if (!worst) this.#within(known);
    return item;
  }

  // A node that has none itself shows the worst finding within it, so that one sees where to open.
  #within({ node, item }) {
    const line = item.firstElementChild;
    line.querySelector(".flag.within")?.remove();
    if (line.querySelector(".flag") || node.length === 0) return;
    const inner = (store.file?.findings ?? []).filter((one) => one.offset >= node.offset && one.offset < node.offset + node.length);
    const worst = ["error", "warning", "note"].find((severity) => inner.some((one) => one.severity === severity));
    if (worst && node.childCount > 0) line.querySelector(".at").before(h("span", { class: `flag within ${worst}`, title: `${inner.length === 1 ? "One finding" : `${inner.length} findings`} within` }, glyphs[worst], h("span", { class: "sr" }, `${worst} within`)));
  }

  #fill(known, children) {
    const { node, list, level } = known;
    list.querySelector(":scope > .more")?.remove();
    const have = known.loaded;
    list.append(...children.map((child) => this.#item(child, node.id, level + 1)));
    known.loaded = have + children.length;
    const rest = node.childCount - known.loaded;
    if (rest > 0 && children.length > 0) {
      list.append(h("li", { class: "more", role: "none" }, h("button", { type: "button", onclick: () => this.#more(known) }, `${number(Math.min(page, rest))} more of ${number(node.childCount)}`)));
    }
    // Nodes of the tree that came with their own children (depth over 1) are filled as well.
    for (const child of children) if (child.children?.length > 0) this.#fill(this.items.get(child.id), child.children);
  }

  async #more(known) {
    const turn = this.#turn;
    const answer = await store.engine.tree(store.file.handle, known.node.id, { depth: 1, from: known.loaded, count: page });
    if (turn === this.#turn) this.#fill(known, answer.children ?? []);
  }

  #expand(known, open) {
    if (known.node.childCount === 0) return;
    known.item.setAttribute("aria-expanded", String(open));
    known.list.hidden = !open;
    known.item.querySelector(".twist").textContent = open ? "▾" : "▸";
  }

  /** Opens a node, reading its children if they are not there yet. */
  async open(id) {
    const known = this.items.get(id);
    if (!known || !(known.node.childCount > 0)) return;
    if (known.loaded === 0) await this.#more(known);
    this.#expand(known, true);
  }

  async openAll() {
    const id = store.selection?.node ?? 0;
    await this.#reveal(store.selection?.nodes ?? [0]);
    await this.open(id);
    const known = this.items.get(id);
    for (const child of [...(known?.list.children ?? [])].slice(0, 100)) {
      const node = child.querySelector(":scope > .node");
      if (node) await this.open(Number(node.dataset.id));
    }
  }

  collapse() {
    for (const known of this.items.values()) if (known.level > 1) this.#expand(known, false);
  }

  // Opens the path to a node, page by page where it stands far down a long list.
  async #reveal(path) {
    const turn = this.#turn;
    let above = this.items.get(0);
    for (const id of path) {
      if (turn !== this.#turn) return null;
      while (!this.items.has(id) && above && above.loaded < above.node.childCount) {
        const before = above.loaded;
        await this.#more(above);
        if (turn !== this.#turn || above.loaded === before) return null;
      }
      const known = this.items.get(id);
      if (!known) return above;
      if (above && above !== known) this.#expand(above, true);
      above = known;
      if (id !== path.at(-1) && known.loaded === 0) await this.open(id);
    }
    return above;
  }

  async #selected() {
    const { selection } = store;
    for (const line of this.list.querySelectorAll('[aria-selected="true"]')) { line.setAttribute("aria-selected", "false"); line.firstElementChild.classList.remove("on"); }
    this.root.dataset.node = selection?.node ?? "";
    if (!selection || selection.pending || selection.nodes.length === 0) return;
    const known = await this.#reveal(selection.nodes);
    if (!known || store.selection !== selection) return;
    known.item.setAttribute("aria-selected", "true");
    const line = known.item.firstElementChild;
    line.classList.add("on");
    for (const other of this.list.querySelectorAll('.node[tabindex="0"]')) other.tabIndex = -1;
    line.tabIndex = 0;
    this.#details(known);
    if (selection.origin !== "tree") line.scrollIntoView({ block: "nearest" });
  }

  // What the line has no room for stands below the chosen one: the whole value, the clause, the findings.
  #details(known) {
    this.list.querySelector(".node-more")?.remove();
    const { node } = known;
    const lines = String(node.value ?? "").includes("\n") ? h("pre", {}, node.value) : null;
    const findings = (node.findings ?? []).map((finding) => h("p", { class: `finding ${finding.severity}` }, h("b", {}, `${glyphs[finding.severity]} ${finding.severity}: `), `${finding.what}. `, h("span", { class: "soft" }, `${finding.clause}; ${finding.consequence}`)));
    if (!lines && !node.clause && findings.length === 0) return;
    known.item.firstElementChild.after(h("div", { class: "node-more" }, lines, node.clause ? h("span", { class: "clause" }, `§ ${node.clause}`) : null, findings));
  }

  #hovered() {
    for (const line of this.list.querySelectorAll(".node.over")) line.classList.remove("over");
    const { hover } = store;
    this.root.dataset.hoverNode = hover?.node ?? "";
    if (!hover) return;
    // The deepest node of the path that is in the page: hovering opens nothing.
    for (const id of [...hover.nodes].reverse()) {
      const known = this.items.get(id);
      if (!known || known.item.parentElement.hidden) continue;
      known.item.firstElementChild.classList.add("over");
      break;
    }
  }

  #known(target) {
    const line = target.closest?.(".node");
    return line ? this.items.get(Number(line.dataset.id)) : null;
  }

  #click(event) {
    const known = this.#known(event.target);
    if (!known) return;
    const open = known.item.getAttribute("aria-expanded") === "true";
    if (event.target.classList.contains("twist") || known.item.firstElementChild.classList.contains("on")) { if (open) this.#expand(known, false); else this.open(known.node.id); }
    else if (!open) this.open(known.node.id);
    selectNode(known.node);
    this.#focus(known);
  }

  #focus(known) {
    for (const other of this.list.querySelectorAll('.node[tabindex="0"]')) other.tabIndex = -1;
    known.item.firstElementChild.tabIndex = 0;
    known.item.firstElementChild.focus({ preventScroll: false });
  }

  focus() { (this.list.querySelector('.node[tabindex="0"]') ?? this.list.querySelector(".node"))?.focus(); }

  #key(event) {
    const known = this.#known(event.target);
    if (!known || event.ctrlKey || event.altKey || event.metaKey) return;
    const open = known.item.getAttribute("aria-expanded") === "true";
    const lines = [...this.list.querySelectorAll(".node")].filter((line) => line.offsetParent !== null);
    const at = lines.indexOf(known.item.firstElementChild);
    const go = (line) => { const next = line && this.#known(line); if (next) { this.#focus(next); selectNode(next.node); say(`${next.node.name}: ${next.node.value ?? ""}`); } };
    const act = {
      ArrowDown: () => go(lines[at + 1]), ArrowUp: () => go(lines[at - 1]), Home: () => go(lines[0]), End: () => go(lines.at(-1)),
      ArrowRight: () => open ? go(lines[at + 1]) : this.open(known.node.id),
      ArrowLeft: () => open ? this.#expand(known, false) : go(this.items.get(known.parent)?.item.firstElementChild),
      Enter: () => selectNode(known.node), " ": () => selectNode(known.node), "*": () => this.openAll(),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }
}

const sameText = (node) => String(node.value ?? "").includes(String(node.raw));

function worstOf(node) {
  const found = (node.findings ?? []).map((finding) => finding.severity);
  return ["error", "warning", "note"].find((severity) => found.includes(severity));
}

export const treeView = new TreeView();

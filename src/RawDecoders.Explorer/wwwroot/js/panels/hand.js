// Owns: the stepper "by hand": the value of a pixel from its bits on, a step at a time, with bits, numbers, formula, result and clause, and links to
// the note and the source file. The steps are the engine's; what stands in the file lights up in the views. Leaves texts to notes-view.js.
import { h, place, put } from "../dom.js";
import { bitText } from "../bits.js";
import { clearHover, hoverRanges } from "../selection.js";
import { say } from "../status.js";
import { store } from "../store.js";
import { reference } from "./reference.js";

class HandPanel {
  id = "hand";
  title = "By hand";
  when = () => true;
  steps = [];
  at = 0;
  key = "";

  make() {
    this.list = h("ol", { class: "step-list" });
    this.body = h("div", { class: "step", tabindex: "0", "aria-live": "off" });
    this.counter = h("span", { class: "soft mono" });
    this.play = h("button", { type: "button", onclick: () => this.#play() }, "▶ Play");
    const root = h("div", { class: "hand" },
      h("div", { class: "bar" }, h("button", { type: "button", "aria-label": "First step", onclick: () => this.go(0) }, "|←"), h("button", { type: "button", "aria-label": "Step before", onclick: () => this.go(this.at - 1) }, "← Before"), h("button", { type: "button", class: "primary", "aria-label": "Next step", onclick: () => this.go(this.at + 1) }, "Next →"), this.play, this.counter),
      h("div", { class: "hand-body" }, this.list, this.body));
    root.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (step) { event.preventDefault(); event.stopPropagation(); this.go(this.at + step); }
    });
    return root;
  }

  hide() { clearInterval(this.timer); this.timer = 0; this.play.textContent = "▶ Play"; clearHover(); }

  async update(reason) {
    if (!["shown", "file", "edited", "selection"].includes(reason) || store.selection?.pending) return;
    const { file, selection } = store;
    const pixel = selection?.pixel ?? (selection?.area ? { x: selection.area.x, y: selection.area.y } : null);
    const key = `${file.handle} ${pixel?.x} ${pixel?.y}`;
    if (key === this.key) return;
    this.key = key;
    if (!pixel) { this.steps = []; put(this.list); put(this.body, h("p", { class: "soft" }, "Choose a pixel: here you decode it as one would on paper, from its bits to its colour.")); this.counter.textContent = ""; return; }
    put(this.body, h("p", { class: "soft" }, "Working it out…"));
    let steps;
    try { steps = await store.engine.steps(file.handle, pixel.x, pixel.y); } catch (error) { steps = null; if (error?.kind === "Superseded") return; }
    if (this.key !== key) return;
    this.steps = steps ?? [];
    this.pixel = pixel;
    this.#listed();
    if (this.steps.length === 0) { put(this.body, h("p", { class: "soft" }, "No steps can be told for this pixel: what carries it could not be decoded.")); this.counter.textContent = ""; return; }
    this.go(0, false);
  }

  // What one does in one go (the symbols of a component, its transform, its colour) stands under one heading; only that of the step one is at is open.
  #listed() {
    this.items = [];
    this.groups = [];
    const title = titles(this.steps);
    for (const [i, step] of this.steps.entries()) this.#grouped(i, step, title(step));
    put(this.list, this.groups.map((group) => h("li", { class: "step-group" },
      group.head = h("button", { type: "button", class: "plain group-head", "aria-expanded": "false", onclick: () => (group.list.hidden ? this.go(group.first) : this.#fold(group, true)) },
        h("span", { class: "fold", "aria-hidden": "true" }, "▸"), group.title, h("span", { class: "soft small" }, ` ${group.count}`)), group.list)));
    for (const group of this.groups) this.#fold(group, true);
  }

  #grouped(i, step, title) {
    let group = this.groups.at(-1);
    if (!group || group.title !== title) this.groups.push(group = { title, first: i, count: 0, list: h("ol", {}) });
    group.count++;
    const result = step.result !== undefined && step.result !== null && step.result !== "" ? h("span", { class: "mono soft" }, ` ${short(step.result)}`) : null;
    const item = h("li", {}, h("button", { type: "button", class: "plain", onclick: () => this.go(i) }, h("span", { class: "mono soft small" }, `${i + 1} `), step.title, result));
    group.list.append(item);
    this.items.push({ item, group });
  }

  #fold(group, isFolded) {
    group.list.hidden = isFolded;
    group.head.setAttribute("aria-expanded", String(!isFolded));
    group.head.firstElementChild.textContent = isFolded ? "▸" : "▾";
  }

  go(index, speak = true) {
    if (this.steps.length === 0) return;
    this.at = Math.max(0, Math.min(this.steps.length - 1, index));
    const step = this.steps[this.at];
    this.items.forEach(({ item }, i) => { item.classList.toggle("on", i === this.at); item.firstElementChild.setAttribute("aria-current", i === this.at ? "step" : "false"); });
    for (const group of this.groups) this.#fold(group, group !== this.items[this.at].group);
    // scrollIntoView would scroll the panel as well.
    const { item, group } = this.items[this.at];
    this.list.scrollTop = item.offsetTop - this.list.clientHeight / 3;
    this.counter.textContent = `step ${this.at + 1} of ${this.steps.length}, pixel ${this.pixel.x}, ${this.pixel.y}`;
    const ranges = step.ranges ?? [];
    put(this.body,
      h("h3", { class: "step-title" }, step.title, h("span", { class: "soft small" }, ` (${group.title})`)),
      ranges.length > 0 ? h("div", { class: "step-bits" }, ranges.slice(0, 6).map((range) => h("span", { class: "bitrow" }, h("span", { class: "mono soft small" }, place(range.byte, range.bit)), [...bitText(store.file.bytes, range, 32, store.file)].map((bit) => h("span", { class: "bitbox mono" }, bit)), range.role ? h("span", { class: "soft small" }, range.role) : null))) : null,
      step.formula ? h("p", { class: "formula mono" }, step.formula) : null,
      step.numbers?.length > 0 ? numbers(step.numbers) : null,
      step.result !== undefined && step.result !== null && step.result !== "" && String(step.result) !== step.formula ? h("p", { class: "step-result" }, h("span", { "aria-hidden": "true" }, "⇒ "), String(step.result).includes("\n") ? h("pre", {}, step.result) : h("b", { class: "mono" }, String(step.result))) : null,
      h("p", { class: "step-foot" }, step.clause ? h("span", { class: "clause" }, `§ ${step.clause}`) : null, reference(step.note, "note"), reference(step.source, "source")));
    if (ranges.length > 0) hoverRanges(ranges, null, "hand"); else clearHover();
    if (speak) say(`Step ${this.at + 1}: ${step.title}. ${step.formula ?? ""} ${step.result ?? ""}`);
  }

  #play() {
    if (this.timer) { this.hide(); return; }
    this.play.textContent = "⏸ Pause";
    this.timer = setInterval(() => { if (this.at >= this.steps.length - 1) this.hide(); else this.go(this.at + 1, false); }, 1100);
  }
}

/**
 * What the group of a step is called: the part that it belongs to and what one does there; in a file with several scans, or of a pixel with several blocks
 * in a component, with those, so that no group is longer than a scan of a block.
 */
function titles(steps) {
  const parts = steps.map((step) => (step.path ?? "").split(" / "));
  const named = (path, begins) => path.find((name) => name.startsWith(begins)) ?? "";
  const several = (begins) => parts.some((path) => named(path, begins) && parts.some((other) => other[0] === path[0] && named(other, begins) && named(other, begins) !== named(path, begins)));
  const kinds = ["block ", "scan "].filter(several);
  return (step) => {
    const path = (step.path ?? "").split(" / ");
    const around = [path[0], ...kinds.map((kind) => named(path, kind))].filter(Boolean).join(", ");
    return path.length > 1 && step.phase !== around ? `${around}: ${step.phase}` : step.phase ?? "steps";
  };
}

// Sixty-four numbers are a block: eight to a row; others are a list of names and values.
function numbers(list) {
  if (list.length === 64) return h("table", { class: "block-numbers mono" }, Array.from({ length: 8 }, (_, row) => h("tr", {}, list.slice(row * 8, row * 8 + 8).map((one) => h("td", { class: Number(one.value) === 0 ? "zero" : "" }, String(one.value))))));
  return h("table", { class: "step-numbers" }, list.map((one) => h("tr", {}, h("th", { scope: "row" }, one.name), h("td", { class: "mono" }, String(one.value)))));
}

const short = (result) => { const text = String(result).split("\n")[0]; return text.length > 22 ? `${text.slice(0, 21)}…` : text; };

export const handPanel = new HandPanel();

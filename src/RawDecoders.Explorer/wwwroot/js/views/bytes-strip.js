// Owns: the strip below the bytes: the chosen byte in every notation, its eight bits as switches, and the path and effect in words.
// Leaves what a change does to edit.js.
import { h, hex, put } from "../dom.js";
import { formatOrder, masks } from "../bits.js";
import { edit } from "../edit.js";
import { selectByte, selectNode } from "../selection.js";
import { store } from "../store.js";

class ByteStrip {
  make() {
    this.root = h("div", { class: "strip" });
    store.on("selection", () => this.#show());
    store.on("file", () => this.#show());
    this.#show();
    return this.root;
  }

  /** Puts the cursor into the field for the byte's value. */
  edit() {
    this.field?.focus();
    this.field?.select();
  }

  #show() {
    const { file, selection } = store;
    if (selection?.pending && selection.origin !== "bytes") return;
    const byte = selection?.byte;
    if (!file || byte === null || byte === undefined || byte >= file.size) {
      this.field = null;
      put(this.root, selection?.words && !selection.pending ? h("p", {}, selection.words) : h("span", { class: "soft" }, "Choose a byte: what it says, which pixels depend on it, and its bits to flip."));
      return;
    }
    const value = file.bytes[byte];
    const low = formatOrder(file);
    const marked = masks(selection.ranges, file).get(byte) ?? 0;
    const bits = [];
    for (let bit = 7; bit >= 0; bit--) {
      const order = low ? bit : 7 - bit;
      const on = (value >> bit) & 1;
      bits.push(h("button", {
        type: "button", class: `bit${marked & (1 << bit) ? " on" : ""}`, "aria-pressed": String(selection.bit === order), dataset: { byte, bit: order },
        title: `Bit ${order} in reading order, worth ${1 << bit}. Click: choose; double click or F: flip.`, "aria-label": `Bit worth ${1 << bit}: ${on}`,
        onclick: () => selectByte(byte, order), ondblclick: () => edit.flip(byte, order),
      }, String(on)));
    }
    const field = h("input", { type: "text", class: "mono value", value: hex(value), maxlength: "2", size: "2", "aria-label": "The byte in hexadecimal; Enter changes it", spellcheck: "false" });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && /^[0-9a-f]{1,2}$/i.test(field.value)) { edit.set(byte, Number.parseInt(field.value, 16)); document.getElementById("hex").focus(); }
      if (event.key === "Escape") document.getElementById("hex").focus();
      event.stopPropagation();
    });
    this.field = field;
    const bit = selection.bit;
    const path = selection.location?.path ?? [];
    put(this.root,
      h("div", { class: "strip-line" },
        h("b", { class: "mono" }, `0x${hex(byte, 4)}`), field, h("span", { class: "mono soft" }, `${value}${value >= 32 && value < 127 ? ` '${String.fromCharCode(value)}'` : ""}`),
        h("span", { class: "bits8", role: "group", "aria-label": "The bits, the most significant first" }, bits),
        h("button", { type: "button", disabled: bit === null, title: "Flip the chosen bit (f)", onclick: () => edit.flip(byte, bit) }, "Flip")),
      h("div", { class: "strip-path" }, path.length === 0 ? null : path.map((node, i) => [
        i > 0 ? h("span", { class: "soft", "aria-hidden": "true" }, " › ") : null,
        selection.nodes[i] !== undefined && selection.nodes.length >= path.length ? h("button", { type: "button", class: "plain crumb", onclick: () => selectNode({ ...node, id: selection.nodes[i] }, "strip") }, node.name) : h("span", {}, node.name)])),
      selection.words ? h("div", { class: "strip-words soft", title: selection.words }, h("span", { "aria-hidden": "true" }, "→ "), selection.words) : null);
  }
}

export const byteStrip = new ByteStrip();

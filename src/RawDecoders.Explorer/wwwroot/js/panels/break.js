// Owns: "Break it": the list of changed bytes with undo, the damage in numbers, the picture beside the undamaged one with the differences marked, and
// which findings came and went. Leaves the change itself to edit.js.
import { h, hex, number, percent, pictureCanvas, place, put } from "../dom.js";
import { edit } from "../edit.js";
import { selectByte } from "../selection.js";
import { say } from "../status.js";
import { store } from "../store.js";
import { addOverlay } from "../views/picture-overlay.js";
import { figure } from "./pictures.js";

let difference = null;

addOverlay("difference", {
  title: "Differences",
  when: () => store.edits.length > 0,
  paint(context, view) {
    if (difference?.file !== store.file || !difference.canvas) return;
    const from = view.toScreen(0, 0), to = view.toScreen(difference.canvas.width, difference.canvas.height);
    context.save();
    context.imageSmoothingEnabled = false;
    context.drawImage(difference.canvas, from.x, from.y, to.x - from.x, to.y - from.y);
    context.restore();
  },
});

class BreakPanel {
  id = "break";
  title = "Break it";
  when = () => true;

  count() { return store.edits.length > 0 ? { number: store.edits.length, gravity: "warning", words: "bytes changed" } : null; }

  make() {
    const button = (text, title, act) => h("button", { type: "button", title, onclick: act }, text);
    this.undo = button("↶ Undo", "Undo (Ctrl+Z)", () => edit.undo());
    this.redo = button("↷ Again", "Do again (Ctrl+Y)", () => edit.redo());
    this.reset = button("Mend all", "Back to the file as it was", () => edit.reset());
    this.save = button("⤓ Download the broken file", "Download", () => edit.download());
    return h("div", { class: "cols" },
      h("section", {}, h("h3", {}, "Changed bytes"), h("div", { class: "bar" }, this.undo, this.redo, this.reset, this.save), h("div", { class: "bar" },
        button("Flip the chosen bit", "f", () => { const { selection } = store; if (selection?.byte === null || selection?.byte === undefined) say("Choose a byte or a bit first."); else edit.flip(selection.byte, selection.bit ?? 0); }),
        button("Flip a bit by chance", "Anywhere in the file", () => this.#chance())), this.list = h("ul", { class: "edits" })),
      h("section", { class: "wide2" }, h("h3", {}, "Damage"), this.words = h("p", { "aria-live": "polite" }), this.shots = h("div", { class: "shots" }), this.findings = h("div")));
  }

  #chance() {
    const { file } = store;
    // By chance, but where the picture is: in the last three quarters of the file.
    const byte = Math.floor(file.size * (0.25 + 0.75 * Math.random()));
    const bit = Math.floor(Math.random() * 8);
    edit.flip(Math.min(byte, file.size - 1), bit);
    selectByte(Math.min(byte, file.size - 1), bit, "break");
  }

  async update(reason) {
    if (reason === "bytes" || reason === "shown" || reason === "file" || reason === "edited") this.#list();
    if (reason === "findings" || reason === "shown") this.#compareFindings();
    if (["shown", "file", "edited", "picture"].includes(reason)) await this.#damage();
  }

  #list() {
    const { edits } = store;
    this.undo.disabled = this.reset.disabled = edits.length === 0;
    this.redo.disabled = !edit.canRedo;
    put(this.list, edits.length === 0 ? h("li", { class: "soft" }, "None yet. Choose a byte or a bit in the bytes and flip it: picture, structure and findings follow at once.") : edits.map((change, i) => h("li", {},
      h("button", { type: "button", class: "plain crumb mono", onclick: () => selectByte(change.byte, null, "break") }, place(change.byte)), h("span", { class: "mono" }, `${hex(change.before)} → ${hex(change.value)}`), h("span", { class: "mono soft small" }, flipped(change)),
      h("button", { type: "button", class: "plain icon", "aria-label": `Take back the change at byte ${change.byte}`, onclick: () => edit.drop(i) }, "✕"))));
  }

  async #damage() {
    const { file } = store;
    if (store.edits.length === 0) { difference = null; put(this.shots); this.words.textContent = "Nothing is changed."; return; }
    if (this.whole?.handle !== file.baseHandle) {
      this.whole = { handle: file.baseHandle, canvas: null };
      try { this.whole.canvas = pictureCanvas(file.undamaged.picture ?? await store.engine.pixels(file.baseHandle, { lenient: file.undamaged.lenient && file.undamaged.error !== null })); } catch { /* The file was broken before. */ }
    }
    let found = null, now = null;
    try { now = pictureCanvas(file.picture ?? await store.engine.pixels(file.handle, { lenient: file.lenient && file.error !== null })); } catch { /* nothing is left */ }
    if (now && this.whole.canvas) try { found = await store.engine.diff(file.baseHandle, file.handle); } catch { /* other sizes have no difference */ }
    if (store.file !== file || this.whole.handle !== file.baseHandle) return;
    const canvas = found?.map && found.width > 0 ? pictureCanvas({ width: found.width, height: found.height, rgba: found.map }) : null;
    difference = { file, canvas };
    const total = found ? found.width * found.height : 0;
    this.words.textContent = file.error && !now ? `No picture is left: ${file.error.message}` : found ? (found.differing === 0 ? "No pixel differs." : `${number(found.differing)} of ${number(total)} pixels differ (${percent(found.differing / total)}), by ${found.largest} at most.`) + (file.error ? ` Refused: ${file.error.message}; shown is what Lenient saves.` : "") : "The picture has another size now.";
    put(this.shots, this.whole.canvas ? figure(clone(this.whole.canvas), "undamaged", { wide: 230 }) : null, now ? figure(now, "now", { wide: 230 }) : null, canvas ? figure(clone(canvas), "differences: yellow small, red large", { wide: 230, dark: true }) : null);
    store.emit("view");
  }

  #compareFindings() {
    const { file } = store;
    if (store.edits.length === 0) { this.before = { handle: file.baseHandle, findings: file.findings ?? [] }; put(this.findings); return; }
    const key = (one) => `${one.rule} ${one.offset}`;
    const before = new Set((this.before?.handle === file.baseHandle ? this.before.findings : []).map(key));
    const now = file.findings ?? [];
    const came = now.filter((one) => !before.has(key(one)));
    put(this.findings, came.length === 0 ? h("p", { class: "soft" }, now.length > 0 ? "No finding that was not there before." : "No rule is broken: what was changed is allowed.") : came.slice(0, 20).map((one) => h("p", { class: `finding ${one.severity}` }, h("b", {}, `New ${one.severity}: `), `${one.what}. `, h("span", { class: "soft" }, `${one.clause}; ${one.consequence}.`))));
  }
}

const clone = (canvas) => { const copy = document.createElement("canvas"); copy.width = canvas.width; copy.height = canvas.height; copy.getContext("2d").drawImage(canvas, 0, 0); return copy; };

function flipped({ before, value }) {
  const bits = [];
  for (let bit = 7; bit >= 0; bit--) if ((before ^ value) >> bit & 1) bits.push(1 << bit);
  return bits.length <= 3 ? `bit${bits.length > 1 ? "s" : ""} worth ${bits.join(", ")}` : "";
}

export const breakPanel = new BreakPanel();

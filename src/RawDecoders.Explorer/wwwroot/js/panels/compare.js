// Owns: a second file beside the open one: both pictures, a map of the differences, and where the structures differ.
// Leaves comparing to the engine's diff.
import { h, number, percent, pictureCanvas, put } from "../dom.js";
import { chooseFile, openBytes } from "../files.js";
import { selectPixel } from "../selection.js";
import { during, sentence } from "../status.js";
import { store } from "../store.js";
import { figure } from "./pictures.js";

class ComparePanel {
  id = "compare";
  title = "Compare";
  when = () => true;
  other = null;

  make() {
    this.choice = h("select", { "aria-label": "A file of the gallery", onchange: () => { const entry = [...store.given, ...store.gallery].find((one) => one.name === this.choice.value); if (entry) this.beside(entry); } });
    return h("div", { class: "compare" },
      h("div", { class: "bar" }, h("span", {}, "Beside the open file:"), h("button", { type: "button", class: "primary", onclick: () => chooseFile(async (file) => this.#open(file.name, new Uint8Array(await file.arrayBuffer()))) }, "Choose a file…"), this.choice,
        h("span", { class: "small soft" }, "or drop two files on the page")),
      this.words = h("p"), this.shots = h("div", { class: "shots" }), this.table = h("div", { class: "tablebox" }));
  }

  async update(reason) {
    if (reason === "shown" || reason === "file") put(this.choice, h("option", { value: "" }, "a file of the gallery"), [...store.given, ...store.gallery].map((entry) => h("option", { value: entry.name }, entry.name.split("/").pop())));
    if (["shown", "file", "edited"].includes(reason)) await this.#compare();
  }

  /** A file that the page can read, beside the open one. */
  async beside(entry) { await this.#open(entry.name.split("/").pop(), await entry.load()); }

  async #open(name, bytes) {
    if (this.other) store.engine.close(this.other.handle);
    this.other = store.other = null;
    try {
      this.other = store.other = { name, ...await during(() => store.engine.open(name, bytes)) };
    } catch (error) { put(this.words, sentence(error)); return; }
    await this.#compare();
  }

  /** Two files that were dropped at once. */
  async two([first, second]) {
    await openBytes(first.name, new Uint8Array(await first.arrayBuffer()));
    store.setPanel("compare");
    await this.#open(second.name, new Uint8Array(await second.arrayBuffer()));
  }

  async #compare() {
    const { file } = store;
    const { other } = this;
    if (!other) { put(this.words, h("span", { class: "soft" }, "Two files beside each other: which pixels differ, and by how much; which parts of the structure differ.")); put(this.shots); put(this.table); return; }
    const picture = async (one) => { try { return pictureCanvas(await store.engine.pixels(one.handle, { lenient: one.lenient && one.error !== null })); } catch { return null; } };
    const [a, b] = [await picture(file), await picture(other)];
    let found = null, problem = null;
    try { found = await during(() => store.engine.diff(file.handle, other.handle)); } catch (error) { problem = error; }
    if (store.file !== file || this.other !== other) return;
    const map = found?.map?.length > 0 && found.width > 0 ? pictureCanvas({ width: found.width, height: found.height, rgba: found.map }) : null;
    const total = found ? found.width * found.height : 0;
    put(this.words, problem ? sentence(problem) : !map ? "The pictures have different sizes; the structures can be compared." : found.differing === 0 ? "✓ Every pixel is the same." : `${number(found.differing)} of ${number(total)} pixels differ (${percent(found.differing / total)}), by ${found.largest} at most.`);
    if (map) map.addEventListener("click", (event) => { const box = map.getBoundingClientRect(); selectPixel(Math.floor((event.clientX - box.left) / box.width * map.width), Math.floor((event.clientY - box.top) / box.height * map.height), "compare"); });
    put(this.shots, a ? figure(a, file.name, { wide: 300 }) : null, b ? figure(b, other.name, { wide: 300 }) : null, map ? figure(map, "differences: yellow small, red large", { wide: 300, dark: true }) : null);
    const rows = found?.tree ?? [];
    put(this.table, rows.length === 0 ? null : h("table", { class: "numbers" }, h("thead", {}, h("tr", {}, ["structure", file.name, other.name].map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, rows.slice(0, 500).map((row) => h("tr", {}, h("th", { scope: "row" }, Array.isArray(row.path) ? row.path.join(" › ") : row.path), cell(row.a, row.b), cell(row.b, row.a))))), rows.length > 500 ? h("p", { class: "soft" }, `${rows.length - 500} more differ.`) : null);
  }
}

const cell = (value, other) => h("td", { class: `left${value === other ? "" : " differs"}` }, value === null || value === undefined ? "–" : String(value));

export const comparePanel = new ComparePanel();
store.on("compare", (files) => comparePanel.two(files));

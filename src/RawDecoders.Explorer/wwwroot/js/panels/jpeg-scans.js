// Owns: the scans of a JPEG: a slider that shows the picture after each, a table of what each brings and costs, and the grid of MCUs and blocks.
// Leaves one block to jpeg-block.js.
import { css, h, number, percent, put } from "../dom.js";
import { selectByte } from "../selection.js";
import { store } from "../store.js";
import { addOverlay, grid } from "../views/picture-overlay.js";
import { slider } from "./pictures.js";

/** The largest sampling factors of the file: an MCU has 8h x 8v pixels. */
export function sampling(file) {
  const all = (file?.info?.metadata?.components ?? []).map((one) => String(one.sampling).split("x").map(Number));
  return { h: Math.max(1, ...all.map(([across]) => across || 1)), v: Math.max(1, ...all.map(([, down]) => down || 1)), all };
}

addOverlay("blocks", {
  title: "MCUs and blocks",
  when: (file) => file.format === "jpeg" && file.info?.metadata?.process !== "lossless",
  paint(context, view) {
    const { h: across, v: down, all } = sampling(store.file);
    if (view.scale * 8 >= 6 && (across > 1 || down > 1)) grid(context, view, 8, 8, 0.3);
    const single = all.length === 1;
    if (view.scale * 8 * across >= 5) grid(context, view, single ? 8 : 8 * across, single ? 8 : 8 * down, 1, css("--k5"));
  },
});

class JpegScansPanel {
  id = "scans";
  title = "Scans";
  when = (file) => file?.format === "jpeg";

  make() {
    this.root = h("div", { class: "cols" },
      h("section", {}, h("h3", {}, "The picture after each scan"), this.control = h("div"), this.words = h("p", { class: "small soft" }),
        h("div", { class: "bar" }, this.whole = h("button", { type: "button", onclick: () => { this.slider?.set(this.scans.length - 1); } }, "Whole picture"),
          h("button", { type: "button", onclick: () => store.setView({ overlay: store.view.overlay === "blocks" ? "none" : "blocks" }) }, "MCUs and blocks"))),
      h("section", { class: "wide2" }, h("h3", {}, "Scans"), this.table = h("div", { class: "tablebox" })));
    return this.root;
  }

  hide() { this.slider?.stop(); }

  async update(reason) {
    const { file } = store;
    if (reason === "show") { this.#mark(); return; }
    if (!["shown", "file", "edited"].includes(reason) || this.file === file) return;
    const scans = await store.engine.scans(file.handle).catch(() => []);
    if (store.file !== file) return;
    this.file = file;
    this.scans = scans;
    if (scans.length === 0) { put(this.control, h("p", { class: "soft" }, "There is no scan that can be decoded.")); put(this.table); return; }
    this.slider = slider("Scan", { low: 0, high: scans.length - 1, value: store.show.scan ?? scans.length - 1, words: (index) => `${index + 1} of ${scans.length}`, change: (index) => store.setShow(index === scans.length - 1 ? {} : { scan: index }), every: 900 });
    put(this.control, this.slider.root);
    const total = scans.reduce((sum, scan) => sum + scan.length, 0);
    put(this.table, h("table", { class: "numbers second" }, h("thead", {}, h("tr", {}, ["scan", "what it brings", "bytes", "share"].map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, scans.map((scan, i) => h("tr", { dataset: { scan: i } }, h("th", { scope: "row" }, h("button", { type: "button", class: "plain crumb", onclick: () => this.slider.set(i) }, scan.name ?? `scan ${i + 1}`)),
        h("td", { class: "left" }, scan.value ?? "", scan.offset !== undefined ? h("button", { type: "button", class: "plain crumb small", title: "Show its bytes", onclick: () => selectByte(scan.offset, null, "scans") }, " ↗") : null), h("td", {}, number(scan.length)), h("td", {}, percent(scan.length / Math.max(1, total))))))));
    this.#mark();
  }

  #mark() {
    const at = store.show.scan ?? (this.scans?.length ?? 1) - 1;
    if (this.slider && this.slider.value !== at) { this.slider.field.value = String(at); }
    for (const row of this.table.querySelectorAll("tr[data-scan]")) { const index = Number(row.dataset.scan); row.classList.toggle("on", index === at); row.classList.toggle("later", index > at); }
    const bytes = (this.scans ?? []).slice(0, at + 1).reduce((sum, scan) => sum + scan.length, 0);
    this.words.textContent = this.scans?.length > 1 ? `${number(bytes)} bytes of coded data so far, ${percent(bytes / Math.max(1, store.file.size))} of the file.` : "One scan carries everything.";
  }
}

export const jpegScansPanel = new JpegScansPanel();

// Owns: the first panel: what the file is in a few lines, what is wrong with it, where its bytes went in one bar.
// Leaves the heat map and the whole table to cost.js.
import { h, number, percent, place, put, size } from "../dom.js";
import { selectByte, selectNode } from "../selection.js";
import { sentence } from "../status.js";
import { store } from "../store.js";
import { partsBar } from "./parts-bar.js";

const glyphs = { error: "✕", warning: "▲", note: "●" };

class OverviewPanel {
  id = "overview";
  title = "Overview";
  when = () => true;

  count(file) {
    const found = file?.findings ?? [];
    if (found.length === 0) return null;
    const worst = ["error", "warning", "note"].find((severity) => found.some((one) => one.severity === severity));
    return { number: found.length, gravity: worst === "note" ? "" : worst, words: "findings" };
  }

  make() {
    return h("div", { class: "cols" },
      h("section", {}, h("h3", {}, "What it is"), this.facts = h("div")),
      h("section", {}, this.heading = h("h3", {}, "Findings"), this.findings = h("div", { class: "findings" })),
      h("section", {}, h("h3", {}, "Where the bytes went"), this.cost = h("div")));
  }

  async update(reason) {
    if (!["shown", "file", "edited", "findings"].includes(reason)) return;
    const { file } = store;
    this.#facts(file);
    this.#findings(file);
    if (reason === "findings") return;
    // Every symbol is walked to count the bits: of a large file only when asked, so that nothing else waits for it.
    if (isLarge(file) && this.counted !== file.handle) {
      put(this.cost, h("p", { class: "soft" }, "A large file: counting every symbol takes a while. "), h("button", { type: "button", onclick: () => { this.counted = file.handle; put(this.cost, h("p", { class: "soft" }, "Counting…")); this.update("edited"); } }, "Count"));
      return;
    }
    const costs = await store.engine.costs(file.handle).catch(() => null);
    if (store.file !== file) return;
    put(this.cost, costs?.parts?.length > 0 ? [partsBar(costs.parts, file.size), h("p", { class: "small soft" }, [costs.sentence ? sentence({ message: costs.sentence }) : null, " ", why(costs.parts, file)])] : h("p", { class: "soft" }, "Nothing was decoded, so nothing can be told."));
  }

  async #go(finding, file) {
    if (finding.id !== undefined) {
      const node = await store.engine.tree(file.handle, finding.id, { depth: 0, from: 0, count: 0 });
      if (node.length > 0 || node.bitLength) { selectNode(node, "findings"); return; }
    }
    selectByte(Math.min(finding.offset, file.size - 1), null, "findings");
  }

  #facts(file) {
    const { info } = file;
    const rows = [["File", `${file.name}, ${number(file.size)} bytes`]];
    if (info) {
      const meta = info.metadata ?? {};
      rows.push(["Format", `${info.format.toUpperCase()}${meta.process ? `, ${meta.process}` : ""}${meta.compression ? `, ${meta.compression}` : ""}${meta.interlaced ? ", Adam7 interlaced" : ""}`]);
      rows.push(["Size", `${info.width} × ${info.height} = ${number(info.width * info.height)} pixels`]);
      rows.push(["Samples", `${info.bitDepth} bits, ${info.colorModel}; decodes to ${info.pixelFormat}`]);
      if (meta.components) rows.push(["Sampling", meta.components.map((one) => one.sampling).join(", ")]);
      if (meta.animation) rows.push(["Animation", `${meta.animation.frames} frames, ${meta.animation.seconds} s, ${meta.animation.plays === 0 ? "for ever" : `${meta.animation.plays} times`}`]);
      if (meta.paletteEntries) rows.push(["Palette", `${meta.paletteEntries} entries`]);
      if (info.density) rows.push(["Density", `${info.density.x} × ${info.density.y}${info.density.unit === "none" ? ", a ratio without a unit" : ` a ${info.density.unit}`}`]);
      if (info.orientation > 1) rows.push(["Orientation", `${info.orientation} (the picture is shown as stored)`]);
      for (const key of ["iccProfile", "exif", "xmp"]) if (info[key]) rows.push([{ iccProfile: "ICC profile", exif: "Exif", xmp: "XMP" }[key], typeof info[key] === "object" ? summary(info[key]) : String(info[key])]);
      for (const text of (info.texts ?? []).slice(0, 4)) rows.push([text.keyword ?? "Text", String(text.text ?? text.value ?? "").slice(0, 120)]);
      const pixels = info.width * info.height;
      if (pixels > 0) rows.push(["Cost", `${(file.size * 8 / pixels).toFixed(2)} bits a pixel`]);
    }
    put(this.facts, file.error ? h("p", { class: "finding error" }, h("b", {}, "✕ Refused: "), sentence(file.error), file.error.offset >= 0 && file.error.offset !== null ? h("button", { type: "button", class: "plain crumb", onclick: () => selectByte(Math.min(file.error.offset, file.size - 1), null, "findings") }, `Show byte ${file.error.offset}`) : null,
      file.lenient ? h("span", { class: "soft" }, " The picture shows what Lenient saves.") : null) : null,
      h("table", { class: "facts" }, rows.map(([name, value]) => h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, value)))));
  }

  #findings(file) {
    const found = file.findings;
    this.heading.textContent = found?.length > 0 ? `Findings (${found.length})` : "Findings";
    if (!found) { put(this.findings, h("p", { class: "soft" }, "Looking…")); return; }
    put(this.findings, found.length === 0 ? h("p", { class: "soft" }, "✓ Every rule that was looked at is kept.") : found.slice(0, 200).map((one) => h("button", {
      type: "button", class: `finding ${one.severity}`, dataset: { rule: one.rule, offset: one.offset }, onclick: () => this.#go(one, file),
    }, h("b", {}, `${glyphs[one.severity]} ${one.severity}`), h("span", { class: "mono small" }, ` ${place(one.offset)} `), `${one.what}. `, h("span", { class: "soft" }, `${one.clause}; ${one.consequence}.`))),
    found.length > 200 ? h("p", { class: "soft" }, `${found.length - 200} more stand in the structure.`) : null);
  }
}

function summary(value) {
  return Object.entries(value).filter(([, one]) => typeof one !== "object").slice(0, 3).map(([key, one]) => `${key} ${one}`).join(", ") || "present";
}

const isLarge = (file) => file.size > 2_500_000 || (file.info?.width ?? 0) * (file.info?.height ?? 0) > 6_000_000;

// One sentence: the largest part, and what a pixel costs.
function why(parts, file) {
  const largest = [...parts].sort((a, b) => (b.bits ?? b.bytes * 8) - (a.bits ?? a.bytes * 8))[0];
  return `${percent(largest.share)} of the file is ${largest.name}: ${size(Math.round(largest.bits !== undefined ? largest.bits / 8 : largest.bytes))} of ${size(file.size)}.`;
}

export const overviewPanel = new OverviewPanel();

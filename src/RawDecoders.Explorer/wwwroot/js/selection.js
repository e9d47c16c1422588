// Owns: the link between the three views. Whatever is selected or hovered in one of them becomes marks that all can draw:
//   { origin, pixel, area, ranges, byte, bit, node, nodes, samples, location, words, pending }
// `ranges` are the bits that carry it, `area` the pixels that it has an effect on, `nodes` the path in the structure.
// The answers come from the engine's mark and locate; the newest wish wins. Leaves drawing to the views.
import { Latest, plural } from "./dom.js";
import { bitCount, rangeOf } from "./bits.js";
import { store } from "./store.js";
import { during, sentence } from "./status.js";

const selecting = new Latest((wish, newest) => during(() => resolve(wish, newest, "selection")));
const hovering = new Latest(async (wish, newest) => {
  const from = performance.now();
  await resolve(wish, newest, "hover");
  slow = performance.now() - from > 120;
});
// Where answers take longer than the eye waits, only a pointer that rests is worth a question.
let slow = false;
let resting = 0;

/** Selects pixel x, y of the picture. */
export const selectPixel = (x, y, origin = "picture") => wish("selection", { origin, pixel: { x, y } });
/** Selects a byte, or one of its bits (in reading order of the field at that place). */
export const selectByte = (byte, bit = null, origin = "bytes") => wish("selection", { origin, byte, bit });
/** Selects a node of the structure. */
export const selectNode = (node, origin = "tree") => wish("selection", { origin, node });
/** Selects ranges that a panel knows (a symbol, a step), with the pixels that it knows of. */
export const selectRanges = (ranges, area, origin, words = "") => wish("selection", { origin, ranges, given: area ?? null, words });

export const hoverPixel = (x, y, origin = "picture") => wish("hover", { origin, pixel: { x, y } });
export const hoverByte = (byte, bit = null, origin = "bytes") => wish("hover", { origin, byte, bit });
export const hoverNode = (node, origin = "tree") => wish("hover", { origin, node });
export const hoverRanges = (ranges, area, origin) => wish("hover", { origin, ranges, given: area ?? null });

export function clearHover() {
  hovering.cancel();
  clearTimeout(resting);
  if (store.hover) { store.hover = null; store.emit("hover"); }
}

export function clearSelection() {
  selecting.cancel();
  if (store.selection) { store.selection = null; store.emit("selection"); }
}

function wish(kind, what) {
  if (!store.file) return;
  const job = kind === "selection" ? selecting : hovering;
  if (kind === "selection") {
    // The view that was touched answers at once; the others follow when the engine has.
    store.selection = { ...blank(what), pending: true };
    store.emit("selection");
  }
  clearTimeout(resting);
  if (kind === "hover" && slow) resting = setTimeout(() => job.ask(what), 140);
  else job.ask(what);
}

function blank(what) {
  return { origin: what.origin, pixel: what.pixel ?? null, area: null, ranges: what.ranges ?? [], byte: what.byte ?? what.ranges?.[0]?.byte ?? null, bit: what.bit ?? null,
    node: what.node?.id ?? null, nodes: [], samples: null, location: null, words: what.words ?? "", pending: false };
}

async function resolve(what, newest, kind) {
  const { engine, file } = store;
  const marks = blank(what);
  try {
    if (what.pixel) await ofPixel(engine, file, what.pixel, marks);
    else if (what.node) await ofNode(engine, file, what.node, marks);
    else if (what.ranges) await ofRanges(engine, file, what, marks);
    else await ofByte(engine, file, what, marks);
  } catch (error) {
    marks.words = sentence(error);
  }
  if (!newest() || store.file !== file) return;
  store[kind] = marks;
  store.emit(kind);
}

async function ofPixel(engine, file, pixel, marks) {
  const found = await engine.mark(file.handle, pixel.x, pixel.y);
  marks.samples = `${found.pixelFormat} ${found.samples.join(" ")}`;
  marks.ranges = found.ranges;
  marks.area = { x: pixel.x, y: pixel.y, width: 1, height: 1 };
  marks.words = `${plural(bitCount(marks.ranges), "bit")} in ${plural(marks.ranges.length, "place")} carry pixel ${pixel.x}, ${pixel.y}`;
  if (marks.ranges.length === 0) return;
  marks.byte = marks.ranges[found.first].byte;
  marks.nodes = found.nodes;
  marks.node = marks.nodes.at(-1) ?? null;
}

/** Whether a range is needed for a pixel without being its own: a table (longer than any code), a field of a BMP's header, its palette. */
export function isSupport(range, file) {
  if (range.bits > 64) return true;
  const data = file?.format === "bmp" ? file.parts?.find((part) => part.name === "pixel data") : null;
  return Boolean(data) && range.byte < data.offset;
}

/** Of the ranges that carry a pixel the first that is its own. */
export const primary = (ranges, file) => ranges.find((range) => !isSupport(range, file)) ?? ranges[0];

async function ofByte(engine, file, what, marks) {
  const location = await engine.locate(file.handle, what.byte, what.bit ?? undefined);
  marks.location = location;
  marks.area = location.area ?? location.effect?.area ?? null;
  marks.words = location.effect?.words ?? "";
  marks.nodes = location.nodes ?? [];
  marks.node = marks.nodes.at(-1) ?? null;
  const fields = (location.bits ?? []).map(rangeOf).filter(Boolean);
  const leaf = rangeOf(location.path?.at(-1));
  marks.ranges = fields.length > 0 ? fields : leaf && leaf.bits <= 64 * 8 ? [leaf] : [];
  // Within coded data the structure has no field of its own for a bit: the symbol that it belongs to is marked.
  if (marks.ranges.length === 0) marks.ranges = symbolsAt(location.symbols ?? [], what.byte * 8 + (what.bit ?? 0), what.bit === null ? 8 : 1);
}

async function ofNode(engine, file, node, marks) {
  const range = rangeOf(node);
  marks.ranges = range ? [range] : [];
  marks.byte = range ? range.byte : null;
  marks.bit = null;
  marks.nodes = await pathOf(engine, file, node);
  if (!range || node.offset >= file.size) return;
  // The effect of a field is that of its first byte; of a part with many fields within, no one area tells it.
  if (node.childCount > 0 && node.bitLength === undefined && node.length > 64) return;
  const location = await engine.locate(file.handle, range.byte, node.bitLength === undefined ? undefined : range.bit);
  marks.location = location;
  marks.area = location.area ?? location.effect?.area ?? null;
  marks.words = location.effect?.words ?? "";
}

const symbolsAt = (runs, bit, bits) => runs.filter((run) => run.byte * 8 + run.bit < bit + bits && run.byte * 8 + run.bit + run.bits > bit)
  .map((run) => ({ byte: run.byte, bit: run.bit, bits: run.bits, bytes: run.bytes, lowBitFirst: run.lowBitFirst === true, role: run.words }));

// The ids from the root to a node: what the search and links find may stand in parts of the tree that were never opened.
async function pathOf(engine, file, node) {
  const path = [node.id];
  for (let { parent } = node; path.length < 40;) {
    if (parent === undefined) ({ parent } = await engine.tree(file.handle, path[0], { depth: 0, from: 0, count: 0 }));
    if (parent === null || parent === undefined || parent < 0 || path[0] === 0) break;
    path.unshift(parent);
    parent = undefined;
  }
  return path;
}

async function ofRanges(engine, file, what, marks) {
  const first = what.ranges[0];
  marks.area = what.given;
  if (!first) return;
  marks.bit = first.bit;
  const location = await engine.locate(file.handle, first.byte, first.bit);
  marks.location = location;
  marks.area ??= location.area ?? location.effect?.area ?? null;
  marks.words ||= location.effect?.words ?? "";
  marks.nodes = location.nodes ?? [];
  marks.node = marks.nodes.at(-1) ?? null;
}

/** Asks again for what is selected, after the bytes have changed. */
export function reselect() {
  const was = store.selection;
  if (!was) return;
  if (was.pixel) selectPixel(was.pixel.x, was.pixel.y, was.origin);
  else if (was.byte !== null && was.byte < store.file.size) selectByte(was.byte, was.bit, was.origin);
  else clearSelection();
}

// Owns: what is drawn over the pixels: grid, values, marks of selection and hover, and one chosen overlay (heat map, blocks, filters, passes,
// differences). Panels that draw over the picture for a while (neighbours, a frame's rectangle) add a painter. Leaves zoom to picture.js.
import { clamp, css } from "../dom.js";
import { store } from "../store.js";

const painters = new Map();

/** Sets (or with null removes) a painter: paint(context, view) is called after everything else. */
export function setPainter(name, paint) {
  if (paint) painters.set(name, paint); else painters.delete(name);
  store.emit("view");
}

const overlays = new Map([["none", null]]);

/** Registers an overlay that the select offers: { title, when(file), paint(context, view) }. */
export function addOverlay(id, overlay) { overlays.set(id, overlay); }

export function overlayChoices(file) {
  const choices = [["none", "Picture alone"]];
  for (const [id, overlay] of overlays) if (overlay && file && overlay.when(file)) choices.push([id, overlay.title]);
  return choices;
}

export function drawOverlay(context, view) {
  overlays.get(store.view.overlay)?.paint(context, view);
  if (store.view.grid && view.scale >= 8) grid(context, view, 1, 1, view.scale >= 24 ? 0.35 : 0.2);
  if (store.view.values && view.scale >= 40) values(context, view);
  frame(context, view);
  const { selection, hover } = store;
  if (selection) mark(context, view, selection, false);
  if (hover) mark(context, view, hover, true);
  for (const paint of painters.values()) paint(context, view);
}

/** Lines between cells of a size in pixels of the picture. */
export function grid(context, view, cellWidth, cellHeight, strength, colour = null) {
  const from = view.toScreen(0, 0), to = view.toScreen(view.width, view.height);
  const left = Math.max(0, from.x), right = Math.min(view.viewWidth, to.x), top = Math.max(0, from.y), bottom = Math.min(view.viewHeight, to.y);
  context.save();
  context.lineWidth = 1;
  for (const [style, shift] of colour ? [[colour, 0]] : [[`rgb(0 0 0 / ${strength})`, 0], [`rgb(255 255 255 / ${strength})`, 1]]) {
    context.strokeStyle = style;
    context.beginPath();
    const first = view.toPixel(left, top);
    for (let x = Math.ceil(Math.max(0, first.x) / cellWidth) * cellWidth; x <= view.width; x += cellWidth) {
      const at = Math.round(view.toScreen(x, 0).x) + 0.5 + shift;
      if (at > right + 1) break;
      context.moveTo(at, top); context.lineTo(at, bottom);
    }
    for (let y = Math.ceil(Math.max(0, first.y) / cellHeight) * cellHeight; y <= view.height; y += cellHeight) {
      const at = Math.round(view.toScreen(0, y).y) + 0.5 + shift;
      if (at > bottom + 1) break;
      context.moveTo(left, at); context.lineTo(right, at);
    }
    context.stroke();
  }
  context.restore();
}

function values(context, view) {
  const first = view.toPixel(0, 0), last = view.toPixel(view.viewWidth, view.viewHeight);
  context.save();
  context.font = `${clamp(Math.floor(view.scale / 5.2), 8, 12)}px ui-monospace, monospace`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  const line = view.scale / 4;
  for (let y = Math.max(0, first.y); y <= Math.min(view.height - 1, last.y); y++) {
    for (let x = Math.max(0, first.x); x <= Math.min(view.width - 1, last.x); x++) {
      const [r, g, b, a] = view.colour({ x, y });
      const at = view.toScreen(x + 0.5, y + 0.5);
      context.fillStyle = 0.299 * r + 0.587 * g + 0.114 * b > 140 || a < 128 ? "rgb(0 0 0 / .8)" : "rgb(255 255 255 / .9)";
      const lines = r === g && g === b ? [r] : [r, g, b];
      if (a < 255) lines.push(`α${a}`);
      lines.forEach((text, i) => context.fillText(String(text), at.x, at.y + (i - (lines.length - 1) / 2) * Math.min(line, 14)));
    }
  }
  context.restore();
}

function frame(context, view) {
  const from = view.toScreen(0, 0), to = view.toScreen(view.width, view.height);
  context.strokeStyle = css("--strong-line");
  context.lineWidth = 1;
  context.strokeRect(Math.round(from.x) - 0.5, Math.round(from.y) - 0.5, Math.round(to.x - from.x) + 1, Math.round(to.y - from.y) + 1);
}

function mark(context, view, marks, light) {
  if (marks.area) outline(context, view, marks.area, light);
  const pixel = marks.pixel ?? null;
  if (pixel) cross(context, view, pixel, light);
}

/** A rectangle of pixels, outlined in dark and light so that it is seen on any picture; hatched where it is a selection. */
export function outline(context, view, area, light = false, colour = null) {
  const from = view.toScreen(area.x, area.y), to = view.toScreen(area.x + area.width, area.y + area.height);
  const x = Math.round(from.x) - 1, y = Math.round(from.y) - 1;
  const width = Math.max(4, Math.round(to.x) - Math.round(from.x) + 2), height = Math.max(4, Math.round(to.y) - Math.round(from.y) + 2);
  context.save();
  if (!light && area.width * area.height > 1) {
    context.fillStyle = hatch(context);
    context.fillRect(x, y, width, height);
  }
  context.lineWidth = light ? 3 : 4;
  context.strokeStyle = "rgb(0 0 0 / .85)";
  context.strokeRect(x, y, width, height);
  context.lineWidth = 2;
  context.strokeStyle = colour ?? (light ? "#ffffff" : "#ffd84d");
  if (light) context.setLineDash([5, 4]);
  context.strokeRect(x, y, width, height);
  context.restore();
}

let hatching = null;
function hatch(context) {
  if (hatching) return hatching;
  const tile = document.createElement("canvas");
  tile.width = tile.height = 8;
  const inner = tile.getContext("2d");
  inner.strokeStyle = "rgb(255 216 77 / .55)";
  inner.lineWidth = 1.2;
  inner.beginPath();
  inner.moveTo(-2, 2); inner.lineTo(2, -2); inner.moveTo(0, 8); inner.lineTo(8, 0); inner.moveTo(6, 10); inner.lineTo(10, 6);
  inner.stroke();
  return hatching = context.createPattern(tile, "repeat");
}

// A pixel that is smaller than one sees gets lines that lead to it.
function cross(context, view, pixel, light) {
  if (view.scale >= 6) return;
  const at = view.toScreen(pixel.x + 0.5, pixel.y + 0.5);
  context.save();
  for (const [style, width] of [["rgb(0 0 0 / .8)", 3], [light ? "#ffffff" : "#ffd84d", 1.5]]) {
    context.strokeStyle = style;
    context.lineWidth = width;
    context.beginPath();
    for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) { context.moveTo(at.x + dx * 6, at.y + dy * 6); context.lineTo(at.x + dx * 16, at.y + dy * 16); }
    context.stroke();
  }
  context.restore();
}

/** Colours from dark blue over green to yellow by a number from 0 to 1: brightness rises with it, so that it reads in grey as well. */
export function heatColour(value) {
  const stops = [[12, 16, 60], [52, 58, 140], [32, 120, 140], [50, 170, 110], [170, 210, 50], [255, 236, 60]];
  const at = clamp(value, 0, 1) * (stops.length - 1);
  const low = Math.min(Math.floor(at), stops.length - 2);
  return stops[low].map((channel, i) => Math.round(channel + (stops[low + 1][i] - channel) * (at - low)));
}

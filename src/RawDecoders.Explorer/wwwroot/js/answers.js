// Owns: the engine's answers in the page's own terms: ranges that are split where stuffing or chunk borders lie between their bits, areas of symbols, one
// form for the panels. Stands between engine.js, which it hands everything else on to, and the views.
import { bitText } from "./bits.js";
import { store } from "./store.js";

/** Wraps an engine: the same methods, with some answers put into the page's terms. */
export function answersOf(engine) {
  return new Proxy(engine, {
    get(target, name) {
      if (Object.hasOwn(terms, name)) return async (handle, ...args) => terms[name](await target[name](handle, ...args), handle);
      const value = target[name];
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

const terms = {
  symbols: (answer) => (Array.isArray(answer) ? answer : answer?.runs ?? []).map(symbol),

  codeTree: (answer) => answer,

  block: (answer) => answer && { ...answer, symbols: (answer.symbols ?? []).map(symbol) },

  filters: (answer) => (answer ?? []).map((pass) => ({ pass: pass.pass, x0: pass.x ?? pass.x0 ?? 0, y0: pass.y ?? pass.y0 ?? 0, dx: pass.stepX ?? pass.dx ?? 1, dy: pass.stepY ?? pass.dy ?? 1, rows: [...(pass.types ?? pass.rows ?? [])] })),

  residual: (answer) => answer && {
    filter: answer.type, filterName: answer.filter, pass: answer.pass, aAt: answer.a, bAt: answer.b, cAt: answer.c,
    channels: (answer.channels ?? []).map((one) => ({ ...one, name: one.channel ?? one.name, value: one.x ?? one.value })),
  },

  scans: (answer) => {
    const scans = Array.isArray(answer) ? answer : answer?.scans ?? [];
    return scans.map((scan, i) => {
      // A scan's data run to the next marker segment; the structure knows its length.
      const part = store.file?.parts?.find((node) => node.offset === scan.offset);
      return { ...scan, index: i, name: scan.name ?? `scan ${i + 1}`, value: scan.value ?? scan.words ?? "", length: scan.length ?? part?.length ?? Math.max(0, (scans[i + 1]?.offset ?? store.file.size) - scan.offset) };
    });
  },

  planes: (answer) => (answer ?? []).map((plane) => ({ ...plane, name: plane.name ?? (typeof plane.component === "string" ? plane.component : undefined) })),

  frames: (answer) => (answer ?? []).map((frame) => ({ ...frame, delayMs: frame.delayMs ?? Math.round(frame.delay ?? 0) })),
};

function symbol(run) {
  const { file } = store;
  const block = run.block ?? (run.blockX === undefined ? undefined : { component: run.component, x: run.blockX, y: run.blockY });
  const made = { ...run, text: run.text ?? run.words, block, k: run.k ?? run.index, position: run.position ?? run.output, source: run.copyFrom?.byte === undefined ? null : { byte: run.copyFrom.byte, bit: run.copyFrom.bit }, copyFrom: run.copyFrom?.output ?? (typeof run.copyFrom === "number" ? run.copyFrom : undefined) };
  if (file?.format === "bmp") { delete made.position; delete made.copyFrom; delete made.source; }
  made.code = run.code ?? (run.codeBits > 0 ? bitText(file.bytes, run, 64, file).slice(0, run.codeBits) : undefined);
  made.area = run.area ?? areaOf(made, file);
  return made;
}

function areaOf(run, file) {
  if (run.block && file?.info) {
    const all = (file.info.metadata?.components ?? []).map((one) => String(one.sampling).split("x").map(Number));
    const [h, v] = all[run.block.component] ?? [1, 1];
    // A data unit is a block of 8 by 8 samples, or a sample of a lossless file.
    const unit = run.kind === "difference" ? 1 : 8;
    const width = unit * Math.max(1, ...all.map(([one]) => one)) / h, height = unit * Math.max(1, ...all.map(([, one]) => one)) / v;
    const x = run.block.x * width, y = run.block.y * height;
    return x >= file.info.width || y >= file.info.height ? null : { x, y, width: Math.min(width, file.info.width - x), height: Math.min(height, file.info.height - y) };
  }
  if (run.x === undefined || run.x === null) return null;
  return { x: run.x, y: run.y, width: file?.format === "bmp" ? Math.max(1, run.length ?? 1) : 1, height: 1 };
}

// Owns: what tests and the browser's console can ask the page: globalThis.rawdecExplorer with engine, state() as it is drawn now, and the
// acts that a pointer has as well. Keeps html's data-state: loading, ready, busy, open, error.
import { edit } from "./edit.js";
import { openBytes } from "./files.js";
import { linkPending } from "./link.js";
import { selectByte, selectNode, selectPixel } from "./selection.js";
import { store } from "./store.js";

const brief = (file) => file && { handle: file.handle, name: file.name, size: file.size, format: file.format, error: file.error?.message ?? null };

export const explorer = {
  store,
  edit,
  openBytes,
  selectByte,
  selectNode,
  selectPixel,
  get engine() { return store.engine; },

  /** The open file and what is marked in the views: bits as [absolute bit in reading order, count]. */
  state() {
    const { selection } = store;
    return {
      file: brief(store.file), other: brief(store.other), edits: store.edits.map(({ byte, value }) => ({ byte, value })), panel: store.panel, show: store.show,
      pixel: selection?.pixel ?? null, byte: selection?.byte ?? null, bit: selection?.bit ?? null, node: selection?.node ?? null, pending: (selection?.pending ?? false) || linkPending(),
      marks: { bits: (selection?.ranges ?? []).map((range) => [range.byte * 8 + range.bit, range.bits]), area: selection?.area ?? null, nodes: selection?.nodes ?? [] },
    };
  },
};

// One word of what the page does at this moment, for whoever waits.
new MutationObserver(tell).observe(document.body, { attributes: true, attributeFilter: ["data-busy", "data-ready"] });
store.on("selection", tell);

function tell() {
  const { ready, busy } = document.body.dataset;
  const asking = busy !== undefined || store.selection?.pending;
  document.documentElement.dataset.state = ready === undefined ? "loading" : asking ? "busy" : ready === "gallery" ? "ready" : store.file ? "open" : ready;
}

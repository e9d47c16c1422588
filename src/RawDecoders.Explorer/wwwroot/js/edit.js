// Owns: changes of bytes: applying, undoing, doing again, downloading. The list is always applied to the undamaged file, so that undoing is
// leaving one out; the engine makes a new handle of each state. Leaves showing the damage to panels/break.js.
import { Latest, drawn } from "./dom.js";
import { formatOrder, significance } from "./bits.js";
import { complain, during, quiet, refused, say, sentence } from "./status.js";
import { selectByte } from "./selection.js";
import { store } from "./store.js";

const applying = new Latest(() => apply());
let redoable = [];

export const edit = {
  /** Sets a byte of the open file. */
  set(byte, value) {
    const { file } = store;
    if (!file || byte < 0 || byte >= file.size || file.bytes[byte] === value) return;
    store.edits.push({ byte, value, before: file.bytes[byte] });
    redoable = [];
    start();
  },

  /** Flips a bit, counted in the format's reading order. */
  flip(byte, bit) {
    const { file } = store;
    if (!file || bit === null || bit === undefined) return;
    this.set(byte, file.bytes[byte] ^ (1 << significance(bit, formatOrder(file))));
  },

  undo() {
    if (store.edits.length === 0) return;
    redoable.push(store.edits.pop());
    start();
  },

  redo() {
    if (redoable.length === 0) return;
    store.edits.push(redoable.pop());
    start();
  },

  /** Takes out one change of the list, or all. */
  drop(index) {
    store.edits.splice(index, 1);
    redoable = [];
    start();
  },

  reset() {
    store.edits = [];
    redoable = [];
    start();
  },

  /** Replaces the whole list: what a link brings. */
  async replace(edits) {
    store.edits = edits;
    redoable = [];
    start();
    await applied;
  },

  get canRedo() { return redoable.length > 0; },

  forget() { redoable = []; },

  /** Offers the changed file as a download. */
  download() {
    const { file } = store;
    if (!file) return;
    const dot = file.name.lastIndexOf(".");
    const name = store.edits.length === 0 ? file.name : dot > 0 ? `${file.name.slice(0, dot)}-broken${file.name.slice(dot)}` : `${file.name}-broken`;
    const url = URL.createObjectURL(new Blob([file.bytes], { type: "application/octet-stream" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = name.split("/").pop();
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  },
};

let applied = Promise.resolve();
let settle = null;

function start() {
  const { file } = store;
  // The bytes change at once; picture and structure follow when the engine has decoded them.
  const bytes = file.original.slice();
  for (const change of store.edits) bytes[change.byte] = change.value;
  file.bytes = bytes;
  if (!settle) applied = new Promise((resolve) => { settle = resolve; });
  store.emit("bytes");
  applying.ask(null);
}

async function apply() {
  const { engine, file } = store;
  const edits = store.edits.map(({ byte, value }) => ({ byte, value }));
  try {
    const opened = edits.length === 0
      ? file.undamaged
      : await during(() => engine.change(file.baseHandle, edits));
    if (store.file !== file) return;
    const old = file.handle;
    const next = { ...file, ...pick(opened), bytes: file.bytes };
    store.file = next;
    if (old !== next.handle && old !== next.baseHandle) engine.close(old);
    quiet();
    if (next.error) refused(next, (byte) => selectByte(byte, null, "findings"));
    say(edits.length === 0 ? "The file is as it was." : `${edits.length} ${edits.length === 1 ? "byte is" : "bytes are"} changed. ${next.error ? sentence(next.error) : "It still decodes."}`);
    store.emit("file", { edited: true, drawn: drawn() });
  } catch (error) {
    complain(sentence(error));
  } finally {
    settle?.();
    settle = null;
  }
}

const pick = ({ handle, format, size, info, error, lenient, picture }) => ({ handle, format, size, info, error, lenient, picture });

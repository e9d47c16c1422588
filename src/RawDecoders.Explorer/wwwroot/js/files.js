// Owns: how a file comes in (dialog, drag and drop, paste, gallery, link) and opening it in the engine. Leaves showing it to the views,
// changes to edit.js. Nothing is sent anywhere: the bytes go from here to the worker of this page.
import { complain, during, quiet, refused, say, sentence } from "./status.js";
import { edit } from "./edit.js";
import { clearHover, clearSelection, selectByte } from "./selection.js";
import { store } from "./store.js";

let turn = 0;
let chosen = openFile;

/** Opens bytes under a name; `link` is the name that a link can bring back (a gallery file), or null. */
export async function openBytes(name, bytes, link = null) {
  const mine = ++turn;
  quiet();
  say(`Opening ${name}…`);
  document.body.dataset.busy = "";
  try {
    const opened = await during(() => store.engine.open(name, bytes));
    if (mine !== turn) { store.engine.close(opened.handle); return false; }
    const old = store.file;
    clearSelection();
    clearHover();
    store.edits = [];
    edit.forget();
    store.show = {};
    store.file = { name, link, ...opened, baseHandle: opened.handle, bytes, original: bytes, undamaged: opened, size: bytes.length };
    show(true);
    store.emit("file", { edited: false });
    if (old) { store.engine.close(old.handle); if (old.baseHandle !== old.handle) store.engine.close(old.baseHandle); }
    document.title = `${name} - RawDecoders explorer`;
    document.body.dataset.ready = opened.error ? "error" : "file";
    if (opened.error) refused(store.file, (byte) => selectByte(byte, null, "findings"));
    say(opened.error ? `${name}: ${sentence(opened.error)}` : `${name} is open.`);
    return true;
  } catch (error) {
    if (mine !== turn) return false;
    complain(`${name} could not be opened: ${sentence(error)}`);
    say("The file could not be opened.");
    document.body.dataset.ready = "error";
    return false;
  } finally {
    if (mine === turn) delete document.body.dataset.busy;
  }
}

/** Opens a file of the gallery, by its whole name or the end of it. */
export async function openLinked(link) {
  const entry = store.gallery.find((one) => one.name === link) ?? store.given.find((one) => one.name === link) ?? store.gallery.find((one) => one.name.endsWith(`/${link}`) || link.endsWith(`/${one.name}`));
  if (!entry) {
    complain(`The link speaks of ${link}, which is not in the gallery. Open that file from your disk to see what the link shows.`, "warning");
    return false;
  }
  document.body.dataset.busy = "";
  try {
    const bytes = await during(() => entry.load());
    return await openBytes(entry.name.split("/").pop(), bytes, entry.name);
  } catch (error) {
    delete document.body.dataset.busy;
    complain(sentence(error));
    return false;
  }
}

/** Opens a File of the browser. */
export async function openFile(file) {
  if (file.size > 1 << 30) { complain(`${file.name} has ${file.size} bytes; this page opens files of up to 1 GiB.`); return false; }
  return openBytes(file.name, new Uint8Array(await file.arrayBuffer()));
}

/** Lets one choose a file; with a call, that gets it instead. */
export function chooseFile(call = openFile) {
  chosen = call;
  document.getElementById("file").click();
}

/** Shows the views (true) or the gallery (false). */
export function show(work) {
  document.getElementById("work").hidden = !work;
  document.getElementById("start").hidden = work;
  document.body.classList.toggle("working", work);
}

export function listen() {
  const field = document.getElementById("file");
  field.addEventListener("change", () => {
    const [file] = field.files;
    const call = chosen;
    chosen = openFile;
    if (file) call(file);
    field.value = "";
  });
  let depth = 0;
  const has = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  addEventListener("dragenter", (event) => { if (has(event)) { depth++; document.body.classList.add("dragging"); } });
  addEventListener("dragleave", (event) => { if (has(event) && --depth <= 0) { depth = 0; document.body.classList.remove("dragging"); } });
  addEventListener("dragover", (event) => { if (has(event)) event.preventDefault(); });
  addEventListener("drop", (event) => {
    if (!has(event)) return;
    event.preventDefault();
    depth = 0;
    document.body.classList.remove("dragging");
    const files = [...event.dataTransfer.files];
    if (files.length >= 2) store.emit("compare", files.slice(0, 2));
    else if (files.length === 1) openFile(files[0]);
  });
  addEventListener("paste", (event) => {
    if (event.target.closest?.("input")) return;
    const [file] = event.clipboardData?.files ?? [];
    if (file) { openFile(file); return; }
    const text = event.clipboardData?.getData("text/plain")?.trim() ?? "";
    const uri = /^data:([^,;]*)[^,]*;base64,([A-Za-z0-9+/=\s]+)$/.exec(text);
    if (uri) openBytes(`pasted.${uri[1].split("/").pop() || "bin"}`, Uint8Array.from(atob(uri[2]), (letter) => letter.charCodeAt(0)));
  });
}

// Owns: the start of the page: the engine in its worker, the views, the panels, and what is shown first. Leaves everything else to the modules.
import { Engine } from "./engine.js";
import { answersOf } from "./answers.js";
import { explorer } from "./console.js";
import { comparePanel } from "./panels/compare.js";
import { dock } from "./dock.js";
import { h, put, size } from "./dom.js";
import { chooseFile, listen, openLinked } from "./files.js";
import { startGallery, startThumbnails } from "./gallery.js";
import { gallery, help, startKeys } from "./keys.js";
import { copyLink, openAddress, startLinks } from "./link.js";
import { panels } from "./panels/all.js";
import { search } from "./search.js";
import { reselect } from "./selection.js";
import { complain, progress, say, sentence } from "./status.js";
import { store } from "./store.js";
import { theme } from "./theme.js";
import { bytesView } from "./views/bytes.js";
import { pictureView } from "./views/picture.js";
import { treeView } from "./views/tree.js";

function tools() {
  const tool = (id, text, title, act, kind = "icon") => h("button", { type: "button", id, class: kind, title, "aria-label": title, onclick: act }, text);
  put(document.getElementById("tools"),
    tool("open-button", "Open…", "Open a file (o)", () => chooseFile(), ""),
    tool("link-button", "Link", "Copy a link to what is seen (c)", copyLink, "wide"),
    tool("theme", "◐", "Colours (k)", () => theme.next()),
    tool("help-button", "?", "Keys (?)", help));
  document.getElementById("home").addEventListener("click", gallery);
}

function facts() {
  const { file } = store;
  if (!file) return;
  const info = file.info;
  const words = info ? [`${info.width} × ${info.height}`, info.format.toUpperCase(), info.bitDepth && `${info.bitDepth} bit ${info.colorModel ?? ""}`, size(file.size)] : [file.format, size(file.size)];
  put(document.getElementById("filename"), h("b", { title: file.name }, file.name), h("span", { class: "facts" }, words.filter(Boolean).join(" · ")),
    store.edits.length > 0 ? h("span", { class: "badge broken" }, `${store.edits.length} changed`) : null);
}

async function findings(detail) {
  const { file } = store;
  if (!file) return;
  await detail?.drawn;
  if (store.file !== file) return;
  try { file.findings = await store.engine.findings(file.handle); } catch { file.findings = []; }
  if (store.file === file) store.emit("findings", detail);
}

async function start() {
  theme.start();
  tools();
  theme.set(theme.current);
  pictureView.start();
  bytesView.start();
  treeView.start();
  search.start();
  dock.start(panels);
  startKeys(dock);
  startLinks();
  listen();
  store.on("file", (detail) => { facts(); findings(detail); if (detail?.edited) reselect(); });
  progress();
  // The gallery is read while the runtime starts.
  const [engine, , given] = await Promise.all([Engine.start(started), startGallery(), Engine.given().catch(() => [])]);
  store.given = given;
  store.engine = answersOf(engine);
  document.getElementById("progress").hidden = true;
  say(`Ready. Version ${engine.version ?? "unknown"}; everything stays on this machine.`);
  document.body.dataset.ready = "gallery";
  document.documentElement.dataset.state = "ready";
  performance.mark("rawdec-ready");
  startThumbnails();
  if (await openAddress() || given.length === 0) return;
  await openLinked(given[0].name);
  if (given.length === 2) { store.setPanel("compare"); await comparePanel.beside(given[1]); }
}

function started({ loaded, total, words }) {
  progress(total > 0 ? loaded / total : undefined);
  say(words);
}

globalThis.rawdecExplorer = explorer;
start().catch((error) => {
  document.getElementById("progress").hidden = true;
  document.body.dataset.ready = "error";
  document.documentElement.dataset.state = "error";
  complain(`The page could not start: ${sentence(error)}`);
  say("The page could not start.");
});

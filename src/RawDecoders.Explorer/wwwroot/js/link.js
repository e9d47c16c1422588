// Owns: the link after the #: #file=…&byte=…&bit=…&pixel=x,y&node=… and with them panel, picture (scan, pass, frame), zoom, overlay and changed
// bytes, so that a link brings back exactly what was seen. Leaves opening to files.js.
import { edit } from "./edit.js";
import { openLinked } from "./files.js";
import { selectByte, selectNode, selectPixel } from "./selection.js";
import { say } from "./status.js";
import { store } from "./store.js";
import { pictureView } from "./views/picture.js";

let written = null;
let quietly = false;
let timer = 0;

/** Whether the address is still to follow what is seen. */
export const linkPending = () => timer !== 0;

/** The link of what is seen now. */
export function linkNow() {
  const { file, selection, show, view, edits, panel } = store;
  if (!file) return "";
  const parts = new URLSearchParams();
  parts.set("file", file.link ?? file.name);
  if (selection?.pixel) parts.set("pixel", `${selection.pixel.x},${selection.pixel.y}`);
  else if (selection?.origin === "tree" && selection.node !== null) parts.set("node", selection.node);
  else if (selection?.byte !== null && selection?.byte !== undefined) {
    parts.set("byte", selection.byte);
    if (selection.bit !== null) parts.set("bit", selection.bit);
  }
  if (panel !== "overview") parts.set("panel", panel);
  for (const key of ["scan", "pass", "frame"]) if (show[key] !== undefined) parts.set(key, show[key]);
  if (show.raw) parts.set("raw", 1);
  if (view.overlay !== "none") parts.set("over", view.overlay);
  if (!view.grid) parts.set("grid", 0);
  const position = pictureView.position;
  if (position) parts.set("zoom", `${Number(position.scale.toFixed(3))},${position.x},${position.y}`);
  if (edits.length > 0) parts.set("edits", edits.map((change) => `${change.byte}:${change.value.toString(16)}`).join(","));
  return `#${parts.toString().replaceAll("%2F", "/").replaceAll("%2C", ",").replaceAll("%3A", ":")}`;
}

/** Opens what the page's address says; false where it says nothing. */
export async function openAddress() {
  const parts = new URLSearchParams(location.hash.slice(1));
  const link = parts.get("file");
  if (!link) return false;
  quietly = true;
  try {
    const same = store.file && (store.file.link ?? store.file.name) === link;
    if (!same && !await openLinked(link)) return true;
    const changes = (parts.get("edits") ?? "").split(",").filter(Boolean).map((text) => text.split(":"))
      .map(([byte, value]) => ({ byte: Number(byte), value: Number.parseInt(value, 16) }))
      .filter(({ byte, value }) => Number.isInteger(byte) && byte >= 0 && byte < store.file.size && value >= 0 && value <= 255)
      .map((change) => ({ ...change, before: store.file.original[change.byte] }));
    if (changes.length > 0 || store.edits.length > 0) await edit.replace(changes);
    const show = {};
    for (const key of ["scan", "pass", "frame"]) if (/^\d+$/.test(parts.get(key) ?? "")) show[key] = Number(parts.get(key));
    if (parts.get("raw")) show.raw = true;
    if (Object.keys(show).length > 0 || Object.keys(store.show).length > 0) store.setShow(show);
    store.setView({ overlay: parts.get("over") ?? "none", grid: parts.get("grid") !== "0" });
    store.setPanel(parts.get("panel") ?? "overview");
    const zoom = (parts.get("zoom") ?? "").split(",").map(Number);
    if (zoom.length === 3 && zoom.every(Number.isFinite)) { await pixelsThere(); pictureView.position = { scale: zoom[0], x: zoom[1], y: zoom[2] }; }
    await choose(parts);
  } finally {
    quietly = false;
    written = location.hash;
  }
  return true;
}

async function choose(parts) {
  const pixel = /^(\d+),(\d+)$/.exec(parts.get("pixel") ?? "");
  const node = /^\d+$/.test(parts.get("node") ?? "") ? Number(parts.get("node")) : null;
  const byte = /^\d+$/.test(parts.get("byte") ?? "") ? Number(parts.get("byte")) : null;
  if (pixel) selectPixel(Number(pixel[1]), Number(pixel[2]), "link");
  else if (byte !== null) selectByte(byte, /^[0-7]$/.test(parts.get("bit") ?? "") ? Number(parts.get("bit")) : null, "link");
  else if (node !== null) {
    const found = await store.engine.tree(store.file.handle, node, { depth: 0, from: 0, count: 0 });
    selectNode(found, "tree");
  }
}

const pixelsThere = () => store.picture ? Promise.resolve() : new Promise((resolve) => {
  const call = () => { store.removeEventListener("picture", call); resolve(); };
  store.addEventListener("picture", call);
});

export function startLinks() {
  const write = () => {
    clearTimeout(timer);
    // Browsers limit how often an address may change: some 200 times in 10 seconds.
    timer = setTimeout(() => {
      timer = 0;
      if (quietly || !store.file) return;
      written = linkNow();
      try { history.replaceState(null, "", written); } catch { /* A page from disk may not change its address. */ }
    }, 120);
  };
  for (const type of ["file", "selection", "show", "view", "panel", "moved"]) store.on(type, write);
  addEventListener("hashchange", () => { if (location.hash !== written) openAddress(); });
}

export async function copyLink() {
  const link = location.href.split("#")[0] + linkNow();
  try {
    await navigator.clipboard.writeText(link);
    say(store.file?.link ? "The link is copied." : "The link is copied; who opens it needs the same file.");
  } catch {
    say(`The link: ${link}`);
  }
}

// Owns: the keys that work everywhere, and the overlay that lists all keys. Keys within a view are that view's own.
import { h, put } from "./dom.js";
import { edit } from "./edit.js";
import { chooseFile, show } from "./files.js";
import { copyLink } from "./link.js";
import { clearHover, clearSelection, selectByte } from "./selection.js";
import { say } from "./status.js";
import { store } from "./store.js";
import { theme } from "./theme.js";
import { pictureView } from "./views/picture.js";
import { bytesView } from "./views/bytes.js";
import { treeView } from "./views/tree.js";

const lists = [
  ["Everywhere", [["o", "open a file"], ["g", "gallery"], ["/", "search"], ["p b t d", "to picture, bytes, structure, panel"], ["[ ]", "panel before, panel after"], ["n N", "next finding, the one before"],
    ["h", "heat map over the picture"], ["x", "pixel grid"], ["c", "copy a link to what is seen"], ["k", "light, dark, as the system"], ["Ctrl+Z Ctrl+Y", "undo, do again a changed byte"], ["Esc", "choose nothing; close"], ["?", "this list"]]],
  ["Picture", [["← ↑ → ↓", "pixel; with Shift eight"], ["+ −", "zoom, 0 fits, 1 one to one"], ["Home End", "ends of the row"], ["PgUp PgDn", "first and last row"], ["pointer", "click: choose; drag: move; wheel: zoom"]]],
  ["Bytes", [["← ↑ → ↓", "byte, row"], [", .", "bit before, bit after"], ["f", "flip the chosen bit"], ["Enter", "change the byte"], ["v", "hexadecimal or bits"], ["Home End", "ends of the row; with Ctrl of the file"]]],
  ["Structure", [["↑ ↓", "node"], ["→ ←", "open, close"], ["*", "open all within"], ["Enter", "choose"]]],
  ["Symbols, by hand", [["← →", "symbol or step before, after"]]],
];

let dialog = null;

export function help() {
  dialog ??= document.body.appendChild(h("dialog", { class: "help", "aria-label": "Keys" },
    h("div", { class: "dialog-head" }, h("h2", {}, "Keys"), h("button", { type: "button", class: "icon", "aria-label": "Close", onclick: () => dialog.close() }, "✕")),
    h("div", { class: "dialog-body key-lists" }, lists.map(([title, keys]) => h("section", {}, h("h3", {}, title),
      h("dl", {}, keys.map(([key, words]) => h("div", {}, h("dt", {}, key.split(" ").map((one) => [h("kbd", {}, one), " "])), h("dd", {}, words)))))))));
  dialog.showModal();
}

export function startKeys(dock) {
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const typing = event.target.closest?.("input:not([type=range]):not([type=checkbox]), textarea, select");
    if ((event.ctrlKey || event.metaKey) && !typing && (event.key === "z" || event.key === "y" || event.key === "Z")) {
      event.preventDefault();
      if (event.key === "z") edit.undo(); else edit.redo();
      return;
    }
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = acts(dock)[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

function acts(dock) {
  const always = {
    o: () => chooseFile(), g: gallery, "?": help, k: () => { theme.next(); say(`Colours: ${theme.current}.`); },
  };
  if (!store.file || document.getElementById("work").hidden) return always;
  const panels = dock.offered.filter((panel) => document.getElementById(`tab-${panel.id}`)?.offsetParent);
  const turn = (step) => () => { const at = panels.findIndex((panel) => panel.id === store.panel); store.setPanel(panels[(at + step + panels.length) % panels.length].id, true); };
  return {
    ...always, "/": () => document.getElementById("search").focus(),
    p: () => pictureView.surface.focus(), b: () => { narrow("bytes"); bytesView.scroller.focus(); }, t: () => { narrow("tree"); treeView.focus(); }, d: () => document.getElementById(`tab-${store.panel}`)?.focus(),
    "[": turn(-1), "]": turn(1), n: () => finding(1), N: () => finding(-1),
    h: () => store.setView({ overlay: store.view.overlay === "heat" ? "none" : "heat" }), x: () => store.setView({ grid: !store.view.grid }), v: () => bytesView.toggleBits(),
    "+": () => pictureView.zoomBy(1), "=": () => pictureView.zoomBy(1), "-": () => pictureView.zoomBy(-1), 0: () => pictureView.fit(), 1: () => pictureView.zoomTo(1),
    f: () => { if (store.selection?.byte !== null && store.selection?.byte !== undefined) edit.flip(store.selection.byte, store.selection.bit ?? 0); },
    c: copyLink, Escape: () => { clearSelection(); clearHover(); },
  };
}

function narrow(view) {
  if (matchMedia("(max-width: 760px)").matches) store.setPanel(view);
}

/** Back to the gallery; the open file stays open behind it. */
export function gallery() {
  show(document.getElementById("work").hidden && store.file !== null);
  const first = document.querySelector("#start .primary");
  if (!document.getElementById("start").hidden) first?.focus();
}

function finding(step) {
  const findings = store.file.findings ?? [];
  if (findings.length === 0) { say("There is nothing to find fault with."); return; }
  const now = store.selection?.byte ?? -1;
  const sorted = [...findings].sort((a, b) => a.offset - b.offset);
  const next = step > 0 ? sorted.find((one) => one.offset > now) ?? sorted[0] : sorted.findLast((one) => one.offset < now) ?? sorted.at(-1);
  selectByte(Math.min(next.offset, store.file.size - 1), null, "findings");
  say(`${next.severity}: ${next.what} (${next.clause})`);
}

// Owns: the search: by name and value (the engine's find), by bytes in hexadecimal, by text in quotes and by offset (@0x1A0, @416, @373.6), with a list
// of what was found that the keyboard walks through. Leaves showing a place to selection.js.
import { h, hex, place, put } from "./dom.js";
import { selectByte, selectNode } from "./selection.js";
import { say, sentence } from "./status.js";
import { store } from "./store.js";

const most = 100;

export const search = {
  start() {
    this.form = document.getElementById("search-form");
    this.field = document.getElementById("search");
    this.list = h("ul", { class: "found", role: "listbox", id: "found", "aria-label": "Found", hidden: true });
    this.form.append(this.list);
    this.field.setAttribute("role", "combobox");
    this.field.setAttribute("aria-controls", "found");
    this.field.setAttribute("aria-expanded", "false");
    let timer = 0;
    this.field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => this.run(), 180); });
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.choose(Math.max(0, this.at)); });
    this.form.addEventListener("focusout", (event) => { if (!this.form.contains(event.relatedTarget)) setTimeout(() => this.close(), 120); });
    store.on("file", () => this.close());
  },

  async run() {
    const text = this.field.value.trim();
    const { file } = store;
    if (!text || !file) { this.close(); return; }
    let hits;
    try { hits = await find(text, file); } catch (error) { say(sentence(error)); return; }
    if (text !== this.field.value.trim()) return;
    this.hits = hits;
    this.at = -1;
    put(this.list, hits.length === 0 ? h("li", { class: "soft none" }, "Nothing was found. Try a field's name (Width), a value, bytes (FF D8), text (\"Exif\") or @offset.") : null,
      hits.map((hit, i) => h("li", { role: "option", id: `found-${i}`, "aria-selected": "false", onclick: () => this.choose(i) },
        h("b", {}, hit.name), hit.value ? h("span", { class: "soft" }, ` ${hit.value}`) : null, h("span", { class: "at mono" }, hit.place))));
    this.list.hidden = false;
    this.field.setAttribute("aria-expanded", "true");
    say(hits.length === 0 ? "Nothing was found." : `${hits.length}${hits.length === most ? " or more" : ""} found.`);
  },

  close() {
    if (!this.list) return;
    this.list.hidden = true;
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
  },

  async key(event) {
    event.stopPropagation();
    if (event.key === "Escape") { this.close(); this.field.blur(); return; }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    if (this.list.hidden) await this.run();
    const count = this.hits?.length ?? 0;
    if (count === 0) return;
    this.at = (this.at + (event.key === "ArrowDown" ? 1 : -1) + count) % count;
    [...this.list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === this.at)));
    const item = this.list.children[this.at];
    item.scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", item.id);
    this.hits[this.at].go();
  },

  async choose(index) {
    if (this.list.hidden || !this.hits) await this.run();
    this.hits?.[index]?.go();
    this.close();
  },
};

async function find(text, file) {
  const offset = /^@\s*(0x[0-9a-f]+|\d+)(?:\.([0-7]))?$/i.exec(text);
  if (offset) {
    const byte = Number(offset[1]);
    if (byte >= file.size) return [];
    const bit = offset[2] === undefined ? null : Number(offset[2]);
    return [{ name: `Byte ${byte}`, value: hex(file.bytes[byte]), place: place(byte, bit), go: () => selectByte(byte, bit, "search") }];
  }
  const quoted = /^"(.+)"?$/.exec(text);
  const wanted = quoted ? [...new TextEncoder().encode(quoted[1].replace(/"$/, ""))] : bytesOf(text);
  const hits = wanted ? occurrences(file.bytes, wanted).map((byte) => ({ name: quoted ? text : wanted.map((value) => hex(value)).join(" "), value: "", place: place(byte), go: () => selectByte(byte, null, "search") })) : [];
  if (quoted) return hits;
  const nodes = await store.engine.find(file.handle, text);
  const named = (nodes ?? []).slice(0, most).map((node) => ({ name: node.name, value: String(node.value ?? "").split("\n")[0], place: place(node.offset, node.bitOffset), go: () => goNode(node) }));
  return [...named, ...hits].slice(0, most);
}

async function goNode(found) {
  // The whole node (bits, children) is the engine's to tell; a hit has only its place.
  const node = await store.engine.tree(store.file.handle, found.id, { depth: 0, from: 0, count: 0 });
  selectNode({ ...found, ...node }, "search");
}

// "FF D8" or "0xFFD8" are bytes; "10" alone may be a value as well, so that both are searched.
function bytesOf(text) {
  const digits = text.replace(/^0x/i, "").replaceAll(/[\s,]/g, "");
  if (!/^([0-9a-f]{2})+$/i.test(digits)) return null;
  return digits.match(/../g).map((pair) => Number.parseInt(pair, 16));
}

function occurrences(bytes, wanted) {
  const found = [];
  for (let at = bytes.indexOf(wanted[0]); at >= 0 && found.length < most; at = bytes.indexOf(wanted[0], at + 1)) {
    if (wanted.every((value, i) => bytes[at + i] === value)) found.push(at);
  }
  return found;
}

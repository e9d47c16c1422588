// Owns: the start screen: what this page is, the ways to open a file, and the gallery of corpus files with a line each on what to see.
// Leaves reading and opening to files.js. Thumbnails are the files themselves where the browser can show them, as it shows them.
import { Engine } from "./engine.js";
import { h, put, size } from "./dom.js";
import { chooseFile, openLinked } from "./files.js";
import { store } from "./store.js";

const groups = [
  ["good", "Good files", "What the three formats do when everything is in order."],
  ["odd", "Odd files", "Allowed, or let pass, but not what one expects."],
  ["broken", "Broken files", "Refused, with the place and the clause; often a part of the picture can be saved."],
];

export async function startGallery() {
  // A page that holds one file has no gallery.
  store.gallery = await Engine.gallery().catch(() => []);
  const drop = h("div", { class: "drop", id: "drop" },
    h("p", {}, h("b", {}, "Drop a PNG, BMP or JPEG file here"), " or paste a picture.", h("span", { class: "privacy" }, "It stays on this machine: the decoder runs in this page, and nothing is sent anywhere.")),
    h("button", { type: "button", class: "primary", onclick: () => chooseFile() }, "Open a file…"),
    h("button", { type: "button", onclick: () => document.getElementById("help-button")?.click() }, "Keys"));
  put(document.getElementById("start"), h("div", { class: "start-in" },
    h("h2", {}, "Open a picture, see how every bit becomes a pixel"),
    h("p", { class: "lead" }, "Choose a pixel and the very bits that carry it light up. Choose a bit and see the pixels that depend on it. Walk through the decoding by hand, see where the bytes went, break the file and watch the damage."),
    drop,
    groups.map(([kind, title, words]) => {
      const files = store.gallery.filter((entry) => (entry.kind ?? "good") === kind);
      return files.length === 0 ? null : h("section", { class: "gallery-group", "aria-label": title }, h("h3", {}, title), h("p", { class: "small" }, words), h("ul", { class: "cards" }, files.map(card)));
    })));
}

function card(entry) {
  const thumb = h("span", { class: "thumb", "aria-hidden": "true" }, h("span", { class: "badge" }, (entry.format ?? entry.name.split(".").pop()).toUpperCase()));
  const item = h("button", { type: "button", class: "card", dataset: { file: entry.name }, onclick: () => openLinked(entry.name) },
    thumb, h("span", {}, h("b", {}, entry.title ?? entry.name.split("/").pop()), h("span", { class: "see" }, entry.what ?? ""), entry.bytes ? h("span", { class: "see" }, ` ${size(entry.bytes)}.`) : null));
  seen.observe(item);
  return h("li", {}, item);
}

/** Resolved when the engine is there. */
let startThumbnails;
const ready = new Promise((resolve) => { startThumbnails = resolve; });
export { startThumbnails };

// Small files only, only those that come into sight, and none before the engine is there: the gallery must not delay the first file.
const seen = new IntersectionObserver(async (entries) => {
  await ready;
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    seen.unobserve(target);
    const entry = store.gallery.find((one) => one.name === target.dataset.file);
    if (!entry || (entry.bytes ?? 0) > 600_000) continue;
    try {
      const type = { png: "image/png", bmp: "image/bmp", jpeg: "image/jpeg", jpg: "image/jpeg" }[entry.format ?? entry.name.split(".").pop()] ?? "";
      const url = URL.createObjectURL(new Blob([await entry.load()], { type }));
      const image = new Image();
      image.alt = "";
      image.onload = () => { target.querySelector(".thumb").replaceChildren(image); };
      image.onerror = () => URL.revokeObjectURL(url);
      image.src = url;
    } catch { /* The card says what it is without a picture. */ }
  }
}, { rootMargin: "100px" });

// Owns: a small picture with a caption in a panel, enlarged by nearest neighbour until it can be seen, and a picture of differences.
import { h } from "../dom.js";

/** A figure of a canvas that fills its place; pixels stay squares. */
export function figure(canvas, caption, extra = {}) {
  const small = canvas.width < 600;
  canvas.classList.toggle("pixelated", small);
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", caption);
  const wide = extra.wide ?? 280;
  const factor = Math.max(1, Math.floor(wide / Math.max(canvas.width, canvas.height)));
  canvas.style.width = `${Math.min(canvas.width * factor, wide)}px`;
  return h("figure", { class: `shot${extra.dark ? " dark" : ""}` }, canvas, h("figcaption", {}, caption));
}

/** A copy of a canvas. */
export function copyOf(canvas) {
  const copy = document.createElement("canvas");
  copy.width = canvas.width;
  copy.height = canvas.height;
  copy.getContext("2d").drawImage(canvas, 0, 0);
  return copy;
}

/** Grey samples as a canvas; `tint` colours them by a function from a sample to [r, g, b]. */
export function planeCanvas(width, height, data, tint = (value) => [value, value, value]) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const image = new ImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    const [r, g, b] = tint(data[i]);
    image.data[i * 4] = r; image.data[i * 4 + 1] = g; image.data[i * 4 + 2] = b; image.data[i * 4 + 3] = 255;
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}

/** A slider with its name, its value in words, a play button and the keys that a slider has. */
export function slider(name, { low, high, value, words, change, every = 700 }) {
  const field = h("input", { type: "range", min: low, max: high, value, "aria-label": name });
  const text = h("output", { class: "mono small" }, words(value));
  let timer = 0;
  const set = (next) => { field.value = String(next); text.textContent = words(next); field.setAttribute("aria-valuetext", words(next)); change(next); };
  const play = h("button", { type: "button", class: "icon", "aria-label": `Play: ${name}`, title: "Play" }, "▶");
  const stop = () => { clearInterval(timer); timer = 0; play.textContent = "▶"; };
  field.addEventListener("input", () => set(Number(field.value)));
  play.addEventListener("click", () => {
    if (timer) { stop(); return; }
    play.textContent = "⏸";
    if (Number(field.value) >= Number(field.max)) set(low);
    timer = setInterval(() => { if (!field.isConnected || Number(field.value) >= Number(field.max)) stop(); else set(Number(field.value) + 1); }, every);
  });
  const root = h("div", { class: "slider" }, h("label", {}, h("span", {}, name)), play, field, text);
  return { root, set, stop, field, get value() { return Number(field.value); } };
}

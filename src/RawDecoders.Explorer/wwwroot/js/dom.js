// Owns: making elements in one line, numbers as text, and small helpers of the page; leaves all state to store.js.

/** h("button", { class: "x", onclick: f, "aria-label": "…", dataset: { a: 1 } }, children…): an element. */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  return fill(element, props, children);
}

/** The same in SVG's namespace. */
export function s(tag, props, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  return fill(element, props, children);
}

function fill(element, props, children) {
  for (const [key, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "dataset") for (const [name, text] of Object.entries(value)) { if (text !== undefined && text !== null) element.dataset[name] = text; }
    else if (key === "style" && typeof value === "object") for (const [name, text] of Object.entries(value)) element.style.setProperty(name, text);
    else if (key.startsWith("on") && typeof value === "function") element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Replaces the children of an element. */
export function put(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const clamp = (value, low, high) => Math.max(low, Math.min(high, value));
export const hex = (value, digits = 2) => value.toString(16).toUpperCase().padStart(digits, "0");
export const plural = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;
export const number = (value) => value >= 10000 ? value.toLocaleString("en-US") : String(value);

/** 1234567 → "1.18 MiB (1,234,567 bytes)" where that says more than the bytes alone. */
export function size(bytes) {
  if (bytes < 10240) return plural(bytes, "byte");
  return bytes < 1048576 ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / 1048576).toFixed(2)} MiB`;
}

/** Share of a whole, with as many digits as are worth reading. */
export const percent = (share) => share > 0 && share < 0.001 ? "< 0.1%" : `${(share * 100).toFixed(share < 0.1 ? 1 : 0)}%`;

/** A place in the file: byte, and the bit if there is one, as the command line writes it (offset.bit). */
export const place = (byte, bit) => `0x${hex(byte, 4)}` + (bit === null || bit === undefined ? "" : `.${bit}`);

/** At most one call of a function for a frame on the screen. */
export function frameOnce(call) {
  let wanted = false;
  return () => {
    if (wanted) return;
    wanted = true;
    requestAnimationFrame(() => { wanted = false; call(); });
  };
}

/** When the next frame has been drawn; of a page that is not seen, soon. */
export const drawn = () => new Promise((done) => { requestAnimationFrame(() => setTimeout(done)); setTimeout(done, 100); });

/** Runs an asynchronous job for the newest value only: one at a time, older ones that wait are dropped. */
export class Latest {
  #running = false;
  #waiting = null;

  constructor(job) { this.job = job; }

  ask(value) {
    this.#waiting = { value };
    if (!this.#running) this.#run();
  }

  cancel() { this.#waiting = null; }

  async #run() {
    this.#running = true;
    while (this.#waiting) {
      const { value } = this.#waiting;
      this.#waiting = null;
      try { await this.job(value, () => this.#waiting === null); } catch (error) { if (error?.kind !== "Superseded") console.warn(error); }
    }
    this.#running = false;
  }
}

/** A canvas with the pixels of an answer of the engine. */
export function pictureCanvas(pixels) {
  const canvas = document.createElement("canvas");
  canvas.width = pixels.width;
  canvas.height = pixels.height;
  const data = pixels.rgba instanceof Uint8ClampedArray ? pixels.rgba : new Uint8ClampedArray(pixels.rgba);
  canvas.getContext("2d").putImageData(new ImageData(data, pixels.width, pixels.height), 0, 0);
  return canvas;
}

/** The value of a colour of the style sheet, for canvases. */
export const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

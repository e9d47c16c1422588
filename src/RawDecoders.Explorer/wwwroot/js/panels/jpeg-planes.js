// Owns: the planes of a JPEG as they are coded, at their own size, and chroma before and after upsampling around the chosen pixel. "After" is calculated
// back from the pixels on the screen (T.871 7), so it may differ by a rounding from what the decoder had.
import { clamp, h, put } from "../dom.js";
import { selectPixel } from "../selection.js";
import { store } from "../store.js";
import { sampling } from "./jpeg-scans.js";
import { figure, planeCanvas } from "./pictures.js";

const tints = {
  Cb: (value) => [clamp(128 - (value - 128) * 0.2, 0, 255), clamp(128 - 0.344 * (value - 128), 0, 255), clamp(128 + 1.772 * (value - 128), 0, 255)],
  Cr: (value) => [clamp(128 + 1.402 * (value - 128), 0, 255), clamp(128 - 0.714 * (value - 128), 0, 255), clamp(128 - (value - 128) * 0.2, 0, 255)],
};
const half = 12;

class JpegPlanesPanel {
  id = "planes";
  title = "Planes";
  when = (file) => file?.format === "jpeg";

  make() {
    this.tint = h("input", { type: "checkbox", checked: true, onchange: () => this.#draw() });
    return h("div", { class: "cols" },
      h("section", { class: "wide2" }, h("h3", {}, "Planes as coded"), h("label", { class: "small" }, this.tint, " colour Cb and Cr"), this.planesBox = h("div", { class: "shots" })),
      h("section", {}, h("h3", {}, "Chroma before and after upsampling"), this.zoom = h("div", { class: "shots" })));
  }

  async update(reason) {
    if (!["shown", "file", "edited", "selection", "picture"].includes(reason)) return;
    const { file } = store;
    if (this.file !== file) {
      const planes = await store.engine.planes(file.handle).catch(() => []);
      if (store.file !== file) return;
      this.file = file;
      const names = { ycbcr: ["Y", "Cb", "Cr"], ycck: ["Y", "Cb", "Cr", "K"], rgb: ["R", "G", "B"], cmyk: ["C", "M", "Y", "K"], grayscale: ["Y"] }[file.info?.colorModel] ?? [];
      this.planes = planes.map((plane, i) => ({ ...plane, name: plane.name ?? names[i] ?? `component ${i + 1}` }));
      this.#draw();
    }
    this.#around();
  }

  #tintOf(plane) { return this.tint.checked && tints[plane.name] && store.file.info?.colorModel?.startsWith("yc") ? tints[plane.name] : undefined; }

  #draw() {
    put(this.planesBox, (this.planes ?? []).length === 0 ? h("p", { class: "soft" }, "No plane was decoded.") : this.planes.map((plane) => {
      const canvas = planeCanvas(plane.width, plane.height, plane.data, this.#tintOf(plane));
      canvas.addEventListener("click", (event) => {
        const box = canvas.getBoundingClientRect();
        const { info } = store.file;
        selectPixel(clamp(Math.floor((event.clientX - box.left) / box.width * info.width), 0, info.width - 1), clamp(Math.floor((event.clientY - box.top) / box.height * info.height), 0, info.height - 1), "planes");
      });
      return figure(canvas, `${plane.name}: ${plane.width} × ${plane.height}`, { wide: 220 });
    }));
  }

  // A window of 24 x 24 pixels around the chosen one: the samples as they are, each as wide as the pixels that it covers, and what came of them.
  #around() {
    const { file, picture } = store;
    const chroma = (this.planes ?? []).filter((plane) => plane.name === "Cb" || plane.name === "Cr");
    if (chroma.length === 0 || !picture || !file.info?.colorModel?.startsWith("yc")) { put(this.zoom, h("p", { class: "soft" }, "This picture has no chroma.")); return; }
    const at = store.selection?.pixel ?? store.selection?.area ?? { x: picture.width >> 1, y: picture.height >> 1 };
    const x0 = clamp(at.x - half, 0, Math.max(0, picture.width - 2 * half)), y0 = clamp(at.y - half, 0, Math.max(0, picture.height - 2 * half));
    const width = Math.min(2 * half, picture.width), height = Math.min(2 * half, picture.height);
    const { h: across, v: down, all } = sampling(file);
    put(this.zoom, chroma.flatMap((plane) => {
      const [hc, vc] = all[plane.name === "Cb" ? 1 : 2] ?? [1, 1];
      const before = new Uint8ClampedArray(width * height), after = new Uint8ClampedArray(width * height);
      for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
        before[y * width + x] = plane.data[Math.min(plane.height - 1, Math.floor((y0 + y) * vc / down)) * plane.width + Math.min(plane.width - 1, Math.floor((x0 + x) * hc / across))];
        const i = ((y0 + y) * picture.width + x0 + x) * 4;
        const [r, g, b] = [picture.rgba[i], picture.rgba[i + 1], picture.rgba[i + 2]];
        after[y * width + x] = plane.name === "Cb" ? 128 - 0.168736 * r - 0.331264 * g + 0.5 * b : 128 + 0.5 * r - 0.418688 * g - 0.081312 * b;
      }
      const tint = this.#tintOf(plane);
      return [figure(planeCanvas(width, height, before, tint), `${plane.name} as coded${hc === across && vc === down ? " (not subsampled)" : `: ${across / hc} × ${down / vc} pixels a sample`}`, { wide: 150 }),
        figure(planeCanvas(width, height, after, tint), `${plane.name} of the pixels`, { wide: 150 })];
    }), h("p", { class: "small soft" }, `Pixels ${x0} to ${x0 + width - 1} across, ${y0} to ${y0 + height - 1} down. The right one is calculated back from the colours. § T.81 A.1.1`));
  }
}

export const jpegPlanesPanel = new JpegPlanesPanel();

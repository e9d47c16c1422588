// Owns: what is PNG's own: the filter of each row, Adam7 pass by pass, and the predictor of a pixel with its neighbours a, b, c in numbers and over the
// picture. Leaves DEFLATE to symbols.js.
import { h, number, percent, put } from "../dom.js";
import { selectPixel } from "../selection.js";
import { store } from "../store.js";
import { addOverlay, outline, setPainter } from "../views/picture-overlay.js";
import { slider } from "./pictures.js";

const filters = [["None", "–", "x"], ["Sub", "S", "x + a"], ["Up", "U", "x + b"], ["Average", "A", "x + ⌊(a + b) / 2⌋"], ["Paeth", "P", "x + Paeth(a, b, c)"]];
const colours = ["#7a7f87", "#0072b2", "#009e73", "#e69f00", "#cc79a7"];
const adam7 = ["16462646", "77777777", "56565656", "77777777", "36463646", "77777777", "56565656", "77777777"];

let known = null;
async function filtersOf(file) {
  if (known?.file !== file) known = { file, promise: store.engine.filters(file.handle) };
  known.passes ??= await known.promise;
  return known.passes ?? [];
}

addOverlay("filters", {
  title: "Filter of each row",
  when: (file) => file.format === "png",
  paint(context, view) {
    if (known?.file !== store.file || !known.passes) { filtersOf(store.file).then(() => store.emit("view")).catch(() => {}); return; }
    context.save();
    context.font = "600 11px system-ui, sans-serif";
    context.textBaseline = "middle";
    for (const pass of known.passes) {
      pass.rows.forEach((type, row) => {
        const y = (pass.y0 ?? 0) + row * (pass.dy ?? 1);
        const from = view.toScreen(pass.x0 ?? 0, y), to = view.toScreen(view.width, y + 1);
        if (to.y < 0 || from.y > view.viewHeight) return;
        context.fillStyle = colours[type] ?? "#000";
        if (known.passes.length === 1) { context.globalAlpha = 0.38; context.fillRect(from.x, from.y, to.x - from.x, Math.max(1, to.y - from.y)); context.globalAlpha = 1; } else {
          for (let x = pass.x0 ?? 0; x < view.width; x += pass.dx ?? 1) { const at = view.toScreen(x, y); context.globalAlpha = 0.5; context.fillRect(at.x, at.y, Math.max(1, view.scale), Math.max(1, view.scale)); }
          context.globalAlpha = 1;
        }
        if (view.scale >= 9 && known.passes.length === 1) { context.fillRect(Math.max(0, from.x - 18), from.y, 16, to.y - from.y); context.fillStyle = "#fff"; context.fillText(filters[type]?.[1] ?? "?", Math.max(0, from.x - 18) + 4, (from.y + to.y) / 2); }
      });
    }
    context.restore();
  },
});

addOverlay("passes", {
  title: "Adam7 passes",
  when: (file) => file.format === "png" && file.info?.metadata?.interlaced === true,
  paint(context, view) {
    if (view.scale < 4) return;
    context.save();
    context.font = `600 ${Math.min(13, Math.floor(view.scale * 0.6))}px system-ui, sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    const first = view.toPixel(0, 0), last = view.toPixel(view.viewWidth, view.viewHeight);
    for (let y = Math.max(0, first.y); y <= Math.min(view.height - 1, last.y); y++) for (let x = Math.max(0, first.x); x <= Math.min(view.width - 1, last.x); x++) {
      const at = view.toScreen(x, y), pass = adam7[y % 8][x % 8];
      context.fillStyle = `rgb(255 255 255 / ${0.82 - Number(pass) * 0.09})`;
      context.fillRect(at.x, at.y, view.scale, view.scale);
      if (view.scale >= 10) { context.fillStyle = "#000"; context.fillText(pass, at.x + view.scale / 2, at.y + view.scale / 2); }
    }
    context.restore();
  },
});

class PngPanel {
  id = "png";
  title = "Rows and filters";
  when = (file) => file?.format === "png";

  make() {
    return h("div", { class: "cols" },
      this.adam = h("section", { hidden: true }),
      h("section", {}, h("h3", {}, "Filter of each row"), this.counts = h("div"), this.rows = h("div", { class: "filter-rows" }), h("div", { class: "bar" }, h("button", { type: "button", onclick: () => store.setView({ overlay: store.view.overlay === "filters" ? "none" : "filters" }) }, "Over the picture"))),
      h("section", { class: "wide2" }, h("h3", {}, "Predictor and residual"), this.residual = h("div")));
  }

  hide() { setPainter("abc", null); }

  async update(reason) {
    const { file } = store;
    if (["shown", "file", "edited"].includes(reason)) { this.#adam(file); await this.#filters(file); }
    if (["shown", "file", "edited", "selection"].includes(reason)) await this.#residual(file);
  }

  #adam(file) {
    this.adam.hidden = file.info?.metadata?.interlaced !== true;
    if (this.adam.hidden || this.adamFile === file.baseHandle) return;
    this.adamFile = file.baseHandle;
    this.slider = slider("Passes", { low: 1, high: 7, value: store.show.pass ?? 7, words: (pass) => `1 to ${pass}`, change: (pass) => { store.setShow(pass === 7 ? {} : { pass }); this.#pattern(pass); } });
    this.pattern = h("div", { class: "adam7", role: "img" });
    put(this.adam, h("h3", {}, "Adam7, pass by pass"), this.slider.root, this.pattern, h("p", { class: "small soft" }, "Each block of 8 × 8 pixels is sent in seven passes; the first has one pixel in 64. § PNG 8.1"),
      h("button", { type: "button", onclick: () => store.setView({ overlay: store.view.overlay === "passes" ? "none" : "passes" }) }, "Numbers over the picture"));
    this.#pattern(store.show.pass ?? 7);
  }

  #pattern(pass) {
    put(this.pattern, adam7.flatMap((row) => [...row].map((one) => h("span", { class: Number(one) === pass ? "now" : Number(one) < pass ? "there" : "" }, one))));
    this.pattern.setAttribute("aria-label", `Pixels of passes 1 to ${pass} of a block of 8 by 8`);
  }

  async #filters(file) {
    const passes = await filtersOf(file).catch(() => []);
    if (store.file !== file) return;
    const all = passes.flatMap((pass) => pass.rows);
    const counts = filters.map((_, type) => all.filter((one) => one === type).length);
    put(this.counts, all.length === 0 ? h("p", { class: "soft" }, "The rows could not be decoded.") : h("ul", { class: "legend" }, filters.map(([name, letter, formula], type) => counts[type] === 0 ? null : h("li", {}, h("span", { class: "key", style: { background: colours[type], color: "#fff" } }, letter), h("span", { class: "part-name" }, name), h("span", { class: "mono small soft" }, formula), h("span", { class: "mono small" }, `${number(counts[type])} rows`), h("span", { class: "mono small soft" }, percent(counts[type] / all.length))))));
    put(this.rows, passes.map((pass) => h("div", { class: "filter-pass" }, passes.length > 1 ? h("span", { class: "small soft" }, `pass ${pass.pass}`) : null,
      h("div", { class: "filter-strip" }, pass.rows.slice(0, 600).map((type, row) => h("button", {
        type: "button", style: { background: colours[type] ?? "#000" }, title: `Row ${row}${passes.length > 1 ? ` of pass ${pass.pass}` : ""}: ${filters[type]?.[0] ?? `type ${type}, not defined`}`,
        "aria-label": `Row ${row}: ${filters[type]?.[0] ?? type}`, tabindex: row === 0 ? "0" : "-1", onclick: () => selectPixel(pass.x0 ?? 0, (pass.y0 ?? 0) + row * (pass.dy ?? 1), "png"),
      }, filters[type]?.[1] ?? "?"))))));
  }

  async #residual(file) {
    const pixel = store.selection?.pixel ?? (store.selection?.area ? { x: store.selection.area.x, y: store.selection.area.y } : null);
    if (!pixel) { setPainter("abc", null); put(this.residual, h("p", { class: "soft" }, "Choose a pixel: its predictor and what the file adds to it.")); return; }
    let answer;
    try { answer = await store.engine.residual(file.handle, pixel.x, pixel.y); } catch { answer = null; }
    if (store.file !== file) return;
    if (!answer) { setPainter("abc", null); put(this.residual, h("p", { class: "soft" }, "This pixel could not be decoded.")); return; }
    const name = answer.filterName ?? filters[answer.filter]?.[0] ?? String(answer.filter);
    const channels = answer.channels ?? [];
    const at = { c: answer.cAt, b: answer.bAt, a: answer.aAt };
    setPainter("abc", (context, view) => this.#paint(context, view, at));
    put(this.residual, h("p", {}, h("b", {}, name), h("span", { class: "mono soft" }, ` ${filters[answer.filter]?.[2] ?? ""}, modulo 256`)),
      h("div", { class: "abc-list" }, channels.slice(0, 8).map((one) => h("div", { class: "abc" },
        h("div", { class: "abc-grid" }, cell("c", one.c), cell("b", one.b), cell("a", one.a), cell("x", one.value, "x")),
        h("p", { class: "mono small" }, h("b", {}, one.name), ` = ${one.residual} + ${one.predictor} ${one.residual + one.predictor > 255 ? `= ${one.residual + one.predictor} mod 256 ` : ""}= `, h("b", {}, String(one.value))),
        answer.filter === 4 && one.a !== undefined ? h("p", { class: "mono small soft" }, paeth(one)) : null))));
  }

  #paint(context, view, at) {
    for (const [letter, place] of Object.entries(at)) {
      if (!place) continue;
      outline(context, view, { ...place, width: 1, height: 1 }, true, "#7cc8f2");
      if (view.scale >= 14) {
        const corner = view.toScreen(place.x, place.y);
        context.save();
        context.font = "700 12px system-ui, sans-serif";
        context.fillStyle = "#000"; context.fillRect(corner.x + 2, corner.y + 2, 12, 13);
        context.fillStyle = "#7cc8f2"; context.fillText(letter, corner.x + 4, corner.y + 12);
        context.restore();
      }
    }
  }
}

const cell = (letter, value, kind = "") => h("span", { class: `abc-cell ${kind}` }, h("i", {}, letter), h("b", { class: "mono" }, value === undefined || value === null ? "0" : String(value)));

// p = a + b - c; the neighbour nearest to p predicts (PNG 9.4).
function paeth({ a = 0, b = 0, c = 0 }) {
  const p = a + b - c;
  return `p = ${a} + ${b} − ${c} = ${p}; distances a ${Math.abs(p - a)}, b ${Math.abs(p - b)}, c ${Math.abs(p - c)}`;
}

export const pngPanel = new PngPanel();

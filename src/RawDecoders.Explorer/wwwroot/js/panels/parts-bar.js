// Owns: a bar that shows how a whole is shared out, with a legend of names and numbers; used by overview and cost. Parts that are next to each
// other differ in colour and in the pattern over it, and the legend carries the same letter.
import { h, percent, plural, size } from "../dom.js";

/** A bar of parts [{ name, bytes, bits?, share, onclick? }]; the legend has at most `most` lines, the rest in one. */
export function partsBar(parts, total, most = 8) {
  const sorted = parts.filter((part) => part.share > 0).map((part, i) => ({ ...part, colour: `var(--k${i % 8 + 1})` }));
  const shown = sorted.length > most ? [...sorted].sort((a, b) => b.share - a.share).slice(0, most - 1) : sorted;
  const rest = sorted.filter((part) => !shown.includes(part));
  if (rest.length > 0) shown.push({ name: `${rest.length} more`, share: rest.reduce((sum, part) => sum + part.share, 0), bits: rest.reduce((sum, part) => sum + (part.bits ?? part.bytes * 8), 0), colour: "var(--k7)", letter: "…" });
  shown.forEach((part, i) => { part.letter ??= String.fromCharCode(65 + i); });
  const text = (part) => part.bits < 8 ? plural(part.bits, "bit") : size(Math.round(part.bits !== undefined ? part.bits / 8 : part.bytes));
  return h("div", { class: "parts" },
    h("div", { class: "parts-bar", role: "img", "aria-label": shown.map((part) => `${part.name}: ${percent(part.share)}`).join("; ") },
      shown.map((part, i) => h("span", { class: `part p${i % 4}`, title: `${part.name}: ${text(part)}, ${percent(part.share)}`, style: { "flex-grow": String(Math.max(part.share, 0.004)), "--c": part.colour } }, part.share > 0.05 ? part.letter : ""))),
    h("ul", { class: "legend" }, shown.map((part, i) => h("li", {},
      h("span", { class: `key part p${i % 4}`, style: { "--c": part.colour }, "aria-hidden": "true" }, part.letter),
      part.onclick ? h("button", { type: "button", class: "plain crumb", onclick: part.onclick }, part.name) : h("span", { class: "part-name" }, part.name),
      h("span", { class: "mono small" }, text(part)), h("span", { class: "mono small soft" }, percent(part.share))))));
}

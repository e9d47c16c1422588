// Owns: links to a note or a source file. Where the site carries the file (repo/…) it opens in a window of the page, at the heading; where the page
// was told an address of the repository (meta name="source-base") the link goes there; otherwise it says which file to open.
import { assets } from "../assets.js";
import { h, put } from "../dom.js";

let dialog = null;

export function reference(path, kind) {
  if (!path) return null;
  const base = document.querySelector('meta[name="source-base"]')?.content;
  const name = path.split("#")[0].split("/").pop();
  if (base) return h("a", { class: "ref", href: `${base.replace(/\/$/, "")}/${path}`, target: "_blank", rel: "noopener" }, `${kind}: ${name}`);
  return h("button", { type: "button", class: "plain crumb ref", title: path, onclick: () => open(path) }, `${kind}: ${name}`);
}

async function open(path) {
  const [file, anchor] = path.split("#");
  dialog ??= document.body.appendChild(h("dialog", { class: "reader" }));
  const body = h("pre", { class: "reader-text", tabindex: "0" }, "Reading…");
  put(dialog, h("div", { class: "dialog-head" }, h("h2", { class: "mono" }, file), h("button", { type: "button", class: "icon", "aria-label": "Close", onclick: () => dialog.close() }, "✕")), h("div", { class: "dialog-body" }, body));
  dialog.setAttribute("aria-label", file);
  dialog.showModal();
  try {
    const lines = (await assets.text(`repo/${file}`)).split("\n");
    const wanted = (anchor ?? "").toLowerCase();
    put(body, lines.map((line, i) => h("span", { class: /^#+ /.test(line) && slug(line) === wanted ? "at" : "", id: `line-${i + 1}` }, `${line}\n`)));
    (body.querySelector(".at") ?? body.firstElementChild)?.scrollIntoView();
  } catch {
    body.textContent = `This page does not carry the file. In a clone of the project it is\n\n  ${path}`;
  }
}

const slug = (line) => line.replace(/^#+\s*/, "").trim().toLowerCase().replaceAll(/[^\w\- ]/g, "").replaceAll(" ", "-");

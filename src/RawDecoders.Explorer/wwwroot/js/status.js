// Owns: the progress line, the status line that screen readers hear, and errors as sentences. Leaves what to say to the callers.
import { put, h } from "./dom.js";

const element = (id) => document.getElementById(id);
let jobs = 0;
let timer = 0;

/** Says something in the status line; screen readers hear it. */
export function say(text) {
  element("announce").textContent = text;
}

/** What is under the pointer: seen, not spoken. */
export function where(text) {
  element("where").textContent = text;
}

/** Shows the progress line while a job runs; a share from 0 to 1, or none for "not known". */
export function progress(share) {
  const line = element("progress");
  line.hidden = false;
  line.classList.toggle("busy", share === undefined);
  element("progress-bar").style.width = share === undefined ? "" : `${Math.round(share * 100)}%`;
}

/** Runs a job under the progress line, which comes only where the job takes longer than one sees. */
export async function during(job) {
  jobs++;
  clearTimeout(timer);
  timer = setTimeout(() => { if (jobs > 0) progress(); }, 120);
  try {
    return await job();
  } finally {
    if (--jobs === 0) { clearTimeout(timer); element("progress").hidden = true; }
  }
}

/** An error as a sentence above the views. */
export function complain(text, gravity = "error", act = null) {
  const notice = element("notice");
  notice.className = `notice ${gravity === "warning" ? "warning" : ""}`;
  put(notice,
    h("span", { class: "glyph", "aria-hidden": "true" }, gravity === "warning" ? "▲" : "✕"),
    h("p", {}, text, act ? [" ", h("button", { type: "button", class: "plain crumb", onclick: act.call }, act.words)] : null),
    h("button", { class: "plain icon", type: "button", "aria-label": "Close this message", onclick: quiet }, "✕"));
  notice.hidden = false;
}

export function quiet() {
  element("notice").hidden = true;
}

/** A file that is refused: what is broken, where, by which clause, and the way there. */
export function refused(file, show) {
  const { error } = file;
  const where = [error.offset !== null && error.offset !== undefined && error.offset >= 0 ? `byte ${error.offset}` : "", error.clause].filter(Boolean).join(", ");
  const text = sentence(error);
  complain(`${text.includes(`byte ${error.offset}`) || !where ? text : `${text.slice(0, -1)} (${where}).`}`, file.lenient ? "warning" : "error",
    error.offset >= 0 && error.offset < file.size ? { words: "Show it", call: () => show(error.offset) } : null);
}

/** What an error says, as a sentence that ends. */
export function sentence(error) {
  const text = (error?.message ?? String(error)).trim();
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}

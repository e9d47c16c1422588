// Owns: light and dark: what the system prefers, or what was chosen with the switch (kept for the next time).
import { store } from "./store.js";

const order = ["auto", "light", "dark"];
const words = { auto: "as the system", light: "light", dark: "dark" };
const glyphs = { auto: "◐", light: "☀", dark: "☾" };

export const theme = {
  current: "auto",
  start() {
    let kept = null;
    try { kept = localStorage.getItem("rawdec-theme"); } catch { /* A page from disk may have no storage. */ }
    this.set(order.includes(kept) ? kept : "auto");
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => store.emit("view"));
  },
  set(value) {
    this.current = value;
    document.documentElement.dataset.theme = value;
    try { localStorage.setItem("rawdec-theme", value); } catch { /* likewise */ }
    const button = document.getElementById("theme");
    if (button) {
      button.textContent = glyphs[value];
      button.title = `Colours: ${words[value]} (k)`;
      button.setAttribute("aria-label", `Colours: ${words[value]}; change`);
    }
    store.emit("view");
  },
  next() { this.set(order[(order.indexOf(this.current) + 1) % order.length]); },
};

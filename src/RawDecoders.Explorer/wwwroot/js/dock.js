// Owns: the tabs below the views, which panel is seen, and that a panel works only while it is. A panel is
//   { id, title, when(file), make() → element, show(), update(reason), count?(file) }
// update is called with "file", "selection", "picture" or "show" while the panel is seen. On a narrow window bytes and structure are tabs too.
import { h, put } from "./dom.js";
import { complain, during, sentence } from "./status.js";
import { store } from "./store.js";

class Dock {
  root = document.getElementById("dock");
  work = document.getElementById("work");
  panels = [];
  #made = new Map();

  start(panels) {
    this.panels = panels;
    this.tabs = h("div", { class: "tabs", role: "tablist", "aria-label": "Panels" });
    this.body = h("div", { class: "panel", role: "tabpanel", tabindex: "0", id: "panel" });
    put(this.root, this.tabs, this.body);
    this.tabs.addEventListener("keydown", (event) => this.#key(event));
    store.on("panel", (detail) => this.#show(detail?.focus));
    store.on("file", (detail) => { this.#tabs(); this.#show(false); this.#update(detail?.edited ? "edited" : "file", detail?.drawn); });
    store.on("findings", () => { this.#tabs(); this.#show(false); this.#update("findings"); });
    for (const reason of ["selection", "picture", "show", "bytes"]) store.on(reason, () => this.#update(reason));
    this.#split();
    const narrow = matchMedia("(max-width: 760px)");
    narrow.addEventListener("change", () => { if (!narrow.matches && this.#viewTab()) store.setPanel("overview"); });
  }

  get offered() { return [...views, ...this.panels.filter((panel) => panel.when(store.file))]; }

  #viewTab() { return views.some((view) => view.id === store.panel); }

  #tabs() {
    const focused = this.tabs.contains(document.activeElement);
    put(this.tabs, this.offered.map((panel) => {
      const count = panel.count?.(store.file);
      return h("button", { type: "button", role: "tab", id: `tab-${panel.id}`, class: panel.view ? "tab-view" : "", "aria-controls": "panel", dataset: { panel: panel.id }, onclick: () => store.setPanel(panel.id) },
        panel.title, count ? h("span", { class: `count ${count.gravity ?? ""}` }, String(count.number), h("span", { class: "sr" }, ` ${count.words ?? ""}`)) : null);
    }));
    if (focused) document.getElementById(`tab-${store.panel}`)?.focus();
  }

  #show(focus) {
    if (!store.file) return;
    if (!this.offered.some((panel) => panel.id === store.panel)) store.panel = "overview";
    for (const tab of this.tabs.children) {
      const on = tab.dataset.panel === store.panel;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      if (on) { tab.scrollIntoView({ block: "nearest", inline: "nearest" }); if (focus) tab.focus(); }
    }
    this.work.classList.toggle("show-bytes", store.panel === "bytes");
    this.work.classList.toggle("show-tree", store.panel === "tree");
    const panel = this.panels.find((one) => one.id === store.panel);
    this.body.hidden = !panel;
    if (this.current && this.current !== panel) this.current.hide?.();
    if (!panel) { this.current = null; return; }
    this.body.setAttribute("aria-labelledby", `tab-${panel.id}`);
    const element = this.#made.get(panel.id) ?? this.#make(panel);
    if (this.current !== panel) {
      put(this.body, element);
      this.body.scrollTop = 0;
      this.current = panel;
      this.#call(panel, "shown");
    }
  }

  #make(panel) {
    const element = panel.make();
    this.#made.set(panel.id, element);
    return element;
  }

  async #update(reason, drawn = null) {
    if (drawn) await drawn;
    if (this.current && store.file) this.#call(this.current, reason);
  }

  async #call(panel, reason) {
    try {
      await during(() => Promise.resolve(panel.update(reason)));
    } catch (error) {
      if (error?.kind === "Superseded") return;
      console.warn(error);
      complain(`${panel.title}: ${sentence(error)}`, "warning");
    }
  }

  #key(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const tabs = [...this.tabs.children].filter((tab) => tab.offsetParent !== null);
    const at = tabs.findIndex((tab) => tab.dataset.panel === store.panel);
    store.setPanel(tabs[(at + step + tabs.length) % tabs.length].dataset.panel, true);
  }

  #split() {
    const bar = document.getElementById("split");
    let height = 44;
    const set = (percent) => { height = Math.max(15, Math.min(80, percent)); this.work.style.setProperty("--dock", `${height}%`); bar.setAttribute("aria-valuenow", String(Math.round(height))); };
    bar.setAttribute("aria-valuemin", "15");
    bar.setAttribute("aria-valuemax", "80");
    bar.setAttribute("aria-valuenow", "44");
    bar.addEventListener("pointerdown", (event) => {
      bar.setPointerCapture(event.pointerId);
      const move = (to) => { const box = this.work.getBoundingClientRect(); set((box.bottom - to.clientY) / box.height * 100); };
      bar.addEventListener("pointermove", move);
      bar.addEventListener("pointerup", () => bar.removeEventListener("pointermove", move), { once: true });
    });
    bar.addEventListener("keydown", (event) => { const step = { ArrowUp: 4, ArrowDown: -4 }[event.key]; if (step) { event.preventDefault(); set(height + step); } });
  }
}

const views = [{ id: "bytes", title: "Bytes", view: true }, { id: "tree", title: "Structure", view: true }];

export const dock = new Dock();

// Owns: what the page knows at this moment (engine, open file, edits, what is shown and selected) and who is told when it changes.
// Leaves how a selection finds its bits and pixels to selection.js, and opening to files.js. Events:
//   file       another file, or the same with other bytes (detail.edited; what can wait does so until detail.drawn)
//   selection  what is selected; hover: what the pointer is on (null: nothing)
//   show       another state of the picture is asked for: scan, pass, frame, lenient
//   picture    pixels have arrived
//   view       zoom, overlay, grid
//   panel      another tab

class Store extends EventTarget {
  engine = null;
  /** { name, link, handle, baseHandle, bytes, original, size, format, info, error, lenient, picture, findings } */
  file = null;
  /** The list of changed bytes: [{ byte, value, before }], in the order in which they were made. */
  edits = [];
  /** What of the file the picture shows: {} is all of it. */
  show = {};
  /** The newest answer to engine.pixels for `show`. */
  picture = null;
  selection = null;
  hover = null;
  panel = "overview";
  view = { grid: true, overlay: "none", values: true };
  /** Files that the page can read by itself, with load(): the gallery, and those that the command line gave. */
  gallery = [];
  given = [];
  /** The second file beside the open one, with its handle. */
  other = null;

  emit(type, detail = null) { this.dispatchEvent(new CustomEvent(type, { detail })); }

  on(type, call) { this.addEventListener(type, (event) => call(event.detail)); }

  setShow(show) {
    this.show = show;
    this.emit("show");
  }

  setView(part) {
    Object.assign(this.view, part);
    this.emit("view");
  }

  setPanel(id, focus = false) {
    this.panel = id;
    this.emit("panel", { focus });
  }
}

export const store = new Store();

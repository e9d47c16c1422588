// Owns: the page's side of the engine: questions as methods that return promises, answers with their byte arrays in place, errors as EngineError, and
// where the files of the site come from: a server, or the page itself. Stands between the page and worker.js. Leaves what is shown to the page.

/// What went wrong, in a sentence, with the parts that the library tells: kind, rule, offset, clause.
export class EngineError extends Error {
  constructor(parts) {
    super(parts.message);
    this.name = 'EngineError';
    Object.assign(this, { kind: parts.kind ?? 'Unknown', rule: parts.rule ?? null, offset: parts.offset ?? null, clause: parts.clause ?? null, consequence: parts.consequence ?? null });
  }
}

/// Where the site lies. In a page in one file there is no such place, and what it needs is in the page.
const isInline = document.querySelector('script[data-inline]') !== null;
const base = new URL('./', document.baseURI).href;

async function inlineBytes(element) {
  const text = element.textContent.trim();
  const packed = Uint8Array.from(atob(text), c => c.charCodeAt(0));
  if (element.dataset.packed !== 'gzip') return packed;
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function inlineFiles(prefix) {
  const files = {};
  await Promise.all([...document.querySelectorAll('script[data-inline]')]
    .filter(e => e.dataset.inline.startsWith(prefix))
    .map(async e => { files[e.dataset.inline] = await inlineBytes(e); }));
  return files;
}

/// The worker of a page in one file: it is given all that it needs. (Of a page with a server, early.js has started it.)
async function inlineWorker() {
  const inline = await inlineFiles('');
  const url = URL.createObjectURL(new Blob([inline['js/worker.js']], { type: 'text/javascript' }));
  // A page from disk may not start a module as its worker; worker.js is none.
  const worker = new Worker(url, { name: 'RawDecoders' });
  worker.postMessage({ start: { base, files: Object.fromEntries(Object.entries(inline).filter(([path]) => path.startsWith('_framework/'))) } });
  return { worker, said: [] };
}

/// The questions about one open file: the arguments after the handle, as the worker takes them.
const methods = {
  pixels: (options = {}) => options,
  hash: () => ({}),
  sample: (x, y, options = {}) => ({ x, y, ...options }),
  tree: (node = 0, options = {}) => ({ node, ...options }),
  find: text => ({ text }),
  findings: () => ({}),
  pathTo: byte => ({ byte }),
  trace: (x, y) => ({ x, y }),
  mark: (x, y) => ({ x, y }),
  locate: (byte, bit) => ({ byte, bit }),
  symbols: (bitFrom, count = 200) => ({ bitFrom, count }),
  codeTree: (byte, bit) => ({ byte, bit }),
  costs: () => ({}),
  filters: () => ({}),
  residual: (x, y) => ({ x, y }),
  scans: () => ({}),
  block: (component, blockX, blockY) => ({ component, blockX, blockY }),
  planes: () => ({}),
  frames: () => ({}),
  steps: (x, y) => ({ x, y }),
};

export class Engine {
  #worker;
  #pending = new Map();
  #lastId = 0;
  #stopped = null;

  constructor(worker) {
    this.#worker = worker;
  }

  /// Starts the library in a worker.
  /// onProgress({ loaded, total, words }) is told how far it is.
  static async start(onProgress = () => {}) {
    onProgress({ loaded: 0, total: 0, words: 'Loading the decoder' });
    const { worker, said } = isInline ? await inlineWorker() : globalThis.rawdecWorker;
    const engine = new Engine(worker);
    await new Promise((resolve, reject) => {
      const fail = words => {
        engine.#stop(words);
        reject(new EngineError({ message: words, kind: 'NotStarted' }));
      };
      worker.onerror = event => fail(`The decoder could not be started: ${event.message ?? 'its worker failed'}`);
      worker.onmessage = ({ data }) => {
        if (data.started) {
          engine.version = data.version;
          resolve();
        } else if (data.failed) {
          fail(`The decoder could not be started: ${data.failed}`);
        } else if (data.progress) {
          onProgress({ ...data.progress, words: `Loading the decoder: ${data.progress.loaded} of ${data.progress.total} parts` });
        }
      };
      // What it said before somebody listened.
      for (const { data, error } of said.splice(0)) {
        if (error) worker.onerror({ message: error });
        else worker.onmessage({ data });
      }
    });
    worker.onmessage = ({ data }) => engine.#receive(data);
    worker.onerror = event => engine.#stop(event.message ?? 'the worker failed');
    return engine;
  }

  /// The files of the gallery: [{ name, format, title, what, load() }]. None in a page in one file.
  static async gallery() {
    if (isInline) return [];
    const response = await fetch(base + 'gallery/gallery.json');
    if (!response.ok) return [];
    return (await response.json()).map(file => ({ ...file, load: () => loadBytes(base + 'gallery/' + file.name) }));
  }

  /// The files that `rawdec explore FILE...` or `rawdec inspect --html` was given: [{ name, load() }].
  static async given() {
    if (isInline) {
      return [...document.querySelectorAll('script[data-inline-file]')].map(e => ({ name: e.dataset.inlineFile, load: () => inlineBytes(e) }));
    }
    if (!document.querySelector('meta[name="rawdec-given"]')) return [];
    const names = await (await fetch(base + 'given/files.json')).json();
    return names.map((name, i) => ({ name, load: () => loadBytes(`${base}given/${i}`) }));
  }

  /// The same questions, but of those with the same method and handle that wait only the newest is asked: the others end with an EngineError of
  /// kind 'Superseded'. For what follows the pointer.
  get latest() {
    const ask = this.#ask.bind(this);
    return Object.fromEntries(Object.entries(methods).map(([name, make]) => [name, (handle, ...args) => ask(name, { handle, ...make(...args) }, { latest: `${name}/${handle}` }).then(after(name))]));
  }

  /// Opens a file: { handle, size, format, info, error, lenient, picture }. The bytes are copied. `picture` is what `pixels` gives unasked (of a file that is refused
  /// what Lenient saves); absent where there is none, or one too large to come at once.
  open(name, bytes) {
    return this.#ask('open', { name }, { bytes: new Uint8Array(bytes) }).then(opened);
  }

  /// A copy of an open file with bytes changed: as open. edits: [{ byte, value }].
  change(handle, edits) {
    return this.#ask('change', { handle, edits }).then(opened);
  }

  /// What differs between two open files.
  diff(handle, other) {
    return this.#ask('diff', { handle, other }).then(diff => ({ ...diff, map: diff.map && new Uint8ClampedArray(diff.map.buffer) }));
  }

  close(handle) {
    return this.#ask('close', { handle });
  }

  #ask(method, args, { bytes = null, latest = null } = {}) {
    if (this.#stopped) return Promise.reject(new EngineError({ message: this.#stopped, kind: 'Stopped' }));
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#worker.postMessage({ id, method, args, bytes, latest }, bytes ? [bytes.buffer] : []);
    });
  }

  #receive(data) {
    const pending = this.#pending.get(data.id);
    if (!pending) return;
    this.#pending.delete(data.id);
    if (data.error) pending.reject(new EngineError(data.error));
    else pending.resolve(fill(data.value, data.buffers));
  }

  #stop(words) {
    this.#stopped = `The decoder has stopped: ${words}. Reload the page to start it again.`;
    for (const { reject } of this.#pending.values()) reject(new EngineError({ message: this.#stopped, kind: 'Stopped' }));
    this.#pending.clear();
    this.#worker.terminate();
  }

  static {
    for (const [name, make] of Object.entries(methods)) {
      Engine.prototype[name] = function (handle, ...args) {
        return this.#ask(name, { handle, ...make(...args) }).then(after(name));
      };
    }
  }
}

async function loadBytes(url) {
  const response = await fetch(url);
  if (!response.ok) throw new EngineError({ message: `The file could not be loaded (${response.status}).`, kind: 'NotLoaded' });
  return new Uint8Array(await response.arrayBuffer());
}

/// Puts the byte arrays where the answer refers to them.
function fill(value, buffers) {
  if (value === null || typeof value !== 'object' || buffers.length === 0) return value;
  if (Array.isArray(value)) return value.map(v => fill(v, buffers));
  if ('$buffer' in value) {
    const bytes = buffers[value.$buffer];
    switch (value.$type) {
      case 'float32': return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
      case 'int32': return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
      default: return bytes;
    }
  }
  for (const key of Object.keys(value)) value[key] = fill(value[key], buffers);
  return value;
}

/// Pixels as a canvas takes them.
const toPicture = picture => picture && picture.rgba ? { ...picture, rgba: new Uint8ClampedArray(picture.rgba.buffer, picture.rgba.byteOffset, picture.rgba.byteLength) } : picture;

const opened = file => file.picture ? { ...file, picture: toPicture(file.picture) } : file;

/// Runs of bits, of which five numbers each have come.
function toRanges(numbers) {
  const ranges = [];
  for (let i = 0; i < numbers.length; i += 5) ranges.push({ byte: numbers[i], bit: numbers[i + 1], bits: numbers[i + 2], bytes: numbers[i + 3], lowBitFirst: numbers[i + 4] === 1 });
  return ranges;
}

/// What is done to an answer before the page has it.
function after(name) {
  switch (name) {
    case 'pixels': return toPicture;
    case 'trace': return ({ pixel }) => pixel;
    case 'mark': return mark => ({ ...mark, ranges: toRanges(mark.ranges) });
    case 'locate': return ({ location, ...rest }) => ({ ...location, ...rest, area: location.effect.area });
    default: return value => value;
  }
}

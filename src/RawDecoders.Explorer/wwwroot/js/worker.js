// Owns: the worker: starts the runtime, takes questions, asks the library, and posts answers. Stands between engine.js and the C# exports. What the eye waits for
// (pictures, marks) comes before what it reads later; a question that a newer one of its kind supersedes while it waits, or whose file has been closed, is not
// asked at all. Leaves what is asked to engine.js.

let library;                 // the exported functions, once the runtime is there
const waiting = [];          // questions, oldest first
/// Those that can wait for the others.
const patient = new Set(['tree', 'findings', 'costs', 'symbols', 'codeTree', 'steps', 'find', 'scans', 'filters', 'frames', 'planes', 'block', 'residual', 'diff']);
let isScheduled = false;
const turns = new MessageChannel();
turns.port1.onmessage = takeTurn;

/// Files of the site that came with the page, by their paths: a page in one file has no other place for them.
let inline = null;

/// The runtime's code, which early.js compiles; null if it could not.
let nativeArrived;
const native = new Promise(resolve => { nativeArrived = resolve; });

// (Not `onmessage`: where that is set, the runtime takes the worker for one of its own threads.)
addEventListener('message', async event => {
  const message = event.data;
  if ('native' in message) {
    nativeArrived(message.native);
    return;
  }

  if (message.start) {
    try {
      inline = message.start.files ?? null;
      await start(message.start.base);
      postMessage({ started: true, version: library.Version() });
    } catch (error) {
      postMessage({ failed: String(error?.message ?? error) });
    }
    return;
  }

  for (let i = waiting.length - 1; i >= 0; i--) {
    const old = waiting[i];
    if (message.latest ? old.latest === message.latest : message.method === 'close' && old.args.handle === message.args.handle) {
      postMessage({ id: old.id, error: { message: 'a newer question took its place', kind: 'Superseded' } });
      waiting.splice(i, 1);
    }
  }

  waiting.push(message);
  schedule();
});

/// One question a turn: between two of them, messages that have arrived are taken in.
function schedule() {
  if (!isScheduled && waiting.length > 0) {
    isScheduled = true;
    turns.port2.postMessage(null);
  }
}

function takeTurn() {
  isScheduled = false;
  const next = Math.max(0, waiting.findIndex(w => !patient.has(w.method)));
  const [{ id, method, args, bytes }] = waiting.splice(next, 1);
  try {
    answer(id, method, args, bytes);
  } catch (error) {
    // The runtime itself has failed (no memory, a trap): say so instead of being silent for ever.
    postMessage({ id, error: { message: `the library stopped: ${error?.message ?? error}`, kind: 'Stopped' } });
  }
  schedule();
}

function answer(id, method, args, bytes) {
  const reply = JSON.parse(library.Call(method, JSON.stringify(args), bytes ?? new Uint8Array(0)));
  if (reply.error) {
    postMessage({ id, error: reply.error });
    return;
  }
  const buffers = [];
  for (let i = 0; i < reply.buffers; i++) buffers.push(library.Take(i));
  postMessage({ id, value: reply.value, buffers }, buffers.map(b => b.buffer));
}

async function start(base) {
  const urls = new Map();
  const urlOf = path => {
    if (!urls.has(path)) {
      // The runtime makes addresses of its parts from its own, which in a page in one file leads nowhere: each is given below, none is asked for.
      const text = new TextDecoder().decode(inline[path]).replaceAll('import.meta.url', `"https://inline.invalid/${path}"`);
      urls.set(path, URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
    }
    return urls.get(path);
  };
  const { dotnet } = await import(inline ? urlOf('_framework/dotnet.js') : base + '_framework/dotnet.js');
  const onDownloadResourceProgress = (loaded, total) => postMessage({ progress: { loaded, total } });
  let builder;
  if (inline) {
    builder = dotnet.withModuleConfig({ onDownloadResourceProgress }).withResourceLoader((type, name) => {
      const path = '_framework/' + name;
      if (!(path in inline)) return undefined;
      if (type === 'dotnetjs' || name.endsWith('.js')) return urlOf(path);
      return Promise.resolve(new Response(inline[path], { headers: { 'Content-Type': 'application/wasm' } }));
    });
  } else {
    // The loader has no place where one can give it compiled code: it is given no bytes, and the module where it asks for what they compile to.
    const compile = WebAssembly.compileStreaming.bind(WebAssembly);
    WebAssembly.compileStreaming = async source => await native ?? compile(source);
    const code = base + '_framework/dotnet.native.wasm', type = { headers: { 'Content-Type': 'application/wasm' } };
    builder = dotnet.withModuleConfig({ onDownloadResourceProgress })
      .withResourceLoader(kind => kind === 'dotnetwasm' ? native.then(module => module ? new Response('', type) : fetch(code, { cache: 'no-cache' })) : undefined)
      // The files come from where the page itself does.
      .withConfig({ disableIntegrityCheck: true });
  }
  const runtime = await builder.create();
  const config = runtime.getConfig();
  const exports = await runtime.getAssemblyExports(config.mainAssemblyName);
  library = exports.RawDecoders.Explorer.Exports;
}

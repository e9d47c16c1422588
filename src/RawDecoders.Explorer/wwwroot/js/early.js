// Owns: the first things that the page does, because all else waits for them: its worker starts and the runtime's code is compiled, while the rest of the
// page is still being loaded. No module, so that nothing is waited for. Stands before engine.js, which takes the worker over. A page in one file has
// its parts elsewhere and leaves this out.
{
  const base = new URL("./", document.baseURI).href;
  const worker = new Worker(`${base}js/worker.js`, { name: "RawDecoders" });
  // What it says before engine.js listens is kept; of an error only the words.
  const said = [];
  worker.onmessage = ({ data }) => said.push({ data });
  worker.onerror = (event) => said.push({ error: event.message ?? "its worker failed" });
  worker.postMessage({ start: { base, files: null } });
  globalThis.rawdecWorker = { worker, said };
  // The code needs no thread of its own to be compiled, so it need not wait for the worker's. Where it fails, the worker tries for itself and tells.
  WebAssembly.compileStreaming(fetch(`${base}_framework/dotnet.native.wasm`, { cache: "no-cache" }))
    .then((native) => worker.postMessage({ native }), () => worker.postMessage({ native: null }));
}

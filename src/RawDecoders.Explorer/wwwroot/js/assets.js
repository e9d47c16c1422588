// Owns: reading the page's own files, the one place of the page that fetches (beside the engine's runtime). A page that was written by
// `rawdec inspect --html` has its files within: globalThis.rawdecAssets = { name: base64 }, and then nothing is fetched.

export const assets = {
  /** Bytes of a file beside index.html, by its relative name; rejects with a sentence where there is none. */
  async get(name) {
    const within = globalThis.rawdecAssets;
    if (within && Object.hasOwn(within, name)) return Uint8Array.from(atob(within[name]), (letter) => letter.charCodeAt(0));
    if (within) throw new Error(`${name} is not part of this page.`);
    const answer = await fetch(name);
    if (!answer.ok) throw new Error(`${name} could not be read (${answer.status}).`);
    return new Uint8Array(await answer.arrayBuffer());
  },

  async text(name) { return new TextDecoder().decode(await this.get(name)); },

  async json(name) { return JSON.parse(await this.text(name)); },
};

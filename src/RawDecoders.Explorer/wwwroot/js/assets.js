// Owns: reading the site's own texts (notes, source files) where the site carries them below repo/; a page in one file has none, and says so.
// Everything else that is loaded is the engine's.

export const assets = {
  /** The text of a file beside index.html, by its relative name; rejects where there is none. */
  async text(name) {
    const answer = await fetch(new URL(name, document.baseURI));
    if (!answer.ok) throw new Error(`${name} could not be read (${answer.status}).`);
    return answer.text();
  },
};

/** An author's words on one line, safe to stand in anybody's message. Pure. */

/** C0, C1 and the line separators: each run of them becomes a space. */
const BREAKS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

/** Embeddings, overrides and isolates: they could make the rest of the line read backwards. Letters keep their own direction. */
const BIDI = /[\u202a-\u202e\u2066-\u2069]/g;

/** No line break, no control character, no half of a surrogate pair, and no white space at either end. */
export function oneLine(text: string): string {
  return text.toWellFormed().replace(BREAKS, ' ').replace(BIDI, '').replace(/\s+/g, ' ').trim();
}

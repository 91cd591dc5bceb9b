/** Cuts text to a length readers see: at a sentence, else at a word, never inside a letter or an emoji. */

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** One UTF-16 unit is one grapheme in such text (CR LF, the only pair of ASCII that is one, is white space here). */
const ASCII = /^[\x00-\x7F]*$/;

/** A sentence ends here if space or the end follows; closing quotes and brackets belong to it. */
const SENTENCE_END = /[.!?…。！？][\p{Pf}\p{Pe}"']{0,3}$/u;

/**
 * `text` as one line of at most `limit` graphemes (what a reader counts as letters). Cut at the last sentence end if that
 * keeps at least half of the room, else at the last word, with `…`. Doing it again changes nothing.
 */
export function summarize(text: string, limit: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const room = Math.max(0, Math.floor(limit));
  if (line.length <= room) return line;
  const clipped = clip(line, room);
  if (clipped === line) return line;
  const sentence = sentenceCut(line, clipped);
  if (sentence !== undefined && sentence.length * 2 >= clipped.length) return sentence;
  if (room === 0) return '';
  return wordCut(line, clip(line, room - 1));
}

/** The first `room` graphemes. */
function clip(line: string, room: number): string {
  // Two units more than asked, so that a mark joined to the last letter is seen.
  const near = line.slice(0, room + 2);
  if (ASCII.test(near)) return line.slice(0, room);
  let count = 0;
  for (const { index } of GRAPHEMES.segment(line)) if (count++ === room) return line.slice(0, index);
  return line;
}

/** `clipped`, a beginning of `line`, up to its last whole sentence. */
function sentenceCut(line: string, clipped: string): string | undefined {
  for (let end = clipped.length; end > 0; end = clipped.lastIndexOf(' ', end - 1)) {
    if (end < line.length && line[end] !== ' ') continue;
    const head = clipped.slice(0, end);
    if (SENTENCE_END.test(head.slice(-5))) return head;
    if (end * 2 < clipped.length) return undefined;
  }
  return undefined;
}

function wordCut(line: string, clipped: string): string {
  const space = line[clipped.length] === ' ' ? clipped.length : clipped.lastIndexOf(' ');
  // One endless word (an address, a language without spaces) is cut where the room ends.
  const head = space > 0 && space * 2 >= clipped.length ? clipped.slice(0, space) : clipped;
  return `${head.replace(/[\s,;:–—-]+$/u, '')}…`;
}

/** How many words two texts differ by. */

const NOISE = /\]\([^()\n]*\)|\b\d{4}-\d{2}-\d{2}\b|https?:\/\/\S+/g;
const WORD = /[\p{L}\p{N}\p{M}]+(?:['’][\p{L}\p{M}]+)*/gu;

export interface WordCount {
  added: number;
  cut: number;
}

/**
 * Words added and cut, as a difference of multisets within the lines that differ: moving a paragraph is no change of
 * words. Dates, link targets, addresses, punctuation, emoji and white space do not count.
 */
export function countWords(before: string, after: string): WordCount {
  const tally = new Map<string, number>();
  for (const [line, count] of differingLines(...differingParts(before, after))) {
    if (count === 0) continue;
    for (const word of words(line)) tally.set(word, (tally.get(word) ?? 0) + count);
  }
  let added = 0;
  let cut = 0;
  for (const count of tally.values()) {
    if (count > 0) added += count;
    else cut -= count;
  }
  return { added, cut };
}

/** The same text but for white space? */
export function sameButSpace(before: string, after: string): boolean {
  const [old, now] = differingParts(before, after);
  return old.replace(/\s+/g, '') === now.replace(/\s+/g, '');
}

function words(text: string): string[] {
  return text.replace(NOISE, (noise) => (noise.startsWith(']') ? ']' : ' ')).match(WORD) ?? [];
}

/** Line -> how often more it stands in `after` than in `before`. No word and no noise reaches over a line's end. */
function differingLines(before: string, after: string): Map<string, number> {
  const old = before.split('\n');
  const now = after.split('\n');
  const lines = new Map<string, number>();
  // Mostly a line was rewritten in its place: then the rest is told to be the same without looking it up.
  const inPlace = old.length === now.length;
  now.forEach((line, at) => {
    if (!inPlace || line !== old[at]) lines.set(line, (lines.get(line) ?? 0) + 1);
  });
  old.forEach((line, at) => {
    if (!inPlace || line !== now[at]) lines.set(line, (lines.get(line) ?? 0) - 1);
  });
  return lines;
}

/** Both texts without the lines they share at the beginning and at the end. */
function differingParts(a: string, b: string): [string, string] {
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a.charCodeAt(start) === b.charCodeAt(start)) start++;
  start = start === 0 ? 0 : a.lastIndexOf('\n', start - 1) + 1;
  let end = 0;
  while (end < shorter - start && a.charCodeAt(a.length - 1 - end) === b.charCodeAt(b.length - 1 - end)) end++;
  // Back to the end of the last whole line both share.
  const lineEnd = a.indexOf('\n', a.length - end);
  end = lineEnd < 0 ? 0 : a.length - lineEnd;
  return [a.slice(start, a.length - end), b.slice(start, b.length - end)];
}

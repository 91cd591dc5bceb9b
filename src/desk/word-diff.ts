/** Two texts word by word, for people to read. */
import { diffLines, diffWordsWithSpace } from 'diff';

export interface Piece {
  kind: 'same' | 'added' | 'cut';
  text: string;
}

/** A stretch of text, or the number of lines that are left out because nothing in them changed. */
export type Stretch = { pieces: Piece[] } | { unchanged: number };

/** Lines shown around a change. */
const AROUND = 2;
/** Larger differences are shown line by line: the work grows with their square. Words, and milliseconds. */
const WORDS = { maxEditLength: 1_500, timeout: 100 };
const LINES = { maxEditLength: 20_000, timeout: 400 };

/** Empty where the texts are the same. */
export function wordDiff(before: string, after: string): Stretch[] {
  const [old, now] = [before, after].map((text) => text.replace(/\r\n?/g, '\n')) as [string, string];
  if (old === now) return [];
  const lines = diffLines(old, now, LINES) ?? [
    { value: old, removed: true, added: false },
    { value: now, removed: false, added: true },
  ];
  const pieces: Piece[] = [];
  for (let at = 0; at < lines.length; at++) {
    const [line, next] = [lines[at]!, lines[at + 1]];
    if (line.removed && next?.added) {
      pieces.push(...words(line.value, next.value));
      at++;
    } else pieces.push({ kind: line.added ? 'added' : line.removed ? 'cut' : 'same', text: line.value });
  }
  return stretches(pieces);
}

function words(before: string, after: string): Piece[] {
  const parts = diffWordsWithSpace(before, after, WORDS);
  if (!parts)
    return [
      { kind: 'cut', text: before },
      { kind: 'added', text: after },
    ];
  return parts.map(({ value, added, removed }) => ({ kind: added ? 'added' : removed ? 'cut' : 'same', text: value }));
}

/** Leaves out what lies far from any change. */
function stretches(pieces: Piece[]): Stretch[] {
  const found: Stretch[] = [];
  let open: Piece[] = [];
  for (const [at, piece] of pieces.entries()) {
    const lines = piece.kind === 'same' ? piece.text.split(/(?<=\n)/) : [];
    const [head, tail] = [at === 0 ? 0 : AROUND, at === pieces.length - 1 ? 0 : AROUND];
    if (lines.length <= head + tail + 1) {
      open.push(piece);
      continue;
    }
    if (head > 0) open.push({ kind: 'same', text: lines.slice(0, head).join('') });
    if (open.length > 0) found.push({ pieces: open });
    found.push({ unchanged: lines.length - head - tail });
    open = tail > 0 ? [{ kind: 'same', text: lines.slice(-tail).join('') }] : [];
  }
  if (open.length > 0) found.push({ pieces: open });
  return found;
}

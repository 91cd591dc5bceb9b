/** Two texts word by word, for people to read. */
import { diffArrays, diffLines } from 'diff';

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
/** Finds words in every script, also where no space parts them, and tears no sign that is seen as one (UAX 29). */
const SEGMENTER = new Intl.Segmenter('en', { granularity: 'word' });

/** A word or another sign, and the white space after it. */
interface Token {
  word: string;
  space: string;
}

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
  const [old, now] = [tokensOf(before), tokensOf(after)];
  const parts = diffArrays(old, now, { ...WORDS, comparator: (one, other) => one.word === other.word });
  if (!parts)
    return [
      { kind: 'cut', text: before },
      { kind: 'added', text: after },
    ];
  let at = 0;
  const pieces = parts.flatMap(({ value, added, removed }) => {
    if (added) return value.map((token) => piece('added', token));
    const those = old.slice(at, at + value.length);
    at += value.length;
    return removed ? those.map((token) => piece('cut', token)) : those.flatMap((token, nr) => kept(token, value[nr]!));
  });
  return gathered(pieces);
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const { segment } of SEGMENTER.segment(text)) {
    const last = tokens.at(-1);
    if (segment.trim() !== '') tokens.push({ word: segment, space: '' });
    else if (last) last.space += segment;
    else tokens.push({ word: '', space: segment });
  }
  return tokens;
}

function piece(kind: Piece['kind'], { word, space }: Token): Piece {
  return { kind, text: word + space };
}

/** A word that stayed, whatever white space follows it: lines that break elsewhere hold the same words. */
function kept(old: Token, now: Token): Piece[] {
  if (old.space === now.space) return [piece('same', old)];
  return [
    { kind: 'same', text: old.word },
    { kind: 'cut', text: old.space },
    { kind: 'added', text: now.space },
  ];
}

/** Between two words that stayed: all that was cut, then all that was added. Phrases are easier to read than words in turn. */
function gathered(pieces: readonly Piece[]): Piece[] {
  const found: Piece[] = [];
  let [same, cut, added] = ['', '', ''];
  const close = () => {
    const space = sharedSpace(cut, added);
    const [old, now] = [cut, added].map((text) => text.slice(0, text.length - space)) as [string, string];
    found.push({ kind: 'same', text: same }, { kind: 'cut', text: old }, { kind: 'added', text: now });
    [same, cut, added] = [cut.slice(old.length), '', ''];
  };
  for (const { kind, text } of pieces) {
    if (kind === 'same' && cut + added !== '') close();
    if (kind === 'same') same += text;
    else if (kind === 'cut') cut += text;
    else added += text;
  }
  close();
  found.push({ kind: 'same', text: same });
  return found.filter(({ text }) => text !== '');
}

/** Length of the white space that both texts end with. */
function sharedSpace(one: string, other: string): number {
  const most = Math.min(...[one, other].map((text) => text.length - text.trimEnd().length));
  let length = 0;
  while (length < most && one.at(-1 - length) === other.at(-1 - length)) length++;
  return length;
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

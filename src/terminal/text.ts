/** Text that is safe and measured for a terminal. Pure. */
import { stripVTControlCharacters } from 'node:util';
import { oneLine } from '../announce/text.ts';

/** One line of plain text: no escape sequence or control character of a node reaches the terminal. */
export function clean(text: string): string {
  return oneLine(stripVTControlCharacters(text));
}

const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' });

const NOTHING = /^[\p{Mark}\p{Format}\p{Control}]*$/u;

const PICTURE = /^(?:\p{Emoji_Presentation}|\p{Regional_Indicator}{2})|\ufe0f/u;

/** The wide and full-width blocks of Unicode's EastAsianWidth.txt. */
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]/u;

/** Columns a grapheme takes: 0, 1 or 2. */
function columnsOf(grapheme: string): number {
  if (NOTHING.test(grapheme)) return 0;
  return PICTURE.test(grapheme) || WIDE.test(grapheme) ? 2 : 1;
}

/** Columns the text takes on a terminal. */
export function columns(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let sum = 0;
  for (const { segment } of SEGMENTER.segment(text)) sum += columnsOf(segment);
  return sum;
}

/** Splits off what fits into the columns; at least one grapheme where `least` says so. */
function split(text: string, width: number, least: 0 | 1): [string, string] {
  let used = 0;
  for (const { segment, index } of SEGMENTER.segment(text)) {
    used += columnsOf(segment);
    if (used > width && index >= least) return [text.slice(0, index), text.slice(index)];
  }
  return [text, ''];
}

/** The text in at most so many columns, with `…` where it was cut. */
export function cut(text: string, width: number): string {
  if (columns(text) <= width) return text;
  return `${split(text, width - 1, 0)[0].trimEnd()}…`;
}

/** Lines of at most so many columns, broken between words; a longer word is broken inside. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (columns(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
    while (columns(line) > width) {
      const [head, rest] = split(line, width, 1);
      if (rest === '') break;
      lines.push(head);
      line = rest;
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}

/** Padded on the right to so many columns. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columns(text)));
}

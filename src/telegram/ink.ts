/** Styled words as pieces of Telegram's HTML. Pure. */
import type { Run } from '../node/passage.ts';
import type { Piece } from './piece.ts';
import { addressOf, clean, escaped, isVisible, joint, prose } from './text.ts';

type Tag = 'b' | 'i' | 's' | 'u' | 'code';

/** A stretch of text in one style. */
export interface Ink {
  text: string;
  tags: readonly Tag[];
  href?: string;
}

export interface Style {
  before: string;
  quote?: true;
  leads?: true;
  /** Behind a content note: all of it is a spoiler, in which Telegram allows no code. */
  folded?: boolean;
  /** Tags around all of it. */
  tags?: readonly Tag[];
}

/** Of one piece. A paragraph that is longer is cut at a word, and goes on in the next piece. */
const LONGEST = 900;
const MOST_ENTITIES = 24;

const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' });

export function inkOf({ text, bold, italic, struck, code, href }: Run): Ink {
  const tags: Tag[] = [];
  if (bold) tags.push('b');
  if (italic) tags.push('i');
  if (struck) tags.push('s');
  const address = addressOf(href);
  // Telegram allows no other style around code, but takes it inside a link.
  const style: readonly Tag[] = code ? ['code'] : tags;
  return { text, tags: style, ...(address === undefined ? {} : { href: address }) };
}

/** Plain words of ours or of a title. */
export function plain(text: string): Ink {
  return { text, tags: [] };
}

/** One paragraph; nothing where there is nothing to see. */
export function paragraph(inks: readonly Ink[], style: Style): Piece[] {
  const pieces: Piece[] = [];
  let [html, length, entities, tail] = ['', 0, 0, ''];
  const { before, quote, leads, folded = false } = style;
  const finish = () => {
    if (html === '') return;
    // Where a paragraph goes on it does so in its own line.
    const at = pieces.length === 0 ? before : ' ';
    pieces.push({ html, before: at, entities, ...(quote ? { quote } : {}), ...(leads ? { leads } : {}) });
    [html, length, entities, tail] = ['', 0, 0, ''];
  };
  for (const ink of inks.map((ink) => styled(ink, style.tags ?? [], folded))) {
    for (let rest = ink.text; rest !== ''; ) {
      if (entities + weight(ink, folded) > MOST_ENTITIES) finish();
      const part = fitting(rest, LONGEST - length);
      if (part === '') {
        finish();
        continue;
      }
      html += joint(tail, part) + marked(part, ink);
      length += part.length;
      entities += weight(ink, folded);
      tail = part;
      rest = rest.slice(part.length);
      if (rest !== '') finish();
    }
  }
  finish();
  return inks.some(({ text }) => isVisible(text)) ? pieces : [];
}

function styled({ text, tags, href }: Ink, around: readonly Tag[], folded: boolean): Ink {
  const code = tags.includes('code');
  const all: readonly Tag[] =
    code && !folded ? ['code'] : [...new Set([...around, ...tags])].filter((tag) => tag !== 'code');
  return { text: code && !folded ? clean(text) : prose(text), tags: all, ...(href === undefined ? {} : { href }) };
}

/** What Telegram counts for it: a link cuts each style around it, the spoiler of a content note too. */
function weight({ tags, href }: Ink, folded: boolean): number {
  const styles = tags.length + (folded ? 1 : 0);
  return tags.length + (href === undefined ? 0 : 1 + 2 * styles);
}

function marked(text: string, { tags, href }: Ink): string {
  const open = tags.map((tag) => `<${tag}>`).join('');
  const close = tags
    .toReversed()
    .map((tag) => `</${tag}>`)
    .join('');
  const inner = `${open}${escaped(text)}${close}`;
  return href === undefined ? inner : `<a href="${escaped(href)}">${inner}</a>`;
}

/** The beginning of a text that has room, cut behind a space, else between two letters; empty where not a letter has. */
function fitting(text: string, room: number): string {
  if (text.length <= room) return text;
  const space = Math.max(text.lastIndexOf(' ', room - 1), text.lastIndexOf('\n', room - 1));
  if (space >= 0) return text.slice(0, space + 1);
  if (room < LONGEST) return '';
  let end = 0;
  for (const { segment, index } of SEGMENTER.segment(text.slice(0, room + 1))) {
    if (index + segment.length > room) break;
    end = index + segment.length;
  }
  // Signs of a thousand accents are no letter of any language.
  return text.slice(0, end || room).toWellFormed();
}

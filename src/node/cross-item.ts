/** One item of a cross-reference list, in every way authors spell it. */
import { splitEmoji } from './emoji.ts';
import { plainText } from './inline.ts';
import { type Definitions, type FoundLink, findLinks, leadsElsewhere, shownText, splitTarget } from './links.ts';
import type { Reference } from './node.ts';

/** What one item says; the list adds its line and group. */
export type Item = Omit<Reference, 'line' | 'group' | 'field'>;

const TASK = /^\[[ xX]\](?=\s)/;
const RETURN = /^\W{0,12}(?:return|back) to\b/iu;
/** Bullets of Markdown, and the dashes and dots authors type instead. */
const BULLET = /^(?:[-*+–—•‣▪]|\d{1,9}[.)])(?:\s+|$)/;
const DASH = /\s[-–—]{1,2}\s|\s?—\s?|:\s/;
const NONE_YET = /^(?:tbc|tbd|tba|to be (?:confirmed|added|written)|none(?: yet)?|n\/a|coming soon|[-–—.…]*)\.?$/i;
/** A code span that holds a path: with a slash, or a file's extension. */
const CODE_PATH = /`([^`\n]{0,300}(?:\/[^`\n]{0,300}|\.[a-z][a-z0-9]{1,5}))`/i;

/** The words after the bullet, or undefined if the line has none. */
export function afterBullet(line: string): string | undefined {
  const match = BULLET.exec(line);
  return match ? line.slice(match[0].length).trim() : undefined;
}

export function isReturn(words: string): boolean {
  return RETURN.test(splitEmoji(words.slice(0, 60).replace(/[*_[\]]/g, '')).rest);
}

/** References of one item, without its bullet: usually one; none for `TBC`; several where it links to several. */
export function readItem(source: string, definitions: Definitions): Item[] {
  const text = source.replace(TASK, '').trim();
  if (text.length < 60 && NONE_YET.test(plainText(text))) return [];
  const links = findLinks(text, definitions);
  const kind = isReturn(text) ? 'return' : 'cross';
  const inside = links.filter(({ target }) => !leadsElsewhere(target));
  if (inside.length > 0) return inside.map((link, i) => linkedItem(text, link, kind, i === 0 && link === links[0]));
  if (links.length > 0 || text.startsWith('![')) return [];
  const title = unlinkedTitle(text);
  return title ? [{ kind, ...title }] : [];
}

function linkedItem(text: string, link: FoundLink, kind: 'cross' | 'return', first: boolean): Item {
  const emoji = first ? loneEmoji(text.slice(0, link.start)) : undefined;
  const shown = shownText(link);
  const { target, fragment } = splitTarget(link.target);
  return {
    kind,
    title: emoji && !splitEmoji(shown).emoji ? `${emoji} ${shown}` : shown,
    target,
    fragment,
    note: first ? noteOf(text.slice(link.end)) : undefined,
  };
}

/** The emoji before a link, if nothing else stands there. */
function loneEmoji(before: string): string | undefined {
  const { emoji, rest } = splitEmoji(before.replace(/[*_]/g, ''));
  return rest === '' ? emoji : undefined;
}

/** Items without a link: `[Title] — why`, `**Title** — why`, `` words: `path` ``, `Title — why`. */
function unlinkedTitle(text: string): Pick<Item, 'title' | 'target' | 'note'> | undefined {
  const path = CODE_PATH.exec(text);
  const bracket = bracketed(text);
  if (bracket) return { title: plainText(bracket.inner), note: noteOf(bracket.rest) };
  if (path) return coded(text, path[1]?.trim() ?? '', path.index, path.index + path[0].length);
  const bold = /^(\P{L}{0,20})\*\*([^*\n]{1,300})\*\*:?/u.exec(text);
  if (bold) return titled(plainText(bold[0]).replace(/:$/, ''), text.slice(bold[0].length));
  const dash = DASH.exec(text);
  return dash ? titled(plainText(text.slice(0, dash.index)), text.slice(dash.index)) : titled(plainText(text), '');
}

function titled(title: string, rest: string): Pick<Item, 'title' | 'note'> | undefined {
  // A whole sentence is prose about references, not the name of one.
  return title === '' || title.length > 200 ? undefined : { title, note: noteOf(rest) };
}

/** `[Title]` at the start, brackets balanced; emoji may stand before it. */
function bracketed(text: string): { inner: string; rest: string } | undefined {
  const { emoji, rest } = splitEmoji(text);
  if (!rest.startsWith('[')) return undefined;
  let depth = 0;
  for (let at = 0; at < Math.min(rest.length, 500); at++) {
    if (rest[at] === '[') depth++;
    else if (rest[at] === ']' && --depth === 0) {
      const inner = rest.slice(1, at).trim();
      return inner === '' ? undefined : { inner: emoji ? `${emoji} ${inner}` : inner, rest: rest.slice(at + 1) };
    }
  }
  return undefined;
}

function coded(text: string, path: string, start: number, end: number): Pick<Item, 'title' | 'target' | 'note'> {
  const { target } = splitTarget(path);
  const before = plainText(text.slice(0, start)).replace(/[\s:(–—-]+$/, '');
  const last = target.split('/').findLast(Boolean) ?? target;
  return { title: before || last, target, note: noteOf(text.slice(end).replace(/^\)/, '')) };
}

/** The why: what follows, without the dash, the emphasis around it, and `TBC`. */
function noteOf(rest: string): string | undefined {
  const words = plainText(rest).replace(/^[\s:·|,)–—-]+/, '');
  return NONE_YET.test(words) ? undefined : words;
}

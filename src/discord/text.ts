/** An author's words in Discord's Markdown: always words, never markup. Pure. */
import { oneLine } from '../announce/text.ts';

/**
 * Emphasis, code, spoilers, links, `<…>` of mentions, times, custom emoji and commands, `@everyone`, and the colon of
 * addresses and of `:emoji:`. A backslash before any of them shows it as it is
 * (https://docs.discord.com/developers/reference#message-formatting).
 */
const MARKUP = /[\\*_~|`<>[\]@:]/g;

/** What makes a heading, small print or a list at the beginning of a line. `#️⃣` is an emoji. */
const LINE_START = /^(?:#(?!\ufe0f?\u20e3)|[-+]|(\d+)(?=[.)]))/;

/**
 * What may not stand in the text of a link. Discord shows backslashes there instead of obeying them, for safety
 * (discord/discord-api-docs#6185), and an address or an emoji may undo the whole link (#7673).
 */
const UNLINKABLE = /[\\*_~|`<>[\]@]|:(?! |$)|\p{Extended_Pictographic}|\p{Regional_Indicator}|\ufe0f|\u20e3/u;

const EMOJI_OR_SPACE = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\ufe0f|\u20e3|^ $/u;

/** Something to read. */
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** Scripts written from right to left. */
const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** One line of text, every character of it shown as itself. */
export function escaped(text: string): string {
  const line = oneLine(text).replace(MARKUP, '\\$&');
  return line.replace(LINE_START, (start, digits?: string) => (digits === undefined ? `\\${start}` : `${digits}\\`));
}

/**
 * The text on one line as `spell` writes it, in at most `room` UTF-16 units. Where it is longer, it is cut at a word,
 * never inside a letter or an emoji, and ends with `…`.
 */
export function cut(text: string, room: number, spell: (text: string) => string): { shown: string; whole: boolean } {
  const line = oneLine(text);
  if (line.length <= room) {
    const shown = spell(line);
    if (shown.length <= room) return { shown, whole: true };
  }
  // Room for the ellipsis, and for a backslash at the beginning.
  let left = room - 2;
  let end = 0;
  for (const { segment, index } of SEGMENTER.segment(line.slice(0, 2 * Math.max(0, room)))) {
    left -= Math.max(segment.length, spell(segment).length);
    if (left < 0) break;
    end = index + segment.length;
  }
  if (end === 0) return { shown: '', whole: false };
  const space = line[end] === ' ' ? end : line.lastIndexOf(' ', end - 1);
  const head = line.slice(0, space * 2 >= end ? space : end);
  return { shown: `${spell(head.replace(/[\s,;:–—-]+$/u, ''))}…`, whole: false };
}

/** An author's words, cut. */
export function words(text: string, room: number): string {
  return cut(text, room, escaped).shown;
}

/** Words that stand between others on a line: a script from right to left keeps to itself. */
export function inline(text: string, room: number): string {
  return isolated(words(text, room - 2));
}

/** What a button says: no Markdown there, and at most 80 characters. Undefined where nothing could be read. */
export function labelOf(text: string): string | undefined {
  const label = cut(text, 80, (plain) => plain).shown;
  return VISIBLE.test(label) ? label : undefined;
}

/**
 * The text, leading to an address where there is one. Where the text may not be a link, a word of ours behind it is.
 * `room` is for the text alone; the address takes up to `LONGEST_ADDRESS` more.
 */
export function linked(text: string, url: string | undefined, room: number): string {
  const href = addressOf(url);
  if (href === undefined) return inline(text, room);
  const [before, core, after] = splitEmoji(oneLine(text).slice(0, room));
  if (!VISIBLE.test(core) || oneLine(text).length > room || UNLINKABLE.test(core)) {
    return `${inline(text, room)} · ${link('open', href)}`;
  }
  return isolated(`${before.replace(MARKUP, '\\$&')}${link(core, href)}${after.replace(MARKUP, '\\$&')}`);
}

/** Emoji and spaces at both ends of a title, and what is between. */
function splitEmoji(text: string): [string, string, string] {
  const letters = Array.from(SEGMENTER.segment(text), ({ segment }) => segment);
  const first = letters.findIndex((letter) => !EMOJI_OR_SPACE.test(letter));
  const last = letters.findLastIndex((letter) => !EMOJI_OR_SPACE.test(letter));
  const part = (from: number, to: number) => letters.slice(from, to).join('');
  return [part(0, first), part(first, last + 1), part(last + 1, letters.length)];
}

/** A link with words of ours, or with words that can not be markup. */
export function link(label: string, href: string): string {
  return `[${label}](<${href}>)`;
}

/** Longer ones are left out: on buttons it is Discord's own limit, in a text they would eat up the room. */
const LONGEST_ADDRESS = 512;

/**
 * What an address may hold besides its origin (https://www.rfc-editor.org/rfc/rfc3986#appendix-A), without what means
 * something in Markdown; all else is percent-encoded.
 */
const FOREIGN = /%(?![0-9A-Fa-f]{2})|[^\w\-./?:@!$&+,;=%]/g;

/** The address as text and buttons may hold it. Undefined for what is no web address, or a very long one. */
export function addressOf(url: string | undefined): string | undefined {
  const parsed = url === undefined ? null : URL.parse(url);
  if (!parsed || !['http:', 'https:'].includes(parsed.protocol)) return undefined;
  const fragment = parsed.hash.slice(1).replace(FOREIGN, percent);
  const rest = (parsed.pathname + parsed.search).replace(FOREIGN, percent);
  const href = `${parsed.origin}${rest}${fragment === '' ? '' : `#${fragment}`}`;
  return href.length <= LONGEST_ADDRESS ? href : undefined;
}

/** `URL` has encoded what is not ASCII. */
function percent(sign: string): string {
  return `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

/** Between the marks of an isolate (https://unicode.org/reports/tr9/#Explicit_Directional_Isolates), where it matters. */
function isolated(text: string): string {
  return RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text;
}

/** The first of the lines that fit into `room` together, leaving out all from the first that does not. */
export function fitting(lines: string[], room: number): string[] {
  let left = room;
  const end = lines.findIndex((line) => {
    left -= line.length + 1;
    return left < 0;
  });
  return end === -1 ? lines : lines.slice(0, end);
}

/** An author's words in Telegram's HTML: always words, never markup, and nothing that Telegram turns into a link by itself. Pure. */
import { oneLine } from '../announce/text.ts';

/** WORD JOINER: nothing to see, no place to break a line, and no part of any name, tag or address. */
const JOINER = '\u2060';

/**
 * Behind these signs Telegram looks for @names, #tags, $CASH, /commands, tg:// links, times of a video, phone numbers and
 * addresses (td/telegram/MessageEntity.cpp of TDLib, `match_mentions` to `match_urls`); a joiner behind the sign ends it.
 * In `#️⃣` no letter follows, and `a/b`, `3.14` and `1.2` mean nothing to Telegram: they stay as they are.
 */
const TRIGGER = new RegExp(
  [
    '@(?=\\w)',
    '#(?=[\\p{L}\\p{N}_\\u00b7\\u200c\\u0d80-\\u0dff])',
    '\\$(?=[A-Z1])',
    '(?<![\\p{L}\\p{N}_\\/<>])\\/(?=\\w)',
    ':(?=\\/\\/)',
    '(?<=\\d):(?=\\d)',
    '\\+(?=\\d(?:[ ().-]*\\d){6})',
    '\\.(?=\\p{L})',
    '(?<=\\d\\.\\d{1,3})\\.(?=\\d)',
  ].join('|'),
  'gu',
);

/** What could be the number of a bank card: 13 digits and more. */
const DIGITS = /\d(?:[ -]*\d){12,}/g;

const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Something to see. Telegram refuses a button, and shows no link, of blanks and invisible signs alone. */
const VISIBLE = /[^\s\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** All but the line feed: as in one line, each becomes a space. */
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/g;

/** What could make the rest of a line read backwards. */
const BIDI = /[\u202a-\u202e\u2066-\u2069]/g;

/** Scripts written from right to left. */
const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/** Longer ones are left out: a message of many, or the buttons under it, would outgrow what a server takes in one request. */
const LONGEST_ADDRESS = 1_024;

/** What a text says in so much room, and whether something was cut off. */
export interface Cut {
  text: string;
  whole: boolean;
}

/**
 * One line of plain text in at most `room` UTF-16 units (Telegram counts code points, of which there are never more),
 * cut at a word with `…`, never inside a letter or an emoji; empty where there is nothing to see. Composed, because
 * Telegram drops a U+030A that stands by itself: `å`.
 */
export function cut(text: string, room: number): Cut {
  const line = oneLine(text);
  // A text of 100,000 letters is not treated as a whole to learn that it is too long.
  const near = disarmed(
    line
      .slice(0, 2 * room)
      .toWellFormed()
      .normalize('NFC'),
  );
  if (!VISIBLE.test(near)) return { text: '', whole: true };
  if (line.length <= 4 * room && near.length <= room) return { text: near, whole: true };
  let end = 0;
  for (const { segment, index } of SEGMENTER.segment(near)) {
    if (index + segment.length > room - 1) break;
    end = index + segment.length;
  }
  const space = near[end] === ' ' ? end : near.lastIndexOf(' ', end - 1);
  const head = near.slice(0, space * 2 >= end ? space : end);
  return { text: `${head.replace(/[\s,;:–—-]+$/u, '')}…`, whole: false };
}

/**
 * Words as they are, with their line breaks and the white space at their ends: never markup, and no link of Telegram's. What
 * such pieces could become once they stand side by side is for who puts them there to prevent (`joint`).
 */
export function prose(text: string): string {
  return disarmed(clean(text));
}

/** As `prose`, where Telegram looks for nothing: in code. */
export function clean(text: string): string {
  return text.toWellFormed().replace(CONTROLS, ' ').replace(BIDI, '').normalize('NFC');
}

/** What has to stand between two pieces of prose so that Telegram finds no link over their border. */
export function joint(before: string, after: string): string {
  return /[\d@#$/:+.(-][ ()-]*$/.test(before) && /^[^\s]|^ *[\d(]/.test(after) ? JOINER : '';
}

/** Whether there is something to see. */
export function isVisible(text: string): boolean {
  return VISIBLE.test(text);
}

/** `cut` as HTML. */
export function words(text: string, room: number): string {
  return escaped(cut(text, room).text);
}

/** `words` between other words of a line: a script from the right to the left keeps to itself. */
export function inline(text: string, room: number): string {
  const shown = words(text, room - 2);
  // https://unicode.org/reports/tr9/#Explicit_Directional_Isolates
  return RIGHT_TO_LEFT.test(shown) ? `\u2068${shown}\u2069` : shown;
}

/** An emoji and a space before a title. Whatever else stands in its place, its digits and the title's make no number together. */
export function badge(emoji: string | undefined): string {
  const shown = words(emoji ?? '', 32).replace(/[\d-]$/, `$&${JOINER}`);
  return shown && `${shown} `;
}

/** `inline`, leading to an address where there is one. */
export function linked(text: string, url: string | undefined, room: number): string {
  return link(inline(text, room), addressOf(url));
}

/** HTML that leads to an address made by `addressOf`. */
export function link(shown: string, href: string | undefined): string {
  return href === undefined || shown === '' ? shown : `<a href="${escaped(href)}">${shown}</a>`;
}

/**
 * The address, with nothing in it that needs escaping in HTML but `&`. Undefined for what Telegram would refuse on a button
 * and drop in a text: no web address, or a host without a dot, such as localhost.
 */
export function addressOf(url: string | undefined): string | undefined {
  const parsed = url === undefined ? null : URL.parse(url);
  if (!parsed || !['http:', 'https:'].includes(parsed.protocol)) return undefined;
  if (!parsed.hostname.replace(/\.$/, '').includes('.')) return undefined;
  const rest = parsed.pathname + parsed.search + parsed.hash;
  const href = parsed.origin + rest.replace(/["'<>`]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return href.length <= LONGEST_ADDRESS ? href : undefined;
}

/** What a reader sees of HTML, as long as Telegram counts it. */
export function visible(text: string): string {
  return unescaped(text.replace(/<[^>]*>/g, ''));
}

/** Text as HTML (https://core.telegram.org/bots/api#html-style). */
export function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

/** The text that `escaped` was made from. */
export function unescaped(text: string): string {
  return text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&');
}

function disarmed(text: string): string {
  const calm = text.replace(TRIGGER, `$&${JOINER}`);
  return calm.replace(DIGITS, (digits) => digits.replace(/(?:\d[ -]*){8}(?=\d)/g, `$&${JOINER}`));
}

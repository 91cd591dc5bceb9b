/** Text whose UTF-8 was once read in another code page: `ğŸ«€` for an emoji, `â€”` for a dash, `Ã©` for an accent. */
import { isUtf8 } from 'node:buffer';
import { CODE_PAGES, type CodePage, encode } from './codepages.ts';
import type { Warning } from './node.ts';

/** Enough places to tell which page it was. */
const ENOUGH = 40;

/** Pages whose characters for 0xC2 to 0xC5 are capital letters, so that small letters around them betray the damage. */
const ACCENT_PAGES = new Set(['windows-1252', 'windows-1254', 'windows-1250', 'windows-1251', 'iso-8859-1']);

interface Signature {
  pages: Set<string>;
  pattern: string;
}

/** All signs of all pages as one pattern, and which pages each sign may come from. */
const SIGNS = signatures();
const ANY_SIGN = new RegExp(SIGNS.map(({ pattern }) => pattern).join('|'), 'y');
const EACH = SIGNS.map(({ pages, pattern }) => ({ pages, matches: new RegExp(pattern, 'y') }));

/** Passes over ASCII faster than a loop does. */
const PAIR = /[^\x00-\x7f]{2}/g;

/** 1 for every UTF-16 unit a sign may begin with: most text is passed over by this alone. */
const LEADS = new Uint8Array(65_536);
for (const { high } of CODE_PAGES) for (let byte = 0xc3; byte <= 0xf0; byte++) LEADS[high.charCodeAt(byte - 128)] = 1;
LEADS[0xfffd] = 0;

/**
 * A warning that names the code page, the first damaged line, and the command that mends it; undefined for sound text.
 * Only sequences that no language writes count as damage, and none inside code spans, where people quote them.
 */
export function findMojibake(text: string): Warning | undefined {
  const counts = new Map<string, number>();
  let first: number | undefined;
  let hits = 0;
  for (let at = nextSign(text, 0); at >= 0 && hits < ENOUGH; at = nextSign(text, at + 2)) {
    if (inCodeSpan(text, at)) continue;
    hits++;
    first ??= at;
    for (const page of pagesAt(text, at)) counts.set(page, (counts.get(page) ?? 0) + 1);
  }
  if (first === undefined) return undefined;
  // Pages stand in order of use, so the more usual of two equal ones is named.
  const best = CODE_PAGES.reduce((a, b) => ((counts.get(b.name) ?? 0) > (counts.get(a.name) ?? 0) ? b : a));
  return describe(text, best, first);
}

function describe(text: string, page: CodePage, first: number): Warning {
  const line = lineOf(text, first);
  const message = `UTF-8 text was read as ${page.name} and saved so (mojibake), first on line ${line}: "${sample(text, first)}".`;
  return { code: 'mojibake', message, mend: mendFor(text, page), line };
}

/** Undoes the damage by running it backwards, as far as that works for this text. */
function mendFor(text: string, page: CodePage): string {
  // iconv refuses the C1 controls that stand for bytes the page has not, so it must be told to drop them.
  const kept = page.name === 'iso-8859-1' ? text : text.replace(/[\x80-\x9F]/g, '');
  const drop = kept === text ? '' : ' -c';
  const command = `iconv${drop} -f UTF-8 -t ${page.name.toUpperCase()} FILE > MENDED`;
  const bytes = encode(kept, page);
  if (!bytes)
    return 'Only part of the text is damaged: retype those lines, or take them from an earlier commit (`git log -p -- FILE`).';
  if (isUtf8(bytes)) return `Run \`${command}\`, check it, and put it in place of the file.`;
  const lost = new TextDecoder().decode(bytes);
  return (
    `Run \`${command}\`, then retype the characters that lost bytes (first on line ${lineOf(lost, lost.indexOf('\uFFFD'))}), ` +
    'or take the file from an earlier commit (`git log -p -- FILE`).'
  );
}

function sample(text: string, at: number): string {
  return (
    text
      .slice(at, at + 24)
      .split('\n', 1)[0]
      ?.replace(/[\x00-\x1F\x7F-\x9F]/g, '')
      .toWellFormed()
      .trim() ?? ''
  );
}

function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/** An odd number of backticks stands before it on its line. */
function inCodeSpan(text: string, offset: number): boolean {
  let ticks = 0;
  const start = Math.max(text.lastIndexOf('\n', offset) + 1, offset - 2_000);
  for (let at = text.indexOf('`', start); at >= 0 && at < offset; at = text.indexOf('`', at + 1)) ticks++;
  return ticks % 2 === 1;
}

/** Offset of the next sign at or after `from`, or -1. Every sign is two or more characters, none of them ASCII. */
function nextSign(text: string, from: number): number {
  PAIR.lastIndex = from;
  for (let pair = PAIR.exec(text); pair; pair = PAIR.exec(text)) {
    const at = pair.index;
    PAIR.lastIndex = at + 1;
    if (LEADS[text.charCodeAt(at)] === 0) continue;
    ANY_SIGN.lastIndex = at;
    if (ANY_SIGN.test(text)) return at;
  }
  return -1;
}

function pagesAt(text: string, at: number): Set<string> {
  const found = new Set<string>();
  for (const { pages, matches } of EACH) {
    matches.lastIndex = at;
    if (matches.test(text)) for (const page of pages) found.add(page);
  }
  return found;
}

/** Signs shared by several pages are written once. */
function signatures(): Signature[] {
  const found = new Map<string, Set<string>>();
  for (const page of CODE_PAGES) {
    for (const pattern of [...sequenceSigns(page), ...accentSigns(page), ...wordSigns(page)]) {
      found.set(pattern, (found.get(pattern) ?? new Set()).add(page.name));
    }
  }
  return [...found].map(([pattern, pages]) => ({ pages, pattern }));
}

/** Emoji (F0 9F), dashes and quotes (E2 80 90 to A6), symbols such as ✨ (E2 9C) and → (E2 86). */
function sequenceSigns(page: CodePage): string[] {
  const found: string[] = [];
  const emoji = chars(page, 0xf0, 0x9f);
  if (emoji) found.push(literal(emoji));
  const general = chars(page, 0xe2, 0x80);
  // No text has a euro sign right after such a letter, so a third byte that was lost does not matter.
  if (general === 'â€' || general === 'ā€') found.push(literal(general));
  else if (general) found.push(literal(general) + oneOf(page, 0x90, 0xa6));
  // Left out are the leads that pages show as quotes, dashes and bullets (0x93 to 0x96): those follow words in sound text.
  for (const second of [0x84, 0x86, 0x89, 0x9a, 0x9b, 0x9c, 0x9d, 0x9e, 0xac, 0xad]) {
    const lead = chars(page, 0xe2, second);
    if (lead && general?.endsWith('€')) found.push(literal(lead) + oneOf(page, 0x80, 0xbf));
  }
  return found;
}

/** C3 to C5 and a continuation byte beside a small letter: `cafÃ©`. A capital never stands there. */
function accentSigns(page: CodePage): string[] {
  if (!ACCENT_PAGES.has(page.name)) return [];
  const pair = `[${escapeSet(page.high.slice(0x43, 0x46))}]${oneOf(page, 0x80, 0xbf)}`;
  return [`(?<=[a-z])${pair}`, `${pair}(?=[a-z])`];
}

/** Words of other scripts: three or more pairs in a row of a lead byte and a continuation byte. */
function wordSigns(page: CodePage): string[] {
  const leads = [
    [0xd0, 0xd1],
    [0xce, 0xcf],
    [0xd7, 0xd7],
    [0xd8, 0xdb],
    [0xc3, 0xc5],
  ] as const;
  return leads.flatMap(([from, to]) => {
    const high = page.high.slice(from - 128, to - 127);
    return high.includes('\uFFFD') ? [] : [`(?:[${escapeSet(high)}]${oneOf(page, 0x80, 0xbf)}){3,}`];
  });
}

function chars(page: CodePage, ...bytes: number[]): string | undefined {
  const text = bytes.map((byte) => page.high.charAt(byte - 128)).join('');
  return text.includes('\uFFFD') ? undefined : text;
}

function oneOf(page: CodePage, from: number, to: number): string {
  return `[${escapeSet(page.high.slice(from - 128, to - 127).replaceAll('\uFFFD', ''))}]`;
}

function literal(text: string): string {
  return text.replace(/[$()*+./?[\\\]^{|}]/g, '\\$&');
}

function escapeSet(set: string): string {
  return set.replace(/[\]\\^-]/g, '\\$&');
}

/** Finds links in inline Markdown without parsing all of it: `[text](target)`, `[text][label]`, `[[wiki|label]]`. */
import { plainText } from './inline.ts';
import { LineKind, type Scan } from './lines.ts';
import { wikiAt } from './wiki.ts';

export interface FoundLink {
  /** Raw inline Markdown between the brackets. */
  label: string;
  /** As written, with its fragment; backslash escapes undone. */
  target: string;
  wiki: boolean;
  /** `[start, end)` in the searched text. */
  start: number;
  end: number;
}

/** Longest target; also bounds the work on hostile lines. UTF-16 units. */
const LONGEST_TARGET = 1_000;
const LONGEST_LABEL = 1_000;

/** Link reference definitions by label in lower case. */
export type Definitions = ReadonlyMap<string, string>;

/** Every link of a stretch of inline Markdown, in order; images are left out, and so is all within code spans. */
export function findLinks(source: string, definitions: Definitions): FoundLink[] {
  const found: FoundLink[] = [];
  const openings: { at: number; image: boolean }[] = [];
  const unclosed = new Set<number>();
  for (let at = 0; at < source.length; at++) {
    const code = source.charCodeAt(at);
    if (code === 92) at++;
    else if (code === 96) at = afterCode(source, at, unclosed) - 1;
    else if (code === 91) {
      const wiki = wikiAt(source, at);
      if (wiki) {
        found.push({ ...wiki, wiki: true, start: at });
        at = wiki.end - 1;
      } else openings.push({ at, image: source.charCodeAt(at - 1) === 33 });
    } else if (code === 93) {
      const opening = openings.pop();
      if (!opening || at - opening.at > LONGEST_LABEL) continue;
      const link = linkAt(source, opening.at, at, definitions);
      if (!link) continue;
      at = link.end - 1;
      if (opening.image) continue;
      found.push(link);
      // A link holds no other link, so brackets opened before it are only brackets.
      openings.length = 0;
    }
  }
  return found;
}

/** Where a code span that begins at `at` ends; behind the backticks if it never closes. */
function afterCode(source: string, at: number, unclosed: Set<number>): number {
  let stop = at;
  while (source.charCodeAt(stop) === 96) stop++;
  const length = stop - at;
  if (unclosed.has(length)) return stop;
  for (let next = source.indexOf('`', stop); next >= 0; ) {
    let end = next;
    while (source.charCodeAt(end) === 96) end++;
    if (end - next === length) return end;
    next = source.indexOf('`', end);
  }
  unclosed.add(length);
  return stop;
}

function linkAt(source: string, open: number, close: number, definitions: Definitions): FoundLink | undefined {
  const label = source.slice(open + 1, close);
  const next = source.charCodeAt(close + 1);
  if (next === 40) {
    const inline = destination(source, close + 2) ?? spacedDestination(source, close + 2);
    if (inline) return { label, target: inline.target, wiki: false, start: open, end: inline.end };
  }
  if (definitions.size === 0) return undefined;
  const named = next === 91 ? /^\[([^[\]]{0,300})\]/.exec(source.slice(close + 1, close + 310)) : null;
  const target = definitions.get(labelKey(named?.[1] || label));
  if (target === undefined) return undefined;
  return { label, target, wiki: false, start: open, end: close + 1 + (named?.[0].length ?? 0) };
}

export function labelKey(label: string): string {
  return label.replace(/\s+/g, ' ').trim().toLowerCase();
}

/** `target)` or `target "title")` from `at`, by CommonMark's rules. */
function destination(source: string, from: number): { target: string; end: number } | undefined {
  const at = skipSpace(source, from);
  const bracketed = source.charCodeAt(at) === 60;
  const stop = bracketed ? afterBracketed(source, at) : afterBare(source, at);
  if (stop === undefined) return undefined;
  const raw = bracketed ? source.slice(at + 1, stop - 1) : source.slice(at, stop);
  let end = skipSpace(source, stop);
  if (source.charCodeAt(end) !== 41) {
    const title =
      end > stop
        ? /^(?:"[^"]{0,500}"|'[^']{0,500}'|\([^()]{0,500}\))\s{0,9}(?=\))/.exec(source.slice(end, end + 520))
        : null;
    if (!title) return undefined;
    end += title[0].length;
  }
  return { target: unescapeTarget(raw), end: end + 1 };
}

function afterBracketed(source: string, at: number): number | undefined {
  const end = source.indexOf('>', at);
  if (end < 0 || end - at > LONGEST_TARGET || source.slice(at, end).includes('\n')) return undefined;
  return end + 1;
}

function afterBare(source: string, at: number): number | undefined {
  let depth = 0;
  const limit = Math.min(source.length, at + LONGEST_TARGET);
  for (let stop = at; stop < limit; stop++) {
    const code = source.charCodeAt(stop);
    if (code === 92) stop++;
    else if (code <= 32) return depth === 0 ? stop : undefined;
    else if (code === 40 && ++depth > 32) return undefined;
    else if (code === 41 && --depth < 0) return stop;
  }
  return undefined;
}

/**
 * Not Markdown, but what authors of files with spaces in their names write: `(../🇫🇷 _escaping.md)`. Taken only where it
 * ends like a node or a folder.
 */
function spacedDestination(source: string, from: number): { target: string; end: number } | undefined {
  const match = /^[^()<>\n"]{1,300}(?:\.md(?:#[^()<>\s"]{0,200})?|\/)(?=\))/i.exec(source.slice(from, from + 520));
  return match ? { target: match[0].trim(), end: from + match[0].length + 1 } : undefined;
}

function unescapeTarget(raw: string): string {
  return raw.includes('\\') ? raw.replace(/\\([!-/:-@[-`{-~])/g, '$1') : raw;
}

function skipSpace(source: string, from: number): number {
  let at = from;
  while (/^[ \t\n]$/.test(source.charAt(at)) && at - from < 100) at++;
  return at;
}

/** Link reference definitions (`[label]: target`) outside code. */
export function definitionsOf(scan: Scan): Definitions {
  const found = new Map<string, string>();
  const { text } = scan;
  if (!text.includes(']:')) return found;
  for (let index = 0; index < scan.kinds.length; index++) {
    const start = scan.starts[index] ?? 0;
    if (scan.kinds[index] !== LineKind.text || (text[start] !== '[' && text[start] !== ' ')) continue;
    const line = text.slice(start, Math.min(scan.starts[index + 1] ?? text.length, start + LONGEST_TARGET));
    const match = /^ {0,3}\[(?!\^)([^[\]]{1,300})\]:[ \t]{0,20}(?:<([^<>\n]*)>|(\S+))/.exec(line);
    const label = labelKey(match?.[1] ?? '');
    if (match && label !== '' && !found.has(label)) found.set(label, unescapeTarget(match[2] ?? match[3] ?? ''));
  }
  return found;
}

/** True for `https:…`, `mailto:…`, `//host` and a bare `#fragment`: nothing in this repository. */
export function leadsElsewhere(target: string): boolean {
  return target === '' || target.startsWith('#') || target.startsWith('//') || /^[a-z][a-z0-9+.-]*:/i.test(target);
}

/** Target and fragment apart. */
export function splitTarget(target: string): { target: string; fragment?: string } {
  const hash = target.indexOf('#');
  return hash < 0 ? { target } : { target: target.slice(0, hash), fragment: target.slice(hash + 1) || undefined };
}

/** Shown words of a link; the target's last part if it shows none. */
export function shownText(link: FoundLink): string {
  return plainText(link.label) || splitTarget(link.target).target.split('/').findLast(Boolean) || link.target;
}

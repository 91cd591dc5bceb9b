/**
 * Rich messages: the tags and limits that Telegram's documentation names ("Rich Message Limits", "Rich HTML style").
 * TDLib has no parser for them that works without a network, so this one is ours.
 */
import { type Fields, textOf } from '../server/body.ts';
import { bad } from './errors.ts';

const INLINE =
  'a b strong i em u ins s strike del code mark sub sup tg-spoiler tg-reference tg-emoji tg-time tg-math cite';
const BLOCKS =
  'h1 h2 h3 h4 h5 h6 p pre footer hr ul ol li blockquote aside figure figcaption table tr td th caption details summary tg-math-block tg-map tg-button-row tg-collage tg-slideshow img video audio tg-document';
const OTHER = 'br input tg-button';
const VOID = new Set('br hr img input tg-map'.split(' '));
const KNOWN = new Set(`${INLINE} ${BLOCKS} ${OTHER}`.split(' '));
/** What counts against 500: "nested blocks, list items, table rows, quotation blocks, and details blocks". */
const COUNTED = new Set(
  'h1 h2 h3 h4 h5 h6 p pre footer hr ul ol li blockquote aside figure table tr details tg-math-block tg-map tg-button-row'.split(
    ' ',
  ),
);
const BLOCK = new Set(BLOCKS.split(' '));
const NAMES = [
  'lt',
  'gt',
  'amp',
  'quot',
  'apos',
  'nbsp',
  'hellip',
  'mdash',
  'ndash',
  'lsquo',
  'rsquo',
  'ldquo',
  'rdquo',
];
const SIGNS = ['<', '>', '&', '"', "'", '\u00a0', '…', '—', '–', '‘', '’', '“', '”'];

const TOKEN = /<(\/?)([a-z][a-z0-9-]*)((?:\s+[a-z-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+))?)*)\s*(\/?)>|<|[^<]+/gi;

export interface Rich {
  /** What a reader sees, blocks on lines of their own. */
  text: string;
  links: string[];
}

/** @throws {Refusal} when the message says nothing, breaks a rule or passes a limit */
export function readRich(message: Fields): Rich {
  const given = ['html', 'markdown', 'blocks'].filter((key) => message[key] !== undefined);
  if (given.length !== 1) throw bad('exactly one of the fields html, markdown, or blocks must be used');
  const rich = given[0] === 'html' ? readHtml(textOf(message['html'])) : plain(message);
  if (rich.text.trim() === '') throw bad('message text is empty');
  if ([...rich.text].length > 32_768) throw bad('message is too long');
  return rich;
}

function plain(message: Fields): Rich {
  return { text: textOf(message['markdown']) || textsOf(message['blocks']).join('\n'), links: [] };
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === 'type' ? [] : textsOf(inner)));
}

function readHtml(html: string): Rich {
  const open: string[] = [];
  const links: string[] = [];
  let text = '';
  let blocks = 0;
  for (const [token, slash, name = '', attributes = '', empty] of html.matchAll(TOKEN)) {
    const tag = name.toLowerCase();
    if (token === '<')
      throw bad(`can't parse entities: Unsupported start tag at byte offset ${Buffer.byteLength(text)}`);
    if (tag === '') {
      text += decoded(token);
      continue;
    }
    if (!KNOWN.has(tag)) throw bad(`can't parse entities: Unsupported start tag "${tag}"`);
    if (BLOCK.has(tag) || tag === 'br') text += '\n';
    if (slash) close(open, tag);
    else {
      if (COUNTED.has(tag) && ++blocks > 500) throw bad('RICH_MESSAGE_BLOCKS_TOO_MUCH');
      const link = /\bhref\s*=\s*["']?([^"'\s>]*)/i.exec(attributes)?.[1];
      if (link !== undefined) links.push(decoded(link));
      if (!VOID.has(tag) && !empty) open.push(tag);
      if (open.length > 16) throw bad('RICH_MESSAGE_NESTING_TOO_DEEP');
    }
  }
  if (open.length > 0)
    throw bad(`can't parse entities: Can't find end tag corresponding to start tag "${open.at(-1)}"`);
  return { text: text.replaceAll(/\n\s*\n+/g, '\n').trim(), links };
}

function close(open: string[], tag: string): void {
  if (open.pop() !== tag) throw bad(`can't parse entities: Unexpected end tag "${tag}"`);
}

function decoded(text: string): string {
  return text.replaceAll(/&(?:#(\d+)|#x([0-9a-f]+)|([a-z]+));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return SIGNS[NAMES.indexOf(name)] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

export function blocksOf(text: string): Fields[] {
  return text.split('\n').map((line) => ({ type: 'paragraph', text: line }));
}

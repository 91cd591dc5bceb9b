/** Front matter: data at the head of a file, never code. */
import { BadBlock, firstSentence, readData } from './data-block.ts';
import type { Warning } from './node.ts';

export interface FrontMatter {
  /** Fields by their name in lower case without `-`, `_` and spaces (see `fieldKey`). */
  fields: ReadonlyMap<string, unknown>;
  /** Offset of the first character after the block; 0 without one. */
  bodyStart: number;
  /** 1-based line of that character. */
  bodyLine: number;
  /** 1-based line of each field that stands at the beginning of one. */
  lines: ReadonlyMap<string, number>;
  warnings: Warning[];
}

const NONE: FrontMatter = { fields: new Map(), bodyStart: 0, bodyLine: 1, lines: new Map(), warnings: [] };

/** `key: value` at the beginning of a line; also a key alone. */
const KEY_LINE = /^(["']?)([\p{L}_][\p{L}\p{N}_.\- ]{0,60})\1[ \t]*:(?:[ \t]+|$)(.*)$/u;

/** More than this is no front matter a person wrote; YAML is not asked to read it. UTF-16 units. */
const LARGEST = 64_000;

/** `Last_Updated`, `last-updated` and `lastUpdated` are one field. */
export function fieldKey(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, '');
}

/**
 * Reads the front matter of a file. Languages: YAML 1.2 (so `2025-12-14` stays text) and JSON. Any other, such as the
 * `---js` that gray-matter would run as code, gives no data and a warning. A block that does not parse is read as plain
 * `key: value` lines. A file that opens with a thematic break has none.
 */
export function readFrontMatter(text: string): FrontMatter {
  if (!text.startsWith('---')) return NONE;
  const opening = lineEnd(text, 0);
  const language = text.slice(3, opening).trim().toLowerCase();
  if (!/^[a-z0-9]*$/.test(language)) return NONE;
  const close = closingLine(text, opening);
  if (!close) return opening < text.length && language === '' ? readUnclosed(text, opening + 1) : NONE;
  const block = text.slice(Math.min(opening + 1, close.start), close.start);
  if (language === '' && !looksLikeData(block)) return NONE;
  const read = readBlock(block, language);
  const failed = read.warnings.some((warning) => warning.code === 'front-matter-broken');
  // House style is full of `---` rules: the first one after an unclosed block would swallow the body.
  if (language === '' && holdsBody(block, failed)) return readUnclosed(text, opening + 1);
  const bodyStart = Math.min(close.end + 1, text.length);
  return { ...read, bodyStart, bodyLine: countLines(text, close.start) + 1 };
}

/** True if the block runs on into Markdown: it ends in a `# ` line, or is no YAML and has lines only a body has. */
function holdsBody(block: string, failed: boolean): boolean {
  const last = block.trimEnd();
  if (/^#{1,6} /.test(last.slice(last.lastIndexOf('\n') + 1))) return last.includes('\n');
  return failed && /^(?:#{1,6} \S|> |\*\*|!?\[)/m.test(block);
}

function readBlock(block: string, language: string): Pick<FrontMatter, 'fields' | 'lines' | 'warnings'> {
  if (language !== '' && language !== 'yaml' && language !== 'yml' && language !== 'json') {
    const message = `Front matter in the language "${language}" was not run and not read.`;
    const mend = 'Write the block as YAML: `---`, lines of `key: value`, `---`.';
    return {
      fields: new Map(),
      lines: new Map(),
      warnings: [{ code: 'front-matter-language', message, mend, line: 1 }],
    };
  }
  const simple = readLines(block);
  if (block.length > LARGEST) {
    const message = `Front matter is longer than ${LARGEST} characters; only its plain lines were read.`;
    return {
      ...simple,
      warnings: [{ code: 'front-matter-large', message, mend: 'Move long text into the body.', line: 1 }],
    };
  }
  try {
    const data = readData(block, language === 'json' ? 'json' : 'yaml');
    const fields = new Map(Object.entries(data).map(([name, value]) => [fieldKey(name), value] as const));
    return { fields, lines: simple.lines, warnings: [] };
  } catch (error) {
    return { ...simple, warnings: [broken(error)] };
  }
}

function broken(error: unknown): Warning {
  const reason = error instanceof Error ? firstSentence(error.message) : String(error);
  const line = error instanceof BadBlock && error.line !== undefined ? error.line : 1;
  const message = `Front matter does not parse (${reason}); only its plain \`key: value\` lines were read.`;
  return {
    code: 'front-matter-broken',
    message,
    mend: 'Put values that hold `: `, `#` or quotes between "quotes".',
    line,
  };
}

/** The block runs on to where lines stop looking like data: a heading, or a blank line before prose. */
function readUnclosed(text: string, from: number): FrontMatter {
  let at = from;
  let line = 2;
  let keys = 0;
  while (at < text.length) {
    const end = lineEnd(text, at);
    const words = text.slice(at, Math.min(end, at + 300));
    if (KEY_LINE.test(words)) keys++;
    else if (words.trim() !== '' && !/^(?:[ \t]|- |-$)/.test(words)) break;
    at = end + 1;
    line++;
  }
  if (keys === 0) return NONE;
  const bodyStart = Math.min(at, text.length);
  const read = readBlock(text.slice(from, bodyStart), '');
  const message = 'Front matter begins on line 1 and is never closed.';
  const mend = `Add a line \`---\` before line ${line}.`;
  const warning = { code: 'front-matter-unclosed', message, mend, line: 1 };
  return { ...read, bodyStart, bodyLine: line, warnings: [warning, ...read.warnings] };
}

/** Plain `key: value` and `- item` lines, for blocks that are no valid YAML; and the line of every key. */
function readLines(block: string): { fields: Map<string, unknown>; lines: Map<string, number> } {
  const fields = new Map<string, unknown>();
  const lines = new Map<string, number>();
  let list: string[] | undefined;
  for (const [index, line] of block.split('\n').entries()) {
    const item = /^\s*- (.*)$/.exec(line)?.[1];
    if (item !== undefined && list) list.push(unquote(item));
    const pair = KEY_LINE.exec(line);
    if (!pair) continue;
    const key = fieldKey(pair[2] ?? '');
    const value = unquote(pair[3] ?? '');
    if (lines.has(key)) continue;
    list = value === '' ? [] : undefined;
    fields.set(key, list ?? value);
    lines.set(key, index + 2);
  }
  return { fields, lines };
}

function unquote(value: string): string {
  const trimmed = value.trim();
  const quote = trimmed[0];
  if (trimmed.length < 2 || (quote !== '"' && quote !== "'") || !trimmed.endsWith(quote)) return trimmed;
  return trimmed.slice(1, -1).replaceAll(quote === "'" ? "''" : '\\"', quote);
}

/** Front matter is empty, or its first line that is no comment is a key or an opening brace. */
function looksLikeData(block: string): boolean {
  for (let at = 0; at < block.length; ) {
    const end = lineEnd(block, at);
    const line = block.slice(at, Math.min(end, at + 300)).trim();
    if (line !== '' && !line.startsWith('#')) return KEY_LINE.test(line) || line.startsWith('{');
    at = end + 1;
  }
  return block.trim() === '';
}

function closingLine(text: string, from: number): { start: number; end: number } | undefined {
  for (let at = text.indexOf('\n---', from); at >= 0; at = text.indexOf('\n---', at + 1)) {
    const end = lineEnd(text, at + 1);
    if (text.slice(at + 4, Math.min(end, at + 40)).trim() === '') return { start: at + 1, end };
  }
  return undefined;
}

function lineEnd(text: string, from: number): number {
  const feed = text.indexOf('\n', from);
  return feed < 0 ? text.length : feed;
}

function countLines(text: string, until: number): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < until; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

/** The signs Markdown blocks begin with, each told from one line. Offsets are `[at, end)` of a line without its indent. */

/** Columns of white space between `start` and `at`; a tab reaches to the next multiple of four. */
export function columnsBefore(text: string, start: number, at: number): number {
  let columns = 0;
  for (let i = start; i < at; i++) columns += text.charCodeAt(i) === 9 ? 4 - (columns % 4) : 1;
  return columns;
}

/** 1 to 6 for `#` to `######` followed by space or line end, else 0. */
export function headingLevel(text: string, at: number, end: number): number {
  let level = 0;
  while (at + level < end && level < 7 && text.charCodeAt(at + level) === 35) level++;
  if (level === 0 || level > 6) return 0;
  return at + level === end || isSpace(text.charCodeAt(at + level)) ? level : 0;
}

/** 1 for a line of `=`, 2 for a line of `-`, else 0. */
export function setextLevel(text: string, at: number, end: number): number {
  const sign = text[at];
  if (sign !== '=' && sign !== '-') return 0;
  let stop = at;
  while (stop < end && text[stop] === sign) stop++;
  while (stop < end && isSpace(text.charCodeAt(stop))) stop++;
  if (stop < end) return 0;
  return sign === '=' ? 1 : 2;
}

/**
 * True if `delimiters` is a table's second line (`|---|:-:|`) and `head` has as many cells.
 * https://github.github.com/gfm/#tables-extension-
 */
export function beginsTable(head: string, delimiters: string): boolean {
  if (!/^[|:-][|:\- \t]*$/.test(delimiters) || !(head.includes('|') || delimiters.includes('|'))) return false;
  const marks = cells(delimiters);
  return marks.every((mark) => /^\s*:?-+:?\s*$/.test(mark)) && cells(head).length === marks.length;
}

function cells(row: string): string[] {
  return row
    .trim()
    .replace(/^\||(?<!\\)\|$/g, '')
    .split(/(?<!\\)\|/);
}

/** Three or more of one of `-`, `*`, `_` and nothing else but space. */
export function isRule(text: string, at: number, end: number): boolean {
  const sign = text.charCodeAt(at);
  if (sign !== 45 && sign !== 42 && sign !== 95) return false;
  let count = 0;
  for (let i = at; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === sign) count++;
    else if (!isSpace(code)) return false;
  }
  return count >= 3;
}

/** An opening code fence: three or more backticks (with no backtick after them) or tildes. */
export function fenceAt(text: string, at: number, end: number): { marker: string; length: number } | undefined {
  const marker = text[at];
  if (marker !== '`' && marker !== '~') return undefined;
  let stop = at;
  while (stop < end && text[stop] === marker) stop++;
  const length = stop - at;
  if (length < 3) return undefined;
  if (marker === '`') {
    const tick = text.indexOf('`', stop);
    if (tick >= 0 && tick < end) return undefined;
  }
  return { marker, length };
}

/**
 * Length of a list marker (`-`, `*`, `+`, `1.`, `1)`), else 0. Inside a paragraph outside lists an item must have words,
 * and an ordered one must begin with 1.
 */
export function listMarker(text: string, at: number, end: number, inParagraph: boolean): number {
  const code = text.charCodeAt(at);
  let width = 0;
  if (code === 45 || code === 42 || code === 43) width = 1;
  else if (code >= 48 && code <= 57) width = orderedMarker(text, at, end, inParagraph);
  if (width === 0) return 0;
  let content = at + width;
  if (content < end && !isSpace(text.charCodeAt(content))) return 0;
  while (content < end && isSpace(text.charCodeAt(content))) content++;
  return inParagraph && content === end ? 0 : width;
}

function orderedMarker(text: string, at: number, end: number, inParagraph: boolean): number {
  let stop = at;
  while (stop < end && stop - at < 10 && text.charCodeAt(stop) >= 48 && text.charCodeAt(stop) <= 57) stop++;
  if (stop - at > 9 || (text[stop] !== '.' && text[stop] !== ')') || stop >= end) return 0;
  if (inParagraph && Number(text.slice(at, stop)) !== 1) return 0;
  return stop - at + 1;
}

const BLOCK_TAG =
  /^<\/?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?:\s|\/?>|$)/i;
const RAW_TAG = /^<(script|pre|style|textarea)(?:\s|>|$)/i;
/** A line that is one whole tag and nothing else. */
const LONE_TAG = /^<(?:\/[a-z][a-z0-9-]*\s*|[a-z][a-z0-9-]*(?:\s[^<>]*)?\/?)>\s*$/i;

/**
 * If the line begins an HTML block, what ends it: a text (in lower case) on its last line, or '' for a blank line.
 * https://spec.commonmark.org/0.31.2/#html-blocks
 */
export function htmlBlockEnd(line: string, inParagraph: boolean): string | undefined {
  const raw = RAW_TAG.exec(line)?.[1];
  if (raw) return `</${raw.toLowerCase()}>`;
  if (line.startsWith('<!--')) return '-->';
  if (line.startsWith('<?')) return '?>';
  if (line.startsWith('<![CDATA[')) return ']]>';
  if (/^<![a-z]/i.test(line)) return '>';
  if (BLOCK_TAG.test(line)) return '';
  return !inParagraph && LONE_TAG.test(line) ? '' : undefined;
}

export function isSpace(code: number): boolean {
  return code === 32 || code === 9;
}

/**
 * Reads the structure of a Markdown text line by line: headings, code, HTML, quotes, lists. Follows CommonMark's block
 * rules (https://spec.commonmark.org/0.31.2/#blocks-and-inlines) as far as nodes need them; a test holds it against
 * markdown-it. A full parse of 32 MB would cost seconds, this costs a tenth of one.
 */
import {
  beginsTable,
  columnsBefore,
  fenceAt,
  headingLevel,
  htmlBlockEnd,
  isRule,
  isSpace,
  listMarker,
  setextLevel,
} from './blocks.ts';
import { type Fence, placeInFence, skipQuotes } from './fences.ts';
import { LineKind, type Scan } from './lines.ts';

/** Lists within lists, as deep as markdown-it follows them. */
const DEEPEST = 100;

interface State {
  scan: Scan;
  fence?: Fence;
  /** What ends the HTML block we are in; a blank line if it is the empty string. */
  html?: string;
  /** Content columns of the list items we are in, outermost first. */
  lists: number[];
  /** First line of the paragraph we are in, and how many lists and whether a quote it stands in. */
  paragraph?: { index: number; depth: number; quoted: boolean };
  /** In the rows of a table, which are no paragraph: a rule after them underlines nothing. */
  table?: boolean;
}

/** Scans `text` from offset `from`, which is the start of the file's line `firstLine` (1-based). */
export function scanText(text: string, from = 0, firstLine = 1): Scan {
  const scan: Scan = { text, firstLine, starts: [], kinds: [], headings: [], hashes: [] };
  const state: State = { scan, lists: [] };
  for (let start = from; start < text.length; ) {
    const feed = text.indexOf('\n', start);
    const end = feed < 0 ? text.length : feed;
    scan.starts.push(start);
    scan.kinds.push(readLine(state, start, end));
    start = end + 1;
  }
  scan.starts.push(text.length);
  if (state.fence) scan.unclosedFence = state.fence.index;
  return scan;
}

function readLine(state: State, start: number, end: number): LineKind {
  const { text } = state.scan;
  let at = start;
  while (at < end && isSpace(text.charCodeAt(at))) at++;
  const place = state.fence && placeInFence(text, state.fence, start, at, end);
  if (place !== 'inside') state.fence = undefined;
  if (place === 'inside' || place === 'last') return LineKind.code;
  if (state.html !== undefined) return inHtml(state, state.html, start, at, end);
  if (at === end) {
    state.paragraph = undefined;
    state.table = false;
    return LineKind.blank;
  }
  const column = at === start ? 0 : columnsBefore(text, start, at);
  return readBlock(state, at, end, column);
}

function inHtml(state: State, ending: string, start: number, at: number, end: number): LineKind {
  if (ending === '') {
    if (at < end) return LineKind.html;
    state.html = undefined;
    return LineKind.blank;
  }
  if (state.scan.text.slice(start, end).toLowerCase().includes(ending)) state.html = undefined;
  return LineKind.html;
}

/** A line with words on it, outside fences and HTML. `at` is its first word, `column` where that stands. */
function readBlock(state: State, at: number, end: number, column: number): LineKind {
  const { text } = state.scan;
  const { lists, paragraph } = state;
  let depth = lists.length;
  while (depth > 0 && column < (lists[depth - 1] ?? 0)) depth--;
  const indent = column - (lists[depth - 1] ?? 0);
  if (indent >= 4) {
    // An indented line continues a paragraph; else it is code.
    if (paragraph) return LineKind.text;
    lists.length = depth;
    return LineKind.code;
  }
  if (text[at] === '>') {
    lists.length = depth;
    return readQuote(state, at, end);
  }
  const kind = readStart(state, at, end, column, depth);
  if (kind !== undefined) return kind;
  if (text.charCodeAt(at) === 35) state.scan.hashes.push(state.scan.kinds.length);
  // A line without a marker of its own continues the paragraph before it, even from outside its list or quote.
  if (!paragraph && !state.table) {
    lists.length = depth;
    state.paragraph = { index: state.scan.kinds.length, depth, quoted: false };
  }
  return LineKind.text;
}

/** Blocks that begin with a sign: headings, fences, rules, lists, HTML. Undefined: the line is a paragraph's. */
function readStart(state: State, at: number, end: number, column: number, depth: number): LineKind | undefined {
  const { scan, lists, paragraph } = state;
  const { text } = scan;
  const code = text.charCodeAt(at);
  // Only these begin a block other than a paragraph: # * + - _ = ` ~ < digits.
  if (code > 126 || (code >= 65 && code <= 90) || (code >= 97 && code <= 122)) return undefined;
  const index = scan.kinds.length;
  const level = code === 35 ? headingLevel(text, at, end) : 0;
  if (level > 0) {
    enter(state, depth);
    if (depth === 0)
      scan.headings.push({ level, source: headingSource(text, at + level, end), index, next: index + 1 });
    return depth === 0 ? LineKind.heading : LineKind.text;
  }
  if (
    paragraph?.index === index - 1 &&
    paragraph.depth === depth &&
    !paragraph.quoted &&
    endsTableHead(state, at, end)
  ) {
    enter(state, depth);
    state.table = true;
    return LineKind.text;
  }
  const underline = paragraph && !paragraph.quoted && paragraph.depth === depth ? setextLevel(text, at, end) : 0;
  if (underline > 0 && paragraph) {
    state.paragraph = undefined;
    return depth === 0 ? closeUnderlined(scan, paragraph.index, underline, index) : LineKind.text;
  }
  if (openFence(state, at, end, lists[depth - 1] ?? 0, false)) {
    enter(state, depth);
    return LineKind.code;
  }
  if (isRule(text, at, end)) {
    enter(state, depth);
    return LineKind.rule;
  }
  const interrupts = paragraph !== undefined && !paragraph.quoted && paragraph.depth === depth;
  const width = listMarker(text, at, end, interrupts);
  if (width > 0) return readItem(state, at, end, column, depth, width);
  return openHtml(state, at, end, depth);
}

/** True if this line and the one before it begin a table. */
function endsTableHead({ scan }: State, at: number, end: number): boolean {
  const before = scan.starts.at(-2) ?? 0;
  const start = scan.starts.at(-1) ?? 0;
  // A head of more than this many signs is none; it would be read again for every such line.
  return start - before < 5_000 && beginsTable(scan.text.slice(before, start - 1), scan.text.slice(at, end));
}

function enter(state: State, depth: number): void {
  state.lists.length = depth;
  state.paragraph = undefined;
  state.table = false;
}

function headingSource(text: string, from: number, end: number): string {
  return text
    .slice(from, end)
    .trim()
    .replace(/(?:^|[ \t])#+$/, '')
    .trimEnd();
}

function closeUnderlined(scan: Scan, first: number, level: number, index: number): LineKind {
  const source = scan.text.slice(scan.starts[first], scan.starts[index] ?? scan.text.length).trim();
  for (let line = first; line < index; line++) scan.kinds[line] = LineKind.heading;
  scan.headings.push({ level, source, index: first, next: index + 1 });
  return LineKind.heading;
}

function openFence(state: State, at: number, end: number, column: number, quoted: boolean): boolean {
  const fence = fenceAt(state.scan.text, at, end);
  if (!fence) return false;
  state.fence = { ...fence, column, quoted, index: state.scan.kinds.length };
  return true;
}

function readItem(state: State, at: number, end: number, column: number, depth: number, width: number): LineKind {
  const { text } = state.scan;
  enter(state, depth);
  let content = at + width;
  while (content < end && isSpace(text.charCodeAt(content))) content++;
  const gap = content - at - width;
  // Five or more spaces after the marker: one belongs to it and the rest begins indented code.
  const inner = column + width + (gap > 4 || content === end ? 1 : gap);
  state.lists.push(inner);
  if (content === end || gap > 4) return LineKind.item;
  if (openFence(state, content, end, inner, false)) return LineKind.item;
  const nested = depth > DEEPEST || isRule(text, content, end) ? 0 : listMarker(text, content, end, false);
  if (nested > 0) return readItem(state, content, end, inner, depth + 1, nested);
  if (headingLevel(text, content, end) === 0 && text[content] !== '>') {
    state.paragraph = { index: state.scan.kinds.length, depth: state.lists.length, quoted: false };
  }
  return LineKind.item;
}

function readQuote(state: State, at: number, end: number): LineKind {
  const { text } = state.scan;
  const content = skipQuotes(text, at, end);
  enter(state, state.lists.length);
  if (content === end || openFence(state, content, end, 0, true)) return LineKind.quote;
  const begins = headingLevel(text, content, end) > 0 || isRule(text, content, end);
  if (!begins) state.paragraph = { index: state.scan.kinds.length, depth: state.lists.length, quoted: true };
  return LineKind.quote;
}

function openHtml(state: State, at: number, end: number, depth: number): LineKind | undefined {
  const { text } = state.scan;
  if (text[at] !== '<') return undefined;
  const ending = htmlBlockEnd(text.slice(at, end), state.paragraph !== undefined);
  if (ending === undefined) return undefined;
  enter(state, depth);
  if (ending === '' || !text.slice(at, end).toLowerCase().includes(ending)) state.html = ending;
  return LineKind.html;
}

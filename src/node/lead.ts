/** The author's own first words about a node, as its summary. */
import { splitEmoji } from './emoji.ts';
import { firstText } from './fields.ts';
import { italicWords, plainText } from './inline.ts';
import { bareLine, type Head, lineLabels } from './labels.ts';
import { LineKind, lineAt, type Scan } from './lines.ts';
import type { Outline } from './outline.ts';
import { summarize } from './summarize.ts';

const DESCRIPTION_FIELDS = ['description', 'summary', 'excerpt', 'abstract', 'about'];

/** Sections that tell what a node is about. */
const OPENING =
  /^(?:orientation|overview|summary|simple summary|executive summary|abstract|focus|purpose|introduction|intro|about|description|tl;?dr)(?:$|\s*[:—–(-])/;
const ASIDE =
  /^(?:constellations?|stardust|tags|keywords|footer|cross.?(?:references?|refs?|links?)|contents|table of contents)$/;

/** UTF-16 units of a paragraph worth reading for a summary of 600 letters. */
const LONGEST = 3_000;

/**
 * At most `limit` graphemes of plain text: front matter `description`; else the first paragraph between title and first
 * section; else that of the first section called Orientation, Abstract and the like; else the first of any section; else
 * a first list or quote. Never code, tables, HTML or headings. May be empty.
 */
export function readSummary(
  scan: Scan,
  outline: Outline,
  fields: ReadonlyMap<string, unknown>,
  head: Head,
  limit: number,
): string {
  const described = firstText(fields, DESCRIPTION_FIELDS);
  if (described) return summarize(plainText(described), limit);
  const ranges = rangesOf(outline, head);
  for (const read of [firstParagraph, firstList, firstQuote]) {
    for (const range of ranges) {
      const words = read(scan, range, head);
      if (words !== '') return summarize(words, limit);
    }
  }
  return '';
}

interface Range {
  from: number;
  to: number;
}

/** Where to look, best first. */
function rangesOf(outline: Outline, head: Head): Range[] {
  const opening: Range[] = [];
  const rest: Range[] = [];
  for (const { name, next, end } of outline) {
    const range = { from: next, to: end };
    if (OPENING.test(name)) opening.push(range);
    else if (!ASIDE.test(name)) rest.push(range);
  }
  return [head, ...opening, ...rest];
}

function firstParagraph(scan: Scan, range: Range, head: Head): string {
  for (let index = range.from; index < range.to; ) {
    if (scan.kinds[index] !== LineKind.text) {
      // The lines after an item's first are its own, not a paragraph.
      if (scan.kinds[index] === LineKind.item) index = afterItem(scan, index, range.to);
      else index++;
      continue;
    }
    const lines: string[] = [];
    let size = 0;
    for (; index < range.to && scan.kinds[index] === LineKind.text; index++) {
      const line = bareLine(lineAt(scan, index));
      if (size < LONGEST && isProse(line, index < head.to)) lines.push(line);
      size += line.length;
    }
    const words = lines[0]?.startsWith('|') || lines[1]?.startsWith('|') ? '' : proseOf(lines);
    if (words !== '')
      return words.endsWith(':') ? `${words} ${firstList(scan, { from: index, to: range.to })}`.trim() : words;
  }
  return '';
}

function afterItem(scan: Scan, index: number, to: number): number {
  let next = index + 1;
  while (next < to && (scan.kinds[next] === LineKind.text || scan.kinds[next] === LineKind.item)) next++;
  return next;
}

/** Not metadata, tagline, hashtags, a lone code span, a picture, or a link definition. */
function isProse(line: string, inHead: boolean): boolean {
  const labels = lineLabels(line);
  if (labels.length > 0 && (inHead || labels.some(({ known }) => known))) return false;
  // A whole line in italics is a tagline, a motto, a closing word.
  if (italicWords(line) !== undefined) return false;
  return !/^(?:`[^`]*`|#\S.*|!\[.*|\[[^\]]{1,300}\]:.*|[|:\s-]+)$/.test(line);
}

/** Words of the lines; none if they are nothing but one link, such as a navigation line. */
function proseOf(lines: readonly string[]): string {
  const source = lines.join(' ').slice(0, LONGEST);
  const lone = splitEmoji(source).rest;
  if (/^!?\[[^\]]*\]\([^)]*\)$/.test(lone) || /^https?:\/\/\S+$/.test(lone)) return '';
  const words = plainText(source.toWellFormed());
  return /\p{L}/u.test(words) ? words : '';
}

function firstList(scan: Scan, range: Range): string {
  const items: string[] = [];
  for (let index = range.from; index < range.to && items.length < 5; index++) {
    if (scan.kinds[index] !== LineKind.item) continue;
    const item = lineAt(scan, index)
      .slice(0, LONGEST)
      .trim()
      .replace(/^(?:[-*+]|\d{1,9}[.)])\s*(?:\[[ xX]\]\s)?/, '');
    const words = plainText(item).replace(/[.;,]$/, '');
    if (/\p{L}/u.test(words) && !lineLabels(item).some(({ known }) => known)) items.push(words);
  }
  return items.join('; ');
}

function firstQuote(scan: Scan, range: Range): string {
  const lines: string[] = [];
  for (let index = range.from; index < range.to; index++) {
    if (scan.kinds[index] === LineKind.quote) lines.push(lineAt(scan, index).replace(/^[>\s]+/, ''));
    else if (lines.length > 0) break;
  }
  return proseOf(lines.slice(0, 40));
}

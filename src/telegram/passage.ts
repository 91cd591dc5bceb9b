/** An author's Markdown as pieces of Telegram's HTML. Pure. */
import type { Block, Run } from '../node/passage.ts';
import { type Ink, inkOf, paragraph, plain } from './ink.ts';
import type { Piece } from './piece.ts';
import { clean, escaped } from './text.ts';

/** Units of a line that a telephone shows without breaking it, in letters of one width. */
const NARROW = 34;

/** Of one box of code. */
const LONGEST_CODE = 1_500;

/** Deeper lists are shown as deep as this. */
const DEEPEST = 4;

const INDENT = '\u2003';

interface Where {
  /** Behind a content note. */
  folded: boolean;
  quote?: true;
  depth: number;
}

/** `folded`: to stand in a spoiler. */
export function passagePieces(blocks: readonly Block[], folded: boolean): Piece[] {
  return blocks.flatMap((block) => pieces(block, { folded, depth: 0 }, '\n\n'));
}

function pieces(block: Block, where: Where, before: string): Piece[] {
  switch (block.type) {
    case 'paragraph':
      return paragraph([...indent(where), ...block.runs.map(inkOf)], { ...styleOf(where), before });
    case 'heading':
      return paragraph(block.runs.map(inkOf), { ...styleOf(where), before, tags: ['b'], leads: true });
    case 'list':
      return listPieces(block, where, before);
    case 'quote':
      return quotePieces(block.blocks, where, before);
    case 'code':
      return codePieces(block, where, before);
    case 'table':
      return tablePieces(block, where, before);
    case 'rule':
      return paragraph([plain('· · ·')], { ...styleOf(where), before });
  }
}

function styleOf({ folded, quote }: Where): { folded: boolean; quote?: true } {
  return { folded, ...(quote ? { quote } : {}) };
}

function indent({ depth }: Where): Ink[] {
  return depth > 0 ? [plain(INDENT.repeat(depth))] : [];
}

function listPieces(list: Block & { type: 'list' }, where: Where, before: string): Piece[] {
  const inner = { ...where, depth: Math.min(DEEPEST, where.depth + 1) };
  return list.items.flatMap((blocks, nr) => {
    const sign = list.ordered ? `${list.start + nr}. ` : '• ';
    const [first, ...rest] = blocks;
    const at = nr === 0 ? before : '\n';
    const runs = first?.type === 'paragraph' ? first.runs.map(inkOf) : [];
    const line = paragraph([...indent(where), plain(sign), ...runs], { ...styleOf(where), before: at });
    const others = first === undefined || first.type === 'paragraph' ? rest : blocks;
    return [...line, ...others.flatMap((block) => pieces(block, inner, '\n'))];
  });
}

/** Telegram has no quotes in quotes, and none in a folded one: there a sign stands before it. */
function quotePieces(blocks: readonly Block[], where: Where, before: string): Piece[] {
  if (!where.folded && !where.quote)
    return blocks.flatMap((block, nr) => pieces(block, { ...where, quote: true }, nr === 0 ? before : '\n'));
  return blocks.flatMap((block, nr) => {
    const marked = block.type === 'paragraph' ? { ...block, runs: [{ text: '› ' }, ...block.runs] } : block;
    return pieces(marked, where, nr === 0 ? before : '\n');
  });
}

function codePieces({ text, language = '' }: Block & { type: 'code' }, where: Where, before: string): Piece[] {
  if (where.folded || where.quote) return paragraph([{ text, tags: ['code'] }], { ...styleOf(where), before });
  const [open, close] = /^[\w+-]{1,20}$/.test(language)
    ? [`<pre><code class="language-${language}">`, '</code></pre>']
    : ['<pre>', '</pre>'];
  return chunks(clean(text).replace(/\n+$/, '')).map((chunk, nr) => ({
    html: `${open}${escaped(chunk)}${close}`,
    before: nr === 0 ? before : '\n',
    entities: 1,
  }));
}

/** Whole lines as far as they fit. */
function chunks(text: string): string[] {
  const found: string[] = [];
  for (const line of text.split('\n')) {
    for (let from = 0; from === 0 || from < line.length; from += LONGEST_CODE) {
      const part = line.slice(from, from + LONGEST_CODE).toWellFormed();
      const last = found.at(-1);
      if (last === undefined || from > 0 || last.length + part.length >= LONGEST_CODE) found.push(part);
      else found[found.length - 1] = `${last}\n${part}`;
    }
  }
  return found.filter((chunk) => chunk.trim() !== '');
}

/** A narrow table in letters of one width; of a wider one each row, its cells named by the head. */
function tablePieces({ head, rows }: Block & { type: 'table' }, where: Where, before: string): Piece[] {
  const texts = [head, ...rows].map((row) => row.map(textOf));
  const widths = head.map((_, column) => Math.max(...texts.map((row) => row[column]?.length ?? 0)));
  const width = widths.reduce((sum, one) => sum + one + 2, -2);
  if (width <= NARROW && !where.folded && !where.quote) {
    const lines = texts.map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
    return codePieces({ type: 'code', text: lines.join('\n') }, where, before);
  }
  return rows.flatMap((row, nr) => {
    const inks = row.flatMap((cell, column) => cellInks(cell, texts[0]?.[column] ?? '', column));
    return paragraph([plain('• '), ...inks], { ...styleOf(where), before: nr === 0 ? before : '\n' });
  });
}

function cellInks(cell: readonly Run[], head: string, column: number): Ink[] {
  if (column === 0) return cell.map((run) => inkOf(run.code ? run : { ...run, bold: true }));
  return [plain(` · ${head === '' ? '' : `${head}: `}`), ...cell.map(inkOf)];
}

function textOf(cell: readonly Run[]): string {
  return cell
    .map(({ text }) => text)
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
}

/** An author's Markdown as pieces of Discord's, each small enough to stand on any page. Pure. */
import type { Part } from '../desk/card.ts';
import type { Block, Run } from '../node/passage.ts';
import { addressOf, escaped, linked } from './text.ts';

/** Markdown that is not cut any more. */
export interface Piece {
  text: string;
  /** What stands before it, unless it is the first on its page. */
  gap: '\n' | '\n\n';
  /** Never the last on a page. */
  leads?: true;
}

/** UTF-16 units of a piece; a page holds more than twice as much. */
const LONGEST = 1_000;
const DEEPEST = 3;

export function passagePieces(blocks: readonly Block[], depth = 0, gap: Piece['gap'] = '\n\n'): Piece[] {
  return blocks.flatMap((block, at) => blockPieces(block, depth, at === 0 ? gap : depth > 0 ? '\n' : '\n\n'));
}

function blockPieces(block: Block, depth: number, gap: Piece['gap']): Piece[] {
  const indent = '  '.repeat(depth);
  switch (block.type) {
    case 'paragraph':
      return paragraphs(block.runs, indent, gap);
    case 'heading': {
      const [piece] = paragraphs(block.runs, indent, gap);
      if (!piece) return [];
      const text = block.level <= 2 && depth === 0 ? `### ${piece.text}` : `**${plain(block.runs)}**`;
      return [{ text, gap, leads: true }];
    }
    case 'list':
      return block.items.flatMap((item, nr) => itemPieces(item, block, nr, depth, nr === 0 ? gap : '\n'));
    case 'quote':
      return passagePieces(block.blocks, depth, gap).map((piece) => ({ ...piece, text: quoted(piece.text) }));
    case 'code':
      return codePieces(block.text, block.language, gap);
    case 'table':
      return block.rows.flatMap((row, nr) =>
        paragraphs(rowRuns(row, block.head), `${indent}- `, nr === 0 ? gap : '\n'),
      );
    case 'rule':
      return [{ text: '-# · · ·', gap }];
  }
}

function itemPieces(
  item: readonly Block[],
  { ordered, start }: { ordered: boolean; start: number },
  nr: number,
  depth: number,
  gap: Piece['gap'],
): Piece[] {
  const sign = `${'  '.repeat(depth)}${ordered ? `${start + nr}. ` : '- '}`;
  const [first, ...rest] = item;
  const inner = Math.min(DEEPEST, depth + 1);
  if (first?.type !== 'paragraph') return [{ text: sign.trimEnd(), gap }, ...passagePieces(item, inner, '\n')];
  return [...paragraphs(first.runs, sign, gap), ...passagePieces(rest, inner, '\n')];
}

/** One paragraph; a long one goes on in further pieces. */
function paragraphs(runs: readonly Run[], before: string, gap: Piece['gap']): Piece[] {
  const pieces: Piece[] = [];
  let text = before;
  let [open, styled] = [false, false];
  for (const run of runs.flatMap(shortened)) {
    const marks = marksOf(run);
    const words = styledText(run, marks);
    if (open && text.length + words.length > LONGEST) {
      pieces.push({ text: text.trimEnd(), gap: pieces.length === 0 ? gap : '\n' });
      [text, styled] = [' '.repeat(before.length), false];
    }
    // Between two styles their signs would run together.
    text += styled && marks !== '' ? `\u200b${words}` : words;
    styled = marks !== '' && /[*~`]$/.test(words);
    open = true;
  }
  if (text.trim() !== before.trim() && text.trim() !== '')
    pieces.push({ text: text.trimEnd(), gap: pieces.length === 0 ? gap : '\n' });
  return pieces;
}

/** A very long stretch as several. */
function shortened(run: Run): Run[] {
  const most = LONGEST / 4;
  if (run.text.length <= most) return [run];
  const parts: Run[] = [];
  let rest = run.text;
  while (rest.length > most) {
    const space = rest.lastIndexOf(' ', most);
    const end = space > 0 ? space + 1 : most;
    parts.push({ ...run, text: rest.slice(0, end).toWellFormed() });
    rest = rest.slice(end);
  }
  return [...parts, { ...run, text: rest.toWellFormed() }];
}

function marksOf({ bold, italic, struck, code }: Run): string {
  if (code) return '`';
  return [bold ? '**' : '', italic ? '*' : '', struck ? '~~' : ''].join('');
}

function styledText(run: Run, marks: string): string {
  const [, before = '', core = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(run.text) ?? [];
  const spaces = (text: string) => (text.includes('\n') ? '\n' : text === '' ? '' : ' ');
  if (core === '') return spaces(run.text);
  const inner = run.code && !run.text.includes('`') ? `\`${core.replace(/\s+/g, ' ')}\`` : wordsOf(core, run, marks);
  return spaces(before) + inner + spaces(after);
}

function wordsOf(core: string, { href, code }: Run, marks: string): string {
  if (addressOf(href) !== undefined) return linked(core, href, LONGEST / 4);
  const signs = code ? '' : marks;
  const end = [...signs].reverse().join('');
  return core
    .split('\n')
    .map((line) => (line.trim() === '' ? '' : signs + escaped(line) + end))
    .join('\n');
}

function plain(runs: readonly Run[]): string {
  return escaped(runs.map(({ text }) => text).join('')).slice(0, LONGEST);
}

function quoted(text: string): string {
  return text
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
}

/** Nothing within can end the fence. */
function codePieces(text: string, language: string | undefined, gap: Piece['gap']): Piece[] {
  const name = language !== undefined && /^[\w+-]{1,20}$/.test(language) ? language : '';
  const safe = text.replaceAll('```', '`\u200b``');
  return chunks(safe).map((chunk, nr) => ({
    text: `\`\`\`${name}\n${chunk}\n\`\`\``,
    gap: nr === 0 ? gap : '\n',
  }));
}

/** Whole lines as far as they fit. */
export function chunks(text: string, most = LONGEST): string[] {
  const found: string[] = [];
  for (const line of text.split('\n')) {
    for (let from = 0; from === 0 || from < line.length; from += most) {
      const part = line.slice(from, from + most).toWellFormed();
      const last = found.at(-1);
      if (last === undefined || from > 0 || last.length + part.length >= most) found.push(part);
      else found[found.length - 1] = `${last}\n${part}`;
    }
  }
  return found.filter((chunk) => chunk.trim() !== '');
}

function rowRuns(row: readonly Run[][], head: readonly Run[][]): Run[] {
  return row.flatMap((cell, column): Run[] => {
    if (column === 0) return cell.map((run) => (run.code ? run : { ...run, bold: true }));
    const name = (head[column] ?? []).map(({ text }) => text).join('');
    return [{ text: ` · ${name === '' ? '' : `${name}: `}` }, ...cell];
  });
}

type Diff = (Part & { type: 'diff' })['pieces'];

/** What came is bold, what went is struck through. */
export function diffPieces(pieces: Diff): Piece[] {
  const found: Piece[] = [];
  for (const piece of pieces) {
    if ('gap' in piece) {
      found.push({ text: `-# ${escaped(piece.words)}`, gap: '\n' });
      continue;
    }
    const style =
      piece.kind === 'added' ? { bold: true as const } : piece.kind === 'cut' ? { struck: true as const } : {};
    for (const [nr, chunk] of chunks(piece.text, LONGEST / 2).entries()) {
      const [words] = paragraphs(
        chunk.split('\n').flatMap((text, at) => [...(at > 0 ? [{ text: '\n' }] : []), { text, ...style }]),
        '',
        '\n',
      );
      const last = found.at(-1);
      if (!words) continue;
      // Words of one line stay on it.
      const joins = nr === 0 && last && !last.text.startsWith('-# ') && last.text.length + words.text.length < LONGEST;
      if (joins) last.text += `${/\n$/.test(last.text) ? '' : ' '}${words.text}`;
      else found.push(words);
    }
  }
  return found;
}

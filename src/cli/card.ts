/** A card for a terminal: plain text, nothing in it that a terminal would obey. */
import type { Card, ListLine, Part } from '../desk/card.ts';
import type { Block, Run } from '../node/passage.ts';
import { clean } from './context.ts';

/** A content note is named and the rest left out, for nothing can be folded here. */
export function cardText(card: Card): string {
  const { heading, subtitle, facts, note, parts, buttons } = card;
  const blocks = [
    [[heading.emoji, heading.text].filter(Boolean).join(' '), subtitle, ...facts, heading.url]
      .filter((line) => line !== undefined)
      .map((line, at) => (at === 0 ? line : `  ${line}`))
      .join('\n'),
    ...(note === undefined ? parts.map(partText) : [noteText(note, heading.url)]),
    card.kind === 'nothing' ? buttons.flatMap((one) => (one.role === 'open' ? [button(one)] : [])).join('\n') : '',
  ];
  const text = blocks.filter((block) => block !== '').join('\n\n');
  return `${text.split('\n').map(clean).join('\n')}\n`;
}

function noteText(note: string, url: string | undefined): string {
  return `Content note: ${note}.${url === undefined ? '' : ` The text is at ${url}`}`;
}

function button({ emoji, label }: { emoji?: string; label: string }): string {
  return `  ${emoji ?? '·'} ${label}`;
}

function partText(part: Part): string {
  switch (part.type) {
    case 'words':
      return part.text;
    case 'lines':
      return part.lines.map(lineText).join('\n');
    case 'passage':
      return part.blocks.map((block) => blockText(block)).join('\n\n');
    case 'diff':
      return part.pieces.map(pieceText).join('');
  }
}

function lineText({ emoji, text, aside, depth = 0 }: ListLine): string {
  const indent = '  '.repeat(depth);
  return `${indent}${emoji ?? '·'} ${text}${aside === undefined ? '' : `\n${indent}  ${aside}`}`;
}

function pieceText(piece: (Part & { type: 'diff' })['pieces'][number]): string {
  if ('gap' in piece) return `\n${piece.words}\n`;
  if (piece.kind === 'same') return piece.text;
  return piece.kind === 'added' ? `{+${piece.text}+}` : `[-${piece.text}-]`;
}

function blockText(block: Block): string {
  switch (block.type) {
    case 'paragraph':
      return words(block.runs);
    case 'heading':
      return `${'#'.repeat(block.level)} ${words(block.runs)}`;
    case 'list':
      return block.items
        .map((item, at) => inside(item.map(blockText).join('\n'), block.ordered ? `${block.start + at}. ` : '- '))
        .join('\n');
    case 'quote':
      return inside(block.blocks.map(blockText).join('\n\n'), '> ', '> ');
    case 'code':
      return inside(block.text, '    ');
    case 'table':
      return [block.head, ...block.rows].map((row) => row.map(words).join(' | ')).join('\n');
    case 'rule':
      return '---';
  }
}

function inside(text: string, first: string, others = ' '.repeat(first.length)): string {
  return text
    .split('\n')
    .map((line, at) => (at === 0 ? first : others) + line)
    .join('\n');
}

function words(runs: readonly Run[]): string {
  return runs.map(({ text }) => text).join('');
}

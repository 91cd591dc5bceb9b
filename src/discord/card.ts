/** A card of the desk as a message of Discord's components: what is on which page, and what can be pressed. Pure. */
import type { Asked } from '../desk/ask.ts';
import type { Button, Card, ListLine, Part } from '../desk/card.ts';
import type { Say } from '../desk/words.ts';
import { MOST_TEXT } from './body.ts';
import { diffPieces, type Piece, passagePieces } from './passage.ts';
import { cut, inline, labelOf, linked, words } from './text.ts';

/** Something to press, before its code is known. */
export interface Press {
  label: string;
  emoji?: string;
  to: { asked: Asked } | { url: string } | { own: string };
  disabled?: true;
}

export interface Choose {
  label: string;
  options: { label: string; aside?: string; asked: Asked; chosen?: true }[];
}

export interface Layout {
  /** Markdown, never folded. */
  head: string;
  /** Markdown; empty where there is nothing more. */
  body: string;
  folded: boolean;
  menus: Choose[];
  /** At most five in each. */
  rows: Press[][];
  picture?: { alt: string };
}

/** What a platform's own buttons begin with. */
export const DELETE = '!delete';
export const FILE = '!file ';

const OPTIONS = 25;
const ROW = 5;
const ROWS = 3;
/** Left for the body beside the head. */
const HEAD = 900;

/** `shared`: everybody sees it, so who asked may take it away. */
export function layOut(card: Card, say: Say, shared: boolean): Layout {
  const pages = pagesOf(
    card.parts.flatMap((part) => piecesOf(part)),
    MOST_TEXT - HEAD,
  );
  const page = Math.min(card.page, pages.length - 1);
  const turning = pages.length > 1 ? turns(card, page, pages.length) : [];
  const file = card.file && pages.length > 1 ? [fileButton(say)] : [];
  const remove: Press[] = shared ? [{ label: say('discord.delete'), to: { own: DELETE } }] : [];
  const presses = card.buttons.flatMap(pressOf);
  const opens = lineOptions(card.parts);
  return {
    head: headOf(card, page === 0),
    body: pages[page] ?? '',
    folded: card.note !== undefined,
    menus: [
      ...(opens.length > 0 ? [{ label: say('discord.open'), options: opens.slice(0, OPTIONS) }] : []),
      ...(card.menu ? [{ label: card.menu.label, options: card.menu.options.slice(0, OPTIONS) }] : []),
    ],
    rows: inRows([...turning, ...presses, ...file, ...remove]),
    ...(card.picture ? { picture: { alt: card.picture.alt } } : {}),
  };
}

function headOf({ heading, subtitle, facts, note }: Card, first: boolean): string {
  const badge = words(heading.emoji ?? '', 20);
  const title = `### ${badge === '' ? '' : `${badge} `}${linked(heading.text, heading.url, 200)}`;
  const tagline = subtitle === undefined ? '' : `*${words(subtitle, 250)}*`;
  const small = first ? facts.map((fact) => inline(fact, 150)).filter((fact) => fact !== '') : [];
  return [
    title,
    first ? tagline : '',
    ...small.slice(0, 4).map((fact) => `-# ${fact}`),
    note === undefined ? '' : `**${words(note, 200)}**`,
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function piecesOf(part: Part): Piece[] {
  switch (part.type) {
    case 'words':
      return [{ text: words(part.text, 900), gap: '\n\n' }];
    case 'passage':
      return passagePieces(part.blocks);
    case 'lines':
      return part.lines.map((line, at) => ({ text: lineText(line), gap: at === 0 ? '\n\n' : '\n' }));
    case 'diff':
      return diffPieces(part.pieces);
  }
}

function lineText({ emoji, text, url, aside, depth = 0 }: ListLine): string {
  const badge = words(emoji ?? '', 20);
  const why = inline(aside ?? '', 160);
  const line = `${badge === '' ? '' : `${badge} `}${linked(text, url, 150)}`;
  return `${'  '.repeat(depth)}- ${line}${why === '' ? '' : ` — ${why}`}`;
}

/** At least one. */
function pagesOf(pieces: readonly Piece[], room: number): string[] {
  const pages = [''];
  for (const [at, { text, gap, leads }] of pieces.entries()) {
    const last = pages.at(-1) ?? '';
    const next = leads ? (pieces[at + 1]?.text.length ?? 0) : 0;
    if (last !== '' && last.length + gap.length + text.length + next > room) pages.push(text);
    else pages[pages.length - 1] = last === '' ? text : last + gap + text;
  }
  return pages;
}

function turns({ asked }: Card, page: number, pages: number): Press[] {
  const to = (label: string, page: number): Press => ({
    label,
    to: { asked: { ask: { ...asked.ask, page } as Asked['ask'], trail: asked.trail } },
  });
  return [
    ...(page > 0 ? [to('‹', page - 1)] : []),
    { label: `${page + 1}/${pages}`, to: { own: '!page' }, disabled: true },
    ...(page + 1 < pages ? [to('›', page + 1)] : []),
  ];
}

function fileButton(say: Say): Press {
  return { label: say('discord.file'), to: { own: FILE } };
}

function pressOf(button: Button): Press[] {
  const text = [button.emoji, button.label].filter(Boolean).join(' ');
  const label = labelOf(text);
  if (label === undefined) return [];
  return [{ label, to: 'url' in button ? { url: button.url } : { asked: button.asked } }];
}

function lineOptions(parts: readonly Part[]): Choose['options'] {
  return parts.flatMap((part) =>
    part.type !== 'lines'
      ? []
      : part.lines.flatMap(({ emoji, text, aside, asked }) => {
          const label = labelOf([emoji, text].filter(Boolean).join(' '));
          if (!asked || label === undefined) return [];
          const why = aside === undefined ? '' : cut(aside, 95, (plain) => plain).shown;
          return [{ label, asked, ...(why === '' ? {} : { aside: why }) }];
        }),
  );
}

function inRows(presses: readonly Press[]): Press[][] {
  const rows: Press[][] = [];
  for (let at = 0; at < presses.length && rows.length < ROWS; at += ROW) rows.push(presses.slice(at, at + ROW));
  return rows;
}

/** A card of the desk as a message of Telegram's: its pages, and what can be pressed. Pure. */
import type { Asked } from '../desk/ask.ts';
import type { Button, Card, ListLine, Part } from '../desk/card.ts';
import type { Say } from '../desk/words.ts';
import { type Ink, paragraph, plain } from './ink.ts';
import { passagePieces } from './passage.ts';
import { type Piece, sheets } from './piece.ts';
import { badge, cut, inline, linked, words } from './text.ts';

/** Something to press, before its code is known. `own`: what this platform does itself, with the card's own code behind. */
export interface Press {
  text: string;
  to: { asked: Asked } | { url: string } | { own: Own };
}

/** Begin no code of the desk's. */
export const OWN = { menu: '!m', file: '!f', rich: '!r', page: '!p' } as const;
export type Own = (typeof OWN)[keyof typeof OWN];

export interface Layout {
  html: string;
  rows: Press[][];
}

/** Of a page. Telegram takes 4,096 units and 100 entities after parsing; the head has its own share. */
const ROOM = { units: 3_000, bytes: 12_000, entities: 70, jumps: 8 };
/** A caption takes 1,024. */
const CAPTION = 900;
const LABEL = 40;
/** Letters of labels that share a row on a telephone. */
const WIDTH = 30;
const MOST_ROWS = 12;

export function layOut(card: Card, say: Say): Layout {
  const folded = card.note !== undefined;
  const pages = sheets(
    card.parts.flatMap((part) => piecesOf(part, folded)),
    ROOM,
  );
  const page = Math.min(card.page, pages.length - 1);
  const { html, jumps } = pages[page] ?? { html: '', jumps: [] };
  const body = folded && html !== '' ? `<tg-spoiler>${html}</tg-spoiler>` : html;
  return {
    html: [headOf(card, page === 0), body].filter((part) => part !== '').join('\n\n'),
    rows: rowsOf(card, say, jumps, page, pages.length),
  };
}

/** Under a picture. */
export function captionOf(card: Card): string {
  const { heading } = card;
  return `${badge(heading.emoji)}<b>${linked(heading.text, heading.url, CAPTION / 3)}</b>`;
}

function headOf({ heading, subtitle, facts, note }: Card, first: boolean): string {
  const tagline = first && subtitle !== undefined ? words(subtitle, 250) : '';
  const small = first ? facts.slice(0, 4).map((fact) => inline(fact, 150)) : [];
  return [
    `${badge(heading.emoji)}<b>${linked(heading.text, heading.url, 200)}</b>`,
    tagline === '' ? '' : `<i>${tagline}</i>`,
    ...small,
    note === undefined ? '' : `<b>${words(note, 200)}</b>`,
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function piecesOf(part: Part, folded: boolean): Piece[] {
  switch (part.type) {
    case 'words':
      return paragraph([plain(part.text)], { before: '\n\n', folded });
    case 'passage':
      return passagePieces(part.blocks, folded);
    case 'lines':
      return part.lines.flatMap((line, at) => linePiece(line, at === 0 ? '\n\n' : '\n'));
    case 'diff':
      return part.pieces.flatMap((piece) => diffPieces(piece, folded));
  }
}

function linePiece({ emoji, text, url, aside, depth = 0, asked }: ListLine, before: string): Piece[] {
  const why = inline(aside ?? '', 160);
  const html = `${'\u2003'.repeat(depth)}${badge(emoji)}${linked(text, url, 150)}${why === '' ? '' : `\n<i>${why}</i>`}`;
  return [{ html, before, entities: 2, ...(asked ? { jump: asked } : {}) }];
}

type DiffPiece = (Part & { type: 'diff' })['pieces'][number];

/** What came is underlined, what went is struck through. */
function diffPieces(piece: DiffPiece, folded: boolean): Piece[] {
  if ('gap' in piece) return paragraph([plain(piece.words)], { before: '\n', folded, tags: ['i'] });
  const tags: Ink['tags'] = piece.kind === 'added' ? ['u'] : piece.kind === 'cut' ? ['s'] : [];
  return paragraph([{ text: piece.text, tags }], { before: '', folded });
}

function rowsOf(card: Card, say: Say, jumps: readonly Asked[], page: number, pages: number): Press[][] {
  const numbers = jumps.map((asked, at): Press => ({ text: String(at + 1), to: { asked } }));
  const opens = card.buttons.filter(({ role }) => role === 'open' || role === 'act').flatMap(pressOf);
  const views = card.buttons.filter(({ role }) => role !== 'open' && role !== 'act').flatMap(pressOf);
  const long: Press[] =
    card.file && pages > 1
      ? [
          { text: say('telegram.rich'), to: { own: OWN.rich } },
          { text: say('telegram.file'), to: { own: OWN.file } },
        ]
      : [];
  const menu: Press[] = card.menu ? [{ text: `${cut(card.menu.label, LABEL).text} …`, to: { own: OWN.menu } }] : [];
  return [
    ...(pages > 1 ? [turns(card, page, pages)] : []),
    ...inRows(numbers, 8 * 4),
    ...inRows(opens, WIDTH),
    ...inRows([...menu, ...long], WIDTH),
    ...inRows(views, WIDTH + 10),
  ].slice(0, MOST_ROWS);
}

/** The sections of a node, or its versions, in the place of the other buttons. */
export function menuRows(card: Card, say: Say): Press[][] {
  const options = card.menu?.options ?? [];
  const presses = options.map(
    ({ label, asked, chosen }): Press => ({
      text: `${chosen ? '• ' : ''}${cut(label, LABEL).text}`,
      to: { asked },
    }),
  );
  return [...inRows(presses, WIDTH), [{ text: say('button.back'), to: { asked: card.asked } }]];
}

function turns({ asked }: Card, page: number, pages: number): Press[] {
  const to = (text: string, page: number): Press => ({
    text,
    to: { asked: { ask: { ...asked.ask, page } as Asked['ask'], trail: asked.trail } },
  });
  return [
    ...(page > 0 ? [to('‹', page - 1)] : []),
    { text: `${page + 1}/${pages}`, to: { own: OWN.page } },
    ...(page + 1 < pages ? [to('›', page + 1)] : []),
  ];
}

function pressOf(button: Button): Press[] {
  const { text } = cut([button.emoji, button.label].filter(Boolean).join(' '), LABEL);
  return text === '' ? [] : [{ text, to: 'url' in button ? { url: button.url } : { asked: button.asked } }];
}

/** As many in a row as fit a telephone, at most four. */
function inRows(presses: readonly Press[], width: number): Press[][] {
  const rows: Press[][] = [];
  let left = 0;
  for (const press of presses) {
    left -= press.text.length + 4;
    const row = rows.at(-1);
    if (row && left >= 0 && row.length < 4) row.push(press);
    else {
      rows.push([press]);
      left = width - press.text.length;
    }
  }
  return rows;
}

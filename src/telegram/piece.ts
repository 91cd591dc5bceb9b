/** Telegram's HTML in pieces that stay whole, and pages filled with them by measure. Pure. */
import type { Asked } from '../desk/ask.ts';
import { visible } from './text.ts';

/** A stretch of HTML that is not cut any more. */
export interface Piece {
  html: string;
  /** What stands before it, unless it is the first of a page: `\n\n`, `\n`, a space or nothing. */
  before: string;
  /** Links, bold words and so on in it, as many as Telegram will count. */
  entities: number;
  /** Pieces of one quote are shown in one box as far as they stand on one page. */
  quote?: true;
  /** Never the last of a page: a heading. */
  leads?: true;
  /** What it leads to in the chat. It gets a number, which a button repeats. */
  jump?: Asked;
}

/** Of one page: UTF-16 units a reader sees, bytes of HTML, links and bold words, and buttons with numbers. */
export interface Room {
  units: number;
  bytes: number;
  entities: number;
  jumps: number;
}

export interface Sheet {
  html: string;
  jumps: Asked[];
}

/** What Telegram counts of a page besides its pieces: numbers, boxes, what stands between. */
const SLACK = 8;

/** The pieces on as many pages as they need, at least one. A piece that fits no page stands on its own. */
export function sheets(pieces: readonly Piece[], room: Room): Sheet[] {
  const pages: Piece[][] = [[]];
  let left = { ...room };
  for (const [nr, piece] of pieces.entries()) {
    const next = piece.leads ? pieces[nr + 1] : undefined;
    const page = pages.at(-1) ?? [];
    if (page.length > 0 && !fits(next ? [piece, next] : [piece], left)) {
      pages.push([]);
      left = { ...room };
    }
    pages.at(-1)?.push(piece);
    take(piece, left);
  }
  return pages.map(sheetOf);
}

function fits(pieces: readonly Piece[], room: Room): boolean {
  const after = { ...room };
  for (const piece of pieces) take(piece, after);
  return Object.values(after).every((left) => left >= 0);
}

function take(piece: Piece, room: Room): void {
  room.units -= visible(piece.html).length + SLACK;
  room.bytes -= Buffer.byteLength(piece.html) + 8 * SLACK;
  room.entities -= piece.entities + (piece.quote ? 1 : 0);
  room.jumps -= piece.jump ? 1 : 0;
}

function sheetOf(pieces: readonly Piece[]): Sheet {
  const jumps: Asked[] = [];
  let html = '';
  for (const [nr, piece] of pieces.entries()) {
    const last = pieces[nr - 1];
    const [closes, opens] = [last?.quote && !piece.quote, piece.quote && !last?.quote];
    if (closes) html += '</blockquote>';
    // A box has air around it.
    if (last) html += closes || opens ? '\n' : piece.before;
    if (opens) html += '<blockquote>';
    html += piece.jump ? `${jumps.push(piece.jump)}. ${piece.html}` : piece.html;
  }
  if (pieces.at(-1)?.quote) html += '</blockquote>';
  return { html, jumps };
}

/** Where names stand beside their stars: on no other star and on no other name. One without a place is left out. */
import type { Point } from './layout.ts';
import { widthOf, written } from './words.ts';

/** Edges, in picture units. */
export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export interface Named extends Point {
  title: string;
  /** Half as wide and high as it is drawn. */
  half: number;
  /** Half as wide and high as what the names of others keep off. */
  keep: number;
  /** So many times as wide as others are its letters: bold ones, say. */
  stretch?: number;
}

export interface Lettering {
  /** Of the letters, in picture units. */
  size: number;
  /** How wide a name may be, in sizes of its letters: as the first says where there is room, else as the next. */
  widths: readonly number[];
  /** So many names at most. */
  names: number;
}

export interface Label extends Point {
  text: string;
  anchor: 'start' | 'middle' | 'end';
}

/** Between a star and its name. */
const GAP = 4;
/** Share of the letters' size that is above the line they stand on. */
export const ABOVE = 0.78;
/** Below a star, above, right, left: the first that is free is taken. */
const SIDES = [
  { anchor: 'middle', x: 0, y: 1 },
  { anchor: 'middle', x: 0, y: -1 },
  { anchor: 'start', x: 1, y: 0 },
  { anchor: 'end', x: -1, y: 0 },
] as const;

/** Names of stars by their indexes, all within `frame`. Those that come first in `order` choose first. */
export function labelsOf(
  stars: readonly Named[],
  order: readonly number[],
  frame: Box,
  { size, widths, names }: Lettering,
): Map<number, Label> {
  const taken: Box[] = stars.map(({ x, y, keep }) => boxAround(x, y, keep, keep));
  const labels = new Map<number, Label>();
  for (const at of order) {
    if (labels.size === names) break;
    for (const most of widths) {
      const star = stars[at]!;
      const text = written(star.title, most);
      const width = widthOf(text) * size * (star.stretch ?? 1);
      const place = text && freePlace(star, width, size, frame, taken, taken[at]!);
      if (!place) continue;
      const { box, anchor } = place;
      taken.push(box);
      const x = anchor === 'start' ? box.left : anchor === 'end' ? box.right : (box.left + box.right) / 2;
      labels.set(at, { text, anchor, x: Math.round(x), y: Math.round(box.top + ABOVE * size) });
      break;
    }
  }
  return labels;
}

/** `own`: the one of `taken` that the name belongs to. */
function freePlace(star: Named, width: number, height: number, frame: Box, taken: readonly Box[], own: Box) {
  const [wide, high] = [width / 2, height / 2];
  for (const { anchor, x, y } of SIDES) {
    const beside = star.x + x * (star.half + GAP + wide);
    // At the rim, a name below or above its star is pushed inwards.
    const middle = x === 0 ? Math.min(Math.max(beside, frame.left + wide), frame.right - wide) : beside;
    const box = boxAround(middle, star.y + y * (star.half + GAP + high), wide, high);
    if (isWithin(box, frame) && isFree(box, taken, own)) return { box, anchor };
  }
  return undefined;
}

function boxAround(x: number, y: number, wide: number, high: number): Box {
  return { left: x - wide, right: x + wide, top: y - high, bottom: y + high };
}

function isWithin(box: Box, frame: Box): boolean {
  return box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom;
}

/** Whether it touches none of those that are taken, its own left aside. */
export function isFree(box: Box, taken: readonly Box[], own?: Box): boolean {
  for (const other of taken) {
    const beside = box.left >= other.right || other.left >= box.right;
    if (!beside && box.top < other.bottom && other.top < box.bottom && other !== own) return false;
  }
  return true;
}

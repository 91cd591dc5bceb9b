/** Where the stars of one cluster stand: the first in the middle, the others around it, names below their stars. */
import { type Box, isFree } from './labels.ts';
import type { Point } from './layout.ts';

/** What a star takes, in picture units. */
export interface Room {
  /** The more, the further its neighbours stand. */
  gap: number;
  /** Half as wide and high as it is drawn, and as what names of others keep off. */
  half: number;
  keep: number;
  /** Of the name below it. */
  name?: { width: number; height: number };
}

export interface Disc {
  /** In the order of the rooms, from the middle of the disc. */
  stars: Point[];
  radius: number;
  /** How far stars and names reach from the middle, at least the radius. */
  wide: number;
  down: number;
}

/** Each next place a golden angle further: an even disc of any size (Vogel 1979). */
export const GOLDEN = Math.PI * (3 - Math.sqrt(5));
/** Between the outermost stars and the rim. */
const RIM = 6;
/** Between two places that are tried for a star with a name, as an area. */
const STEP = 25;
/** How many times as wide as high these places may lie: names are wide. */
const FLAT = [1, 1.2, 1.5, 1.8, 2.2];

/**
 * Places on a spiral, taken one after another. Stars with names come first and as near to the middle as they can; around
 * a name, places where a star would cover it stay empty.
 */
export function discOf(rooms: readonly Room[]): Disc {
  const named = rooms.filter(({ name }) => name);
  const first = FLAT.map((flat) => amongNames(named, flat)).reduce((best, one) => (one.far < best.far ? one : best));
  const places = first.points.values();
  let area = 0;
  let turn = 0;
  const points = rooms.map(({ gap, keep, name }) => {
    if (name) return places.next().value!;
    for (;;) {
      const point = onSpiral(area + gap ** 2 / 2, turn++);
      area += gap ** 2;
      if (isFree(around(point, keep), first.boxes)) return point;
    }
  });
  return centred(rooms, points);
}

/** On places so many times as wide as high. `far`: how much room it all takes, which is rather wide than high. */
function amongNames(rooms: readonly Room[], flat: number): { points: Point[]; boxes: Box[]; far: number } {
  const boxes: Box[] = [];
  const points = rooms.map((room) => {
    for (let turn = 0; ; turn++) {
      const { x, y } = onSpiral(turn * STEP, turn);
      const point = { x: x * flat, y };
      const box = boxOf(point, room);
      if (!isFree(box, boxes)) continue;
      boxes.push(box);
      return point;
    }
  });
  const { left, right, top, bottom } = boxOfAll(boxes);
  return { points, boxes, far: Math.hypot(right - left, 1.3 * (bottom - top)) };
}

function onSpiral(area: number, turn: number): Point {
  const far = Math.sqrt(area);
  return { x: far * Math.cos(turn * GOLDEN), y: far * Math.sin(turn * GOLDEN) };
}

function centred(rooms: readonly Room[], points: readonly Point[]): Disc {
  const boxes = points.map((point, at) => boxOf(point, rooms[at]!));
  const { left, right, top, bottom } = boxOfAll(boxes);
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  const stars = points.map((point) => ({ x: point.x - x, y: point.y - y }));
  const radius = RIM + Math.max(...stars.map((star, at) => Math.hypot(star.x, star.y) + rooms[at]!.gap * 0.6));
  return { stars, radius, wide: Math.max(radius, (right - left) / 2), down: Math.max(radius, (bottom - top) / 2) };
}

function boxOfAll(boxes: readonly Box[]): Box {
  return {
    left: Math.min(...boxes.map(({ left }) => left)),
    right: Math.max(...boxes.map(({ right }) => right)),
    top: Math.min(...boxes.map(({ top }) => top)),
    bottom: Math.max(...boxes.map(({ bottom }) => bottom)),
  };
}

/** Of a star and its name. */
function boxOf(point: Point, { half, name }: Room): Box {
  const box = around(point, half);
  if (!name) return box;
  const wide = Math.max(half, name.width / 2);
  return { left: point.x - wide, right: point.x + wide, top: box.top, bottom: box.bottom + name.height };
}

function around({ x, y }: Point, half: number): Box {
  return { left: x - half, right: x + half, top: y - half, bottom: y + half };
}

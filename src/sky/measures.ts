/** Which stars of a sky are links and which are named, and how large all is drawn. */
import { splitEmoji } from '../node/emoji.ts';
import type { Measures, Name } from './chart.ts';
import type { Cluster, MapStar } from './clusters.ts';
import type { Room } from './disc.ts';
import { pictureName } from './emoji.ts';
import { widthOf, written } from './words.ts';

/** Stars that are links: more could be neither aimed at nor tabbed through. */
export const BRIGHT = 140;
/** Stars with names beside them. In a small archive all have one. */
const NAMED = 12;
const FEW = 30;

/** Pixels, on a page of the usual width. */
const LETTERS = 11.5;
const PICTURE = { bright: 5.5, named: 9 };
/** Half as wide as what a pointer may hit, where there is room (WCAG 2.2, 2.5.8), and as what names keep off. */
const AIM = 12;
const KEEP = 9;
/** Room of a star that is a link: so much sets it 24 pixels apart from the next. In a large archive it has less, in picture units. */
const APART = { gap: 14, most: 18 };
/** How wide names may be, in sizes of their letters. */
const STAR_NAME = { few: 15, many: 11 };
const FOLDER_NAME = 22;
/** Of the picture before a name and of the room it takes, in sizes of the letters. */
export const EMBLEM = { size: 1.15, width: 1.45 };

export interface Shining {
  /** The brightest first. */
  bright: ReadonlySet<MapStar>;
  /** What is written below a star. */
  names: ReadonlyMap<MapStar, string>;
}

/** `ranked`: the brightest first. In a large archive, what nobody refers to does not shine. */
export function shiningOf(ranked: readonly MapStar[]): Shining {
  const lit = ranked.length <= BRIGHT ? ranked : ranked.slice(0, BRIGHT).filter(({ links }) => links > 0);
  const few = ranked.length <= FEW;
  const named = few ? lit : lit.slice(0, NAMED);
  const names = named.map((star) => [star, written(star.title, few ? STAR_NAME.few : STAR_NAME.many)] as const);
  return { bright: new Set(lit), names: new Map(names.filter(([, name]) => name !== '')) };
}

export interface Sizes extends Measures {
  /** Of the names of stars. */
  letters: number;
  /** Half as wide as a star that is a link, and at most as what a pointer may hit. */
  half(star: MapStar): number;
  aim: number;
}

/** `count`: stars drawn; `unit`: how many picture units a pixel is on a page of the usual width. */
export function sizesOf({ bright, names }: Shining, count: number, unit: number): Sizes {
  // Few stars stand further apart: the map keeps its size.
  const gap = Math.min(30, Math.max(5.2, 330 / Math.sqrt(count)));
  const usual = Math.round(Math.max(gap * 0.45, PICTURE.bright * unit));
  const large = Math.round(Math.max(usual, PICTURE.named * unit));
  const letters = Math.round(LETTERS * unit);
  const aim = AIM * unit;
  const half = (star: MapStar) => (names.has(star) ? large : usual);
  const room = (star: MapStar): Room => {
    if (!bright.has(star)) return { gap, half: 2, keep: 4 };
    const own = {
      gap: Math.max(gap, half(star) * 1.25, Math.min(APART.gap * unit, APART.most)),
      half: half(star),
      keep: Math.max(half(star) + 1, KEEP * unit),
    };
    const name = names.get(star);
    return name ? { ...own, name: { width: (widthOf(name) + 2) * letters, height: 1.4 * letters } } : own;
  };
  return { letters, half, aim, room, name: (cluster, radius) => folderLabel(cluster, radius, unit) };
}

/** The larger the folder, the larger its name. */
function folderLabel({ path, source }: Cluster, radius: number, unit: number): Name {
  const { emoji, rest } = splitEmoji(folderName(path, source));
  const picture = pictureName(emoji);
  const text = written(rest, FOLDER_NAME);
  const size = Math.round(unit * Math.min(20, 11 + radius / unit / 14));
  return { text, picture, size, width: size * (widthOf(text) + (picture ? EMBLEM.width : 0)) };
}

/** The last part of a path as words: `🌊_Tide_Log` is `🌊 Tide Log`. */
export function folderName(path: string, source: string): string {
  return (
    path
      .slice(path.lastIndexOf('/') + 1)
      .replaceAll('_', ' ')
      .trim() || source
  );
}

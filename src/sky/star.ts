/** How a star is drawn: by the picture of its emoji, or as a spark. */
import { escapeHtml } from '../node/sanitize.ts';
import type { Point } from './layout.ts';

/** Addresses of our own that a picture within a page refers to. */
export interface Addresses {
  /** A node's page. */
  node(id: string): string;
  /** The picture of an emoji, by its name. */
  emoji(name: string): string;
}

/** A picture of ours beside the page, which browsers keep. `half` of its width and height. */
export function pictureAt(address: string, { x, y }: Point, half: number): string {
  return `<image href="${escapeHtml(address)}" x="${x - half}" y="${y - half}" width="${2 * half}" height="${2 * half}"/>`;
}

/** Four-pointed stars as parts of one path, each `half` as wide as twice that. */
export function sparks(points: readonly Point[], half: number): string {
  const bow = tenths(half * 0.13);
  const rest = tenths(half - bow);
  const shape = `q${bow} ${rest} ${half} ${half}q-${rest} ${bow}-${half} ${half}q-${bow}-${rest}-${half}-${half}q${rest}-${bow} ${half}-${half}`;
  return points.map(({ x, y }) => `M${x} ${y - half}${shape}`).join('');
}

/** Circles as parts of one path, which is stroked as wide as they are; each a step from the one before. */
export function dots(points: readonly Point[]): string {
  const from = (at: number) => points[at - 1] ?? { x: 0, y: 0 };
  return points.map(({ x, y }, at) => `m${x - from(at).x} ${y - from(at).y}h0`).join('');
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

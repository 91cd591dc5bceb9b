/** A neighbourhood as a picture: inside a page, with links, or alone, for previews and chats. */
import { escapeHtml } from '../node/sanitize.ts';
import { pictureName, pictureParts } from './emoji.ts';
import { HEIGHT, layOut, type Point, WIDTH } from './layout.ts';
import type { NearStar, Neighbourhood } from './neighbourhood.ts';

/** Radius of a star's glow, and half of its emoji's size, by how far away it is. */
const GLOW = [34, 23, 13] as const;
const HALF = [23, 15, 8] as const;
/** A four-pointed star, 24 units wide, for nodes without an emoji. */
const SPARK = 'M0-12Q1.6-1.6 12 0Q1.6 1.6 0 12Q-1.6 1.6-12 0Q-1.6-1.6 0-12Z';
/** Letters of a name below a star. */
const NAME = 24;

export interface Addresses {
  /** Own address of a node's page, and of an emoji's picture by its name. */
  node(id: string): string;
  emoji(name: string): string;
}

/**
 * For a page: real links that a keyboard reaches and a screen reader names, colours from the style sheet. The emoji
 * are pictures of our own beside the page, which browsers keep.
 */
export function pageSvg(all: Neighbourhood, title: string, addresses: Addresses): string {
  const points = layOut(all);
  const stars = all.stars.map((star, at) => pageStar(star, points[at]!, addresses));
  return `<svg class="constellation" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="group" aria-label="${escapeHtml(title)}"><path class="dust" d="${dust(all.stars[0]!.id)}"/>${lines(all, points)}${stars.join('')}</svg>`;
}

function pageStar(star: NearStar, { x, y }: Point, addresses: Addresses): string {
  const half = HALF[star.away];
  const name = pictureName(star.emoji);
  const picture = name
    ? `<image href="${escapeHtml(addresses.emoji(name))}" x="${x - half}" y="${y - half}" width="${2 * half}" height="${2 * half}"/>`
    : `<path class="spark" transform="translate(${x} ${y}) scale(${half / 12})" d="${SPARK}"/>`;
  const inner = `<circle cx="${x}" cy="${y}" r="${GLOW[star.away]}"/>${picture}${star.away === 2 ? '' : label(star, x, y)}`;
  const full = escapeHtml(star.emoji ? `${star.emoji} ${star.title}` : star.title);
  if (star.away === 0) return `<g class="away0"><title>${full}</title>${inner}</g>`;
  return `<a class="away${star.away}" href="${escapeHtml(addresses.node(star.id))}"><title>${full}</title>${inner}</a>`;
}

function label({ title, away }: NearStar, x: number, y: number): string {
  const name =
    title.length > NAME
      ? `${[...title]
          .slice(0, NAME - 1)
          .join('')
          .trimEnd()}…`
      : title;
  return `<text x="${x}" y="${y + HALF[away] + 17}">${escapeHtml(name)}</text>`;
}

/** Alone: every emoji within, no words, because no machine is sure to have a font; flat colours, which make small files. */
export function aloneSvg(all: Neighbourhood): string {
  const points = layOut(all);
  const names = [...new Set(all.stars.map(({ emoji }) => pictureName(emoji)).filter((name) => name !== undefined))];
  const symbols = names.map((name) => `<symbol id="e${name}" viewBox="0 0 36 36">${pictureParts(name)}</symbol>`);
  const stars = all.stars.map((star, at) => aloneStar(star, points[at]!));
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}"><defs>${symbols.join('')}</defs><rect width="${WIDTH}" height="${HEIGHT}" fill="#131b38"/><path d="${dust(all.stars[0]!.id)}" stroke="#c9d4f5" stroke-opacity="0.5" stroke-width="1.6" stroke-linecap="round"/><g stroke="#9fb2e6" stroke-opacity="0.6" stroke-width="1.4" fill="none">${lines(all, points)}</g>${stars.join('')}</svg>`;
}

function aloneStar(star: NearStar, { x, y }: Point): string {
  const half = HALF[star.away] * 1.15;
  const name = pictureName(star.emoji);
  const glow = [1.15, 1.7]
    .map((size) => `<circle cx="${x}" cy="${y}" r="${size * GLOW[star.away]}" fill="#ffe9b0" fill-opacity="0.07"/>`)
    .join('');
  const picture = name
    ? `<use xlink:href="#e${name}" x="${x - half}" y="${y - half}" width="${2 * half}" height="${2 * half}"/>`
    : `<path transform="translate(${x} ${y}) scale(${half / 12})" d="${SPARK}" fill="#ffe9b0"/>`;
  return glow + picture;
}

/** From the node outwards, then the fainter rest. */
function lines({ stars, lines: all }: Neighbourhood, points: Point[]): string {
  const path = (those: [number, number][]) =>
    those.map(([a, b]) => `M${points[a]!.x} ${points[a]!.y}L${points[b]!.x} ${points[b]!.y}`).join('');
  const near = all.filter(([a]) => stars[a]!.away === 0);
  const far = all.filter(([a]) => stars[a]!.away !== 0);
  return `<path class="far" opacity="0.5" d="${path(far)}"/><path class="near" d="${path(near)}"/>`;
}

/** Small stars that mean nothing, the same for the same node. */
function dust(id: string): string {
  let state = [...id].reduce((sum, char) => (Math.imul(sum, 31) + char.charCodeAt(0)) >>> 0, 17);
  const next = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return Array.from({ length: 70 }, () => `M${next(WIDTH)} ${next(HEIGHT)}h0`).join('');
}

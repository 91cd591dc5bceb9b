/** A neighbourhood as a picture: inside a page, with links, or alone, for previews and chats. */
import { escapeHtml } from '../node/sanitize.ts';
import { pictureName, pictureParts } from './emoji.ts';
import { type Label, type Lettering, labelsOf } from './labels.ts';
import { HEIGHT, layOut, type Point, WIDTH } from './layout.ts';
import type { NearStar, Neighbourhood } from './neighbourhood.ts';
import { type Addresses, dots, pictureAt, sparks } from './star.ts';

/** Radius of a star's glow, and half of its emoji's size, by how far away it is. */
const GLOW = [34, 23, 13] as const;
const HALF = [23, 15, 8] as const;
/** Radius of what a pointer may hit: never less than 24 pixels wide on a page of the usual width. */
const AIM = [34, 23, 19] as const;
const FRAME = { left: 6, right: WIDTH - 6, top: 4, bottom: HEIGHT - 4 };
/** On a wide page the names of all next to the node; on a phone, where letters are larger, of some. The style sheet chooses. */
const WIDE: Lettering = { size: 16, widths: [18, 10], names: 15 };
const SMALL: Lettering = { size: 26, widths: [13, 8], names: 7 };
/** Half as wide and high as what names keep off on a phone, where a finger aims at more than is drawn. */
const FINGER = 26;
/** So many times as wide is the name of the node itself, which is bold. */
const BOLD = 1.15;

/**
 * For a page: real links that a keyboard reaches and a screen reader names, colours from the style sheet. What is only
 * seen lies below them, so that no name is under a star.
 */
export function pageSvg(all: Neighbourhood, title: string, addresses: Addresses): string {
  const points = layOut(all);
  const names = labels(all, points);
  const links = all.stars.map((star, at) => link(star, points[at]!, names[at]!, addresses));
  return `<svg class="constellation" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="group" aria-label="${escapeHtml(title)}" text-anchor="middle"><g aria-hidden="true"><path class="dust" d="${dust(all.stars[0]!.id)}"/>${lines(all, points)}${lights(all.stars, points, addresses)}</g>${links.join('')}</svg>`;
}

/** Glows and sparks are a path for each size, pictures an element each. */
function lights(stars: readonly NearStar[], points: readonly Point[], addresses: Addresses): string {
  const names = stars.map(({ emoji }) => pictureName(emoji));
  const those = (far: number) => points.filter((_, at) => stars[at]!.away === far);
  const bare = (far: number) => points.filter((_, at) => stars[at]!.away === far && !names[at]);
  const glows = GLOW.map((glow, far) => `<path class="glow" stroke-width="${2 * glow}" d="${dots(those(far))}"/>`);
  const pictures = names.map((name, at) =>
    name ? pictureAt(addresses.emoji(name), points[at]!, HALF[stars[at]!.away]) : '',
  );
  const shine = HALF.map((half, far) => sparks(bare(far), half)).join('');
  return `${glows.join('')}<path class="spark" d="${shine}"/>${pictures.join('')}`;
}

function link(star: NearStar, { x, y }: Point, names: string, addresses: Addresses): string {
  const full = escapeHtml(star.emoji ? `${star.emoji} ${star.title}` : star.title);
  if (star.away === 0) return `<g class="away0"><title>${full}</title>${names}</g>`;
  return `<a class="away${star.away}" href="${escapeHtml(addresses.node(star.id))}"><title>${full}</title><circle cx="${x}" cy="${y}" r="${AIM[star.away]}"/>${names}</a>`;
}

/** Of each star its names as text elements, for wide pages and for small ones. */
function labels({ stars }: Neighbourhood, points: readonly Point[]): string[] {
  const wide = stars.map(({ title, away }, at) => {
    const half = HALF[away];
    return { ...points[at]!, title, half, keep: half + 4, stretch: away === 0 ? BOLD : 1 };
  });
  const small = wide.map((star) => ({ ...star, keep: Math.max(star.keep, FINGER) }));
  const near = [...stars.keys()].filter((at) => stars[at]!.away === 1);
  const ofWide = labelsOf(wide, [0, ...near], FRAME, WIDE);
  // A phone shows the node's own name above the text: here its neighbours choose first.
  const ofSmall = labelsOf(small, [...near, 0], FRAME, SMALL);
  return stars.map((_, at) => text(ofWide.get(at), '') + text(ofSmall.get(at), ' class="small"'));
}

function text(label: Label | undefined, kind: string): string {
  if (!label) return '';
  const anchor = label.anchor === 'middle' ? '' : ` text-anchor="${label.anchor}"`;
  return `<text${kind} x="${label.x}" y="${label.y}"${anchor}>${escapeHtml(label.text)}</text>`;
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
    : `<path d="${sparks([{ x, y }], half)}" fill="#ffe9b0"/>`;
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

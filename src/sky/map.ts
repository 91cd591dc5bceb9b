/** The sky of a whole archive as SVG: light enough for thousands of stars, links where a reader can aim at one. */
import { escapeHtml } from '../node/sanitize.ts';
import { type Chart, chartOf, type Road, roadsOf } from './chart.ts';
import { clustersOf, type MapStar } from './clusters.ts';
import { pictureName } from './emoji.ts';
import { ABOVE } from './labels.ts';
import type { Point } from './layout.ts';
import { EMBLEM, folderName, type Shining, type Sizes, shiningOf, sizesOf } from './measures.ts';
import { type Addresses, dots, pictureAt, sparks } from './star.ts';

export interface MapAddresses extends Addresses {
  /** Of a folder's page; undefined for what lies in no folder. */
  folder(source: string, path: string): string | undefined;
}

export interface SkyMap {
  svg: string;
  /** All nodes, also those not drawn. */
  nodes: number;
  /** Drawn as stars. */
  stars: number;
  /** Links between nodes. */
  lines: number;
}

/** Above this many, those that nobody refers to are left out. */
const STARS = 12_000;
/** Widths of dots, by how many refer to the node. */
const DOTS = [2.2, 3.2, 4.4, 6] as const;

export function skyMap(
  stars: readonly MapStar[],
  lines: readonly { from: number; to: number }[],
  addresses: MapAddresses,
): SkyMap {
  const shown = [...stars].sort((a, b) => b.links - a.links || (a.id < b.id ? -1 : 1)).slice(0, STARS);
  const clusters = clustersOf(shown);
  const roads = roadsOf(clusters, lines);
  const shining = shiningOf(shown);
  const sizes = (unit: number) => sizesOf(shining, shown.length, unit);
  // Only once the map is laid out is it known how large letters must be to be read.
  const draft = chartOf(clusters, roads, sizes(0.55 + Math.sqrt(shown.length) / 65));
  const final = sizes(draft.units);
  const chart = chartOf(clusters, roads, final);
  const links = [...shining.bright].map((star) => starLink(star, shining, final, chart, addresses));
  const svg = `<svg class="map" viewBox="0 0 ${chart.width} ${chart.height}" role="group" aria-label="The sky" text-anchor="middle"><g class="roads" aria-hidden="true">${roads.map((road) => roadPath(road, chart)).join('')}</g>${folders(chart, addresses)}<g class="lights" aria-hidden="true">${lights(chart, shining, final, addresses)}</g><g font-size="${final.letters}">${links.join('')}</g></svg>`;
  return { svg, nodes: stars.length, stars: shown.length, lines: lines.length };
}

function roadPath({ a, b, links }: Road, { clusters }: Chart): string {
  const [one, two] = [clusters[a]!, clusters[b]!];
  const width = Math.min(5, 0.6 + Math.sqrt(links) / 4).toFixed(1);
  return `<path stroke-width="${width}" d="M${one.x} ${one.y}L${two.x} ${two.y}"/>`;
}

/** Each a disc that leads to the folder, its name above it. */
function folders({ clusters }: Chart, addresses: MapAddresses): string {
  return clusters
    .map((cluster) => {
      const { source, path, x, y, radius, stars } = cluster;
      const inner = `<circle class="disc" cx="${x}" cy="${y}" r="${radius.toFixed(0)}"/>${folderLabel(cluster, addresses)}`;
      const address = addresses.folder(source, path);
      const words = `${folderName(path, source)}: ${stars.length} ${stars.length === 1 ? 'node' : 'nodes'}`;
      return address
        ? `<a class="name" href="${escapeHtml(address)}"><title>${escapeHtml(words)}</title>${inner}</a>`
        : `<g class="name">${inner}</g>`;
    })
    .join('');
}

function folderLabel({ x, y, radius, name }: Chart['clusters'][number], addresses: Addresses): string {
  const { text, picture, size, width } = name;
  const line = Math.round(y - radius - 4);
  const left = Math.round(x - width / 2);
  const words = (at: number, anchor: string) =>
    text && `<text x="${at}" y="${line}" font-size="${size}"${anchor}>${escapeHtml(text)}</text>`;
  if (!picture) return words(x, '');
  const half = Math.round((EMBLEM.size * size) / 2);
  const emblem = pictureAt(addresses.emoji(picture), { x: left + half, y: Math.round(line - size * 0.36) }, half);
  return emblem + words(left + Math.round(EMBLEM.width * size), ' text-anchor="start"');
}

/** What is seen of the stars: dots and sparks as paths, a few bytes for each star, pictures as elements. */
function lights(chart: Chart, { bright }: Shining, { half }: Sizes, addresses: Addresses): string {
  const dim: Point[][] = DOTS.map(() => []);
  for (const { stars } of chart.clusters) {
    const own = stars
      .filter((star) => !bright.has(star))
      .map((star) => ({ dot: dotOf(star), point: chart.points.get(star.rid)! }));
    own.sort((a, b) => a.point.y - b.point.y || a.point.x - b.point.x);
    for (const { dot, point } of own) dim[dot]!.push(point);
  }
  const dust = dim.map((points, at) => `<path class="dots size${at}" stroke-width="${DOTS[at]}" d="${dots(points)}"/>`);
  const bare = [...bright].filter(({ emoji }) => !pictureName(emoji));
  const shine = bare.map((star) => sparks([chart.points.get(star.rid)!], half(star)));
  const pictures = [...bright].map((star) => {
    const name = pictureName(star.emoji);
    return name ? pictureAt(addresses.emoji(name), chart.points.get(star.rid)!, half(star)) : '';
  });
  return `${dust.join('')}<path class="spark" d="${shine.join('')}"/>${pictures.join('')}`;
}

function dotOf({ links }: MapStar): number {
  return links > 20 ? 3 : links > 6 ? 2 : links > 1 ? 1 : 0;
}

function starLink(star: MapStar, { bright, names }: Shining, sizes: Sizes, chart: Chart, addresses: Addresses): string {
  const point = chart.points.get(star.rid)!;
  const half = sizes.half(star);
  const near = nearest(star, point, bright, chart);
  const aim = Math.max(half + 1, Math.min(sizes.aim, near / 2)).toFixed(0);
  const name = names.get(star);
  const line = Math.round(point.y + half + (ABOVE + 0.2) * sizes.letters);
  const text = name ? `<text x="${point.x}" y="${line}">${escapeHtml(name)}</text>` : '';
  const full = star.emoji ? `${star.emoji} ${star.title}` : star.title;
  return `<a href="${escapeHtml(addresses.node(star.id))}"><title>${escapeHtml(full)}</title><circle class="aim" cx="${point.x}" cy="${point.y}" r="${aim}"/>${text}</a>`;
}

/** How far the next star is that can be aimed at. */
function nearest(star: MapStar, { x, y }: Point, bright: ReadonlySet<MapStar>, { points }: Chart): number {
  let near = Number.POSITIVE_INFINITY;
  for (const other of bright) {
    const point = points.get(other.rid)!;
    if (other !== star) near = Math.min(near, Math.hypot(point.x - x, point.y - y));
  }
  return near;
}

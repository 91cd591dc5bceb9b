/** The sky of a whole archive as SVG: light enough for thousands of stars, links where a reader can aim at one. */
import { escapeHtml } from '../node/sanitize.ts';
import { type Chart, chartOf } from './chart.ts';
import { clustersOf, type MapStar } from './clusters.ts';
import { pictureName } from './emoji.ts';
import type { Addresses } from './star.ts';

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
/** Stars that are links: more could be neither aimed at nor tabbed through. */
const BRIGHT = 140;
const SIZES = [2.2, 3.2, 4.4, 6] as const;

export function skyMap(
  stars: readonly MapStar[],
  lines: readonly { from: number; to: number }[],
  addresses: MapAddresses,
): SkyMap {
  const shown = [...stars].sort((a, b) => b.links - a.links || (a.id < b.id ? -1 : 1)).slice(0, STARS);
  const bright = new Set(shown.slice(0, BRIGHT).filter(({ links }) => links > 0));
  // Few stars stand further apart: the map keeps its size.
  const gap = Math.min(30, Math.max(5.2, 330 / Math.sqrt(shown.length)));
  const emoji = Math.round(Math.max(13, gap * 0.9));
  const chart = chartOf(clustersOf(shown), lines, {
    room: (star) => (bright.has(star) ? Math.max(emoji + 2, gap) : gap),
    name: ({ path, source }, radius) => ({
      text: folderName(path, source),
      size: Math.round(Math.min(26, 10 + radius / 7)),
    }),
  });
  const svg = `<svg class="map" viewBox="0 0 ${chart.width} ${chart.height}" role="group" aria-label="The sky"><g class="roads">${roads(chart)}</g>${discs(chart)}${dots(chart, bright)}${[...bright].map((star) => brightStar(star, emoji, chart, addresses)).join('')}${names(chart, addresses)}</svg>`;
  return { svg, nodes: stars.length, stars: shown.length, lines: lines.length };
}

function roads({ roads: all, clusters }: Chart): string {
  return all
    .map(({ a, b, links }) => {
      const [one, two] = [clusters[a]!, clusters[b]!];
      const width = Math.min(5, 0.6 + Math.sqrt(links) / 4).toFixed(1);
      return `<path stroke-width="${width}" d="M${one.x} ${one.y}L${two.x} ${two.y}"/>`;
    })
    .join('');
}

function discs({ clusters }: Chart): string {
  return clusters
    .map(({ x, y, radius }) => `<circle class="disc" cx="${x}" cy="${y}" r="${radius.toFixed(0)}"/>`)
    .join('');
}

/** Every star without a picture as a dot: one path for each size, a few bytes for each star. */
function dots({ clusters, points }: Chart, bright: ReadonlySet<MapStar>): string {
  const paths = SIZES.map(() => '');
  for (const { stars } of clusters) {
    for (const star of stars) {
      if (bright.has(star) && pictureName(star.emoji)) continue;
      const { links } = star;
      const { x, y } = points.get(star.rid)!;
      const size = links > 20 ? 3 : links > 6 ? 2 : links > 1 ? 1 : 0;
      paths[size] += `M${x} ${y}h0`;
    }
  }
  return paths.map((path, at) => `<path class="dots size${at}" stroke-width="${SIZES[at]}" d="${path}"/>`).join('');
}

function brightStar({ id, rid, title, emoji }: MapStar, size: number, { points }: Chart, addresses: Addresses): string {
  const { x, y } = points.get(rid)!;
  const name = pictureName(emoji);
  const picture = name
    ? `<image href="${escapeHtml(addresses.emoji(name))}" x="${x - size / 2}" y="${y - size / 2}" width="${size}" height="${size}"/>`
    : '';
  return `<a href="${escapeHtml(addresses.node(id))}"><title>${escapeHtml(emoji ? `${emoji} ${title}` : title)}</title><circle class="aim" cx="${x}" cy="${y}" r="${size / 2 + 1}"/>${picture}</a>`;
}

/** Names of folders above their stars, the larger the folder. */
function names({ clusters }: Chart, addresses: MapAddresses): string {
  return clusters
    .map(({ source, path, x, y, radius, stars, name }) => {
      const text = `<text x="${x}" y="${(y - radius - 4).toFixed(0)}" font-size="${name.size}">${escapeHtml(name.text)}</text>`;
      const address = addresses.folder(source, path);
      const words = `${name.text}: ${stars.length} ${stars.length === 1 ? 'node' : 'nodes'}`;
      return address
        ? `<a class="name" href="${escapeHtml(address)}"><title>${escapeHtml(words)}</title>${text}</a>`
        : `<g class="name">${text}</g>`;
    })
    .join('');
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

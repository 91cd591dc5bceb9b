/** Constellations and the sky, drawn from the library and kept as long as they stay the same. Pages and chats show them. */
import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { Lru } from '../feed/lru.ts';
import type { Library } from '../library/library.ts';
import type { Placed } from '../library/stars.ts';
import type { Node } from '../node/node.ts';
import { aloneSvg } from '../sky/drawing.ts';
import { type MapAddresses, type SkyMap, skyMap } from '../sky/map.ts';
import { type Neighbourhood, neighbourhood } from '../sky/neighbourhood.ts';
import { pngOf } from '../sky/picture.ts';

/** Pictures that are kept: about 100 kB each. */
const PICTURES = 40;
/** Rows read at once, so that requests are let in between. */
const ROWS = 2_000;

type Line = { from: number; to: number };

export class Skies {
  readonly #library: Pick<Library, 'stars'>;
  readonly #pictures = new Lru<Promise<Buffer>>(PICTURES, () => 1);
  #map: { key: string; map: SkyMap } | undefined;

  constructor(library: Pick<Library, 'stars'>) {
    this.#library = library;
  }

  neighbourhood({ id, title, emoji }: Pick<Node, 'id' | 'title' | 'emoji'>): Neighbourhood {
    return neighbourhood({ id, title, emoji }, this.#library.stars);
  }

  /** A live node's constellation as PNG, 1200 × 630 pixels. The same data gives the same bytes. */
  picture(node: Pick<Node, 'id' | 'title' | 'emoji'>): Promise<Buffer> {
    const svg = aloneSvg(this.neighbourhood(node));
    const known = this.#pictures.get(svg);
    if (known) return known;
    const made = pngOf(svg);
    this.#pictures.set(svg, made);
    made.catch(() => this.#pictures.delete(svg));
    return made;
  }

  /** Read a little at a time, so that nobody waits for it, and drawn anew only where a star or a link changed. */
  async map(addresses: MapAddresses): Promise<SkyMap> {
    const { stars } = this.#library;
    const all = await inSteps<Placed>((last) => stars.all(last?.rid ?? 0, ROWS));
    const lines = await inSteps<Line>((last) => stars.lines(last?.from ?? 0, ROWS));
    const links = new Map<number, number>();
    for (const { to } of lines) links.set(to, (links.get(to) ?? 0) + 1);
    const shining = all.map((star) => ({ ...star, links: links.get(star.rid) ?? 0 }));
    const key = createHash('sha256')
      .update(JSON.stringify([shining, lines]))
      .digest('base64url');
    if (this.#map?.key !== key) this.#map = { key, map: skyMap(shining, lines, addresses) };
    return this.#map.map;
  }
}

async function inSteps<Row>(read: (last: Row | undefined) => Row[]): Promise<Row[]> {
  const found: Row[] = [];
  for (let rows = read(undefined); rows.length > 0; rows = read(found.at(-1))) {
    found.push(...rows);
    await setImmediate();
  }
  return found;
}

import { brotliCompressSync, constants } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { clustersOf, type MapStar } from '../../../src/sky/clusters.ts';
import { skyMap } from '../../../src/sky/map.ts';
import { widthOf } from '../../../src/sky/words.ts';

const ADDRESSES = {
  node: (id: string) => `/nodes/${id}`,
  emoji: (name: string) => `/emoji/${name}.svg`,
  folder: (_: string, path: string) => (path ? `/folders/${path}` : undefined),
};

function stars(count: number, folder: (at: number) => string): MapStar[] {
  return Array.from({ length: count }, (_, at) => ({
    ...{ rid: at + 1, id: `id${at}`, title: `Node ${at}`, emoji: '🌊', source: 'garden', links: at % 9 },
    path: `${folder(at)}${at}.md`,
  }));
}

describe('the sky of an archive', () => {
  test('large folders are split as long as clusters can be told apart, and none is lost', () => {
    const all = stars(2_000, (at) => (at % 10 < 8 ? `big/${at % 12}/` : at % 10 === 8 ? 'small/' : ''));
    const clusters = clustersOf(all);
    expect(clusters.map(({ path }) => path)).toEqual(expect.arrayContaining(['big/0', 'big/11', 'small', '']));
    expect(clusters.reduce((sum, one) => sum + one.stars.length, 0)).toBe(2_000);
  });

  test('a thousand folders are not a thousand clusters in one level of splitting', () => {
    const clusters = clustersOf(stars(3_000, (at) => `all/${at % 1_000}/`));
    expect(clusters.map(({ path }) => path)).toEqual(['all']);
  });

  test('of very many folders side by side, the smallest are one cluster', () => {
    const clusters = clustersOf(stars(3_000, (at) => `f${at % 9 === 0 ? at : at % 5}/`));
    expect(clusters).toHaveLength(80);
    expect(clusters.at(-1)).toMatchObject({ path: '', source: '259 smaller folders' });
    expect(clusters.reduce((sum, one) => sum + one.stars.length, 0)).toBe(3_000);
  });

  test('7,000 stars are light, each drawn once, the same every time', () => {
    const all = stars(7_000, (at) => `f${at % 23}/`);
    const lines = all.map(({ rid }) => ({ from: rid, to: 1 + ((rid * 31) % 7_000) }));
    const map = skyMap(all, lines, ADDRESSES);
    expect(skyMap(structuredClone(all), lines, ADDRESSES).svg).toBe(map.svg);
    expect(map.svg.length).toBeLessThan(250_000);
    const dots = map.svg.match(/h0/g)!.length;
    const pictures = map.svg.match(/<image/g)!.length;
    expect(dots + pictures).toBe(7_000);
    expect(map.svg).toContain('href="/folders/f0"');
  });

  test('7,000 stars that lie as they happen to are light over the wire', () => {
    const all = stars(7_000, (at) => `🌊_f${(at * 7919) % 41}/`).map((star) => ({
      ...star,
      links: (star.rid * 31) % 29,
    }));
    const { svg } = skyMap(all, [], ADDRESSES);
    const quick = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };
    expect(brotliCompressSync(svg, quick).length).toBeLessThan(40_000);
  });

  test('in a small archive every node is a star that leads to it, by its picture or as a spark', () => {
    const all = stars(140, (at) => `f${at % 9}/`).map((star) => ({
      ...star,
      links: 0,
      emoji: star.rid % 2 ? '🌊' : undefined,
    }));
    const { svg } = skyMap(all, [], ADDRESSES);
    expect(svg.match(/href="\/nodes\//g)).toHaveLength(140);
    expect(svg.match(/<image/g)).toHaveLength(70);
    expect(sparksOf(svg)).toHaveLength(70);
    expect(svg).not.toContain('h0');
  });

  test('a star whose title is nothing but emoji has no name, and its neighbours keep theirs', () => {
    const all = stars(9, () => 'f/').map((star) => ({
      ...star,
      links: 9 - star.rid,
      title: star.rid === 2 ? '🔥🌊' : 'Tide',
    }));
    const { svg } = skyMap(all, [], ADDRESSES);
    expect(textsOf(svg).filter(({ text }) => text === 'Tide')).toHaveLength(8);
    expect(new Set(centresOf(svg).map(({ x, y }) => `${x} ${y}`)).size).toBe(9);
    expect(svg).toContain('<title>🌊 🔥🌊</title>');
  });

  test('an empty archive is an empty sky', () =>
    expect(skyMap([], [], ADDRESSES)).toMatchObject({ nodes: 0, stars: 0 }));

  test('in a larger one those that nobody refers to are dots', () => {
    const all = stars(141, () => 'f/').map((star) => ({ ...star, links: star.rid < 4 ? 1 : 0 }));
    const { svg } = skyMap(all, [], ADDRESSES);
    expect(svg.match(/href="\/nodes\//g)).toHaveLength(3);
    expect(svg.match(/h0/g)).toHaveLength(138);
  });

  test('a folder shows the emoji of its name as a picture, all else as words, and nothing as markup', () => {
    const names = ['🌊_Tide_Log', '🔥', '<b>&', 'Salt_🧂_and_seed'];
    const { svg } = skyMap(
      stars(8, (at) => `${names[at % 4]}/`).map((star) => ({ ...star, emoji: undefined, title: '<i>"🌊"' })),
      [],
      { ...ADDRESSES, emoji: (name) => `/"${name}` },
    );
    expect([...svg.matchAll(/<image href="([^"]*)"/g)].map(([, href]) => href).sort()).toEqual([
      '/&#34;1f30a',
      '/&#34;1f525',
    ]);
    expect(textsOf(svg).map(({ text }) => text)).toEqual(
      expect.arrayContaining(['Tide Log', '&#60;b&#62;&#38;', 'Salt and seed', '&#60;i&#62;&#34;&#34;']),
    );
    expect(svg).toContain('<title>🌊 Tide Log: 2 nodes</title>');
    expect(svg).not.toMatch(/<b>|<i>|style=|<style|data:/);
  });

  test.each([
    ['one folder', 949, () => 'EIPS/'],
    ['small', 20, (at: number) => `🌊_garden_${at % 6}/`],
    ['long names', 900, (at: number) => `a_rather_long_folder_name_${at % 30}/`],
    ['large', 4_000, (at: number) => `🌊_f${at % 37}/`],
  ])('%s: names are on no star, on no dot and on no other name', (_, count, folder) => {
    const all = stars(count, folder).map((star) => ({ ...star, title: `A node by the sea ${star.rid}` }));
    const { svg } = skyMap(all, [], ADDRESSES);
    const names = textsOf(svg);
    const own = names.filter(({ text }) => text.startsWith('A node'));
    expect(own).toHaveLength(count === 20 ? 20 : 12);
    for (const [at, a] of names.entries()) {
      const over = names
        .slice(at + 1)
        .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom);
      expect(over).toEqual([]);
    }
    const under = [...centresOf(svg), ...dotsOf(svg)].filter(({ x, y }) =>
      own.some(({ left, right, top, bottom }) => x > left && x < right && y > top && y < bottom),
    );
    expect(under).toEqual([]);
  });
});

/** Texts with the room they take, by their own sizes or that of the group they are in. */
function textsOf(svg: string) {
  const usual = Number(/<g font-size="(\d+)">/.exec(svg)![1]);
  return [
    ...svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)"(?: font-size="(\d+)")?( text-anchor="start")?>([^<]*)/g),
  ].map(([, x, y, own, start, text]) => {
    const size = Number(own ?? usual);
    const width = widthOf(text!) * size;
    const left = Number(x) - (start ? 0 : width / 2);
    return { text: text!, left, right: left + width, top: Number(y) - 0.75 * size, bottom: Number(y) + 0.2 * size };
  });
}

function sparksOf(svg: string): RegExpMatchArray {
  return /class="spark" d="([^"]*)"/.exec(svg)![1]!.match(/M/g)!;
}

function centresOf(svg: string) {
  return [...svg.matchAll(/class="aim" cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => ({
    x: Number(x),
    y: Number(y),
  }));
}

/** Each dot is a step from the one before in its path. */
function dotsOf(svg: string) {
  return [...svg.matchAll(/class="dots[^>]* d="([^"]*)"/g)].flatMap(([, path]) => {
    let [x, y] = [0, 0];
    return [...path!.matchAll(/m(-?[\d.]+) (-?[\d.]+)h0/g)].map(([, dx, dy]) => {
      x += Number(dx);
      y += Number(dy);
      return { x, y };
    });
  });
}

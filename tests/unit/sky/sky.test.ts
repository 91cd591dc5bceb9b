import { describe, expect, test } from 'vitest';
import { aloneSvg, pageSvg } from '../../../src/sky/drawing.ts';
import { pictureFile, pictureName } from '../../../src/sky/emoji.ts';
import { APART, HEIGHT, layOut, WIDTH } from '../../../src/sky/layout.ts';
import { neighbourhood, type Star } from '../../../src/sky/neighbourhood.ts';
import { STYLE } from '../../../src/web/style.ts';
import { crowd } from './crowd.ts';

const ADDRESSES = {
  node: (id: string) => `/nodes/${id}`,
  emoji: (name: string) => `/emoji/${name}.svg`,
};

const star = (id: string, emoji?: string): Star => ({ id, title: `Title of ${id}`, emoji });

/** Who is linked with whom. */
function garden(links: Record<string, string[]>) {
  const near = (id: string, limit: number) =>
    [...new Set([...(links[id] ?? []), ...Object.keys(links).filter((other) => links[other]!.includes(id))])].slice(
      0,
      limit,
    );
  return (id: string) =>
    neighbourhood(star(id, '🌊'), {
      nearEach: (ids, limit) => ids.map((one) => near(one, limit)),
      some: (ids) => ids.map((other) => star(other)),
    });
}

describe('the neighbourhood', () => {
  test('one and two links away in either direction, no further', () => {
    const { stars, lines } = garden({ a: ['b'], c: ['a'], b: ['d'], d: ['e'] })('a');
    expect(stars.map(({ id, away }) => `${id}${away}`)).toEqual(['a0', 'b1', 'c1', 'd2']);
    expect(lines).toEqual([
      [0, 1],
      [0, 2],
      [1, 3],
    ]);
  });

  test('of very many, so many as can be seen, from every neighbour some', () => {
    const many = (name: string, count: number) => Array.from({ length: count }, (_, at) => `${name}${at}`);
    const links = { a: many('n', 40), n0: many('x', 90), n1: many('y', 3) };
    const { stars } = garden(links)('a');
    expect(stars.filter(({ away }) => away === 1)).toHaveLength(14);
    const far = stars.filter(({ away }) => away === 2).map(({ id }) => id);
    expect(far).toHaveLength(19);
    expect(far).toEqual(expect.arrayContaining(['y0', 'y1', 'y2', 'x0']));
  });

  test('alone', () => expect(garden({})('a')).toEqual({ stars: [{ ...star('a', '🌊'), away: 0 }], lines: [] }));
});

describe('the layout', () => {
  const all = garden({ a: ['b', 'c', 'd', 'e', 'f'], b: ['g', 'h'], c: ['g', 'i'], f: ['j'] })('a');

  test('is the same every time, within the picture, the node in its middle', () => {
    const points = layOut(all);
    expect(layOut(structuredClone(all))).toEqual(points);
    expect(points[0]!.x).toBe(WIDTH / 2);
    for (const { x, y } of points) {
      expect(x > 0 && x < WIDTH).toBe(true);
      expect(y > 0 && y < HEIGHT).toBe(true);
    }
  });

  test('keeps stars apart for fingers, however many there are, and all within reach of one', () => {
    for (const many of [all, ...crowd(60)]) {
      const points = layOut(many);
      for (const [at, { x, y }] of points.entries()) {
        expect(Math.min(x, y, WIDTH - x, HEIGHT - y)).toBeGreaterThanOrEqual(APART / 2);
        for (const other of points.slice(at + 1)) {
          expect(Math.hypot(x - other.x, y - other.y)).toBeGreaterThanOrEqual(APART);
        }
      }
    }
    // On a screen of 320 pixels, which the picture fills.
    expect((APART * 320) / WIDTH).toBeGreaterThanOrEqual(24);
    expect(STYLE).toContain(`.constellation circle { r: ${APART / 2}px; }`);
  });
});

describe('the drawing', () => {
  const all = neighbourhood(
    { id: 'a', title: '<b>"A" & b', emoji: '🌊' },
    {
      nearEach: (ids) => ids.map((id) => (id === 'a' ? ['<x>', 'y'] : [])),
      some: (ids) => ids.map((id) => star(id, id === 'y' ? undefined : '🧑‍🌾')),
    },
  );

  test('on a page: links and names, everything escaped', () => {
    const svg = pageSvg(all, 'Of <A>', ADDRESSES);
    expect(svg).not.toMatch(/<b>|<x>|<A>/);
    expect(svg).toContain('href="/nodes/&#60;x&#62;"');
    expect(svg).toContain('href="/emoji/1f9d1-200d-1f33e.svg"');
    expect(svg).toMatch(/<path class="spark" d="M\d/);
    expect(svg).not.toMatch(/style=|<style|data:/);
  });

  test('on a page: each star one link with its whole name, and its names are within', () => {
    for (const many of crowd(20)) {
      const svg = pageSvg(many, 'A crowd', ADDRESSES);
      const links = [...svg.matchAll(/<a class="away\d" href="\/nodes\/([^"]*)"><title>([^<]*)<\/title>(.*?)<\/a>/g)];
      expect(links.map(([, id, title]) => [id, title])).toEqual(
        many.stars.slice(1).map(({ id, emoji, title }) => [id, emoji ? `${emoji} ${title}` : title]),
      );
      expect(svg.match(/<circle/g)).toHaveLength(links.length);
      const within = svg.match(/<(a|g) class="away\d".*?<\/\1>/g)!.join('');
      expect(within.match(/<text/g)).toHaveLength(svg.match(/<text/g)!.length);
      // What is only seen comes first, so that no name is under a star.
      expect(svg.lastIndexOf('<image')).toBeLessThan(svg.indexOf('<text'));
    }
  });

  test('alone: every emoji within, no text, nothing to fetch', () => {
    const svg = aloneSvg(all);
    expect(svg).toContain('<symbol id="e1f30a"');
    expect(svg).not.toMatch(/<text|<image|http:\/\/(?!www\.w3\.org)/);
  });
});

describe('pictures of emoji', () => {
  test.each([
    ['🌊', '1f30a'],
    ['❤️', '2764'],
    ['❤', '2764'],
    ['3️⃣', '33-20e3'],
    ['🇳🇴', '1f1f3-1f1f4'],
    ['🧑‍🌾', '1f9d1-200d-1f33e'],
    ['👁️‍🗨️', '1f441-200d-1f5e8'],
    ['👋🏽', '1f44b-1f3fd'],
    ['🌫', '1f32b'],
  ])('%s is drawn', (emoji, name) => {
    expect(pictureName(emoji)).toBe(name);
    expect(pictureFile(name)).toContain('<svg');
  });

  test('what nobody draws as a whole is shown by its first part, a letter not at all', () => {
    expect(pictureName('🌊‍🌾')).toBe('1f30a');
    expect(pictureName('a')).toBeUndefined();
    expect(pictureName('')).toBeUndefined();
    expect(pictureFile('../package')).toBeUndefined();
  });
});

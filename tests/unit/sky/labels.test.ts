import { describe, expect, test } from 'vitest';
import { pageSvg } from '../../../src/sky/drawing.ts';
import { type Box, labelsOf, type Named } from '../../../src/sky/labels.ts';
import { HEIGHT, layOut, WIDTH } from '../../../src/sky/layout.ts';
import { widthOf, written } from '../../../src/sky/words.ts';
import { crowd } from './crowd.ts';

const FRAME = { left: 0, right: 300, top: 0, bottom: 200 };
const LETTERS = { size: 10, widths: [10], names: 9 };

function named(title: string, x: number, y: number): Named {
  return { title, x, y, half: 10, keep: 12 };
}

function touch(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

describe('names beside stars', () => {
  test('stand below, else above, else right, else left, else nowhere', () => {
    const around = [named('', 100, 130), named('', 100, 70), named('', 140, 100), named('', 60, 100)];
    const found = around.map((_, at) =>
      labelsOf([named('Tide', 100, 100), ...around.slice(0, at)], [0], FRAME, LETTERS).get(0),
    );
    expect(found.map((label) => label && [label.anchor, Math.sign(label.y - 103)])).toEqual([
      ['middle', 1],
      ['middle', -1],
      ['start', 0],
      ['end', 0],
    ]);
    expect(labelsOf([named('Tide', 100, 100), ...around], [0], FRAME, LETTERS).size).toBe(0);
  });

  test('are cut where the whole name has no place, and pushed inwards at the rim', () => {
    const stars = [named('Salt and seed', 10, 100), named('', 10, 70), named('', 70, 128)];
    const whole = labelsOf(stars.slice(0, 2), [0], FRAME, LETTERS).get(0)!;
    expect(whole.text).toBe('Salt and seed');
    expect(whole.x * 2).toBeGreaterThanOrEqual(widthOf(whole.text) * 10);
    const cut = labelsOf(stars, [0], { ...FRAME, right: 80 }, { ...LETTERS, widths: [10, 4] }).get(0);
    expect(cut?.text).toBe('Salt…');
  });

  test('those that choose first have one', () => {
    const stars = [named('Tide', 100, 100), named('Ebb', 130, 100)];
    expect([...labelsOf(stars, [1, 0], FRAME, { ...LETTERS, names: 1 }).keys()]).toEqual([1]);
  });

  test.each([
    ['on a wide page', 16, /<text x="(\d+)" y="(\d+)"(?: text-anchor="(\w+)")?>([^<]*)/g],
    ['on a phone', 26, /<text class="small" x="(\d+)" y="(\d+)"(?: text-anchor="(\w+)")?>([^<]*)/g],
  ])('%s touch no star and no other name, and stay within the picture', (_, size, pattern) => {
    let count = 0;
    for (const all of crowd(60)) {
      const svg = pageSvg(all, 'A crowd', { node: (id) => id, emoji: (name) => name });
      const stars = layOut(all).map(({ x, y }, at) => {
        const half = [23, 15, 8][all.stars[at]!.away]!;
        return { left: x - half, right: x + half, top: y - half, bottom: y + half };
      });
      const names = [...svg.matchAll(pattern)].map(([, x, y, anchor, text]) => {
        const width = widthOf(text!) * size;
        const left = Number(x) - (anchor === 'start' ? 0 : anchor === 'end' ? width : width / 2);
        return { left, right: left + width, top: Number(y) - 0.7 * size, bottom: Number(y) + 0.2 * size };
      });
      for (const [at, name] of names.entries()) {
        expect([...stars, ...names.slice(at + 1)].filter((other) => touch(name, other))).toEqual([]);
        expect(name.left >= 0 && name.right <= WIDTH && name.top >= 0 && name.bottom <= HEIGHT).toBe(true);
      }
      count += names.length;
    }
    expect(count).toBeGreaterThan(180);
  });
});

describe('written names', () => {
  test.each([
    ['Salt and Seed', 'Salt and Seed'],
    ['Reading the Pole Star at Night', 'Reading the…'],
    ['Observatoryobservatory', 'Observatoryobse…'],
    ['Fog, and what it leaves', 'Fog, and what it…'],
    ['🔥 Ash 🔥 and embers', 'Ash and embers'],
    ['3️⃣ Three', 'Three'],
    ['🔥🌊', ''],
    ['潮の満ち引きと月の暦と日', '潮の満ち引きと月の…'],
    [' Tide ', 'Tide'],
  ])('%s is %s', (name, shown) => {
    expect(written(name, 10)).toBe(shown);
    expect(widthOf(shown)).toBeLessThanOrEqual(10);
  });

  test('marks on letters take no room, and are not parted from them', () => {
    expect(widthOf('a\u0301\u0323')).toBe(widthOf('a'));
    expect(written(`${'a'.repeat(20)}`.replaceAll('a', 'a\u0301'), 5)).toMatch(/^(a\u0301)+…$/);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { difference, grade } from '../../../src/change/compare.ts';
import { Lineage, type Step } from '../../../src/change/lineage.ts';
import { countWords, sameButSpace } from '../../../src/change/words.ts';
import { parseNode } from '../../../src/node/parse.ts';

const parse = (text: string) => parseNode(text, 'a.md', { fields: {} });
const word = fc.constantFrom(
  'sea',
  'moon',
  'tide',
  'herb',
  'été',
  'שלום',
  '🌊',
  '2026-01-01',
  '[x](a.md)',
  '## Part',
  '- item',
  '**b**',
);
const text = fc
  .array(fc.tuple(word, fc.constantFrom(' ', '\n', '\n\n')), { maxLength: 60 })
  .map((parts) => parts.flat().join(''));
const anything = fc.oneof(text, fc.string({ unit: 'binary', maxLength: 300 }));

describe('comparing any two texts', () => {
  test('a text differs from itself in nothing', () => {
    fc.assert(
      fc.property(anything, (a) => {
        expect(grade(a, a, 5, parse)).toBe('none');
        expect(countWords(a, a)).toEqual({ added: 0, cut: 0 });
        expect(difference({ text: a, node: parse(a) }, { text: a, node: parse(a) })).toBeUndefined();
      }),
    );
  });

  test('there and back: what one way adds, the other cuts', () => {
    fc.assert(
      fc.property(anything, anything, (a, b) => {
        const there = countWords(a, b);
        expect(countWords(b, a)).toEqual({ added: there.cut, cut: there.added });
        expect(grade(b, a, 5, parse)).toBe(grade(a, b, 5, parse));
        expect(sameButSpace(b, a)).toBe(sameButSpace(a, b));
      }),
    );
  });

  test('shared lines around a difference change no count', () => {
    fc.assert(
      fc.property(text, text, text, text, (a, b, before, after) => {
        const around = (middle: string) => `${before}\n\n${middle}\n\n${after}`;
        expect(countWords(around(a), around(b))).toEqual(countWords(a, b));
      }),
    );
  });

  test('more white space is no change', () => {
    fc.assert(fc.property(text, (a) => sameButSpace(a, a.replace(/\n/g, '\n \n'))));
  });

  test('any two texts can be told apart without an error', () => {
    fc.assert(
      fc.property(anything, anything, (a, b) => {
        const different = difference({ text: a, node: parse(a) }, { text: b, node: parse(b) });
        expect(different === undefined).toBe(sameButSpace(a, b));
      }),
    );
  });
});

describe('any history', () => {
  const paths = ['a.md', 'b.md', 'c.md'];
  /** A random walk over three paths, told the way git tells it. */
  const walk = fc
    .array(fc.tuple(fc.constantFrom('edit', 'remove', 'move'), fc.nat(2), fc.nat(2)), { maxLength: 30 })
    .map((moves) => {
      const tree = new Map<string, string>();
      const steps: Step[] = [];
      let oid = 0;
      for (const [what, i, j] of moves) {
        const [path, to] = [paths[i]!, paths[j]!];
        const old = tree.get(path);
        const at = new Date(Date.UTC(2026, 0, 1, steps.length)).toISOString();
        const step = (...changes: Step['changes']) => steps.push({ commit: `c${steps.length}`, at, changes });
        if (what === 'edit') {
          tree.set(path, `${++oid}`);
          step(
            old === undefined
              ? { status: 'A', path, oid: `${oid}` }
              : { status: 'M', path, oid: `${oid}`, oldOid: old },
          );
        } else if (what === 'remove' && old !== undefined) {
          tree.delete(path);
          step({ status: 'D', path, oid: '', oldOid: old });
        } else if (what === 'move' && old !== undefined && !tree.has(to)) {
          tree.delete(path);
          tree.set(to, old);
          step({ status: 'R', from: path, path: to, oid: old, oldOid: old });
        }
      }
      return { tree, steps };
    });

  test('who lives where is what the tree says, no id is used twice, and records continue as the whole history does', () => {
    fc.assert(
      fc.property(walk, fc.nat(30), ({ tree, steps }, cut) => {
        const whole = new Lineage('');
        for (const step of steps) whole.apply(step);
        const tracks = [...whole.touched];
        expect(new Map(tracks.filter((t) => t.alive).map((t) => [t.path, t.oid]))).toEqual(tree);
        expect(new Set(tracks.map((t) => t.id)).size).toBe(tracks.length);

        const first = new Lineage('');
        for (const step of steps.slice(0, cut)) first.apply(step);
        const known = [...first.touched].map((t) => ({ ...t, updated: t.last.at, gone: !t.alive }));
        const second = new Lineage('', known);
        for (const step of steps.slice(cut)) second.apply(step);
        const continued = new Map(
          [...known, ...second.touched].map((t) => [
            t.id,
            { path: t.path, oid: t.oid, alive: 'gone' in t ? !t.gone : t.alive },
          ]),
        );
        expect(continued).toEqual(new Map(tracks.map((t) => [t.id, { path: t.path, oid: t.oid, alive: t.alive }])));
      }),
      { numRuns: 300 },
    );
  });
});

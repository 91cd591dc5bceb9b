import { describe, expect, test } from 'vitest';
import type { Difference } from '../../../src/change/change.ts';
import { combine, type Happened } from '../../../src/change/combine.ts';

const words = (added: number, cut: number): Difference => ({ words: { added, cut } });
const revised = (difference: Difference): Happened => ({ kind: 'revised', difference });

describe('changes of one node as one', () => {
  test.each<[string, Happened[], string, Happened | undefined]>([
    ['a birth stays one', [{ kind: 'created' }, revised(words(3, 0))], 'a.md', { kind: 'created' }],
    ['a birth that moved as well', [{ kind: 'created' }, { kind: 'moved', from: 'a.md' }], 'b.md', { kind: 'created' }],
    ['a removal is the last word', [{ kind: 'created' }, { kind: 'removed' }], 'a.md', { kind: 'removed' }],
    [
      'two moves are one',
      [
        { kind: 'moved', from: 'a.md' },
        { kind: 'moved', from: 'b.md' },
      ],
      'c.md',
      { kind: 'moved', from: 'a.md', difference: undefined },
    ],
    [
      'there and back is nothing',
      [
        { kind: 'moved', from: 'a.md' },
        { kind: 'moved', from: 'b.md' },
      ],
      'a.md',
      undefined,
    ],
    [
      'there and back with other words is a revision',
      [
        { kind: 'moved', from: 'a.md' },
        { kind: 'moved', from: 'b.md', difference: words(4, 1) },
      ],
      'a.md',
      revised(words(4, 1)),
    ],
    ['words add up', [revised(words(3, 1)), revised(words(2, 5))], 'a.md', revised(words(5, 6))],
  ])('%s', (_, changes, path, expected) => expect(combine(changes, path)).toEqual(expected));

  test('what came and went again is no news', () => {
    const first: Difference = {
      ...words(9, 0),
      title: { from: 'A', to: 'B' },
      sections: { added: ['Soil', 'Rain'], removed: [], revised: [{ title: 'Sun', added: 1, cut: 0 }] },
      tags: { added: ['pea'], removed: [] },
    };
    const second: Difference = {
      ...words(0, 4),
      title: { from: 'B', to: 'A' },
      sections: {
        added: [],
        removed: ['Soil'],
        revised: [
          { title: 'Sun', added: 2, cut: 1 },
          { title: 'Rain', added: 5, cut: 0 },
        ],
      },
      tags: { added: [], removed: ['pea'] },
    };
    expect(combine([revised(first), revised(second)], 'a.md')?.difference).toEqual({
      words: { added: 9, cut: 4 },
      sections: { added: ['Rain'], removed: [], revised: [{ title: 'Sun', added: 3, cut: 1 }] },
    });
  });
});

import { describe, expect, test } from 'vitest';
import type { Difference } from '../../../src/change/change.ts';
import { details, whatHappened, words } from '../../../src/feed/words.ts';

const NOTHING: Difference = { words: { added: 0, cut: 0 } };

describe('what happened', () => {
  test.each<[Parameters<typeof whatHappened>[0], string]>([
    [{ kind: 'created' }, 'new'],
    [{ kind: 'removed' }, 'withdrawn'],
    [{ kind: 'moved' }, 'moved'],
    [{ kind: 'restored' }, 'restored'],
    [{ kind: 'revised' }, 'revised'],
    [{ kind: 'revised', difference: { words: { added: 120, cut: 30 } } }, 'revised: +120 −30 words'],
    [{ kind: 'revised', difference: { words: { added: 1, cut: 0 } } }, 'revised: +1 word'],
    [{ kind: 'moved', difference: { words: { added: 0, cut: 4 } } }, 'moved and revised: −4 words'],
    [{ kind: 'created', difference: { words: { added: 9, cut: 0 } } }, 'new'],
    [
      {
        kind: 'revised',
        difference: {
          title: { from: 'Ebb', to: 'Flow' },
          status: { to: 'Final' },
          sections: { added: ['Salt'], removed: [], revised: [{ title: 'Water', added: 2, cut: 1 }] },
          tags: { added: ['sea'], removed: [] },
          references: { added: [], removed: ['Moon'] },
          words: { added: 2, cut: 1 },
        },
      },
      'revised: new title, status, 2 sections, tags, 1 reference, +2 −1 words',
    ],
  ])('%o -> %s', (change, expected) => expect(whatHappened(change)).toBe(expected));

  test('no word changed: nothing is said of words', () => expect(words({ added: 0, cut: 0 })).toBe(''));
});

describe('details', () => {
  test('words that are written from right to left turn nothing around', () => {
    const title = { from: 'גאות', to: 'Ebb' };
    const sections = { added: ['פתיחה', 'Salt'], removed: [], revised: [{ title: 'فجر', added: 2, cut: 1 }] };
    expect(details({ ...NOTHING, title, sections }).map(({ text }) => text)).toEqual([
      '\u2068גאות\u2069 → Ebb',
      '\u2068פתיחה\u2069 · Salt',
      '\u2068فجر\u2069 +2 −1 words',
    ]);
  });

  test('nothing is different: no line', () => expect(details(NOTHING)).toEqual([]));

  test('a line for each thing that is different, in a fixed order', () => {
    const difference: Difference = {
      title: { from: 'Ebb', to: 'Flow' },
      tagline: { from: 'slowly' },
      status: { to: 'Final' },
      sections: {
        added: ['Salt', 'Sand'],
        removed: ['Moon'],
        revised: [
          { title: 'Water', added: 2, cut: 1 },
          { title: 'Wind', added: 0, cut: 0 },
        ],
      },
      tags: { added: [], removed: ['sea'] },
      constellation: { added: ['🌊'], removed: [] },
      references: { added: ['Neap tide'], removed: [] },
      words: { added: 5, cut: 1 },
    };
    expect(details(difference).map(({ label, text }) => `${label}: ${text}`)).toEqual([
      'Title: Ebb → Flow',
      'Tagline: slowly (taken out)',
      'Status: Final',
      'Sections added: Salt · Sand',
      'Sections removed: Moon',
      'Sections revised: Water +2 −1 words · Wind',
      'Tags removed: sea',
      'Constellation added: 🌊',
      'References added: Neap tide',
      'In all: +5 −1 words',
    ]);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { searchKey } from '../../../src/library/keys.ts';
import { distance } from '../../../src/library/lexicon.ts';
import { parseQuery } from '../../../src/library/query.ts';

describe('a query', () => {
  test.each([
    ['tides', { words: 'tides' }],
    ['in:Log tides', { words: 'tides', folder: 'Log' }],
    ['tides in:"Tide Log" tag:moon', { words: 'tides', folder: 'Tide Log', tag: 'moon' }],
    ['#moon #721', { words: '#721', tag: 'moon' }],
    ['before:2026 after:2025-06-01 tides', { words: 'tides', before: '2026', after: '2025-06-01' }],
    ['in:./Log/', { words: '', folder: 'Log' }],
    ['IN:Log Tag:#moon', { words: '', folder: 'Log', tag: 'moon' }],
  ])('%s', (text, expected) => {
    expect(parseQuery(text)).toEqual({ faults: [], ...expected });
  });

  test('a filter that says nothing is left out and named', () => {
    expect(parseQuery('tides before:yesterday in:""')).toEqual({
      words: 'tides',
      faults: ['before:yesterday', 'in:""'],
    });
  });

  test('a hash that is no tag is a word', () => {
    expect(parseQuery('#moon', () => false)).toEqual({ words: '#moon', faults: [] });
  });

  test('of any letters does no harm', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
        expect(parseQuery(text).words.length).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});

test('keys of search have no accents, marks or dashes', () => {
  expect(searchKey('Détente — Cycle')).toBe('detente cycle');
  expect(searchKey('PLURALITY')).toBe(searchKey('pluralıty'));
  expect(searchKey('İSTANBUL straße')).toBe('istanbul strasse');
  expect(searchKey('don’t')).toBe('dont');
  expect(searchKey('🌊\ufe0f')).toBe('');
  expect(searchKey('हिन्दी')).toBe('हिन्दी'.normalize('NFC'));
});

test.each([
  ['tide', 'tide', 0],
  ['tide', 'tied', 1],
  ['tide', 'tid', 1],
  ['tide', 'tidde', 1],
  ['tide', 'tire', 1],
  ['calender', 'calendar', 1],
  ['', 'tide', 4],
])('%j and %j are %i apart', (a, b, apart) => {
  expect(distance(a, b)).toBe(apart);
  expect(distance(b, a)).toBe(apart);
});

import { expect, test } from 'vitest';
import { ConfigError, nearest, placeName, shown } from '../../../src/config/faults.ts';

test.each([
  ['setle', 'settle'],
  ['base_url', 'baseUrl'],
  ['MASSCHANGE', 'massChange'],
  ['baesUrl', 'baseUrl'],
  ['lighthouse', undefined],
  ['x', undefined],
])('%s is meant as %s', (word, meant) => {
  expect(nearest(word, ['settle', 'settleAtMost', 'baseUrl', 'massChange'])).toBe(meant);
});

test('places are written as in the file', () => {
  expect(placeName(['sources', 0, 'drafts', 'paths', 2])).toBe('sources[0].drafts.paths[2]');
  expect(placeName([])).toBe('');
});

test('values are shown short and without credentials', () => {
  expect(shown('https://me:hush@host/a')).toBe('"https://***@host/a"');
  expect(shown('🌊'.repeat(80))).toBe(`"${'🌊'.repeat(60)}…"`);
  expect([shown(null), shown([]), shown([1]), shown({}), shown(3), shown(true)]).toEqual([
    'nothing',
    'an empty list',
    'a list',
    'a mapping',
    '3',
    'true',
  ]);
});

test('the message has one line a fault', () => {
  const error = new ConfigError('starpost.yaml', [
    { at: 'poll', message: 'one.', line: 3, column: 7 },
    { at: '', message: 'two.' },
  ]);
  expect(error.message).toBe('starpost.yaml has 2 faults:\n  poll: one. (line 3, column 7)\n  two.');
});

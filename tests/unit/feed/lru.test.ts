import { expect, test } from 'vitest';
import { Lru } from '../../../src/feed/lru.ts';

test('what was used last stays, up to the limit', () => {
  const kept = new Lru<string>(10, (text) => text.length);
  kept.set('a', '1234');
  kept.set('b', '1234');
  kept.get('a');
  kept.set('c', '1234');
  expect(kept.keys()).toEqual(['a', 'c']);
  kept.set('a', '12');
  kept.set('d', '1234');
  expect(kept.keys()).toEqual(['c', 'a', 'd']);
});

test('one that is larger than the limit is kept alone', () => {
  const kept = new Lru<string>(3, (text) => text.length);
  kept.set('a', '12');
  kept.set('b', '12345');
  expect(kept.keys()).toEqual(['b']);
  kept.set('c', '1');
  expect(kept.keys()).toEqual(['c']);
});

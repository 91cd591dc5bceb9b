import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Ask, Asked } from '../../../src/desk/ask.ts';
import { decode, encode } from '../../../src/desk/codes.ts';
import { shortId, uuidBeginning } from '../../../src/desk/short-id.ts';

const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 });
const hard = fc.constantFrom(',', '~', '\\', '#3', '\\,', 'a~b,c\\', '=Ab3_9dXY', '$x', '0');
const text = fc.oneof(words, hard);
const page = fc.integer({ min: 1, max: 99_999 });

const ask: fc.Arbitrary<Ask> = fc.oneof(
  fc.record(
    { view: fc.constant('show' as const), node: text, section: fc.oneof(text, page), at: text, page },
    { requiredKeys: ['view', 'node'] },
  ),
  fc.record(
    { view: fc.constantFrom('links' as const, 'history' as const), node: text, page },
    { requiredKeys: ['view', 'node'] },
  ),
  fc.record(
    { view: fc.constant('diff' as const), node: text, from: text, to: text, page },
    { requiredKeys: ['view', 'node', 'from'] },
  ),
  fc.record({ view: fc.constant('constellation' as const), node: text }),
  fc.record({ view: fc.constant('search' as const), query: text, page }, { requiredKeys: ['view', 'query'] }),
  fc.record({ view: fc.constant('latest' as const), folder: text, tag: text, page }, { requiredKeys: ['view'] }),
  fc.record({ view: fc.constant('random' as const), folder: text, tag: text }, { requiredKeys: ['view'] }),
  fc.record({ view: fc.constant('tags' as const), page }, { requiredKeys: ['view'] }),
  fc.record({ view: fc.constant('map' as const), folder: text, page }, { requiredKeys: ['view'] }),
  fc.record(
    { view: fc.constantFrom('feeds' as const, 'follow' as const), node: text, folder: text, tag: text },
    { requiredKeys: ['view'] },
  ),
  fc.record({ view: fc.constantFrom('help' as const, 'following' as const) }),
  fc.record({ view: fc.constant('unfollow' as const), what: text }),
);
const asked: fc.Arbitrary<Asked> = fc.record({ ask, trail: fc.array(ask, { maxLength: 4 }) });

describe('the code of a button', () => {
  test('says what was asked, and the way there', () => {
    fc.assert(
      fc.property(asked, (one) => {
        expect(decode(encode(one))).toEqual(one);
      }),
    );
  });

  test('is few letters', () => {
    const node = shortId('0f8fad5b-d9cb-469f-a165-70867728950e');
    expect(encode({ ask: { view: 'show', node, section: 3 }, trail: [{ view: 'links', node, page: 2 }] })).toBe(
      `s${node},#3~l${node},2`,
    );
  });

  test('that nobody made says nothing, and does no harm', () => {
    for (const code of ['', 'z', 's', 'q,2', 'sx,,,z!', 'sx,#', 'sx,#99999999', '!delete', '$kept', '~'])
      expect(decode(code)?.ask, code).toBeUndefined();
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (code) => void decode(code)));
  });
});

describe('a short id', () => {
  test('is the beginning of a UUID', () => {
    fc.assert(
      fc.property(fc.uuid(), (uuid) => {
        expect(uuid.startsWith(uuidBeginning(shortId(uuid)) ?? '?')).toBe(true);
      }),
    );
  });

  test.each(['gardenia', '=garden', '=gardenias', ''])('%j is none', (text) => {
    expect(uuidBeginning(text)).toBeUndefined();
  });
});

/** Search over real archives, held to the queries in bench/queries.json. Without the archives this is not run. */
import { expect, test } from 'vitest';
import { meanReciprocalRank, present, rankAll } from '../../bench/labelled.ts';

test.skipIf(!present)('people find what they mean', () => {
  const ranked = rankAll();
  const poor = ranked.filter(({ rank }) => rank > 5).map(({ query, rank, first }) => `${rank} ${query}: got ${first}`);
  expect(poor).toEqual([]);
  expect(ranked.length).toBeGreaterThanOrEqual(60);
  expect(meanReciprocalRank(ranked)).toBeGreaterThanOrEqual(0.9);
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backoff, exhausted } from '../../../src/delivery/backoff.ts';

const HOUR = 3_600_000;

describe('backoff', () => {
  test('is bounded by a second that doubles to an hour', () => {
    const bounds = [1, 2, 3, 4, 12, 13, 40, 5_000].map((attempts) => backoff(attempts, () => 1));
    expect(bounds).toEqual([1_000, 2_000, 4_000, 8_000, 2_048_000, HOUR, HOUR, HOUR]);
  });

  test('spreads over the whole wait, in whole milliseconds', () => {
    expect(backoff(3, () => 0)).toBe(0);
    expect(backoff(3, () => 0.25)).toBe(1_000);
    fc.assert(
      fc.property(fc.nat(200), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (attempts, random) => {
        const wait = backoff(attempts, () => random);
        expect(Number.isInteger(wait) && wait >= 0 && wait <= HOUR).toBe(true);
      }),
    );
  });
});

describe('exhausted', () => {
  const createdAt = '2026-03-14T08:00:00.000Z';

  test.each([
    ['young and often tried', 40, '2026-03-15T08:00:00.000Z', false],
    ['old and hardly tried: the service was off', 11, '2026-03-20T08:00:00.000Z', false],
    ['old and often tried', 12, '2026-03-15T08:00:00.001Z', true],
  ])('%s', (_, attempts, now, expected) => {
    expect(exhausted({ attempts, createdAt }, new Date(now))).toBe(expected);
  });
});

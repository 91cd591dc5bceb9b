import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Pace } from '../../../src/delivery/pace.ts';

describe('a pace', () => {
  test('lets a burst go at once, then one after the other', () => {
    const pace = new Pace(10, 3);
    expect(pace.permits(1_000)).toBe(3);
    pace.take(1_000, 3);
    expect(pace.permits(1_000)).toBe(0);
    expect(pace.next(1_000)).toBe(1_100);
    expect(pace.permits(1_099)).toBe(0);
    expect(pace.permits(1_100)).toBe(1);
  });

  test('saves up no more than a burst', () => {
    const pace = new Pace(10, 3);
    pace.take(0, 3);
    expect(pace.permits(1_000_000)).toBe(3);
  });

  test('lets nothing go while it is held', () => {
    const pace = new Pace(10, 3);
    pace.hold(5_000);
    expect(pace.permits(4_999)).toBe(0);
    expect(pace.next(1_000)).toBe(5_100);
    expect(pace.permits(5_100)).toBe(1);
  });

  test('what leaves on credit is waited for', () => {
    const pace = new Pace(10, 1);
    pace.take(0, 6);
    expect(pace.next(0)).toBe(600);
  });

  test('whoever takes only what there is, as soon as there is, leaves at its rate and never faster', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 1, max: 50 }), (perSecond, burst) => {
        const pace = new Pace(perSecond, burst);
        let now = 1_000_000;
        let taken = 0;
        while (taken < burst + 200) {
          const permits = pace.permits(now);
          pace.take(now, permits);
          taken += permits;
          expect(taken).toBeLessThanOrEqual(burst + ((now - 1_000_000) * perSecond) / 1_000 + 1e-6);
          now = Math.max(now + 1, pace.next(now));
        }
        // It waits in whole milliseconds, so at very high rates a few permits arrive together.
        expect(now - 1_000_000).toBeLessThanOrEqual((201 / perSecond) * 1_000 + 202);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Pace } from '../../../src/delivery/pace.ts';

const NOW = 1_000_000;

/** When a platform sees each of `count`, if each leaves as soon as it may; timers are late, and the way there and back takes a while. */
function arrivals(pace: Pace, count: number, late: () => number, way: () => number): number[] {
  const times: number[] = [];
  const back: number[] = [];
  for (let now = NOW; times.length < count; now++) {
    for (const at of back) if (at === now) pace.land(now, 1);
    if (now < pace.next(now) || late() > 0) continue;
    const permits = Math.min(pace.permits(now), count - times.length);
    pace.take(now, permits);
    for (let nr = 0; nr < permits; nr++) {
      const there = now + way();
      times.push(there);
      back.push(there + way() + 1);
    }
  }
  return times.sort((a, b) => a - b);
}

const mostInASecond = (times: readonly number[]) =>
  Math.max(...times.map((from, nr) => times.slice(nr).filter((at) => at < from + 1_000).length));

describe('a pace', () => {
  test('lets a platform never see more in a second than it allows, however late timers are and however long the way', () => {
    const some = fc.infiniteStream(fc.integer({ min: 0, max: 90 }));
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), some, some, (allowed, late, way) => {
        const lateness = () => (late.next().value > 60 ? 1 : 0);
        const times = arrivals(new Pace(allowed), allowed * 3, lateness, () => way.next().value);
        expect(mostInASecond(times)).toBeLessThanOrEqual(allowed);
      }),
      { numRuns: 30 },
    );
  });

  test.each([30, 50, 200])(
    'of %i a second uses 95 of 100, though timers are late and the way takes a while',
    (allowed) => {
      let nr = 0;
      const times = arrivals(
        new Pace(allowed),
        allowed * 20,
        () => nr++ % 3,
        () => 8,
      );
      const seconds = (times.at(-1)! - times[0]!) / 1_000;
      expect((times.length - 1) / seconds / allowed).toBeGreaterThan(0.95);
    },
  );

  test('of less than one a second waits for seconds', () => {
    const pace = new Pace(0.5);
    pace.take(NOW, 1);
    expect(pace.next(NOW)).toBe(Number.POSITIVE_INFINITY);
    pace.land(NOW, 1);
    expect(pace.permits(NOW + 1_800)).toBe(0);
    expect(pace.next(NOW)).toBeGreaterThanOrEqual(NOW + 1_860);
    expect(pace.permits(pace.next(NOW))).toBe(1);
  });

  test('lets nothing go while it is held', () => {
    const pace = new Pace(30);
    pace.hold(NOW + 5_000);
    expect(pace.permits(NOW + 4_999)).toBe(0);
    expect(pace.next(NOW)).toBe(NOW + 5_000);
    expect(pace.permits(NOW + 5_000)).toBeGreaterThan(0);
  });

  test('what leaves on credit is waited for', () => {
    const pace = new Pace(30);
    pace.take(NOW, 60);
    pace.land(NOW, 60);
    expect(pace.permits(NOW + 900)).toBe(0);
    expect(pace.next(NOW)).toBe(NOW + 1_000);
  });
});

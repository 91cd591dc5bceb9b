import { describe, expect, test } from 'vitest';
import { quietUntil, slotOf } from '../../../src/announce/schedule.ts';

const BERLIN = 'Europe/Berlin';

describe('a digest is told at the first of its times that is not before', () => {
  const at = (cron: string, settled: string, zone = BERLIN) => slotOf({ digest: { cron, zone } }, settled).at;

  test.each([
    ['the same morning', '0 8 * * *', '2026-02-03T06:59:59.999Z', '2026-02-03T07:00:00.000Z'],
    ['on the dot', '0 8 * * *', '2026-02-03T07:00:00.000Z', '2026-02-03T07:00:00.000Z'],
    ['a moment too late', '0 8 * * *', '2026-02-03T07:00:00.001Z', '2026-02-04T07:00:00.000Z'],
    ['in summer an hour earlier by UTC', '0 8 * * *', '2026-07-03T06:30:00.000Z', '2026-07-04T06:00:00.000Z'],
    ['on Fridays', '0 18 * * 5', '2026-02-03T07:00:00.000Z', '2026-02-06T17:00:00.000Z'],
    // 2026-03-29: clocks go from 02:00 to 03:00.
    ['a time that spring leaves out', '30 2 * * *', '2026-03-28T12:00:00.000Z', '2026-03-29T01:00:00.000Z'],
    ['the day after it', '30 2 * * *', '2026-03-29T01:00:00.001Z', '2026-03-30T00:30:00.000Z'],
    // 2026-10-25: clocks go from 03:00 back to 02:00; 02:30 comes at 00:30Z and at 01:30Z.
    ['a time that autumn repeats', '30 2 * * *', '2026-10-24T12:00:00.000Z', '2026-10-25T00:30:00.000Z'],
    ['not told again an hour later', '30 2 * * *', '2026-10-25T00:30:00.001Z', '2026-10-26T01:30:00.000Z'],
    ['a day that never comes: at once', '0 8 31 2 *', '2026-02-03T07:00:00.000Z', '2026-02-03T07:00:00.000Z'],
  ])('%s', (_, cron, settled, expected) => expect(at(cron, settled)).toBe(expected));

  test('no change waits past the digest after the next, for a year around the clock', () => {
    for (let hour = 0; hour < 365 * 24; hour += 5) {
      const settled = new Date(Date.UTC(2026, 0, 1, hour, 7)).toISOString();
      const told = at('30 2 * * *', settled);
      const wait = Date.parse(told) - Date.parse(settled);
      expect(wait).toBeGreaterThanOrEqual(0);
      expect(wait).toBeLessThanOrEqual(25.5 * 3_600_000);
      // Asked again at that time, it is that time: a restart loses and repeats nothing.
      expect(at('30 2 * * *', told)).toBe(told);
    }
  });
});

describe('quiet hours', () => {
  const until = (from: string, to: string, time: string) => quietUntil({ from, to, zone: BERLIN }, time);

  test.each<[string, string, string, string, string | undefined]>([
    ['before they begin', '22:00', '08:00', '2026-02-03T20:59:00.000Z', undefined],
    ['as they begin', '22:00', '08:00', '2026-02-03T21:00:00.000Z', '2026-02-04T07:00:00.000Z'],
    ['after midnight', '22:00', '08:00', '2026-02-04T02:00:00.000Z', '2026-02-04T07:00:00.000Z'],
    ['as they end', '22:00', '08:00', '2026-02-04T07:00:00.000Z', undefined],
    ['at noon', '12:00', '13:30', '2026-02-04T11:15:00.000Z', '2026-02-04T12:30:00.000Z'],
    ['over the jump of spring', '22:00', '08:00', '2026-03-28T23:00:00.000Z', '2026-03-29T06:00:00.000Z'],
    [
      'ending at a time that spring leaves out',
      '22:00',
      '02:30',
      '2026-03-28T23:00:00.000Z',
      '2026-03-29T01:00:00.000Z',
    ],
    [
      'ending in the hour that autumn repeats',
      '22:00',
      '02:30',
      '2026-10-24T22:00:00.000Z',
      '2026-10-25T00:30:00.000Z',
    ],
    ['in the repeated hour', '22:00', '02:30', '2026-10-25T01:15:00.000Z', '2026-10-25T01:30:00.000Z'],
    ['after the hour is over for good', '22:00', '02:30', '2026-10-25T01:30:00.000Z', undefined],
  ])('%s', (_, from, to, time, expected) => expect(until(from, to, time)).toBe(expected));

  test('an end is never within them, and never before', () => {
    for (let minute = 0; minute < 400 * 24 * 60; minute += 311) {
      const time = new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
      const end = until('22:00', '02:30', time);
      if (end === undefined) continue;
      expect(end > time).toBe(true);
      expect(Date.parse(end) - Date.parse(time)).toBeLessThanOrEqual(5.5 * 3_600_000);
    }
  });

  test('a digest whose time lies in them waits for their end', () => {
    const when = { digest: { cron: '0 6 * * *', zone: 'UTC' }, quiet: { from: '22:00', to: '08:00', zone: 'UTC' } };
    expect(slotOf(when, '2026-02-03T12:00:00.000Z')).toEqual({ at: '2026-02-04T08:00:00.000Z', gathered: 'digest' });
    expect(slotOf({ quiet: when.quiet }, '2026-02-03T12:00:00.000Z')).toEqual({ at: '2026-02-03T12:00:00.000Z' });
    expect(slotOf({ quiet: when.quiet }, '2026-02-03T23:00:00.000Z')).toEqual({
      at: '2026-02-04T08:00:00.000Z',
      gathered: 'quiet',
    });
  });
});

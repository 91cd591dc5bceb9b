/** When a channel hears of a change. Pure: the instant is a parameter, the rules of time zones are the runtime's. */
import { Cron } from 'croner';
import type { SubscriptionConfig } from '../config/schema.ts';

export type When = Pick<SubscriptionConfig, 'digest' | 'quiet'>;

export interface Slot {
  /** ISO instant. */
  at: string;
  /** Told together with all else that waits for the same instant, and why. */
  gathered?: 'digest' | 'quiet';
}

const SECOND = 1_000;

/** When news that may be told from `settled` (an ISO instant) is told: never earlier. */
export function slotOf({ digest, quiet }: When, settled: string): Slot {
  const time = digest ? nextOf(digest, settled) : settled;
  const end = quiet && quietUntil(quiet, time);
  if (end !== undefined) return { at: end, gathered: digest ? 'digest' : 'quiet' };
  return digest ? { at: time, gathered: 'digest' } : { at: settled };
}

/**
 * The first time of the expression that is not before `from`. By the clock on the wall: a time that a spring leaves out
 * comes as soon as the clock has passed it, one that an autumn repeats comes once.
 */
function nextOf({ cron, zone }: NonNullable<When['digest']>, from: string): string {
  // It is asked for what comes strictly after, in whole seconds.
  const before = new Date(Math.ceil(Date.parse(from) / SECOND) * SECOND - SECOND);
  const next = new Cron(cron, { timezone: zone, mode: '5-part' }).nextRun(before);
  // "0 0 31 2 *" never comes: it is told as if there were no digest.
  return next?.toISOString() ?? from;
}

/** When the quiet hours that `time` lies in are over; undefined outside of them. */
export function quietUntil({ from, to, zone }: NonNullable<When['quiet']>, time: string): string | undefined {
  const here = Temporal.Instant.from(time).toZonedDateTimeISO(zone);
  const clock = here.toPlainTime();
  const [begins, ends] = [Temporal.PlainTime.from(from), Temporal.PlainTime.from(to)];
  const isPast = (limit: Temporal.PlainTime) => Temporal.PlainTime.compare(clock, limit) >= 0;
  const overnight = Temporal.PlainTime.compare(begins, ends) > 0;
  const within = overnight ? isPast(begins) || !isPast(ends) : isPast(begins) && !isPast(ends);
  if (!within) return undefined;
  const day = here.toPlainDate().add({ days: overnight && isPast(begins) ? 1 : 0 });
  return instantsOf(day.toPlainDateTime(ends), zone)
    .find((instant) => instant.epochMilliseconds > Date.parse(time))
    ?.toString({ smallestUnit: 'millisecond' });
}

/** When a clock shows it: twice in autumn; where spring leaves it out, when the clock jumps over it. */
function instantsOf(local: Temporal.PlainDateTime, zone: string): Temporal.Instant[] {
  const earlier = local.toZonedDateTime(zone, { disambiguation: 'earlier' });
  const later = local.toZonedDateTime(zone, { disambiguation: 'later' });
  const isThere = earlier.toPlainDateTime().equals(local);
  if (isThere) return [earlier.toInstant(), later.toInstant()];
  const jump = earlier.getTimeZoneTransition('next');
  return [(jump ?? later).toInstant()];
}

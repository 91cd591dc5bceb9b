/** How long to wait before trying again, and when to stop trying. Pure. */

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;

/** Attempts after which the wait has grown to about an hour. */
const PATIENCE = 12;

/**
 * Milliseconds to wait after the given number of attempts (1 for the first): anywhere between nothing and a bound that
 * doubles from 1 s to 1 h ("full jitter", https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/),
 * so that many channels that failed together do not come back together. `random` yields [0, 1).
 */
export function backoff(attempts: number, random: () => number): number {
  const bound = Math.min(HOUR, SECOND * 2 ** Math.max(0, attempts - 1));
  return Math.ceil(random() * bound);
}

/**
 * Whether a delivery has been tried for long enough: more than 24 hours old, and not only because nobody was there
 * to send it (a service that was off for a week still tries each a dozen times).
 */
export function exhausted(delivery: { attempts: number; createdAt: string }, now: Date): boolean {
  return delivery.attempts >= PATIENCE && tooOld(delivery, now);
}

/** Whether a delivery was planned more than 24 hours ago. */
export function tooOld(delivery: { createdAt: string }, now: Date): boolean {
  return now.getTime() - Date.parse(delivery.createdAt) > DAY;
}

/** The same patience for asking a platform whether something arrived. */
export function tiredOfAsking(tries: number): boolean {
  return tries >= PATIENCE;
}

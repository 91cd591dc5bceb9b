/** Rests between pieces of work that nobody waits for. */
import { setTimeout as sleep } from 'node:timers/promises';

/** After a pass: readers who come at once for the news get all of the machine for so long. Milliseconds. */
export const READERS_FIRST = 400;

/** Cut short by the signal; keeps no process alive. Never rejects. */
export async function rest(milliseconds: number, over: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { ref: false, signal: over }).catch(() => undefined);
}

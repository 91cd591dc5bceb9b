/** A reader as a process of its own: asks for a feed again and again until it is told to stop, and says when each 304 came, and after how long. */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Reader } from './reader.ts';

/** Milliseconds; `began` since 1970, as all processes count. */
export interface Wait {
  began: number;
  took: number;
}

const [{ port, feed }] = (await once(process, 'message')) as [{ port: number; feed: string }];
const reader = new Reader(port);
const waits: Wait[] = [];
let over = false;
process.once('message', () => {
  over = true;
});
let { etag } = await reader.ask(feed);
while (!over) {
  const began = performance.now();
  const answer = await reader.ask(feed, etag);
  if (answer.status === 304) waits.push({ began: performance.timeOrigin + began, took: performance.now() - began });
  else etag = answer.etag;
  await sleep(2);
}
reader.close();
// Only once it has arrived.
process.send?.(waits, () => process.disconnect?.());

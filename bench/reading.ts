/** A reader's thread: asks for a feed again and again until it is told to stop, and says when each 304 came, and after how long. */
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { Reader } from './reader.ts';

/** Milliseconds; `began` since 1970, as all threads count. */
export interface Wait {
  began: number;
  took: number;
}

const { port, feed } = workerData as { port: number; feed: string };
const reader = new Reader(port);
const waits: Wait[] = [];
let over = false;
parentPort?.once('message', () => {
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
parentPort?.postMessage(waits);

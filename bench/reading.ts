/** A reader's thread: asks for a feed it has, again and again until it is told to stop, and says how long each 304 took. */
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { Reader } from './reader.ts';

const { port, feed, etag } = workerData as { port: number; feed: string; etag: string };
const reader = new Reader(port);
const waits: number[] = [];
let over = false;
parentPort?.once('message', () => {
  over = true;
});
// The connection is opened before anything is measured.
await reader.ask(feed, etag);
while (!over) {
  const began = performance.now();
  const { status } = await reader.ask(feed, etag);
  if (status === 304) waits.push(performance.now() - began);
  await sleep(2);
}
reader.close();
parentPort?.postMessage(waits);

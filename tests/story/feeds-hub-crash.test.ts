/** The process dies between planning a ping and its arrival; the hub hears of the news from the next one. */

import { rm, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { nodeText } from '../garden.ts';
import { freePort, Running } from '../process.ts';
import { Repo, temporaryFolder } from '../repo.ts';

const SECRET = 'a secret of the hub';
const FEEDS = ['all', 'folders/Tides'].flatMap((name) => ['rss', 'atom', 'json'].map((format) => `${name}.${format}`));

let repo: Repo;
let folder: string;
let service: Running | undefined;
let closing: (() => void)[];
beforeEach(async () => {
  repo = await Repo.create();
  folder = await temporaryFolder();
  closing = [];
});
afterEach(async () => {
  await service?.end('SIGKILL');
  for (const close of closing) close();
  await repo.cleanup();
  await rm(folder, { recursive: true, force: true });
});

/** `take` gets each ping with its answer, which it may keep waiting. */
async function openHub(take: (topic: string, answer: ServerResponse) => void): Promise<string> {
  const server = createServer(async (request, answer) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    take(new URLSearchParams(Buffer.concat(parts).toString()).get('hub.url') ?? '', answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

test('a SIGKILL after the plan and before the ping: every topic is told all the same', async () => {
  let isAway = true;
  const told = new Map<string, string>();
  const { promise: asked, resolve: onAsked } = Promise.withResolvers<void>();
  const hub = await openHub((topic, answer) => {
    // Planned, on its way, and never answered: the process is killed now.
    if (isAway) return onAsked();
    void fetch(topic)
      .then((response) => response.text())
      .then((text) => told.set(new URL(topic).pathname, text))
      // The service may be ended in the midst of it.
      .catch(() => undefined)
      .finally(() => answer.writeHead(202).end());
  });
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const config = join(folder, 'starpost.yaml');
  const settings = {
    ...{ title: 'A garden', data: join(folder, 'data'), baseUrl: base, feeds: { hub }, poll: '0 0 1 1 *' },
    ...{ channels: [], subscriptions: [], sources: [{ name: 'garden', url: repo.dir, settle: '0s' }] },
  };
  await writeFile(config, stringify(settings));
  await repo.write('Tides/ebb.md', nodeText('🌊 Ebb', 'The water goes out slowly.'));
  await repo.write('Bread/rye.md', nodeText('🍞 Rye', 'The dough rests for a night.'));
  const first = await repo.commit();
  const files = { posts: join(folder, 'posts.txt'), log: join(folder, 'log.txt') };
  const start = () => Running.start(config, port, files, { STARPOST_HOOK_SECRET_GENERIC: SECRET });
  service = start();
  await service.at(first);
  for (const feed of FEEDS) expect((await fetch(`${base}/feeds/${feed}`)).status).toBe(200);

  await repo.write('Tides/ebb.md', nodeText('🌊 Ebb', 'The water goes out, and all at once it turns and comes back.'));
  await repo.commit();
  await service.hook(SECRET);
  await asked;
  await service.end('SIGKILL');
  expect(told.size).toBe(0);

  isAway = false;
  service = start();
  // What the dead process had not written to disk yet is built anew, and then told again.
  const knowing = () => FEEDS.filter((feed) => told.get(`/feeds/${feed}`)?.includes('all at once it turns'));
  await expect.poll(knowing, { timeout: 90_000 }).toEqual(FEEDS);
});

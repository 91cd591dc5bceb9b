/**
 * Feeds of real repositories before, during and after a replay of their history. STARPOST_REPLAY commits are replayed
 * (all 300 by `npm run test:feeds`).
 */
import { cpSync, existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canCheck, faults, faultsOf, freePort, listed, Readers } from '../checks.ts';
import { Garden, nodeText } from '../garden.ts';

const SHARED = join(import.meta.dirname, '../../../shared');
const BUNDLE = join(SHARED, 'repos/eips.bundle');
const NODES = join(SHARED, 'nodes');
/** Every feed, and all of the commits. */
const ALL = process.env['STARPOST_REPLAY'] !== undefined;
const COMMITS = Number(process.env['STARPOST_REPLAY'] ?? 20);

/** A hub that takes everything. */
let hub: Server;
beforeAll(async () => {
  hub = createServer((request, response) => void request.resume().on('end', () => response.writeHead(202).end()));
  await new Promise<void>((resolve) => hub.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  hub.closeAllConnections();
  hub.close();
});

async function plant(include: string[], fill: (garden: Garden) => Promise<void>) {
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const feeds = { hub: `http://127.0.0.1:${(hub.address() as AddressInfo).port}/`, limit: 20 };
  const garden = await Garden.create({
    source: { include },
    config: { baseUrl: base, listen: { port }, feeds, channels: [], subscriptions: [] },
  });
  await fill(garden);
  await garden.start();
  return { garden, base };
}

async function ids(base: string): Promise<Set<string>> {
  const found = new Set<string>();
  for (let url: string | undefined = `${base}/feeds/all.json`; url; ) {
    const feed = (await (await fetch(url)).json()) as { items: { id: string }[]; next_url?: string };
    for (const { id } of feed.items) found.add(id);
    url = feed.next_url;
  }
  return found;
}

describe.runIf(canCheck)('every feed', () => {
  test('of the sample content has no fault', async () => {
    const { garden, base } = await plant(['**/*.md'], async ({ repo }) => {
      cpSync(join(import.meta.dirname, '../../content'), repo.dir, { recursive: true });
      await repo.commit();
    });
    await using _ = garden;
    const names = await listed(base);
    expect(names.length).toBeGreaterThan(5);
    const some = ALL ? names : names.filter((_, index) => index < 4 || index % 8 === 0);
    expect(await faultsOf(base, some)).toEqual([]);
  });

  test.runIf(existsSync(NODES))('of real nodes has no fault', async () => {
    const { garden, base } = await plant(['**/*.md'], async ({ repo }) => {
      cpSync(NODES, repo.dir, { recursive: true });
      await repo.git('add', '--all');
      await repo.commit();
    });
    await using _ = garden;
    const names = await listed(base);
    expect(names.length).toBeGreaterThan(5);
    const some = ALL ? names : names.filter((_, index) => index < 4 || index % 12 === 0);
    expect(await faultsOf(base, some)).toEqual([]);
  });
});

describe.runIf(existsSync(BUNDLE))('a replay', () => {
  test(`of ${COMMITS} commits with moves, removals, restores, a force-push and two edits in one second`, async () => {
    let line: string[] = [];
    const { garden, base } = await plant(['EIPS/*.md', 'Extra/**/*.md'], async ({ repo }) => {
      await repo.git('fetch', '--quiet', BUNDLE, 'master');
      line = (await repo.git('rev-list', '--first-parent', `--max-count=${COMMITS + 1}`, 'FETCH_HEAD'))
        .split('\n')
        .reverse();
      await repo.git('reset', '--quiet', '--hard', line[0]!);
    });
    await using _ = garden;
    const { repo } = garden;
    const names = ['all', 'changes', 'folders/EIPS'];
    const check = async () => expect(canCheck ? await faultsOf(base, names) : []).toEqual([]);
    await check();
    const urls = names.flatMap((name) => ['rss', 'atom', 'json'].map((format) => `${base}/feeds/${name}.${format}`));
    const readers = new Readers(urls);
    for (const commit of line.slice(1)) {
      await repo.git('reset', '--quiet', '--hard', commit);
      await garden.look();
    }
    const during = check();
    const old = await repo.head();
    const before = await ids(base);
    await repo.move('EIPS', 'Extra/EIPS');
    await repo.commit('a renamed folder');
    await garden.look();
    await during;
    expect(await ids(base)).toEqual(before);
    expect((await garden.fetch('/feeds/folders/EIPS.atom', { redirect: 'manual' })).headers.get('location')).toBe(
      `${base}/feeds/folders/Extra/EIPS.atom`,
    );
    await repo.git('reset', '--quiet', '--hard', old);
    await garden.look();
    expect(await ids(base)).toEqual(before);
    for (const words of ['first words of a small page', 'quite other words, which come in the very same second']) {
      await repo.write('Extra/page.md', nodeText('A page', words.repeat(3)));
      await repo.commit('an edit', '2026-02-01T00:00:00Z');
      await garden.look();
    }
    await repo.remove('Extra/page.md');
    await repo.remove('EIPS/eip-1.md');
    await repo.commit('removed', '2026-02-02T00:00:00Z');
    await garden.look();
    expect((await ids(base)).size).toBe(before.size - 1);
    await check();
    await repo.git('checkout', '--quiet', 'HEAD~1', '--', 'EIPS/eip-1.md');
    await repo.commit('restored', '2026-02-03T00:00:00Z');
    await garden.look();
    await readers.stop();
    expect(readers.faults).toEqual([]);
    expect(readers.news).toBeGreaterThan(COMMITS / 4);
    expect(before.isSubsetOf(await ids(base))).toBe(true);
    await check();
  }, 1_800_000);

  test.runIf(canCheck)('under the eyes of a reader that goes by dates', async () => {
    const { garden, base } = await plant(['Extra/*.md'], async ({ repo }) => {
      await repo.write('Extra/page.md', nodeText('A page', 'words'));
      await repo.commit();
    });
    await using _ = garden;
    const watching = ['all.rss', 'all.atom', 'changes.json'].map((feed) =>
      faults('watch_lm.py', `${base}/feeds/${feed}`, '8'),
    );
    let over = false;
    const all = Promise.all(watching).finally(() => {
      over = true;
    });
    for (let n = 0; !over; n++) {
      await garden.repo.write('Extra/page.md', nodeText('A page', n % 3 ? `words number ${n} `.repeat(20) : 'words'));
      await garden.repo.commit('an edit', '2026-02-01T00:00:00Z');
      await garden.look();
    }
    expect((await all).flat()).toEqual([]);
  });
});

/**
 * Feeds of real repositories before, during and after a replay of their history. STARPOST_REPLAY commits are replayed
 * (all 300 by `npm run test:feeds`).
 */
import { cpSync, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canCheck, faultsOf, freePort, listed, Readers, Watch } from '../checks.ts';
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

/** What is edited, taken away and brought back under the eyes of the checks. */
async function live(garden: Garden, base: string, file: string, feeds: readonly string[]): Promise<void> {
  const { repo } = garden;
  const text = await readFile(repo.path(file), 'utf8');
  const watch = new Watch(feeds.flatMap((name) => ['rss', 'atom', 'json'].map((f) => `${base}/feeds/${name}.${f}`)));
  try {
    for (const words of ['The lamp is lit.', 'The lamp is lit again, and again.']) {
      await repo.write(file, `${text}\n\n${`${words} Nobody saw who did it. `.repeat(4)}\n`);
      await repo.commit('an edit', '2026-02-01T00:00:00Z');
      await garden.look();
    }
    await repo.remove(file);
    await repo.commit('removed', '2026-02-02T00:00:00Z');
    await garden.look();
    await repo.write(file, text);
    await repo.commit('restored', '2026-02-03T00:00:00Z');
    await garden.look();
  } finally {
    expect(await watch.stop()).toEqual([]);
  }
}

describe.runIf(canCheck)('every feed', () => {
  test('of the sample content has no fault, before and after edits', async () => {
    const { garden, base } = await plant(['**/*.md'], async ({ repo }) => {
      cpSync(join(import.meta.dirname, '../../content'), repo.dir, { recursive: true });
      await repo.commit();
    });
    await using _ = garden;
    const names = await listed(base);
    expect(names.length).toBeGreaterThan(5);
    const some = ALL ? names : names.filter((_, index) => index < 4 || index % 16 === 0);
    expect(await faultsOf(base, some)).toEqual([]);
    await live(garden, base, await firstNode(garden), ['all', 'changes']);
    expect(await faultsOf(base, some)).toEqual([]);
  }, 900_000);

  test.runIf(existsSync(NODES))(
    'of real nodes has no fault, before and after edits',
    async () => {
      const { garden, base } = await plant(['**/*.md'], async ({ repo }) => {
        cpSync(NODES, repo.dir, { recursive: true });
        await repo.git('add', '--all');
        await repo.commit();
      });
      await using _ = garden;
      const names = await listed(base);
      expect(names.length).toBeGreaterThan(5);
      const some = ALL ? names : names.filter((_, index) => index < 3 || index % 24 === 0);
      expect(await faultsOf(base, some)).toEqual([]);
      await live(garden, base, await firstNode(garden), ['all', 'changes']);
      expect(await faultsOf(base, some)).toEqual([]);
    },
    900_000,
  );
});

/** Path of the node that a reader sees first. */
async function firstNode({ repo }: Garden): Promise<string> {
  const files = (await repo.git('ls-files', '-z', '--', '*.md')).split('\0').filter((file) => file.includes('/'));
  const texts = await Promise.all(files.map((file) => readFile(repo.path(file), 'utf8')));
  return files.find((_, index) => !/draft/i.test(texts[index]!))!;
}

describe.runIf(existsSync(BUNDLE))('a replay', () => {
  test(`of ${COMMITS} commits with moves, removals, restores, a force-push and two edits in one second`, async () => {
    let line: string[] = [];
    const { garden, base } = await plant(['EIPS/*.md', 'Extra/**/*.md', 'Elsewhere/*.md'], async ({ repo }) => {
      await repo.git('fetch', '--quiet', BUNDLE, 'master');
      line = (await repo.git('rev-list', '--first-parent', `--max-count=${COMMITS + 1}`, 'FETCH_HEAD'))
        .split('\n')
        .reverse();
      await repo.git('reset', '--quiet', '--hard', line[0]!);
    });
    await using _ = garden;
    const names = ALL ? [...(await listed(base)), await nodeFeed(base)] : ['all', 'changes'];
    expect(names).toEqual(expect.arrayContaining(['all', 'changes']));
    const check = async () => expect(canCheck ? await faultsOf(base, names) : []).toEqual([]);
    await check();
    const urls = names.flatMap((name) => ['rss', 'atom', 'json'].map((format) => `${base}/feeds/${name}.${format}`));
    const readers = new Readers(urls);
    const watch = new Watch(urls.slice(0, 6).filter((_, index) => ALL || index % 2 === 0));
    try {
      await replayed(garden, line, check);
      await rewritten(garden, base, check);
    } finally {
      await readers.stop();
      expect(await watch.stop()).toEqual([]);
    }
    expect(readers.faults).toEqual([]);
    expect(readers.news).toBeGreaterThan(COMMITS / 4);
    await check();
  }, 1_800_000);
});

/** The revisions of a node that stays. */
async function nodeFeed(base: string): Promise<string> {
  const { items } = (await (await fetch(`${base}/feeds/all.json`)).json()) as { items: { id: string }[] };
  return `nodes/${items[0]!.id.slice('urn:uuid:'.length)}`;
}

/** Commit after commit. In the middle nothing is pushed for a while: the checks compare one answer with the next. */
async function replayed(garden: Garden, line: readonly string[], check: () => Promise<void>) {
  for (const [index, commit] of line.entries()) {
    await garden.repo.git('reset', '--quiet', '--hard', commit);
    await garden.look();
    if (ALL && index === line.length >> 1) await check();
  }
}

/** A renamed folder, taken back by force; edits in one second; a removal, checked; and a restoration. */
async function rewritten(garden: Garden, base: string, check: () => Promise<void>): Promise<void> {
  const { repo } = garden;
  const old = await repo.head();
  const before = await ids(base);
  await repo.move('EIPS', 'Extra/EIPS');
  await repo.commit('a renamed folder');
  await garden.look();
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
  const gone = before.difference(await ids(base));
  expect(gone.size).toBe(1);
  await check();
  await repo.git('checkout', '--quiet', 'HEAD~1', '--', 'EIPS/eip-1.md');
  await repo.commit('restored', '2026-02-03T00:00:00Z');
  await garden.look();
  expect(before.isSubsetOf(await ids(base))).toBe(true);
  await drafted(garden, base, check);
}

/** A draft flag takes a node out of every feed at once, with a tombstone where it was; it comes back by other tags and elsewhere. */
async function drafted(garden: Garden, base: string, check: () => Promise<void>): Promise<void> {
  const { repo } = garden;
  // After everything in the history: old tombstones are not kept for ever.
  let time = Date.parse(await repo.git('show', '-s', '--format=%cI', 'FETCH_HEAD'));
  const page = (tags: string) => nodeText('A lantern', 'It hangs at the gate. '.repeat(5), [], tags);
  const deleted = async (name: string) =>
    ((await garden.feed(name)) as unknown as { _starpost?: { deleted?: { id: string }[] } })._starpost?.deleted ?? [];
  const commit = async (file: string, text: string) => {
    await repo.write(file, text);
    time += 60_000;
    await repo.commit('a minute later', new Date(time).toISOString());
    await garden.look();
  };
  await commit('Extra/lantern.md', page('gate, oil'));
  await commit('Extra/rope.md', page('gate').replace('A lantern', 'A rope'));
  const { id } = (await garden.feed('folders/Extra')).items.find(({ title }) => title.includes('lantern'))!;
  expect((await garden.feed('tags/oil')).items.map((item) => item.id)).toEqual([id]);
  await commit('Extra/lantern.md', `---\ndraft: true\n---\n${page('hidden tag')}`);
  for (const name of ['all', 'folders/Extra', 'tags/gate']) {
    expect((await garden.feed(name)).items.map((item) => item.id)).not.toContain(id);
    expect((await deleted(name)).map((one) => one.id)).toContain(id);
  }
  expect((await garden.fetch('/feeds/tags/hidden%20tag.json')).status).toBe(404);
  await check();
  await repo.move('Extra/lantern.md', 'Elsewhere/lantern.md');
  await commit('Elsewhere/lantern.md', page('harbour'));
  await commit('Extra/rope.md', page('gate').replace('A lantern', 'A longer rope'));
  expect((await ids(base)).has(id)).toBe(true);
  for (const name of ['folders/Extra', 'tags/gate'])
    expect((await garden.feed(name)).items.map((item) => item.id)).not.toContain(id);
  expect((await garden.feed('tags/harbour')).items.map((item) => item.id)).toEqual([id]);
}

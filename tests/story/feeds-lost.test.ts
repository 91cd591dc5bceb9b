/** Library, feeds or their dates are lost, alone or together: readers and the hub notice nothing, or are asked to wait. */
import { closeSync, openSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { readConfig } from '../../src/config/read.ts';
import { hold } from '../../src/git/lock.ts';
import { createLog } from '../../src/log.ts';
import { Service } from '../../src/service.ts';
import { nodeText } from '../garden.ts';
import { Repo, temporaryFolder } from '../repo.ts';

const BASE = 'https://garden.example';
const FEEDS = ['all', 'changes', 'folders/Tides', 'folders/Bread', 'tags/sea', 'searches/loaves'];
const PATHS = FEEDS.flatMap((name) => ['atom', 'rss', 'json'].map((format) => `/feeds/${name}.${format}`));

let repo: Repo;
let folder: string;
let hub: Server;
let pings: string[];
let service: Service | undefined;
let fd: number;
let sources: { name: string; namespace?: string; url: string; settle: string }[];
let release: () => void;
let logged: string[];

beforeEach(async () => {
  folder = await temporaryFolder();
  fd = openSync(join(folder, 'terminal.txt'), 'a');
  logged = [];
  pings = [];
  hub = createServer(async (request, answer) => {
    let body = '';
    for await (const part of request) body += part;
    pings.push(new URL(new URLSearchParams(body).get('hub.url') ?? '').pathname);
    answer.writeHead(202).end();
  });
  await new Promise<void>((resolve) => hub.listen(0, '127.0.0.1', resolve));
  repo = await Repo.create();
  await repo.write('Tides/ebb.md', nodeText('🌊 Ebb', 'The water goes out slowly.'));
  await repo.write('Bread/rye.md', nodeText('🍞 Rye', 'The dough rests for a night.', [], 'loaves'));
  await repo.commit();
  sources = [{ name: 'garden', url: repo.dir, settle: '0s' }];
  release = () => undefined;
});
afterEach(async () => {
  release();
  await stop();
  hub.closeAllConnections();
  hub.close();
  closeSync(fd);
  await repo.cleanup();
  await rm(folder, { recursive: true, force: true });
});

/** Resolves once it answers; `looked` settles after the first look at every source. */
async function begin(): Promise<{ looked: Promise<void> }> {
  const port = (hub.address() as AddressInfo).port;
  const own = [{ feed: 'searches/loaves', query: 'loaves' }];
  const config = {
    ...{ title: 'A garden', data: 'data', baseUrl: BASE, listen: { port: 0 }, poll: '0 0 1 1 *' },
    ...{ channels: [], subscriptions: [], sources, feeds: { hub: `http://127.0.0.1:${port}/`, own } },
  };
  await writeFile(join(folder, 'starpost.yaml'), stringify(config));
  const log = createLog({ level: 'debug', write: (line) => void logged.push(line) });
  service = await Service.open(readConfig(join(folder, 'starpost.yaml'), {}, {}), log, { terminal: { fd } });
  const looked = service.start();
  await expect.poll(() => service?.port, { timeout: 30_000 }).toBeDefined();
  return { looked };
}

async function start(): Promise<void> {
  await (await begin()).looked;
  await look();
}

/** Until all of it can be fetched and the hub has heard of it. */
const look = async () => service?.look();

async function stop(): Promise<void> {
  await service?.stop();
  service = undefined;
}

const lose = async (...files: string[]) => {
  for (const file of files)
    for (const suffix of ['', '-wal', '-shm'])
      await rm(join(folder, 'data', file + suffix), { recursive: true, force: true });
};

/** The first look at a source takes until it is released. */
async function stall(name = 'garden'): Promise<void> {
  const end = await hold(join(folder, 'data', 'mirrors', `${name}.git.lock`));
  release = () => {
    release = () => undefined;
    end();
  };
}

const ask = (path: string) => fetch(`http://127.0.0.1:${service?.port}${path}`, { redirect: 'manual' });
const statusOf = async (path: string) => (await ask(path)).status;
/** What readers go by. */
async function seen(paths = PATHS): Promise<Record<string, string>> {
  const found = paths.map(async (path) => {
    const answer = await ask(path);
    const { headers, status } = answer;
    return [path, `${status} ${headers.get('etag')} ${headers.get('last-modified')} ${(await answer.text()).length}`];
  });
  return Object.fromEntries(await Promise.all(found));
}
const marks = async (paths = PATHS) =>
  Object.fromEntries(Object.entries(await seen(paths)).map(([path, mark]) => [path, mark.split(' ').slice(0, 2)]));
async function items(name = 'all'): Promise<{ id: string; title: string }[]> {
  return ((await (await ask(`/feeds/${name}.json`)).json()) as { items: { id: string; title: string }[] }).items;
}
const titles = async (name = 'all') => (await items(name)).map(({ title }) => title).sort();
async function expectAskedToWait(path: string): Promise<void> {
  const answer = await ask(path);
  expect([path, answer.status]).toEqual([path, 503]);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(answer.headers.get('cache-control')).toMatch(/no-store|no-cache/);
  expect(answer.headers.get('etag')).toBeNull();
}

describe('one source', () => {
  test.each([['library.db'], ['library.db feeds.jsonl'], ['library.db feeds.db'], ['library.db feeds.db feeds.jsonl']])(
    '%s is lost: nothing shrinks, nothing is gone, nothing is told',
    async (files) => {
      await start();
      const [before, list, node] = [await seen(), await seen(['/feeds.opml', '/', '/folders/Tides']), await items()];
      expect(Object.values(before).every((mark) => mark.startsWith('200'))).toBe(true);
      await stop();
      await lose(...files.split(' '));
      await stall();
      const { looked } = await begin();
      const page = `/nodes/${node[0]!.id.replace('urn:uuid:', '')}`;
      if (files.includes('feeds.db')) for (const path of PATHS) await expectAskedToWait(path);
      else if (files.includes('feeds.jsonl')) expect(Object.keys(await marks())).toEqual(PATHS);
      else expect(await seen()).toEqual(before);
      const unknown = ['/feeds/folders/Elsewhere.atom', '/feeds/folders/Tides', '/folders/Tides', `${page}/history`];
      const [named] = Object.values(await seen(['/feeds.opml']));
      if (files.includes('feeds.db')) await expectAskedToWait('/feeds.opml');
      else if (files.includes('feeds.jsonl'))
        expect(named?.split(' ').slice(0, 2)).toEqual(list['/feeds.opml']?.split(' ').slice(0, 2));
      else expect(named).toBe(list['/feeds.opml']);
      for (const path of ['/', '/folders', '/tags', '/sky', '/sitemap.xml', page, ...unknown])
        await expectAskedToWait(path);
      expect([await statusOf('/style.css'), await statusOf('/healthz')]).toEqual([200, 503]);
      release();
      await looked;
      await look();
      const of = (found: Record<string, string>) => Object.values(found).map((mark) => mark.split(' ').slice(0, 2));
      expect(of(await seen())).toEqual(of(before));
      expect(of(await seen(['/feeds.opml', '/', '/folders/Tides']))).toEqual(of(list));
      if (!files.includes('feeds.jsonl')) expect(await seen()).toEqual(before);
      expect(await statusOf(page)).toBe(200);
      expect(await statusOf('/feeds/folders/Elsewhere.atom')).toBe(404);
      expect(pings).toEqual([]);
      // From here on all is as ever.
      await repo.write('Tides/ebb.md', nodeText('🌊 Ebb', 'The water goes out slowly, and then it turns.'));
      await repo.commit();
      await look();
      const told = PATHS.filter((path) => /(all|changes|Tides|tags.sea)\./.test(path));
      expect(pings.filter((path) => PATHS.includes(path)).sort()).toEqual(told.sort());
    },
  );

  test('what changed while all of it was away is told when it is there again', async () => {
    await start();
    await seen();
    await stop();
    await lose('library.db', 'feeds.db', 'feeds.jsonl');
    await repo.write('Tides/ebb.md', nodeText('🌊 Ebb', 'Other words altogether.'));
    await repo.remove('Bread/rye.md');
    await repo.commit();
    await start();
    expect(await titles()).toEqual(['🌊 Ebb']);
    expect(await statusOf('/feeds/folders/Bread.atom')).toBe(410);
    expect(pings).toEqual(
      expect.arrayContaining(['/feeds/all.atom', '/feeds/folders/Tides.rss', '/feeds/tags/sea.json']),
    );
  });

  test('the very first look: who asks is asked to wait', async () => {
    await start();
    const before = await marks();
    await stop();
    await lose('library.db', 'feeds.db', 'feeds.jsonl', 'ledger.db', 'mirrors/garden.git');
    await stall();
    const { looked } = await begin();
    for (const path of [...PATHS, '/feeds.opml', '/', '/no/such/page']) await expectAskedToWait(path);
    release();
    await looked;
    await look();
    expect(await marks()).toEqual(before);
    expect(pings).toEqual([]);
    expect(await statusOf('/no/such/page')).toBe(404);
  });

  test('the very first look fails: nothing is said of what nobody has seen', async () => {
    await rename(repo.dir, `${repo.dir}-away`);
    await start();
    for (const path of [...PATHS, '/feeds.opml', '/']) await expectAskedToWait(path);
    await rename(`${repo.dir}-away`, repo.dir);
    await look();
    expect(await titles()).toEqual(['🌊 Ebb', '🍞 Rye']);
    expect(await (await ask('/feeds.opml')).text()).toContain('folders/Tides.atom');
  });

  test('whose remote is away too: the mirror is enough', async () => {
    await start();
    const before = await seen();
    await stop();
    await lose('library.db');
    await rename(repo.dir, `${repo.dir}-away`);
    await start();
    expect(await seen()).toEqual(before);
    expect(await titles()).toEqual(['🌊 Ebb', '🍞 Rye']);
    expect(await statusOf('/feeds.opml')).toBe(200);
    expect(await statusOf('/healthz')).toBe(200);
    expect(logged.join('')).toContain('"nextTryInSeconds"');
    await rename(`${repo.dir}-away`, repo.dir);
  });
});

describe('two sources', () => {
  let other: Repo;
  beforeEach(async () => {
    other = await Repo.create();
    await other.write('Sand/dune.md', nodeText('🏜 Dune', 'It walks.'));
    await other.commit();
  });
  afterEach(() => other.cleanup());
  const second = () => ({ name: 'shore', namespace: 'shore', url: other.dir, settle: '0s' });

  test('both new, one of them away: the other is served, and what came late comes late', async () => {
    sources = [...sources, second()];
    await rename(other.dir, `${other.dir}-away`);
    await start();
    expect(await titles()).toEqual(['🌊 Ebb', '🍞 Rye']);
    expect(await statusOf('/feeds.opml')).toBe(200);
    expect(await statusOf('/feeds/folders/shore/Sand.atom')).toBe(404);
    await rename(`${other.dir}-away`, other.dir);
    await look();
    expect(await titles()).toEqual(['🌊 Ebb', '🍞 Rye', '🏜 Dune']);
    expect(await (await ask('/feeds.opml')).text()).toContain('folders/shore/Sand.atom');
  });

  test('one is new and takes its time: nobody waits for it', async () => {
    await start();
    await stop();
    sources = [...sources, second()];
    await stall('shore');
    const { looked } = await begin();
    expect(await titles()).toEqual(['🌊 Ebb', '🍞 Rye']);
    await repo.write('Tides/neap.md', nodeText('🌙 Neap', 'Small.'));
    await repo.commit();
    expect(await statusOf('/feeds.opml')).toBe(200);
    expect(await statusOf('/feeds/folders/shore/Sand.rss')).toBe(404);
    release();
    await looked;
    await look();
    expect(await titles()).toEqual(['🌊 Ebb', '🌙 Neap', '🍞 Rye', '🏜 Dune']);
  });

  test('one is lost with its mirror, its remote away: nothing of it goes, and nothing of the other that was taken back stays', async () => {
    sources = [...sources, second()];
    const paths = ['all.atom', 'folders/garden/Tides.rss', 'folders/shore/Sand.json', 'tags/loaves.json'];
    const feeds = paths.map((path) => `/feeds/${path}`);
    await start();
    const before = await seen(feeds);
    const list = await seen(['/feeds.opml']);
    await stop();
    await lose('library.db', 'mirrors/shore.git');
    await rename(other.dir, `${other.dir}-away`);
    await start();
    expect(await seen(feeds)).toEqual(before);
    expect(logged.join('')).toContain('"sources":["shore"],"msg":"feeds stay as they are');
    expect(await seen(['/feeds.opml'])).toEqual(list);
    // Pages show what is there.
    expect(await statusOf('/folders/garden/Tides')).toBe(200);
    await expectAskedToWait('/folders/shore/Sand');
    await repo.write('Tides/ebb.md', nodeText('🌊 Ebb', 'Other words.'));
    await repo.commit();
    await look();
    expect(await seen(feeds)).toEqual(before);
    await repo.remove('Bread/rye.md');
    await repo.commit();
    await look();
    await expectAskedToWait('/feeds/all.atom');
    await expectAskedToWait('/feeds/tags/loaves.json');
    // It named what was taken back.
    await expectAskedToWait('/feeds.opml');
    expect(await seen(['/feeds/folders/shore/Sand.json'])).toEqual({
      '/feeds/folders/shore/Sand.json': before['/feeds/folders/shore/Sand.json'],
    });
    expect(pings).toEqual([]);
    await rename(`${other.dir}-away`, other.dir);
    await look();
    expect(await titles()).toEqual(['🌊 Ebb', '🏜 Dune']);
    expect(await statusOf('/feeds/tags/loaves.json')).toBe(410);
    expect(await seen(['/feeds/folders/shore/Sand.json'])).toEqual({
      '/feeds/folders/shore/Sand.json': before['/feeds/folders/shore/Sand.json'],
    });
    expect(pings).toEqual(expect.arrayContaining(['/feeds/all.atom', '/feeds/folders/garden/Tides.rss']));
    expect(pings.filter((path) => path.includes('Sand'))).toEqual([]);
  });
});

test('a hub hears of every edit, though feeds were lost and nobody asked for them since', async () => {
  await start();
  await seen();
  await stop();
  await lose('feeds.db');
  await start();
  const edit = async (words: string) => {
    await repo.write('Tides/ebb.md', nodeText('🌊 Ebb', words));
    await repo.commit();
    pings = [];
    await look();
    return pings.filter((path) => PATHS.includes(path)).sort();
  };
  const told = PATHS.filter((path) => /(all|changes|Tides|tags.sea)\./.test(path)).sort();
  // Whether a search finds another node now is not known while it is not built again.
  const first = await edit('The water goes out, and then it turns.');
  expect(first.filter((path) => !path.includes('searches'))).toEqual(told);
  expect(new Set(first).size).toBe(first.length);
  await seen();
  expect(await edit('The water goes out, then it turns and comes back.')).toEqual(told);
  expect(await statusOf(told[0]!)).toBe(200);
});

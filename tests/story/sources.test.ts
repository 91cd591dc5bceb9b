/** A second source comes and goes again: every feed stays what it was to who reads it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAtomFeed } from 'feedsmith';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Garden, type JsonFeed, nodeText } from '../garden.ts';
import { starpost } from '../process.ts';
import { Repo } from '../repo.ts';

const BASE = 'https://garden.example';
const FORMATS = ['atom', 'rss', 'json'];
const shore = () => ({ name: 'shore', namespace: 'shore', url: other.dir, settle: '0s' });

let garden: Garden;
let other: Repo;

beforeEach(async () => {
  const own = [
    { feed: 'searches/loaves', query: 'loaves' },
    { feed: 'changes', limit: 100 },
  ];
  garden = await Garden.create({ config: { baseUrl: BASE, feeds: { limit: 6, own } } });
  const { repo } = garden;
  for (let n = 0; n < 8; n++)
    await repo.write(`Tides & Moons/Low/${n}.md`, nodeText(`Ebb ${n}`, `Day ${n}.`, [], 'slack'));
  await repo.write('Bread/rye.md', nodeText('🍞 Rye', 'The dough rests for a night.', [], 'loaves, sea'));
  await repo.write('Old/tea.md', nodeText('🍵 Tea', 'Three kettles.'));
  await repo.write('Gone/ash.md', nodeText('Ash', 'Not for long.'));
  await repo.write('Hidden/secret.md', `---\ndraft: true\n---\n${nodeText('Secret', 'Not yet.')}`);
  await repo.commit();
  other = await Repo.create();
  await other.write('Sand/dune.md', nodeText('🏜 Dune', 'It walks.'));
  await other.write('Bread/bannock.md', nodeText('Bannock', 'Of oats.'));
  await other.commit();
  await garden.start();
  await repo.move('Old', 'New');
  await repo.remove('Gone/ash.md');
  await repo.write('Bread/rye.md', nodeText('🍞 Rye', 'The dough rests for two nights now.', [], 'loaves, sea'));
  await repo.commit();
  await garden.look();
});
afterEach(async () => {
  await garden[Symbol.asyncDispose]();
  await other.cleanup();
});

const ask = (path: string) => garden.fetch(path, { redirect: 'manual' });
const own = (address: string) => address.replace(BASE, '');

async function again(others: Record<string, unknown>[]): Promise<void> {
  await garden.stop();
  garden.others = others;
  await garden.start();
}

/** Names of feeds, as they stand in addresses: those of the list, of each node, and all of their archive pages. */
async function names(): Promise<string[]> {
  const opml = await (await ask('/feeds.opml')).text();
  const listed = [...opml.matchAll(/xmlUrl="([^"]+)\.atom"/g)].map(([, address]) => own(address!));
  const nodes = (await garden.feed('changes')).items.map(({ url }) => `/feeds${own(url)}`);
  const found: string[] = [];
  for (const name of [...listed, ...new Set(nodes.filter((path) => path.startsWith('/feeds/nodes/')))])
    for (let at: string | undefined = name; at; ) {
      const answer = await ask(`${at}.json`);
      if (answer.status !== 200) break;
      found.push(at);
      const { next_url } = (await answer.json()) as JsonFeed & { next_url?: string };
      at = next_url && own(next_url).replace(/\.json$/, '');
    }
  return found;
}

interface Seen {
  id: string;
  entries: string[];
  etag: string | null;
  text: string;
}

async function seen(path: string): Promise<Seen> {
  const answer = await ask(path);
  const text = await answer.text();
  expect([path, answer.status]).toEqual([path, 200]);
  const { id, entries } = parseAtomFeed(text);
  return { id: id!, entries: (entries ?? []).map((entry) => entry.id!), etag: answer.headers.get('etag'), text };
}

async function all(): Promise<Map<string, Seen>> {
  const found = new Map<string, Seen>();
  for (const name of await names()) found.set(name, await seen(`${name}.atom`));
  return found;
}

/** Where an address leads, in one step, in every format. */
async function ledTo(name: string): Promise<string> {
  const { status, headers } = await ask(`${name}.atom`);
  if (status === 200) return name;
  expect([name, status]).toEqual([name, 301]);
  const to = own(headers.get('location')!).replace(/\.atom$/, '');
  for (const format of FORMATS) {
    expect((await ask(`${name}.${format}`)).headers.get('location')).toBe(`${BASE}${to}.${format}`);
    expect([to, (await ask(`${to}.${format}`)).status]).toEqual([to, 200]);
  }
  return to;
}

const statuses = () =>
  Promise.all(['Gone', 'Hidden', 'None'].map(async (name) => (await ask(`/feeds/folders/${name}.atom`)).status));
/** Feeds that hold what the second source has, too. */
const isShared = (name: string) => /^\/feeds\/(archive\/[^/]+\/)?(all|changes|tags\/(sea|sky))$/.test(name);

const anyPage = (name: string) => name.replace(/archive\/[^/]+/, 'archive/…');

test('every address leads to the feed it always was, with its id and its entries, and back again', async () => {
  const before = await all();
  expect([...before.keys()].filter((name) => name.includes('/archive/')).length).toBeGreaterThan(4);
  expect(await ledTo('/feeds/folders/Old')).toBe('/feeds/folders/New');
  expect(await statuses()).toEqual([410, 404, 404]);

  await again([shore()]);
  const reached = new Map<string, string>();
  for (const [name, was] of before) {
    const to = await ledTo(name);
    const is = await seen(`${to}.atom`);
    expect([name, is.id]).toEqual([name, was.id]);
    if (!isShared(name)) expect([name, is.entries]).toEqual([name, was.entries]);
    // What has no other name and holds nothing new is not even another document.
    if (to === name && !isShared(name)) expect([name, is.etag]).toEqual([name, was.etag]);
    // Pages of feeds that hold more now may have become parts of others: they lead to those.
    if (isShared(name)) expect(anyPage(to)).toBe(anyPage(name));
    else expect(to.includes('folders/')).toBe(to !== name);
    reached.set(to, is.id);
  }
  expect(await ledTo('/feeds/folders/Old')).toBe('/feeds/folders/garden/New');
  expect(await ledTo('/feeds/folders/Sand')).toBe('/feeds/folders/shore/Sand');
  expect(await statuses()).toEqual([410, 404, 404]);
  const both = await all();
  for (const entries of ['all', 'changes'].map((name) => before.get(`/feeds/${name}`)!.entries))
    expect([...both.values()].flatMap((one) => one.entries)).toEqual(expect.arrayContaining(entries));
  const ids = [...both].filter(([name]) => !name.includes('/archive/')).map(([, { id }]) => id);
  expect(new Set(ids).size).toBe(ids.length);

  await again([]);
  const after = await all();
  expect(after).toEqual(before);
  // Pages that began with a node of the other source are not known without it.
  const lasting = [...reached].filter(([name]) => !(isShared(name) && name.includes('/archive/')));
  for (const [name, id] of lasting) expect([name, (await seen(`${await ledTo(name)}.atom`)).id]).toEqual([name, id]);
  expect(await statuses()).toEqual([410, 404, 404]);
  expect((await ask('/feeds/folders/shore/Sand.atom')).status).toBe(404);
});

test('options of a feed that is called otherwise now are pointed out', async () => {
  const named = ['folders/Old', 'folders/garden/Bread', 'folders/Bread', 'folders/Later', 'tags/sea'];
  await garden.stop();
  await using misnamed = await Garden.create({ config: { feeds: { own: named.map((feed) => ({ feed })) } } });
  const { repo } = misnamed;
  await repo.write('Old/tea.md', nodeText('🍵 Tea', 'Three kettles.'));
  await repo.write('Bread/rye.md', nodeText('🍞 Rye', 'It rests.'));
  await repo.commit();
  await repo.move('Old', 'New');
  await repo.commit();
  await misnamed.writeConfig();
  const { code, stdout } = await starpost(['check', '--config', misnamed.configFile, '--format', 'json']);
  const faults = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const expected = [
    'feeds.own[0].feed: expected the present name of a feed, found "folders/Old". Write feed: "folders/New".',
    'feeds.own[1].feed: expected the present name of a feed, found "folders/garden/Bread". Write feed: "folders/Bread".',
  ];
  expect([code, faults.filter((fault) => fault.code === 'feed').map(({ message }) => message)]).toEqual([0, expected]);
  await misnamed.start();
  await expect.poll(() => misnamed.logged).toContain('say nothing until it is called by its present name');
});

test('files lead from the names with one source as the service does', async () => {
  await again([shore()]);
  const site = join(garden.folder, 'site');
  const { code, stderr } = await starpost(['build', '--config', garden.configFile, '--out', site]);
  expect([code, stderr.match(/error/i)]).toEqual([0, null]);
  const lines = readFileSync(join(site, '_redirects'), 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  const leading = new Map(lines.map((line) => line.split(' ').slice(0, 2) as [string, string]));
  for (const name of ['Bread', 'Tides%20%26%20Moons', 'Tides%20%26%20Moons/Low', 'Old', 'New']) {
    for (const path of [`/folders/${name}`, `/feeds/folders/${name}`, `/feeds/folders/${name}.rss`])
      expect([path, leading.get(path)]).toEqual([path, own((await ask(path)).headers.get('location')!)]);
  }
  for (const [from, to] of leading) expect([from, own((await ask(from)).headers.get('location')!)]).toEqual([from, to]);
  expect(lines.join()).not.toMatch(/Hidden|Gone|folders\/Sand/);
});

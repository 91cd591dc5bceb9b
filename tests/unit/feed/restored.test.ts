/** Nodes that left the public and came back, elsewhere: each feed holds what is in it, and tells of what was taken from it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { archiveName } from '../../../src/feed/archive.ts';
import { Shelf } from '../../../src/feed/shelf.ts';
import type { FeedStore, FeedStoreParts } from '../../../src/feed/store.ts';
import type { Node } from '../../../src/node/node.ts';
import { Garden, plant } from './garden.ts';
import { readAtom } from './read.ts';

const AT = '2025-05-02T00:00:00.000Z';

/** Entries in one document; an archive page has half as many. */
let limit: number;
let garden: Garden;
let tags: Map<string, readonly string[]>;
beforeEach(async () => {
  garden = await Garden.open();
  tags = new Map();
  limit = 10;
});
afterEach(() => garden.close());

function open(more: Partial<FeedStoreParts> = {}): FeedStore {
  return garden.store({
    settings: { limit, content: 'full', tombstones: 90 * 86_400_000 },
    removedTags: async ({ oid }) => {
      const found = tags.get(oid);
      if (!found) throw new Error(`git does not have ${oid}`);
      return found;
    },
    ...more,
  });
}

/** A node whose tags git knows. */
function grow(path: string, more: Partial<Node>): Node {
  const node = plant(path, more);
  tags.set(node.oid, node.tags);
  return node;
}

async function read(store: FeedStore, name: string) {
  const document = await store.get(name, 'atom');
  if (typeof document !== 'object' || 'moved' in document) return document;
  const { entries, deleted } = readAtom(document.body.toString());
  return { entries: entries.map(({ title }) => title).sort(), deleted: deleted.map(({ id }) => id) };
}

/** What one made of the same library and ledger from nothing would say. */
async function expectAsNew(store: FeedStore, names: string[]): Promise<void> {
  const fresh = open();
  for (const name of names) expect([name, await read(store, name)]).toEqual([name, await read(fresh, name)]);
}

const ebb = () => grow('A/ebb.md', { tags: ['xx'] });
const neap = () => grow('A/neap.md', { tags: ['xx'] });
/** The same node, elsewhere. */
const back = (node: Node) => grow('B/ebb.md', { id: node.id, title: 'ebb', tags: ['yy'] });
const NAMES = ['all', 'folders/A', 'tags/xx', 'folders/B', 'tags/yy'];

async function withdrawn(store: FeedStore): Promise<{ gone: Node; other: Node }> {
  const [gone, other] = [ebb(), neap()];
  await garden.pass({ put: [gone, other] });
  for (const name of NAMES) await read(store, name);
  await garden.pass({ gone: [{ node: gone, state: 'removed', at: AT }] });
  await store.touch([{ before: gone }]);
  const tombstone = `urn:uuid:${gone.id}`;
  for (const name of ['all', 'folders/A', 'tags/xx'])
    expect([name, await read(store, name)]).toEqual([name, { entries: ['neap'], deleted: [tombstone] }]);
  return { gone, other };
}

async function restore(store: FeedStore, gone: Node): Promise<Node> {
  const after = back(gone);
  await garden.pass({ put: [after] });
  await store.touch([{ after }]);
  return after;
}

describe('a node that comes back elsewhere', () => {
  test('is where it is now, and nowhere else, nor does anything tell that it was taken back', async () => {
    const store = open();
    const { gone } = await withdrawn(store);
    await restore(store, gone);
    for (const name of ['folders/A', 'tags/xx'])
      expect([name, await read(store, name)]).toEqual([name, { entries: ['neap'], deleted: [] }]);
    expect(await read(store, 'all')).toEqual({ entries: ['ebb', 'neap'], deleted: [] });
    for (const name of ['folders/B', 'tags/yy']) expect(await read(store, name)).toMatchObject({ entries: ['ebb'] });
    await expectAsNew(store, NAMES);
  });

  test('does not come into its former feeds with the next edit there', async () => {
    const store = open();
    const { gone, other } = await withdrawn(store);
    await restore(store, gone);
    const edited = grow(other.path, { tags: ['xx'], title: 'neap, again' });
    await garden.pass({ put: [edited] });
    await store.touch([{ before: other, after: edited }]);
    for (const name of ['folders/A', 'tags/xx'])
      expect([name, await read(store, name)]).toEqual([name, { entries: ['neap, again'], deleted: [] }]);
    await expectAsNew(store, NAMES);
  });

  test('leaves the archive pages of its former feeds too', async () => {
    limit = 4;
    const store = open();
    const young = { tags: ['xx'], published: '2025-04-01T00:00:00Z' };
    await garden.pass({ put: Array.from({ length: 8 }, (_, n) => grow(`A/${n}.md`, young)) });
    const [gone, other] = [ebb(), neap()];
    await garden.pass({ put: [gone, other] });
    await garden.pass({ gone: [{ node: gone, state: 'removed', at: AT }] });
    const of = (page: Node, name: string) => archiveName(page.id, name);
    // The two are the oldest, on one page: it is called by whichever of them comes first.
    const pages = ['folders/A', 'tags/xx'].flatMap((name) => [of(gone, name), of(other, name)]);
    for (const page of pages)
      expect(await read(store, page)).toEqual({ entries: ['neap'], deleted: [`urn:uuid:${gone.id}`] });
    await restore(store, gone);
    for (const name of ['folders/A', 'tags/xx']) {
      expect(await read(store, of(gone, name))).toBeUndefined();
      expect(await read(store, of(other, name))).toMatchObject({ deleted: [] });
    }
    const archives = await Promise.all(NAMES.map((name) => store.archives(name)));
    await expectAsNew(store, [...NAMES, ...pages, ...archives.flat()]);
  });

  test('is known after a restart', async () => {
    let shelf = new Shelf(`${garden.folder}/feeds.db`);
    const before = open({ shelf, state: () => 'one' });
    const { gone } = await withdrawn(before);
    await before.settled();
    shelf.close();
    shelf = new Shelf(`${garden.folder}/feeds.db`);
    const store = open({ shelf, state: () => 'one' });
    await restore(store, gone);
    await expectAsNew(store, NAMES);
    await store.settled();
    shelf.close();
  });

  test('may leave and come back again', async () => {
    const store = open();
    const { gone } = await withdrawn(store);
    const now = await restore(store, gone);
    await garden.pass({ gone: [{ node: now, state: 'hidden', at: '2025-05-03T00:00:00.000Z' }] });
    await store.touch([{ before: now }]);
    await expectAsNew(store, NAMES);
    await garden.pass({ put: [gone] });
    await store.touch([{ after: gone }]);
    expect(await read(store, 'folders/A')).toEqual({ entries: ['ebb', 'neap'], deleted: [] });
    await expectAsNew(store, NAMES);
  });

  test('whose former tags cannot be read makes all feeds be built again', async () => {
    const store = open();
    const { gone } = await withdrawn(store);
    tags.delete(gone.oid);
    await restore(store, gone);
    expect(await read(store, 'tags/xx')).toEqual({ entries: ['neap'], deleted: [] });
  });
});

test('a node that moved before it left, in one pass, has its tombstone where it was last', async () => {
  const store = open();
  const [gone, other] = [ebb(), neap()];
  const there = grow('B/sand.md', { tags: ['yy'] });
  await garden.pass({ put: [gone, other, there] });
  for (const name of NAMES) await read(store, name);
  await garden.pass({ gone: [{ node: gone, state: 'removed', at: AT, from: back(gone) }] });
  await store.touch([{ before: gone }]);
  expect(await read(store, 'tags/yy')).toEqual({ entries: ['sand'], deleted: [`urn:uuid:${gone.id}`] });
  await expectAsNew(store, NAMES);
});

test('a new node touches no feed but its own', async () => {
  const store = open();
  const rendered: string[] = [];
  await garden.pass({ put: [ebb(), neap()] });
  const counting = open({ html: async ({ path }) => `<p>${rendered.push(path)}</p>` });
  for (const name of ['folders/A', 'tags/xx']) await read(counting, name);
  const kept = await counting.get('folders/A', 'atom');
  rendered.length = 0;
  const after = grow('B/dune.md', { tags: ['yy'] });
  await garden.pass({ put: [after] });
  await counting.touch([{ after }]);
  expect(await counting.get('folders/A', 'atom')).toBe(kept);
  expect(rendered).toEqual([]);
  await expectAsNew(store, NAMES);
});

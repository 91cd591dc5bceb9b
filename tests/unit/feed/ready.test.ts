/** What is served while the library does not hold yet what feeds are made of, and what follows once it does. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { archiveName } from '../../../src/feed/archive.ts';
import type { Document } from '../../../src/feed/document.ts';
import { NotReady } from '../../../src/feed/ready.ts';
import { Shelf } from '../../../src/feed/shelf.ts';
import { FileStamps } from '../../../src/feed/stamps.ts';
import type { FeedStore, FeedStoreParts } from '../../../src/feed/store.ts';
import type { Node } from '../../../src/node/node.ts';
import { Garden, plant } from './garden.ts';

let garden: Garden;
let shelf: Shelf;
let stamps: FileStamps;
let isReady: boolean;
let rendered: string[];
beforeEach(async () => {
  garden = await Garden.open();
  stamps = await FileStamps.open(`${garden.folder}/stamps`, garden.log);
  isReady = true;
  rendered = [];
});
afterEach(async () => {
  shelf.close();
  await stamps.close();
  await garden.close();
});

/** As after a restart. */
function open(more: Partial<FeedStoreParts> = {}): FeedStore {
  shelf?.close();
  shelf = new Shelf(`${garden.folder}/feeds.db`);
  const html = async (node: Node) => {
    rendered.push(node.path);
    return `<p>${node.title}</p>`;
  };
  return garden.store({ shelf, stamps, state: () => `${isReady}`, ready: () => isReady, html, ...more });
}

async function get(store: FeedStore, name: string): Promise<Document> {
  const document = await store.get(name, 'atom');
  if (typeof document !== 'object' || 'moved' in document) throw new Error(`${name} is ${JSON.stringify(document)}`);
  return document;
}
const marksOf = async (store: FeedStore, names: string[]) =>
  Promise.all(names.map(async (name) => [name, (await get(store, name)).etag, (await get(store, name)).lastModified]));
const namesOf = (documents: { self: string }[]) => [
  ...new Set(documents.map(({ self }) => decodeURIComponent(self).replace(/^.*\/feeds\/(.*)\.\w+$/, '$1'))),
];

const [ebb, neap, rye] = [
  plant('Tides/ebb.md', { tags: ['sea'] }),
  plant('Tides/neap.md', { tags: ['sea'] }),
  plant('Bread/rye.md', { tags: ['slow'] }),
];
const NAMES = ['all', 'changes', 'folders/Tides', 'tags/sea', `nodes/${ebb.id}`];
const revised = (node: Node): Node => ({ ...node, oid: 'e'.repeat(40), title: `${node.title}, again` });
const hub = () => ({ site: { ...garden.parts().site, hub: 'https://hub.example/' } });

/** A library that was lost, with feeds of what it held on disk. */
async function lost(more: Partial<FeedStoreParts> = {}): Promise<{ store: FeedStore; marks: unknown[] }> {
  await garden.pass({ put: [ebb, neap, rye] });
  const before = open(more);
  const marks = await marksOf(before, NAMES);
  await before.settled();
  await garden.library.change((writer) => {
    writer.clear('garden');
    return true;
  });
  isReady = false;
  rendered = [];
  return { store: open(more), marks };
}

async function regained(...nodes: Node[]): Promise<void> {
  await garden.library.change((writer) => {
    for (const node of nodes) writer.put(node);
    return true;
  });
  isReady = true;
}

describe('before there is all that feeds are made of', () => {
  test('the last good ones are served, and nothing is built', async () => {
    const { store, marks } = await lost();
    expect(await marksOf(store, NAMES)).toEqual(marks);
    expect(await store.touch([{ before: ebb, after: revised(ebb) }])).toEqual([]);
    expect(await store.touchAll()).toEqual([]);
    expect(await store.catchUp()).toEqual([]);
    await store.settled();
    expect(await marksOf(store, NAMES)).toEqual(marks);
    expect(await marksOf(open(), NAMES)).toEqual(marks);
    expect(rendered).toEqual([]);
  });

  test.each(['folders/Bread', 'tags/slow', 'tags/never', 'nodes/00000000-0000-0000-0000-000000000000'])(
    'whether there is %s cannot be said',
    async (name) => {
      const { store } = await lost();
      await expect(store.get(name, 'rss')).rejects.toThrow(NotReady);
      await expect(store.about(name)).rejects.toThrow(NotReady);
    },
  );

  test('what no feed can be called is nowhere all the same', async () => {
    const { store } = await lost();
    expect(await store.get('nothing/of/this', 'rss')).toBeUndefined();
  });

  test('neither the list nor the page of a feed is made of what is not all', async () => {
    const { store } = await lost();
    expect(() => store.opml()).toThrow(NotReady);
    await expect(store.about('all')).rejects.toThrow(NotReady);
  });

  test('no copy of what is served may be answered with later', async () => {
    const { store } = await lost();
    expect(store.isLasting('all', 'atom', await get(store, 'all'))).toBe(false);
  });

  test('what is taken back is served no more, archives neither; the rest is', async () => {
    await garden.pass({ put: [ebb, neap, rye] });
    const settings = { limit: 2, content: 'full' as const, tombstones: 1 };
    const page = archiveName([ebb, neap, rye].map(({ id }) => id).sort()[0]!, 'all');
    const before = open({ settings });
    for (const name of ['folders/Bread', page, ...NAMES]) await get(before, name);
    await before.settled();
    isReady = false;
    const store = open({ settings });
    const kept = await get(store, 'folders/Bread');
    await store.touch([{ before: ebb }]);
    for (const name of [page, ...NAMES]) await expect(store.get(name, 'rss')).rejects.toThrow(NotReady);
    expect(await get(store, 'folders/Bread')).toBe(kept);
    // Disk has followed: a restart does not bring it back.
    await store.settled();
    await expect(open({ settings }).get('all', 'rss')).rejects.toThrow(NotReady);
  });
});

describe('once there is', () => {
  test('everything is touched, once, and what is the same is the same byte for byte, with its date', async () => {
    const { store, marks } = await lost();
    await store.touchAll();
    garden.now = new Date('2025-07-01T00:00:00Z');
    await regained(ebb, neap, rye);
    expect(await store.touch([])).toEqual([]);
    expect(rendered.sort()).toEqual([ebb, neap, rye].map(({ path }) => path).sort());
    rendered = [];
    expect(store.isBehind).toBe(false);
    expect(await store.touch([])).toEqual([]);
    expect(await store.catchUp()).toEqual([]);
    expect(rendered).toEqual([]);
    expect(await marksOf(store, NAMES)).toEqual(marks);
    await store.settled();
    expect(await marksOf(open(), NAMES)).toEqual(marks);
    expect(store.opml().body.toString()).toContain('folders/Bread.atom');
  });

  test('what a reader asks for before that is made of everything too', async () => {
    const { store, marks } = await lost();
    await regained(ebb, neap, rye);
    expect((await get(store, 'folders/Bread')).body.toString()).toContain('rye');
    expect(await store.catchUp()).toEqual([]);
    expect(await marksOf(store, NAMES)).toEqual(marks);
  });

  test('what changed meanwhile is news, whoever asked for it', async () => {
    const { store } = await lost(hub());
    expect(await store.touch([{ before: rye, after: revised(rye) }])).toEqual([]);
    await garden.pass({ put: [revised(rye)] });
    await regained(ebb, neap, revised(rye));
    const documents = await store.catchUp();
    expect(namesOf(documents).sort()).toEqual(['all', 'folders/Bread', `nodes/${rye.id}`, 'tags/slow']);
  });

  test('a saved search waits for its words alone', async () => {
    let isIndexed = false;
    const feeds = [{ feed: 'searches/tides', query: 'ebb' }];
    const ready = (name: string) => isReady && (isIndexed || !name.startsWith('searches/'));
    await garden.pass({ put: [ebb, neap, rye] });
    const store = open({ feeds, ready });
    expect(await store.touchAll()).toEqual([]);
    await get(store, 'all');
    await expect(store.get('searches/tides', 'rss')).rejects.toThrow(NotReady);
    isIndexed = true;
    await store.touchSearches();
    expect((await get(store, 'searches/tides')).body.toString()).toContain('ebb');
    // One that is kept stays as it is until the words are there again.
    await store.settled();
    isIndexed = false;
    const after = open({ feeds, ready, state: () => 'another' });
    const kept = (await get(after, 'searches/tides')).etag;
    await garden.library.change((writer) => {
      writer.clear('garden');
      for (const node of [neap, rye]) writer.put(node);
      return true;
    });
    expect(namesOf(await after.touchAll())).toEqual(['all']);
    expect((await get(after, 'searches/tides')).etag).toBe(kept);
    isIndexed = true;
    expect(namesOf(await after.touchSearches())).toEqual(['searches/tides']);
  });
});

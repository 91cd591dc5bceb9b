/** What nobody asked for: in which order it is built, and what becomes of what fails or is out of date. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FORMATS } from '../../../src/feed/feed.ts';
import { Shelf } from '../../../src/feed/shelf.ts';
import type { FeedStore, FeedStoreParts } from '../../../src/feed/store.ts';
import type { Node } from '../../../src/node/node.ts';
import { Garden, plant } from './garden.ts';

let garden: Garden;
let shelf: Shelf | undefined;
let rendered: string[];
let state: string;
beforeEach(async () => {
  garden = await Garden.open();
  rendered = [];
  state = 'one';
});
afterEach(async () => {
  shelf?.close();
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
  return garden.store({ shelf, state: () => state, html, ...more });
}

/** Feeds in the order in which they came to disk. */
async function fill(store: FeedStore): Promise<string[]> {
  const names: string[] = [];
  for (let step = 0; (await store.fill()) !== undefined; step++) {
    expect(step).toBeLessThan(1_000);
    await store.settled();
    const known = new Set(names);
    names.push(...(shelf?.names() ?? []).map(({ name }) => name).filter((name) => !known.has(name)));
  }
  return names;
}

/** Feeds that are told of while everything is built that is not what it was. */
async function told(store: FeedStore): Promise<string[]> {
  const changed: string[] = [];
  for (let step = await store.fill(); step; step = await store.fill()) changed.push(...namesOf(step));
  return changed.sort();
}
const namesOf = (documents: { self: string }[] | undefined) => [
  ...new Set(documents?.map(({ self }) => decodeURIComponent(self).replace(/^.*\/feeds\/(.*)\.\w+$/, '$1'))),
];
const revised = (node: Node, more: Partial<Node> = {}): Node => ({ ...node, oid: 'e'.repeat(40), ...more });
const [ebb, rye] = [plant('Tides/ebb.md', { tags: ['sea'] }), plant('Bread/rye.md', { tags: ['slow'] })];
const LISTED = ['all', 'changes', 'folders/Bread', 'folders/Tides', 'tags/sea', 'tags/slow'];

test('every listed feed, and no feed of a node that nothing happened to', async () => {
  await garden.pass({ put: [ebb, rye] });
  expect(await fill(open())).toEqual(LISTED);
  rendered = [];
  expect(await fill(open())).toEqual([]);
  expect(rendered).toEqual([]);
});

test('what a pass touched comes first, with the feeds of its nodes', async () => {
  await garden.pass({ put: [ebb, rye] });
  const store = open();
  await store.touch([{ before: rye, after: rye }]);
  const touched = ['all', 'changes', 'folders/Bread', `nodes/${rye.id}`, 'tags/slow'];
  expect((await fill(store)).slice(0, 5).sort()).toEqual(touched);
});

test('what a pass touched and nobody uses is built behind it, or for who asks first', async () => {
  await garden.pass({ put: [ebb, rye] });
  const whole = garden.store({ html: async (node) => `<p>${node.title}</p>` });
  for (const after of [revised(ebb, { title: 'ebb, again' }), revised(ebb, { path: 'Bread/ebb.md', tags: ['slow'] })]) {
    await fill(open());
    const store = open();
    const before = garden.library.get(ebb.id);
    await garden.pass({ put: [after] });
    rendered = [];
    expect(await store.touch([{ before, after }])).toEqual([]);
    expect(rendered).toEqual([]);
    await whole.touchAll();
    expect(await bodyOf(store, 'all', 'json')).toBe(await bodyOf(whole, 'all', 'json'));
    expect(await told(store)).toContain('all');
    for (const name of store.names())
      for (const format of FORMATS) expect(await bodyOf(store, name, format)).toBe(await bodyOf(whole, name, format));
  }
});

test('those in use are there in one step with the pass', async () => {
  await garden.pass({ put: [ebb, rye] });
  await fill(open());
  const store = open();
  await store.get('all', 'atom');
  const after = revised(ebb, { title: 'ebb, again' });
  await garden.pass({ put: [after] });
  expect(namesOf(await store.touch([{ before: ebb, after }]))).toEqual(['all']);
});

test('one that cannot be built stops none of the others, and is not tried for ever', async () => {
  await garden.pass({ put: [ebb, rye] });
  let tries = 0;
  const library = new Proxy(garden.library, {
    get(target, key) {
      const value = Reflect.get(target, key) as unknown;
      if (typeof value !== 'function') return value;
      if (key !== 'latest') return value.bind(target);
      return (filter: Parameters<typeof target.latest>[0]) => {
        if (filter.folder?.path !== 'Bread') return target.latest(filter);
        tries++;
        throw new Error('damaged');
      };
    },
  });
  const store = open({ library });
  expect(await fill(store)).toEqual(LISTED.filter((name) => name !== 'folders/Bread'));
  expect(tries).toBe(1);
  await store.touch([{ before: ebb, after: ebb }]);
  await fill(store);
  expect(tries).toBe(2);
});

test('what is out of date on disk is brought, and told, however much it is', async () => {
  const nodes = Array.from({ length: 120 }, (_, n) => plant(`Shelf ${n}/page.md`));
  await garden.pass({ put: nodes });
  await fill(open());
  const after = revised(nodes[7]!, { title: 'Another', updated: '2025-05-01T00:00:00.000Z' });
  await garden.pass({ put: [after] });
  state = 'two';
  const store = open();
  expect(await told(store)).toEqual(['all', 'folders/Shelf 7']);
  await store.settled();
  expect(shelf?.names().filter(({ stale }) => stale)).toEqual([]);
});

async function bodyOf(store: FeedStore, name: string, format: (typeof FORMATS)[number]): Promise<string> {
  const document = await store.get(name, format);
  if (typeof document !== 'object' || 'moved' in document) return JSON.stringify(document);
  return document.body.toString();
}

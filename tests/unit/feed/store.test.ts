import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { archiveName } from '../../../src/feed/archive.ts';
import type { Document } from '../../../src/feed/document.ts';
import { FORMATS } from '../../../src/feed/feed.ts';
import { FileStamps } from '../../../src/feed/stamps.ts';
import type { FeedStore } from '../../../src/feed/store.ts';
import type { Node } from '../../../src/node/node.ts';
import { changeOf, Garden, plant } from './garden.ts';
import { readAtom, readJson, readRss, strictXml } from './read.ts';

let garden: Garden;
beforeEach(async () => {
  garden = await Garden.open();
});
afterEach(() => garden.close());

async function get(store: FeedStore, name: string, format: 'rss' | 'atom' | 'json' = 'atom'): Promise<Document> {
  const document = await store.get(name, format);
  if (typeof document !== 'object' || 'moved' in document) throw new Error(`${name} is ${JSON.stringify(document)}`);
  return document;
}
const read = async (store: FeedStore, name: string) => readAtom((await get(store, name)).body.toString());
/** Names of the feeds that documents are of. */
const namesOf = (documents: { self: string }[]) => [
  ...new Set(
    documents.map(({ self }) => decodeURIComponent(self.slice(self.indexOf('/feeds/') + 7)).replace(/\.\w+$/, '')),
  ),
];
const revised = (node: Node, more: Partial<Node> = {}): Node => ({
  ...node,
  oid: 'e'.repeat(40),
  updated: '2025-05-01T00:00:00.000Z',
  ...more,
});

describe('documents', () => {
  test('say the same in all three formats', async () => {
    await garden.pass({
      put: [
        plant('Tides/ebb.md', { title: 'Vec<String> & "AT&amp;T" ]]> x', tags: ['a <b> "c" & d', 'sea'] }),
        plant('Bread/rye.md'),
      ],
    });
    const gone = plant('Tides/neap.md');
    await garden.pass({ put: [gone] });
    await garden.pass({ gone: [{ node: gone, state: 'removed', at: '2025-05-02T00:00:00.000Z' }] });
    const store = garden.store();
    const atom = readAtom((await get(store, 'all', 'atom')).body.toString());
    const rss = readRss((await get(store, 'all', 'rss')).body.toString());
    const json = readJson((await get(store, 'all', 'json')).body.toString());
    expect(rss.entries).toEqual(atom.entries);
    expect(json.entries).toEqual(atom.entries);
    expect(json.deleted).toEqual(atom.deleted);
    expect(atom.deleted).toEqual([{ id: `urn:uuid:${gone.id}`, when: '2025-05-02T00:00:00Z' }]);
    const ebb = atom.entries.find(({ link }) => link.endsWith(plant('Tides/ebb.md').id))!;
    expect(ebb).toMatchObject({
      title: 'Vec<String> & "AT&amp;T" ]]> x',
      tags: ['a <b> "c" & d', 'sea'],
      author: 'Mara <the gardener>',
    });
    expect([atom.self, rss.self, json.self]).toEqual([
      'https://garden.example/feeds/all.atom',
      'https://garden.example/feeds/all.rss',
      'https://garden.example/feeds/all.json',
    ]);
    expect([atom, rss, json].map(({ language, title }) => [language, title])).toEqual(
      Array(3).fill(['en', 'The tide garden']),
    );
  });

  test('an empty feed is still a feed', async () => {
    const store = garden.store();
    expect(readAtom((await get(store, 'all', 'atom')).body.toString()).entries).toEqual([]);
    expect(readRss((await get(store, 'all', 'rss')).body.toString()).entries).toEqual([]);
    expect(JSON.parse((await get(store, 'all', 'json')).body.toString()).items).toEqual([]);
  });

  test('JSON is version 1.1 and nothing of 1.0', async () => {
    await garden.pass({ put: [plant('a.md')] });
    const site = { ...garden.parts().site, hub: 'https://hub.example/', icon: 'https://garden.example/icon.svg' };
    const feed = JSON.parse((await get(garden.store({ site }), 'all', 'json')).body.toString());
    expect(feed).toMatchObject({
      version: 'https://jsonfeed.org/version/1.1',
      home_page_url: 'https://garden.example/',
      authors: [{ name: 'Mara <the gardener>', url: 'https://garden.example/mara' }],
      hubs: [{ type: 'WebSub', url: 'https://hub.example/' }],
      favicon: 'https://garden.example/icon.svg',
    });
    expect(feed).not.toHaveProperty('author');
    expect(feed.items[0]).not.toHaveProperty('author');
  });

  test('a hub is named in Atom and RSS too', async () => {
    const store = garden.store({ site: { ...garden.parts().site, hub: 'https://hub.example/?a=1&b=2' } });
    for (const format of ['atom', 'rss'] as const) {
      const xml = strictXml((await get(store, 'all', format)).body.toString());
      const links = [...xml.getElementsByTagNameNS('http://www.w3.org/2005/Atom', 'link')];
      expect(
        links.filter((link) => link.getAttribute('rel') === 'hub').map((link) => link.getAttribute('href')),
      ).toEqual(['https://hub.example/?a=1&b=2']);
    }
  });

  test('the same bytes and marks after a restart, and at another time', async () => {
    const node = plant('a.md', { tags: ['sea'] });
    await garden.pass({ put: [node], changes: [changeOf(node)] });
    const [before, after] = [garden.store(), garden.store({ now: () => new Date('2030-01-01T00:00:00Z') })];
    await get(after, 'changes');
    for (const name of ['all', 'changes', 'tags/sea', `nodes/${node.id}`]) {
      for (const format of FORMATS)
        expect((await get(after, name, format)).etag).toBe((await get(before, name, format)).etag);
    }
    expect(after.opml().etag).toBe(before.opml().etag);
  });

  test('compressed forms are made once, and hold the same', async () => {
    const store = garden.store();
    const document = await get(store, 'all');
    expect(gunzipSync(await document.encoded('gzip'))).toEqual(document.body);
    expect(brotliDecompressSync(await document.encoded('br'))).toEqual(document.body);
    expect(document.encoded('gzip')).toBe(document.encoded('gzip'));
    expect(document.etagOf('gzip')).toMatch(/^"[\w-]+-gzip"$/);
  });
});

describe('after a pass', () => {
  const ebb = plant('Tides/Low/ebb.md', { tags: ['Sea'] });
  const rye = plant('Bread/rye.md', { tags: ['slow'] });

  test('exactly the feeds a node is or was in change', async () => {
    await garden.pass({ put: [ebb, rye] });
    const store = garden.store();
    const names = store.names({ nodes: true });
    const expected = ['all', 'changes', 'folders/Bread', 'folders/Tides', 'folders/Tides/Low', 'tags/sea', 'tags/slow'];
    expect(names.toSorted()).toEqual([...expected, `nodes/${ebb.id}`, `nodes/${rye.id}`].toSorted());
    const before = new Map(
      await Promise.all(names.map(async (name) => [name, (await get(store, name)).etag] as const)),
    );
    const after = revised(ebb, { path: 'Tides/ebb.md', tags: ['slow'] });
    await garden.pass({ put: [after] });
    const changed = await store.touch([{ before: ebb, after }]);
    expect(namesOf(changed).sort()).toEqual(['all', 'folders/Tides', `nodes/${ebb.id}`, 'tags/slow']);
    for (const name of ['changes', 'folders/Bread', `nodes/${rye.id}`])
      expect((await get(store, name)).etag).toBe(before.get(name));
    expect(await store.get('folders/Tides/Low', 'atom')).toBeUndefined();
    expect(await store.get('tags/sea', 'rss')).toBeUndefined();
    expect((await read(store, 'tags/slow')).entries).toHaveLength(2);
  });

  test('a removal takes the entry out of every format at once', async () => {
    await garden.pass({ put: [ebb, rye] });
    const store = garden.store();
    await get(store, 'all');
    await get(store, 'folders/Tides');
    await get(store, `nodes/${ebb.id}`);
    await garden.pass({ gone: [{ node: ebb, state: 'removed', at: '2025-05-02T00:00:00.000Z' }] });
    await store.touch([{ before: ebb }]);
    for (const format of FORMATS) expect((await get(store, 'all', format)).body.toString().match(/ebb/g)).toBeNull();
    expect((await read(store, 'all')).deleted).toHaveLength(1);
    expect(await store.get('folders/Tides', 'json')).toBe('gone');
    expect(await store.get(`nodes/${ebb.id}`, 'rss')).toBe('gone');
    expect(store.opml().body.toString()).not.toContain('Tides');
  });

  test('the same bytes stay the same document', async () => {
    await garden.pass({ put: [ebb] });
    const store = garden.store();
    const before = await get(store, 'all');
    expect(await store.touch([{ before: ebb, after: ebb }])).toEqual([]);
    expect(await get(store, 'all')).toBe(before);
    expect(await store.touchAll()).toEqual([]);
    expect(await get(store, 'all')).toBe(before);
  });

  test('only touched nodes are rendered again, unless something was named anew', async () => {
    await garden.pass({ put: [ebb, rye] });
    const rendered: string[] = [];
    const html = async (node: Node) => {
      rendered.push(node.path);
      return `<p>${node.oid}</p>`;
    };
    const store = garden.store({ html });
    await get(store, 'all');
    await get(store, 'folders/Bread');
    expect(rendered.splice(0).sort()).toEqual([rye.path, ebb.path]);
    await garden.pass({ put: [revised(ebb)] });
    await store.touch([{ before: ebb, after: revised(ebb) }]);
    expect(rendered.splice(0)).toEqual([ebb.path]);
    // Its text is the same, but what its links lead to is not.
    await store.touch([{ before: rye, after: rye }]);
    expect(rendered.splice(0)).toEqual([rye.path]);
    const moved = { ...revised(ebb), path: 'Tides/ebb.md' };
    await garden.pass({ put: [moved] });
    await store.touch([{ before: revised(ebb), after: moved }]);
    expect(rendered.splice(0).sort()).toEqual([rye.path, moved.path]);
  });

  test('a change is told once it has settled, without another pass', async () => {
    await garden.pass({
      put: [ebb],
      changes: [changeOf(ebb, { at: '2025-06-01T11:59:00.000Z', settlesAt: '2025-06-01T12:04:00.000Z' })],
    });
    const store = garden.store();
    expect((await read(store, 'changes')).entries).toEqual([]);
    garden.now = new Date('2025-06-01T12:05:00Z');
    // The one who asks first starts the rebuild and is given the last good one.
    await get(store, 'changes');
    await store.touch([]);
    await expect
      .poll(async () => (await read(store, 'changes')).entries.map(({ title }) => title))
      .toEqual(['ebb — revised']);
    expect(await store.about('changes')).toMatchObject({ entries: [{ title: 'ebb — revised' }] });
  });

  test('Last-Modified strictly rises with the bytes and is the same in all formats', async () => {
    await garden.pass({ put: [ebb] });
    const stamps = await FileStamps.open(`${garden.folder}/stamps`, garden.log);
    const store = garden.store({ stamps });
    const first = (await get(store, 'all')).lastModified;
    expect(first).toBe('Sun, 01 Jun 2025 12:00:00 GMT');
    await garden.pass({ put: [revised(ebb)] });
    await store.touch([{ before: ebb, after: revised(ebb) }]);
    expect((await get(store, 'all')).lastModified).toBe('Sun, 01 Jun 2025 12:00:01 GMT');
    // Back to the former bytes: a later date all the same.
    await garden.pass({ put: [ebb] });
    await store.touch([{ before: revised(ebb), after: ebb }]);
    for (const format of FORMATS)
      expect((await get(store, 'all', format)).lastModified).toBe('Sun, 01 Jun 2025 12:00:02 GMT');
    await stamps.close();
  });
});

describe('under load and in trouble', () => {
  test('everybody who asks at once waits for one build', async () => {
    await garden.pass({ put: [plant('a.md')] });
    let renders = 0;
    const store = garden.store({ html: async () => `<p>${++renders}</p>` });
    const documents = await Promise.all(Array.from({ length: 20 }, (_, i) => get(store, 'all', FORMATS[i % 3])));
    expect(renders).toBe(1);
    expect(new Set(documents).size).toBe(3);
  });

  test('the last good one is served while a rebuild runs', async () => {
    const node = plant('a.md');
    await garden.pass({ put: [node] });
    let release = () => {};
    let waiting: Promise<void> = Promise.resolve();
    const store = garden.store({
      html: async ({ oid }) => {
        await waiting;
        return `<p>${oid}</p>`;
      },
    });
    const good = await get(store, 'all');
    waiting = new Promise((resolve) => {
      release = resolve;
    });
    await garden.pass({ put: [revised(node)] });
    const refreshed = store.touch([{ before: node, after: revised(node) }]);
    expect(await get(store, 'all')).toBe(good);
    release();
    expect(namesOf(await refreshed)).toEqual(['all']);
    expect((await get(store, 'all')).body.toString()).toContain('e'.repeat(40));
  });

  test('a touch during a build is not lost', async () => {
    const node = plant('a.md', { title: 'before' });
    await garden.pass({ put: [node] });
    let release = () => {};
    const first = new Promise<void>((resolve) => {
      release = resolve;
    });
    const store = garden.store({
      html: async () => {
        await first;
        return '<p>text</p>';
      },
    });
    const asked = get(store, 'all');
    await new Promise((resolve) => setImmediate(resolve));
    const after = revised(node, { title: 'after' });
    await garden.pass({ put: [after] });
    const refreshed = store.touch([{ before: node, after }]);
    release();
    await asked;
    await refreshed;
    expect((await read(store, 'all')).entries[0]!.title).toBe('after');
  });

  test('a link that comes to lead elsewhere during a build is not lost', async () => {
    const node = plant('a.md');
    await garden.pass({ put: [node] });
    let target = 'here';
    let release = () => {};
    const first = new Promise<void>((resolve) => {
      release = resolve;
    });
    const store = garden.store({
      html: async () => {
        const html = `<p><a href="https://x.example/${target}">a link</a></p>`;
        await first;
        return html;
      },
    });
    const asked = get(store, 'all');
    await new Promise((resolve) => setImmediate(resolve));
    target = 'there';
    const refreshed = store.touch([{ before: node, after: node }]);
    release();
    await asked;
    await refreshed;
    expect((await read(store, 'all')).entries[0]!.html).toContain('/there');
  });

  test('the last good one is served when a rebuild fails, and the next try mends it', async () => {
    const node = plant('a.md');
    await garden.pass({ put: [node] });
    let broken = false;
    const ledger = {
      changes: garden.ledger.changes.bind(garden.ledger),
      nodesById: garden.ledger.nodesById.bind(garden.ledger),
      removals: async (since: string) => {
        if (broken) throw new Error('the ledger is away');
        return garden.ledger.removals(since);
      },
    };
    const store = garden.store({ ledger });
    const good = await get(store, 'all');
    broken = true;
    await garden.pass({ gone: [{ node, state: 'removed', at: '2025-05-02T00:00:00.000Z' }] });
    await store.touch([{ before: node }]);
    expect(await get(store, 'all')).toBe(good);
    expect(garden.lines.join()).toContain('the last good one is served');
    await expect(store.get('folders/x', 'atom')).rejects.toThrow('the ledger is away');
    broken = false;
    garden.now = new Date(garden.now.getTime() + 10_000);
    await get(store, 'all');
    await expect.poll(async () => (await read(store, 'all')).deleted.length).toBe(1);
  });

  test('a ledger that is away while a pass ends costs that pass, and no later one', async () => {
    const [first, second] = [plant('a/1.md'), plant('a/2.md')];
    await garden.pass({ put: [first, second, plant('a/3.md')] });
    let isAway = false;
    const ledger = {
      changes: garden.ledger.changes.bind(garden.ledger),
      nodesById: garden.ledger.nodesById.bind(garden.ledger),
      removals: async (since: string) => {
        if (isAway) throw new Error('the ledger is away');
        return garden.ledger.removals(since);
      },
    };
    const store = garden.store({ ledger, settings: { limit: 2, content: 'full', tombstones: 0 } });
    const page = archiveName(first.id, 'all');
    const titles = async (name: string) => (await read(store, name)).entries.map(({ title }) => title);
    expect(await titles(page)).toEqual(['1']);
    expect(await titles('all')).not.toEqual([]);
    isAway = true;
    await garden.pass({ gone: [{ node: first, state: 'removed', at: '2025-05-02T00:00:00.000Z' }] });
    expect(await store.touch([{ before: first }])).toEqual([]);
    isAway = false;
    garden.now = new Date(garden.now.getTime() + 10_000);
    await garden.pass({ put: [revised(second)] });
    const changed = await store.touch([{ before: second, after: revised(second) }]);
    expect(namesOf(changed)).toContain('all');
    expect(await titles('all')).not.toContain('1');
    expect(await titles(page)).toEqual([]);
  });

  test('feeds that do not fit in memory are built again', async () => {
    await garden.pass({ put: Array.from({ length: 5 }, (_, i) => plant(`f${i}/a.md`, { tags: [`t${i}`] })) });
    const store = garden.store({ memory: { documents: 20_000, entries: 2_000 } });
    const roomy = garden.store();
    for (const name of [...store.names(), ...store.names().reverse()])
      expect((await get(store, name)).etag).toBe((await get(roomy, name)).etag);
  });
});

describe('with a hub', () => {
  const [ebb, rye] = [plant('Tides/Low/ebb.md', { tags: ['Sea'] }), plant('Bread/rye.md', { tags: ['slow'] })];
  const site = () => ({ ...garden.parts().site, hub: 'https://hub.example/' });
  const feeds = [{ feed: 'searches/ebb', query: 'ebb' }];
  const inIt = ['all', 'changes', 'folders/Tides', 'folders/Tides/Low', `nodes/${ebb.id}`, 'searches/ebb', 'tags/sea'];

  test('feeds that nobody has asked for since they were lost are news when they are touched', async () => {
    await garden.pass({ put: [ebb, rye] });
    const store = garden.store({ site: site(), feeds });
    const after = revised(ebb);
    await garden.pass({ put: [after] });
    const documents = await store.touch([{ before: ebb, after }]);
    expect(namesOf(documents).sort()).toEqual(inIt);
    expect(documents).toHaveLength(inIt.length * FORMATS.length);
    // What is told can be fetched, and is not told again.
    const served = await Promise.all(inIt.flatMap((name) => FORMATS.map((format) => get(store, name, format))));
    expect(served.map(({ self }) => self).sort()).toEqual(documents.map(({ self }) => self).sort());
    expect(await store.touch([{ before: after, after }])).toEqual([]);
  });

  test('also where a reader asks for one just then', async () => {
    await garden.pass({ put: [ebb, rye] });
    const store = garden.store({ site: site() });
    const after = revised(ebb);
    await garden.pass({ put: [after] });
    const touching = store.touch([{ before: ebb, after }]);
    await Promise.all(['tags/sea', 'all'].map((name) => get(store, name)));
    expect(namesOf(await touching)).toEqual(expect.arrayContaining(['tags/sea', 'all']));
  });

  test('what left its last folder, and what is not touched, is not news', async () => {
    await garden.pass({ put: [ebb, rye] });
    const store = garden.store({ site: site() });
    const after = { ...revised(ebb), path: 'Shore/ebb.md' };
    await garden.pass({ put: [after] });
    const expected = ['all', 'changes', 'folders/Shore', `nodes/${ebb.id}`, 'tags/sea'];
    expect(namesOf(await store.touch([{ before: ebb, after }])).sort()).toEqual(expected);
    await Promise.all(expected.map((name) => get(store, name)));
    expect(await store.touchAll()).toEqual([]);
  });

  test('many nodes at once are news of their folders and tags, not of each', async () => {
    const nodes = Array.from({ length: 150 }, (_, n) => plant(`Log/${n}.md`));
    await garden.pass({ put: nodes });
    const store = garden.store({ site: site() });
    const documents = await store.touch(nodes.map((node) => ({ before: node, after: node })));
    expect(namesOf(documents).sort()).toEqual(['all', 'changes', 'folders/Log']);
  });

  test('it is built when it is fetched, and not before', async () => {
    await garden.pass({ put: [ebb, rye] });
    let renders = 0;
    const store = garden.store({ site: site(), html: async () => `<p>${++renders}</p>` });
    expect(await store.touch([{ before: ebb, after: ebb }])).not.toEqual([]);
    await store.settled();
    expect(renders).toBe(0);
    await get(store, 'tags/sea');
    expect(renders).toBe(1);
  });

  test('without one nothing is told that nobody asked for', async () => {
    await garden.pass({ put: [ebb, rye] });
    let renders = 0;
    const store = garden.store({ html: async () => `<p>${++renders}</p>` });
    expect(await store.touch([{ before: ebb, after: ebb }])).toEqual([]);
    expect(renders).toBe(0);
  });
});

test('the list of feeds names what holds something, by title, well-formed', async () => {
  await garden.pass({ put: [plant('b & <c>/x.md', { tags: ['Zebra "fish"', 'apple', '..'] }), plant('A/x.md')] });
  const document = garden.store().opml();
  expect(document.type).toBe('text/x-opml; charset=utf-8');
  const outlines = [...strictXml(document.body.toString()).getElementsByTagName('outline')];
  expect(outlines.map((one) => one.getAttribute('text'))).toEqual([
    'The tide garden',
    'The tide garden: changes',
    'Folders',
    'A',
    'b & <c>',
    'Tags',
    '#apple',
    '#Zebra "fish"',
  ]);
  expect(outlines.at(-1)!.getAttribute('xmlUrl')).toBe('https://garden.example/feeds/tags/zebra%20%22fish%22.atom');
});

test('one edit among 10,000 nodes changes the documents of the feeds it is in, and no others', async () => {
  const nodes = Array.from({ length: 10_000 }, (_, n) =>
    plant(`Shelf ${n % 40}/Row ${n % 200}/page-${n}.md`, { tags: [`tag ${n % 30}`] }),
  );
  await garden.pass({ put: nodes });
  const store = garden.store();
  const names = store.names();
  for (const name of names) await get(store, name);
  const edited = revised(nodes[4_321]!, { summary: 'Other words.' });
  await garden.pass({ put: [edited] });
  const documents = await store.touch([{ before: nodes[4_321]!, after: edited }]);
  expect(names.length).toBeGreaterThan(250);
  expect(namesOf(documents).sort()).toEqual(['all', 'folders/Shelf 1', 'folders/Shelf 1/Row 121', 'tags/tag 1']);
  expect(documents).toHaveLength(4 * FORMATS.length);
});

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { archiveName, cut, pageSize } from '../../../src/feed/archive.ts';
import { type FeedFormat, FORMATS } from '../../../src/feed/feed.ts';
import type { FeedStore } from '../../../src/feed/store.ts';
import type { Node } from '../../../src/node/node.ts';
import { Garden, idOf, plant } from './garden.ts';
import { readAtom, readJson, readRss, strictXml } from './read.ts';

const settings = { limit: 4, content: 'full' as const, tombstones: 90 * 86_400_000 };
const day = (n: number) => new Date(Date.UTC(2025, 0, n + 1)).toISOString();
const born = (n: number, more: Partial<Node> = {}) =>
  plant(`Log/${n}.md`, { published: day(n), updated: day(n), tags: ['sea'], ...more });

let garden: Garden;
beforeEach(async () => {
  garden = await Garden.open();
});
afterEach(() => garden.close());

interface Walked {
  names: string[];
  bytes: string[];
  entries: { id: string; updated: number }[][];
}

const READ = { atom: readAtom, rss: readRss, json: readJson };

/** From the live feed to the end, as a reader goes. */
async function walk(store: FeedStore, first: string, format: FeedFormat): Promise<Walked> {
  const walked: Walked = { names: [], bytes: [], entries: [] };
  for (let name: string | undefined = first; name !== undefined; ) {
    const document = await store.get(name, format);
    if (typeof document !== 'object' || 'moved' in document) throw new Error(`${name} is ${JSON.stringify(document)}`);
    const text = document.body.toString();
    walked.names.push(name);
    walked.bytes.push(text);
    walked.entries.push(READ[format](text).entries.map(({ id, updated }) => ({ id, updated })));
    const next = format === 'json' ? (JSON.parse(text).next_url as string | undefined) : linkOf(text, 'prev-archive');
    name = next && decodeURIComponent(next.replace('https://garden.example/feeds/', '')).replace(/\.\w+$/, '');
  }
  return walked;
}

function linkOf(xml: string, rel: string): string | undefined {
  const links = strictXml(xml).getElementsByTagNameNS('http://www.w3.org/2005/Atom', 'link');
  return [...links].find((link) => link.getAttribute('rel') === rel)?.getAttribute('href') ?? undefined;
}

describe('cutting', () => {
  const slots = Array.from({ length: 1_000 }, (_, n) => ({ id: idOf(`slot ${n}`), published: day(n) }));
  const size = 10;
  const { closed, open } = cut(slots, size);

  test('every node is in one place, in the order of birth', () => {
    expect([...closed.flatMap((page) => page.slots), ...open]).toEqual(slots.map(({ id }) => id));
    expect(Math.max(...closed.map((page) => page.slots.length))).toBe(size);
    expect(open.length).toBeLessThan(size);
  });

  test('it does not matter in which order they come', () =>
    expect(cut(slots.toReversed(), size)).toEqual({ closed, open }));

  test('what is born later changes no page', () => {
    for (let n = 0; n <= slots.length; n++)
      for (const [index, page] of cut(slots.slice(0, n), size).closed.entries()) expect(page).toEqual(closed[index]);
  });

  test('what comes into the middle shifts a few pages only', () => {
    const late = cut([...slots, { id: idOf('late'), published: day(500.5) }], size);
    const known = new Set(closed.map((page) => JSON.stringify(page)));
    const changed = late.closed.filter((page) => !known.has(JSON.stringify(page)));
    expect(changed.length).toBeGreaterThan(0);
    expect(changed.length).toBeLessThan(20);
  });
});

describe.each(FORMATS)('the archive in %s', (format) => {
  const nodes = Array.from({ length: 23 }, (_, n) => born(n));

  test.each(['all', 'folders/Log', 'tags/sea'])(
    'of %s reaches every node, and nothing older is newer',
    async (name) => {
      await garden.pass({ put: nodes.map((node, n) => (n % 5 ? node : { ...node, updated: day(100 + n) })) });
      const { entries, names } = await walk(garden.store({ settings }), name, format);
      const seen = new Map<string, number>();
      for (const { id, updated } of entries.flat()) {
        expect(updated).toBeLessThanOrEqual(seen.get(id) ?? updated);
        seen.set(id, updated);
      }
      expect(seen.size).toBe(nodes.length);
      expect(Math.max(...entries.map((page) => page.length))).toBeLessThanOrEqual(settings.limit);
      expect(new Set(names).size).toBe(names.length);
    },
  );

  test('stays as it is while new nodes come in and young ones are revised', async () => {
    await garden.pass({ put: nodes });
    const store = garden.store({ settings });
    const before = await walk(store, 'all', format);
    const kept = new Map(before.names.map((name, index) => [name, before.bytes[index]]));
    for (let n = 23; n < 40; n++) {
      const node = born(n);
      await garden.pass({ put: [node] });
      await store.touch([{ after: node }]);
      const after = await walk(store, 'all', format);
      after.names.slice(1).forEach((name, index) => {
        expect(after.bytes[index + 1]).toBe(kept.get(name) ?? after.bytes[index + 1]);
        kept.set(name, after.bytes[index + 1]);
      });
      expect(new Set(after.entries.flat().map(({ id }) => id)).size).toBe(n + 1);
    }
  });

  test('a removed node leaves its page at once, and no other page changes', async () => {
    await garden.pass({ put: nodes });
    const store = garden.store({ settings });
    const before = await walk(store, 'all', format);
    const gone = nodes[3]!;
    await garden.pass({ gone: [{ node: gone, state: 'removed', at: day(200) }] });
    await store.touch([{ before: gone }]);
    const after = await walk(store, 'all', format);
    expect(after.names).toEqual(before.names);
    const changed = after.names.filter((_, index) => after.bytes[index] !== before.bytes[index]);
    expect(changed).toHaveLength(2);
    expect(changed[0]).toBe('all');
    expect(after.entries.flat().map(({ id }) => id)).not.toContain(`urn:uuid:${gone.id}`);
    const page = after.bytes[after.names.indexOf(changed[1]!)]!;
    if (format !== 'rss') expect(READ[format](page).deleted.map(({ id }) => id)).toEqual([`urn:uuid:${gone.id}`]);
    expect(page).not.toContain(gone.path);
  });

  test('a revision of an old node is in the live feed and takes the old words out of its page', async () => {
    await garden.pass({ put: nodes });
    garden.html.set(nodes[2]!.path, '<p>before</p>');
    const store = garden.store({ settings });
    const before = await walk(store, 'all', format);
    expect(before.bytes.join()).toContain('before');
    const after = { ...nodes[2]!, oid: 'd'.repeat(40), updated: day(300) };
    garden.html.set(after.path, '<p>now</p>');
    await garden.pass({ put: [after] });
    await store.touch([{ before: nodes[2]!, after }]);
    const walked = await walk(store, 'all', format);
    expect(walked.bytes.join()).not.toContain('before');
    expect(walked.entries[0]![0]!.id).toBe(`urn:uuid:${after.id}`);
    expect(walked.names.filter((_, index) => walked.bytes[index] !== before.bytes[index])).toHaveLength(2);
  });
});

test('an archive page says what it is, and is the same feed', async () => {
  await garden.pass({ put: Array.from({ length: 9 }, (_, n) => born(n)) });
  const store = garden.store({ settings });
  const { bytes, names } = await walk(store, 'all', 'atom');
  const [live, page, last] = [strictXml(bytes[0]!), strictXml(bytes[1]!), strictXml(bytes.at(-1)!)];
  const archives = (xml: typeof live) =>
    xml.getElementsByTagNameNS('http://purl.org/syndication/history/1.0', 'archive');
  expect([archives(live).length, archives(page).length]).toEqual([0, 1]);
  expect(linkOf(bytes[1]!, 'current')).toBe('https://garden.example/feeds/all.atom');
  expect(linkOf(bytes[1]!, 'self')).toBe(`https://garden.example/feeds/${names[1]}.atom`);
  expect(linkOf(bytes.at(-1)!, 'prev-archive')).toBeUndefined();
  const id = (xml: typeof live) => xml.documentElement!.getElementsByTagName('id')[0]!.textContent;
  expect([id(page), id(last)]).toEqual([id(live), id(live)]);
});

test('a feed that holds all it has names no archive', async () => {
  await garden.pass({ put: Array.from({ length: 4 }, (_, n) => born(n)) });
  expect((await walk(garden.store({ settings }), 'all', 'rss')).names).toEqual(['all']);
});

test('a page is found by any node that has its place there, under one name', async () => {
  const nodes = Array.from({ length: 9 }, (_, n) => born(n));
  await garden.pass({ put: nodes });
  const store = garden.store({ settings });
  const { names } = await walk(store, 'all', 'atom');
  const pages = new Set<string>();
  for (const { id } of nodes.slice(0, 4)) {
    const page = await store.get(archiveName(id, 'all'), 'atom');
    if (typeof page !== 'object' || 'moved' in page) throw new Error(`no page of ${id}`);
    pages.add(page.self);
  }
  for (const self of pages) expect(names.map((name) => `https://garden.example/feeds/${name}.atom`)).toContain(self);
  expect(await store.get(archiveName(idOf('stranger'), 'all'), 'atom')).toBeUndefined();
  expect(await store.get(archiveName(nodes[0]!.id, 'changes'), 'atom')).toBeUndefined();
});

test('pages of a feed that is gone are gone with it', async () => {
  const nodes = Array.from({ length: 9 }, (_, n) => born(n));
  await garden.pass({ put: [...nodes, plant('Bread/rye.md')] });
  const store = garden.store({ settings });
  const { names } = await walk(store, 'folders/Log', 'atom');
  expect(names.length).toBeGreaterThan(1);
  await garden.pass({ gone: nodes.map((node) => ({ node, state: 'removed', at: day(200) })) });
  await store.touch(nodes.map((before) => ({ before })));
  expect(await Promise.all(names.map((name) => store.get(name, 'atom')))).toEqual(names.map(() => 'gone'));
  expect(await store.get(archiveName(idOf('stranger'), 'folders/Log'), 'atom')).toBeUndefined();
});

test('half of a feed is left for what was revised last', () =>
  expect([1, 2, 3, 50].map(pageSize)).toEqual([1, 1, 1, 25]));

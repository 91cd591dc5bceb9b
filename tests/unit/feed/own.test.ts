import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FeedStoreParts } from '../../../src/feed/store.ts';
import { changeOf, Garden, plant, SITE } from './garden.ts';
import { readAtom, readJson, readRss } from './read.ts';

let garden: Garden;
beforeEach(async () => {
  garden = await Garden.open();
});
afterEach(() => garden.close());

async function text(name: string, parts: Partial<FeedStoreParts>, format: 'atom' | 'rss' | 'json' = 'atom') {
  const document = await garden.store(parts).get(name, format);
  if (typeof document !== 'object' || 'moved' in document) throw new Error(`${name} is ${JSON.stringify(document)}`);
  return document.body.toString();
}
const settings = { limit: 50, content: 'full' as const, tombstones: 90 * 86_400_000 };

test('one feed has options of its own, the others stay', async () => {
  await garden.pass({ put: Array.from({ length: 5 }, (_, i) => plant(`Bread/${i}.md`, { summary: 'First words.' })) });
  const own = {
    ...{ feed: 'folders/Bread', title: 'The oven', description: 'All that rises', language: 'fr', limit: 2 },
    ...{ content: 'summary' as const, author: { name: 'Odile' }, copyright: 'Odile, 2026', icon: '🥖' },
  };
  const feeds = [own];
  const bread = await text('folders/Bread', { feeds });
  const read = readAtom(bread);
  expect(read).toMatchObject({ title: 'The oven', language: 'fr' });
  expect(read.entries.map(({ html, author }) => [html, author])).toEqual(
    Array(2).fill(['<p>First words.</p>', 'Odile']),
  );
  expect(bread).toContain('<subtitle>All that rises</subtitle>');
  expect(bread).toContain('<rights>Odile, 2026</rights>');
  expect(bread).toContain('<icon>https://garden.example/icons/%F0%9F%A5%96.svg</icon>');
  expect(JSON.parse(await text('folders/Bread', { feeds }, 'json')).favicon).toContain('/icons/');
  expect(await text('all', { feeds })).toBe(await text('all', {}));
});

test('a saved search is a feed, newest first, listed, and new nodes come in', async () => {
  const nodes = [
    plant('a.md', { title: 'A storm at sea', updated: '2025-03-02T00:00:00Z' }),
    plant('b.md', { title: 'Bread' }),
    plant('c.md', { title: 'Storm glass', updated: '2025-04-02T00:00:00Z' }),
  ];
  const index = (all: typeof nodes) =>
    garden.library.change((writer) => {
      for (const node of all) writer.index(node, node.title);
      return true;
    });
  await garden.pass({ put: nodes });
  await index(nodes);
  const store = garden.store({ feeds: [{ feed: 'searches/storms', query: 'storm', title: 'Rough weather' }] });
  const titles = async () => {
    const document = await store.get('searches/storms', 'json');
    return 'body' in (document as object) ? readJson((document as { body: Buffer }).body.toString()) : undefined;
  };
  expect(await titles()).toMatchObject({
    title: 'Rough weather',
    entries: [{ title: 'Storm glass' }, { title: 'A storm at sea' }],
  });
  expect(store.listing().searches).toEqual([{ name: 'searches/storms', title: 'Rough weather', count: 2 }]);
  expect(store.names()).toContain('searches/storms');
  const late = plant('d.md', { title: 'The great storm', updated: '2025-05-02T00:00:00Z' });
  await garden.pass({ put: [late] });
  await store.touch([{ after: late }]);
  await index([late]);
  await store.touchSearches();
  expect((await titles())!.entries[0]!.title).toBe('The great storm');
  expect(await store.get('searches/none', 'rss')).toBeUndefined();
});

test('what a content note does is chosen', async () => {
  await garden.pass({ put: [plant('a.md', { contentNote: 'a storm', summary: 'Loud words.' }), plant('b.md')] });
  const htmls = async (contentNotes: 'first' | 'only' | 'omit') =>
    readAtom(await text('all', { settings: { ...settings, contentNotes } })).entries.map(({ title, html }) => [
      title,
      html,
    ]);
  const b = ['b', '<p>The text of b.md &amp; no more.</p>'];
  const note = '<p><strong>Content note:</strong> a storm</p>\n';
  expect(new Map((await htmls('first')) as [string, string][]).get('a')).toBe(
    `${note}<p>The text of a.md &amp; no more.</p>`,
  );
  const only = new Map((await htmls('only')) as [string, string][]).get('a')!;
  expect(only).toContain(note);
  expect(only).not.toMatch(/The text|Loud/);
  expect(await htmls('omit')).toEqual([b]);
});

test('what a content note does is done to changes too, in the feed of all and in that of the node', async () => {
  const [noted, open] = [plant('a/storm.md', { contentNote: 'a storm' }), plant('b.md')];
  const difference = {
    tagline: { from: 'Calm', to: 'Drowned' },
    sections: { added: ['The wreck'], removed: [], revised: [] },
    words: { added: 7, cut: 2 },
  };
  const changes = [noted, open].map((node) => changeOf(node, { difference, kind: 'moved', from: 'a/wreck.md' }));
  await garden.pass({ put: [noted, open], changes });
  const told = async (name: string, contentNotes: 'first' | 'only' | 'omit') => {
    const parts = { settings: { ...settings, contentNotes } };
    const [atom, rss, json] = await Promise.all([
      text(name, parts),
      text(name, parts, 'rss'),
      text(name, parts, 'json'),
    ]);
    const all = [readAtom(atom), readRss(rss), readJson(json)].map(({ entries }) => entries.map(({ html }) => html));
    expect(new Set(all.map(String)).size).toBe(1);
    return all[0]!;
  };
  const note = '<p><strong>Content note:</strong> a storm</p>\n';
  const link = `<p><a href="https://garden.example/nodes/${noted.id}">storm</a>: moved and revised: 1 section, +7 −2 words.</p>`;
  for (const name of ['changes', `nodes/${noted.id}`]) {
    const isOurs = (html: string) => html.includes('storm</a>');
    const [first] = (await told(name, 'first')).filter(isOurs);
    expect(first!.startsWith(note + link)).toBe(true);
    expect(first).toMatch(/Calm → Drowned.*The wreck.*The commit/);
    expect((await told(name, 'only')).filter(isOurs)).toEqual([note + link]);
    expect((await told(name, 'omit')).filter(isOurs)).toEqual([]);
  }
  // Who has no note is told whole.
  for (const notes of ['only', 'omit'] as const)
    expect(String(await told('changes', notes))).toMatch(/>b<\/a>.*Calm → Drowned.*The wreck.*The commit/);
  expect(await told(`nodes/${noted.id}`, 'omit')).toEqual([]);
});

test('folders named by an emoji show it, nodes their own, and a picture stands for all', async () => {
  const node = plant('🌊_Tides/a.md', { emoji: '🐚' });
  await garden.pass({ put: [node] });
  const icon = async (name: string, site: string) =>
    decodeURIComponent(/<icon>(.*)<\/icon>/.exec(await text(name, { site: { ...SITE, icon: site } }))?.[1] ?? '');
  expect(await icon('all', '🌟')).toBe('https://garden.example/icons/🌟.svg');
  expect(await icon('folders/🌊_Tides', '🌟')).toBe('https://garden.example/icons/🌊.svg');
  expect(await icon(`nodes/${node.id}`, '🌟')).toBe('https://garden.example/icons/🐚.svg');
  expect(await icon('folders/🌊_Tides', 'https://garden.example/sea.png')).toBe('https://garden.example/sea.png');
});

test.each([
  ['https://garden.example/sea.png', true],
  ['https://garden.example/sea.JPG?size=88&amp;x=1', true],
  ['https://garden.example/sea.jpeg', true],
  ['https://garden.example/sea.gif#a', true],
  ['https://garden.example/sea.svg', false],
  ['https://garden.example/sea.webp', false],
  ['https://garden.example/avatar?file=sea.png', false],
  ['🌊', false],
])('the picture %s is named in Atom and JSON, and in RSS where it may be', async (icon, inRss) => {
  await garden.pass({ put: [plant('a.md')] });
  const parts = { site: { ...SITE, title: 'Tides & <moons>', icon } };
  const [atom, rss, json] = [
    parseAtomFeed(await text('all', parts)),
    parseRssFeed(await text('all', parts, 'rss')),
    parseJsonFeed(await text('all', parts, 'json')),
  ];
  const address = icon === '🌊' ? 'https://garden.example/icons/%F0%9F%8C%8A.svg' : icon;
  expect([atom.icon, json.favicon]).toEqual([address, address]);
  const { title, link } = rss;
  expect(rss.image).toEqual(inRss ? { url: address, title, link } : undefined);
  expect([title, link]).toEqual(['Tides & <moons>', 'https://garden.example/']);
});

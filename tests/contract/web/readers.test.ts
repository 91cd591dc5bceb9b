/** What the parsers of feed readers make of our feeds: three of them, which share no code with us. */
import { Readable } from 'node:stream';
import FeedParser from 'feedparser';
import { parseAtomFeed, parseJsonFeed, parseOpml, parseRssFeed } from 'feedsmith';
import RssParser from 'rss-parser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeOf, Garden, plant } from '../../unit/feed/garden.ts';
import { BASE, type Site, siteOf } from './site.ts';

const TITLES = ['🌊 Spring tide', 'Vec<String>', 'AT&amp;T', 'שלום', 'a ]]> b', '"quoted" & \'so\''];
const nodes = TITLES.map((title, i) =>
  plant(`n${i}.md`, { title, tags: ['Sea & <salt>', `t${i}`], updated: `2025-04-0${9 - i}T00:00:00.000Z` }),
);
const ids = nodes.map(({ id }) => `urn:uuid:${id}`);

let garden: Garden;
let site: Site;
beforeAll(async () => {
  garden = await Garden.open();
  for (const { path } of nodes) garden.html.set(path, '<p>Text of a &lt;b&gt; &amp; ]]> c</p>');
  await garden.pass({ put: nodes, changes: nodes.map((node) => changeOf(node)) });
  site = siteOf(garden);
});
afterAll(() => garden.close());
const get = async (path: string) => (await site.app.request(BASE + path)).text();
const HTML = '<p>Text of a &lt;b&gt; &amp; ]]&gt; c</p>';

describe('rss-parser', () => {
  test('RSS', async () => {
    const feed = await new RssParser().parseString(await get('/feeds/all.rss'));
    expect(feed.items.map(({ title }) => title)).toEqual(TITLES);
    expect(feed.items.map(({ guid }) => guid)).toEqual(ids);
    expect(feed.items[0]).toMatchObject({
      creator: 'Mara <the gardener>',
      'content:encoded': HTML,
      categories: ['Sea & <salt>', 't0'],
    });
  });

  test('Atom', async () => {
    const feed = await new RssParser().parseString(await get('/feeds/all.atom'));
    expect(feed.items.map(({ id }) => id)).toEqual(ids);
    expect(feed.items[0]).toMatchObject({ title: TITLES[0], author: 'Mara <the gardener>', content: HTML });
  });
});

describe('feedsmith', () => {
  test('RSS', async () => {
    const feed = parseRssFeed(await get('/feeds/all.rss'));
    expect(feed.items!.map(({ title }) => title)).toEqual(TITLES);
    expect(feed.items!.map(({ guid }) => guid)).toEqual(ids.map((value) => ({ value, isPermaLink: false })));
    expect(feed.items![0]).toMatchObject({ content: { encoded: HTML }, pubDate: 'Sat, 01 Mar 2025 08:00:00 GMT' });
    expect(feed.language).toBe('en');
  });

  test('Atom', async () => {
    const feed = parseAtomFeed(await get('/feeds/all.atom'));
    expect(feed.entries!.map(({ id }) => id)).toEqual(ids);
    expect(feed.entries![0]!.categories!.map(({ term }) => term)).toEqual(['Sea & <salt>', 't0']);
    expect(feed.links!.filter(({ rel }) => rel === 'self').map(({ href }) => href)).toEqual([`${BASE}/feeds/all.atom`]);
  });

  test('JSON Feed', async () => {
    const feed = parseJsonFeed(await get('/feeds/all.json'));
    expect(feed.items!.map(({ title }) => title)).toEqual(TITLES);
    expect(feed.items!.map(({ id }) => id)).toEqual(ids);
    expect(feed).toMatchObject({
      language: 'en',
      feed_url: `${BASE}/feeds/all.json`,
      authors: [{ name: 'Mara <the gardener>' }],
    });
  });

  test('OPML', async () => {
    const opml = parseOpml(await get('/feeds.opml'));
    expect(opml.body!.outlines!.at(-1)!.outlines!.map(({ text }) => text)).toContain('#Sea & <salt>');
    expect(opml.body!.outlines![0]).toMatchObject({ xmlUrl: `${BASE}/feeds/all.atom`, type: 'rss' });
  });
});

describe('feedparser', () => {
  const parse = async (path: string) => {
    const parser = Readable.from([await get(path)]).pipe(new FeedParser({ feedurl: BASE + path }));
    const items: FeedParser.Item[] = [];
    for await (const item of parser) items.push(item as FeedParser.Item);
    return items;
  };

  test.each(['/feeds/all.rss', '/feeds/all.atom'])('%s', async (path) => {
    const items = await parse(path);
    expect(items.map(({ guid }) => guid)).toEqual(ids);
    expect(items.map(({ link }) => link)).toEqual(nodes.map(({ id }) => `${BASE}/nodes/${id}`));
    expect(items.map(({ author }) => author)).toEqual(Array(TITLES.length).fill('Mara <the gardener>'));
    expect(items[0]).toMatchObject({ title: TITLES[0], description: HTML, pubdate: new Date('2025-03-01T08:00:00Z') });
  });

  test('changes', async () => {
    expect((await parse('/feeds/changes.atom'))[0]!.title).toBe('🌊 Spring tide — revised');
  });
});

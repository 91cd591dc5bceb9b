/** 2,000 hostile nodes, as three feed parsers read them that share no code with us nor with each other. */
import { Readable } from 'node:stream';
import fc from 'fast-check';
import FeedParser from 'feedparser';
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import RssParser from 'rss-parser';
import { describe, expect, test } from 'vitest';
import { nodeEntry } from '../../../src/feed/entries.ts';
import type { Entry, FeedModel } from '../../../src/feed/feed.ts';
import { FeedWriter } from '../../../src/feed/write.ts';
import { Addresses } from '../../../src/library/address.ts';
import { renderHtml } from '../../../src/node/render.ts';
import { plant, SITE } from '../../unit/feed/garden.ts';
import { strictXml } from '../../unit/feed/read.ts';

const NASTY = [
  ...[
    '\u0000',
    '\u0008',
    '\u000b',
    '\u001f',
    '\u007f',
    '\u0085',
    '\ufffe',
    '\uffff',
    '\ufdd0',
    '\ud800',
    '\udfff',
    '\u2028',
  ],
  ...[
    ']]>',
    ']]>]]>]]>',
    ']]]]>>',
    '<![CDATA[',
    '&',
    '&amp;',
    '&amp;amp;',
    '&lt;',
    '&#0;',
    '&#x1F35E;',
    '"',
    "'",
    '" onclick="x',
  ],
  ...['<!--', '-->', '?>', '<?xml', '</entry>', '</item>', '</channel>', '<b><i><u>', '</b></u>', '<script>x</script>'],
  ...[
    '<svg onload=x>',
    '<a href="javascript:x">y</a>',
    '<img src=x onerror=y>',
    '[a](<b> "c")',
    '| a | b |\n|---|---|\n',
  ],
  ...[
    'שלום',
    'مرحبا بالعالم',
    '\u202e',
    '\u2067',
    '🍞',
    '👩‍🌾',
    'Vec<String>',
    'AT&amp;T',
    '\r\n',
    '\n\n',
    '\t',
    '%00',
    '$&',
  ],
  `| row | of |\n|---|---|\n${'| many | rows |\n'.repeat(300)}`,
];
const text = fc
  .array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 5 })), { maxLength: 10 })
  .map((pieces) => pieces.join(''));

const COUNT = 2_000;
const FEED = 100;
const addresses = new Addresses('https://garden.example', new Map());
const context = { base: 'https://garden.example/nodes/x', url: () => undefined, wiki: () => undefined };

const entries: Entry[] = fc
  .sample(
    fc.record({
      title: text,
      emoji: fc.option(text, { nil: undefined }),
      summary: text,
      body: text,
      tags: fc.array(text),
    }),
    {
      numRuns: COUNT,
      seed: 20_260_101,
    },
  )
  .map(({ body, ...node }, index) =>
    nodeEntry(plant(`n${index}.md`, node), renderHtml(body, context), SITE, addresses),
  );

function feeds(): { said: Entry[]; rss: string; atom: string; json: string }[] {
  const writer = new FeedWriter(SITE);
  const place = (format: string) => ({ self: `https://garden.example/feeds/all.${format}` });
  return Array.from({ length: COUNT / FEED }, (_, n) => {
    const said = entries.slice(n * FEED, (n + 1) * FEED);
    const model: FeedModel = {
      ...{ name: 'all', id: 'urn:uuid:5a1f9a4e-7a34-8a3b-9f0e-2d4f6a8b0c1d', title: SITE.title, description: 'x' },
      ...{ home: 'https://garden.example/', updated: '2025-03-01T08:00:00Z', entries: said, tombstones: [] },
    };
    const { rss, atom, json } = writer.write(model, { rss: place('rss'), atom: place('atom'), json: place('json') });
    return { said, rss: rss.toString(), atom: atom.toString(), json: json.toString() };
  });
}
const written = feeds();

/** Parsers trim titles and content, each in its own way; nothing else may differ. */
const flat = (value: string | null | undefined) => (value ?? '').replace(/\s+/g, ' ').trim();
const said = (all: Entry[]) => all.map(({ id, title, html }) => [id, flat(title), flat(html)]);

/** Atom's titles are HTML (`type="html"`): what a reader shows of one. */
function shown(html: string | undefined): string {
  expect(html).not.toMatch(/[<>]/);
  const signs: Record<string, string> = { lt: '<', gt: '>', quot: '"', amp: '&' };
  return flat(html?.replace(/&(lt|gt|quot|amp);/g, (_, name: string) => signs[name]!));
}

/** feedparser's own `title` lacks whatever looks like a tag, in any title of any feed; what it read it keeps beside. */
async function feedparser(xml: string): Promise<(string | null)[][]> {
  const parser = Readable.from([xml]).pipe(new FeedParser({ feedurl: 'https://garden.example/feeds/all' }));
  const items: (string | null)[][] = [];
  for await (const item of parser as AsyncIterable<FeedParser.Item & Record<string, { '#'?: string } | undefined>>) {
    const atom = item['atom:title'];
    const title = atom ? shown(atom['#']) : flat(item['rss:title']?.['#']);
    items.push([item.guid, title, flat(item.description)]);
  }
  return items;
}

describe(`${COUNT} hostile nodes`, () => {
  test('are well-formed in every format', () => {
    // Markdown makes a replacement character of NUL, which the strict parser only warns of.
    const strict = (xml: string) => strictXml(xml.replaceAll('\ufffd', '?'));
    for (const { rss, atom, json } of written) {
      expect(strict(rss).getElementsByTagName('item')).toHaveLength(FEED);
      expect(strict(atom).getElementsByTagName('entry')).toHaveLength(FEED);
      expect(json.isWellFormed()).toBe(true);
      expect(JSON.parse(json).items).toHaveLength(FEED);
    }
  });

  test('say the same to rss-parser', async () => {
    for (const feed of written) {
      const rss = await new RssParser().parseString(feed.rss);
      const atom = await new RssParser().parseString(feed.atom);
      expect(rss.items.map((item) => [item.guid, flat(item.title), flat(item['content:encoded'])])).toEqual(
        said(feed.said),
      );
      expect(atom.items.map((item) => [item['id'], shown(item.title), flat(item.content)])).toEqual(said(feed.said));
    }
  });

  test('say the same to feedsmith', () => {
    for (const feed of written) {
      const rss = parseRssFeed(feed.rss).items!;
      const atom = parseAtomFeed(feed.atom).entries!;
      const json = parseJsonFeed(feed.json).items!;
      expect(rss.map((item) => [item.guid?.value, flat(item.title), flat(item.content?.encoded)])).toEqual(
        said(feed.said),
      );
      expect(atom.map((entry) => [entry.id, shown(entry.title?.value), flat(entry.content?.value)])).toEqual(
        said(feed.said),
      );
      expect(json.map((item) => [item.id, flat(item.title), flat(item.content_html)])).toEqual(said(feed.said));
    }
  });

  test('say the same to feedparser', async () => {
    for (const feed of written)
      for (const xml of [feed.rss, feed.atom]) expect(await feedparser(xml)).toEqual(said(feed.said));
  });

  test('say the same to JSON.parse', () => {
    for (const feed of written) {
      const { items } = JSON.parse(feed.json) as { items: { id: string; title: string; content_html: string }[] };
      expect(items.map((item) => [item.id, flat(item.title), flat(item.content_html)])).toEqual(said(feed.said));
    }
  });
});

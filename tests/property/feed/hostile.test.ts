/** Whatever stands in any field of a node: every format is well-formed, and all say the same. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changeEntry, nodeEntry } from '../../../src/feed/entries.ts';
import type { Entry, FeedModel, FeedSite } from '../../../src/feed/feed.ts';
import { writeOpml } from '../../../src/feed/opml.ts';
import { line } from '../../../src/feed/text.ts';
import { FeedWriter } from '../../../src/feed/write.ts';
import { Addresses } from '../../../src/library/address.ts';
import type { Node } from '../../../src/node/node.ts';
import { changeOf, plant, SITE } from '../../unit/feed/garden.ts';
import { type ReadFeed, readAtom, readJson, readRss, strictXml } from '../../unit/feed/read.ts';

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
    '\ufeff',
    '\u2028',
  ],
  ...[
    ']]>',
    ']]',
    '>',
    '<![CDATA[',
    '<',
    '&',
    '&amp;',
    '&amp;amp;',
    '&lt;',
    '&#0;',
    '"',
    "'",
    '--',
    '<!--',
    '?>',
    '<?xml',
    '</entry>',
    '</item>',
    '<entry>',
  ],
  ...[
    '</channel>',
    '</feed>',
    '\r',
    '\r\n',
    '\n',
    '\t',
    ' ',
    'Vec<String>',
    'AT&amp;T',
    'שלום',
    '\u202e',
    '🍞',
    '👩‍🌾',
    '$&',
    "$'",
    '%',
    '%00',
  ],
];
const text = fc
  .array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 5 })), { maxLength: 8 })
  .map((pieces) => pieces.join(''));
/** As an author's file may hold it and a parser may let it through. */
const html = text.map((inner) => `<p>${inner}</p>`);

const hostileNode: fc.Arbitrary<Node> = fc
  .record({
    path: text,
    emoji: fc.option(text, { nil: undefined }),
    title: text,
    tagline: fc.option(text, { nil: undefined }),
    contentNote: fc.option(text, { nil: undefined }),
    language: fc.option(fc.oneof(text, fc.constant('he')), { nil: undefined }),
    summary: text,
    tags: fc.array(text, { maxLength: 4 }),
  })
  .map((fields) => plant(fields.path, fields));

const hostileSite: fc.Arbitrary<FeedSite> = fc
  .record({ title: text, description: text, copyright: text, author: text.map((name) => ({ name })) })
  .map((fields) => ({ ...SITE, ...fields }));

const addresses = new Addresses(
  'https://garden.example',
  new Map([['garden', { link: '{path}', url: 'https://forge.example/a/b', branch: 'main' }]]),
);
const forge = new Addresses(
  'https://garden.example',
  new Map([['garden', { link: 'forge', url: 'https://forge.example/a/b', branch: 'main' }]]),
);

function model(entries: Entry[], site: FeedSite): FeedModel {
  const title = line(site.title);
  return {
    name: 'all',
    id: 'urn:uuid:5a1f9a4e-7a34-8a3b-9f0e-2d4f6a8b0c1d',
    title,
    description: line(site.description) || title,
    home: 'https://garden.example/',
    updated: '2025-03-01T08:00:00Z',
    entries,
    tombstones: [{ id: 'urn:uuid:7d1f9a4e-7a34-8a3b-9f0e-2d4f6a8b0c1d', when: '2025-03-01T08:00:00Z' }],
  };
}

function written(entries: Entry[], site: FeedSite): ReadFeed[] {
  const places = {
    atom: { self: 'https://garden.example/feeds/all.atom' },
    rss: { self: 'https://garden.example/feeds/all.rss' },
    json: { self: 'https://garden.example/feeds/all.json' },
  };
  const { atom, rss, json } = new FeedWriter(site).write(model(entries, site), places);
  return [readAtom(atom.toString()), readRss(rss.toString()), readJson(json.toString())];
}

const expected = (entry: Entry, site: FeedSite) => ({
  id: entry.id,
  title: entry.title,
  link: entry.link,
  published: Date.parse(entry.published) / 1_000,
  updated: Date.parse(entry.updated) / 1_000,
  html: entry.html,
  summary: entry.summary,
  tags: entry.categories,
  author: line(site.author.name) || line(site.title) || 'starpost',
});

test('nodes of any kind are read back as they were given, in every format', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(hostileNode, html), { maxLength: 3 }), hostileSite, (nodes, site) => {
      const entries = nodes.map(([node, inner]) => nodeEntry(node, inner, site, forge));
      for (const feed of written(entries, site)) {
        expect(feed.entries).toEqual(entries.map((entry) => expected(entry, site)));
        expect(feed.title).toBe(line(site.title));
      }
    }),
    { numRuns: 400 },
  );
});

test('changes of any kind are read back as they were given, in every format', () => {
  const addedRemoved = fc.record({
    added: fc.array(text, { maxLength: 2 }),
    removed: fc.array(text, { maxLength: 2 }),
  });
  const fromTo = fc.record({ from: text, to: text });
  const difference = fc.record({
    title: fc.option(fromTo, { nil: undefined }),
    status: fc.option(fromTo, { nil: undefined }),
    sections: addedRemoved.map((sections) => ({
      ...sections,
      revised: [{ title: sections.added[0] ?? '', added: 1, cut: 2 }],
    })),
    tags: addedRemoved,
    references: addedRemoved,
    words: fc.constant({ added: 3, cut: 1 }),
  });
  fc.assert(
    fc.property(hostileNode, difference, text, hostileSite, (node, different, from, site) => {
      const change = changeOf(node, { difference: different, kind: 'moved', from });
      const entry = changeEntry(change, node, site, forge);
      for (const feed of written([entry], site)) expect(feed.entries).toEqual([expected(entry, site)]);
    }),
    { numRuns: 200 },
  );
});

test('lists of feeds of any names are well-formed', () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 4 }), hostileSite, (titles, site) => {
      const listed = titles.map((title) => ({ name: `tags/${title}`, title: line(title) || 'x', count: 1 }));
      const opml = writeOpml(
        site,
        { folders: listed, tags: listed, searches: [] },
        () => addresses.own('/feeds/all.atom'),
        'https://garden.example/',
      );
      const outlines = [...strictXml(opml.toString()).getElementsByTagName('outline')];
      expect(outlines.slice(3, 3 + titles.length).map((one) => one.getAttribute('text'))).toEqual(
        listed.map(({ title }) => title),
      );
    }),
    { numRuns: 200 },
  );
});

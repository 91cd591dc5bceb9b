import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FeedModel } from '../../../src/feed/feed.ts';
import { FeedBuilder } from '../../../src/feed/model.ts';
import type { FeedParts } from '../../../src/feed/parts.ts';
import { changeOf, Garden, idOf, plant, SITE } from './garden.ts';

let garden: Garden;
beforeEach(async () => {
  garden = await Garden.open();
});
afterEach(() => garden.close());

async function build(name: string, more: Partial<FeedParts> = {}): Promise<FeedModel> {
  const model = await new FeedBuilder(garden.parts(more), 1_000_000).build(name);
  if (typeof model !== 'object' || 'moved' in model) throw new Error(`${name} is ${JSON.stringify(model)}`);
  return model;
}
const answer = (name: string, more: Partial<FeedParts> = {}) =>
  new FeedBuilder(garden.parts(more), 1_000_000).build(name);
const titles = (model: FeedModel) => model.entries.map(({ title }) => title);

describe('feeds of nodes', () => {
  test('newest first, ties by id, with the title as readers see it', async () => {
    const twins = [plant('a/one.md'), plant('a/two.md')];
    const newest = plant('b/🌊_ebb.md', { emoji: '🌊', title: 'Ebb  and\nflow', updated: '2025-04-01T00:00:00.700Z' });
    await garden.pass({ put: [...twins, newest] });
    const model = await build('all');
    expect(model.entries.map(({ id }) => id)).toEqual(
      [newest, ...twins.sort((a, b) => (a.id < b.id ? -1 : 1))].map(({ id }) => `urn:uuid:${id}`),
    );
    expect(model.entries[0]).toMatchObject({
      title: '🌊 Ebb and flow',
      updated: '2025-04-01T00:00:00Z',
      published: '2025-03-01T08:00:00Z',
    });
    expect(model.updated).toBe('2025-04-01T00:00:00Z');
    expect(model).toMatchObject({ title: 'The tide garden', home: 'https://garden.example/' });
  });

  test('a folder feed holds what lies below it, a tag feed what bears the tag in any spelling', async () => {
    await garden.pass({
      put: [
        plant('Bread/Rye/dark.md', { tags: ['Slow Food'] }),
        plant('Bread/white.md', { tags: ['slow food'] }),
        plant('Breadth/x.md'),
      ],
    });
    expect(titles(await build('folders/Bread')).sort()).toEqual(['dark', 'white']);
    expect(titles(await build('folders/Bread/Rye'))).toEqual(['dark']);
    const tag = await build('tags/SLOW food');
    expect(titles(tag).sort()).toEqual(['dark', 'white']);
    expect(tag.name).toBe('tags/slow food');
    expect(tag.title).toMatch(/^The tide garden: #slow food$/i);
  });

  test('no more entries than the limit', async () => {
    await garden.pass({
      put: Array.from({ length: 7 }, (_, i) => plant(`n${i}.md`, { updated: `2025-04-0${i + 1}T00:00:00Z` })),
    });
    expect(titles(await build('all', { settings: { limit: 3, content: 'full', tombstones: 0 } }))).toEqual([
      'n6',
      'n5',
      'n4',
    ]);
  });

  test('nothing was ever published: an empty feed with a fixed date', async () => {
    expect(await build('all')).toMatchObject({ entries: [], updated: '1970-01-01T00:00:00Z' });
    expect(await build('changes')).toMatchObject({ entries: [], updated: '1970-01-01T00:00:00Z' });
    expect(await answer('folders/Bread')).toBeUndefined();
    expect(await answer('tags/sea')).toBeUndefined();
    expect(await answer(`nodes/${idOf('x')}`)).toBeUndefined();
  });

  test('updated is never before published', async () => {
    await garden.pass({ put: [plant('a.md', { published: '2025-04-02T00:00:00Z', updated: '2025-04-01T00:00:00Z' })] });
    expect((await build('all')).entries[0]).toMatchObject({
      published: '2025-04-02T00:00:00Z',
      updated: '2025-04-02T00:00:00Z',
    });
  });

  test('a node that cannot be rendered is left out and logged, and so is one with a broken date', async () => {
    await garden.pass({ put: [plant('good.md'), plant('bad.md'), plant('undated.md', { updated: 'long ago' })] });
    const html = async (node: { path: string }) => {
      if (node.path === 'bad.md') throw new Error('no text');
      return '<p>text</p>';
    };
    expect(titles(await build('all', { html }))).toEqual(['good']);
    expect(
      garden.lines
        .filter((text) => text.includes('left out'))
        .map((text) => JSON.parse(text).path)
        .sort(),
    ).toEqual(['bad.md', 'undated.md']);
  });

  test('a content note comes first, and stands in place of the first words', async () => {
    await garden.pass({
      put: [plant('storm.md', { contentNote: 'mentions <drowning>', summary: 'It took them all.' })],
    });
    const [entry] = (await build('all')).entries;
    expect(entry!.html).toBe(
      '<p><strong>Content note:</strong> mentions &lt;drowning&gt;</p>\n<p>The text of storm.md &amp; no more.</p>',
    );
    expect(entry!.summary).toBe('Content note: mentions <drowning>');
  });

  test('only first words, where the site wants no more', async () => {
    await garden.pass({
      put: [
        plant('a.md', { summary: 'Ebb & flow.' }),
        plant('b.md', { summary: '', tagline: 'slow water' }),
        plant('c.md', { summary: '' }),
      ],
    });
    const model = await build('all', { settings: { limit: 9, content: 'summary', tombstones: 0 } });
    expect(Object.fromEntries(model.entries.map(({ title, html }) => [title, html]))).toEqual({
      a: '<p>Ebb &amp; flow.</p>',
      b: '<p>slow water</p>',
      c: '<p>c</p>',
    });
  });

  test('content in another language says so', async () => {
    await garden.pass({
      put: [plant('a.md', { language: 'he' }), plant('b.md', { language: 'en' }), plant('c.md', { language: '"><b>' })],
    });
    const entries = Object.fromEntries((await build('all')).entries.map((entry) => [entry.title, entry]));
    expect(entries['a']).toMatchObject({
      language: 'he',
      html: '<div lang="he" dir="auto"><p>The text of a.md &amp; no more.</p></div>',
    });
    expect(entries['b']!.language).toBeUndefined();
    expect(entries['c']!.html).toBe('<p>The text of c.md &amp; no more.</p>');
  });

  test('the id of a feed stays under another base URL and differs from site to site', async () => {
    await garden.pass({ put: [plant('a.md')] });
    const here = await build('all');
    const { Addresses } = await import('../../../src/library/address.ts');
    const moved = await build('all', { addresses: new Addresses('https://elsewhere.example/x', new Map()) });
    const other = await build('all', { site: { ...SITE, identities: new Map([['garden', 'other']]) } });
    expect(moved.id).toBe(here.id);
    expect(moved.entries[0]!.id).toBe(here.entries[0]!.id);
    expect(moved.entries[0]!.link).toBe(`https://elsewhere.example/x/nodes/${idOf('a.md')}`);
    expect(other.id).not.toBe(here.id);
    expect(here.id).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

describe('feeds of changes', () => {
  test('a title that says what happened, and the details in the content', async () => {
    const node = plant('Bread/🍞_rye.md', { emoji: '🍞', title: 'Rye' });
    const difference = { sections: { added: ['Salt <fine>'], removed: [], revised: [] }, words: { added: 12, cut: 3 } };
    await garden.pass({ put: [node], changes: [changeOf(node, { difference, at: '2025-04-01T00:00:00Z' })] });
    const [entry] = (await build('changes')).entries;
    expect(entry).toMatchObject({
      title: '🍞 Rye — revised: 1 section, +12 −3 words',
      link: `https://garden.example/nodes/${node.id}`,
      published: '2025-04-01T00:00:00Z',
      updated: '2025-04-01T00:00:00Z',
    });
    expect(entry!.html).toContain('<li>Sections added: Salt &lt;fine&gt;</li>');
    expect(entry!.html).toContain('<li>In all: +12 −3 words</li>');
    expect(entry!.html).toMatch(/<a href="https:\/\/forge\.example\/mara\/garden\/commit\/[0-9a-f]{40}">/);
    expect((await build(`nodes/${node.id}`)).entries).toEqual([entry]);
  });

  test('older changes bear the title the node has now', async () => {
    const node = plant('a.md', { title: 'Named after somebody' });
    await garden.pass({ put: [node], changes: [changeOf(node)] });
    await garden.pass({ put: [{ ...node, oid: '1'.repeat(40), title: 'Unnamed' }] });
    expect(JSON.stringify(await build('changes'))).not.toContain('somebody');
    expect(titles(await build('changes'))).toEqual(['Unnamed — revised']);
  });

  test('a withdrawal tells nothing of the node but its opaque id', async () => {
    const node = plant('Hidden place/🌑_secret name.md', { emoji: '🌑', title: 'Secret name', tags: ['private tag'] });
    await garden.pass({ put: [node], changes: [changeOf(node)] });
    const at = '2025-05-02T00:00:00.000Z';
    await garden.pass({ gone: [{ node, state: 'removed', at }], changes: [changeOf(node, { kind: 'removed', at })] });
    const model = await build('changes');
    expect(titles(model)).toEqual(['A node was withdrawn']);
    expect(model.entries[0]).toMatchObject({
      link: `https://garden.example/nodes/${node.id}`,
      categories: [],
      updated: '2025-05-02T00:00:00Z',
    });
    const told = JSON.stringify([model, await build('all')]);
    for (const word of ['Hidden', 'ecret', 'private', '🌑', 'forge.example']) expect(told).not.toContain(word);
  });

  test('a change that has not settled is not told yet, and the feed knows when it will be', async () => {
    const node = plant('a.md');
    await garden.pass({
      put: [node],
      changes: [changeOf(node, { at: '2025-06-01T11:59:00.000Z', settlesAt: '2025-06-01T12:04:00.000Z' })],
    });
    expect(await build('changes')).toMatchObject({ entries: [], staleAt: '2025-06-01T12:04:00.000Z' });
    garden.now = new Date('2025-06-01T12:04:00Z');
    const later = await build('changes');
    expect(titles(later)).toEqual(['a — revised']);
    expect(later.staleAt).toBeUndefined();
  });

  test('settled changes are found behind many that are not', async () => {
    const nodes = Array.from({ length: 130 }, (_, i) => plant(`n${i}.md`));
    const open = { at: '2025-06-01T11:59:00.000Z', settlesAt: '2025-06-01T12:04:00.000Z' };
    await garden.pass({ put: nodes, changes: nodes.map((node, i) => changeOf(node, i < 125 ? open : {})) });
    expect((await build('changes', { settings: { limit: 3, content: 'full', tombstones: 0 } })).entries).toHaveLength(
      3,
    );
  });

  test('a node of which nothing was told yet is its own feed', async () => {
    const node = plant('a.md');
    await garden.pass({ put: [node] });
    const model = await build(`nodes/${node.id}`);
    expect(model.entries.map(({ id }) => id)).toEqual([`urn:uuid:${node.id}`]);
    expect(model).toMatchObject({ title: 'a: revisions', home: `https://garden.example/nodes/${node.id}` });
  });
});

describe('what was taken back', () => {
  const neap = plant('Tides/neap.md', { tags: ['Sea'] });
  const spring = plant('Tides/spring.md', { tags: ['sea'], updated: '2025-04-01T00:00:00Z' });
  const rye = plant('Bread/rye.md');

  test('leaves a tombstone in every feed it was in, and moves the date of the feed', async () => {
    await garden.pass({ put: [neap, spring, rye] });
    await garden.pass({ gone: [{ node: neap, state: 'removed', at: '2025-05-02T10:00:00.123Z' }] });
    const tombstone = { id: `urn:uuid:${neap.id}`, when: '2025-05-02T10:00:00Z' };
    const removedTags = async () => neap.tags;
    for (const name of ['all', 'folders/Tides', 'tags/sea']) {
      expect(await build(name, { removedTags })).toMatchObject({ tombstones: [tombstone], updated: tombstone.when });
    }
    expect((await build('folders/Bread', { removedTags })).tombstones).toEqual([]);
    expect((await build('tags/sea')).tombstones).toEqual([]);
  });

  test('a draft is taken back like a removed one', async () => {
    await garden.pass({ put: [neap, spring] });
    await garden.pass({ gone: [{ node: neap, state: 'hidden', at: '2025-05-02T10:00:00.000Z' }] });
    expect((await build('all')).tombstones.map(({ id }) => id)).toEqual([`urn:uuid:${neap.id}`]);
  });

  test('a node that lives again has its old id and no tombstone', async () => {
    await garden.pass({ put: [neap] });
    await garden.pass({ gone: [{ node: neap, state: 'removed', at: '2025-05-02T10:00:00.000Z' }] });
    await garden.pass({ put: [neap] });
    const model = await build('all');
    expect(model.tombstones).toEqual([]);
    expect(model.entries.map(({ id }) => id)).toEqual([`urn:uuid:${neap.id}`]);
  });

  test('no id is entry and tombstone at once, though the library be ahead of the ledger', async () => {
    await garden.pass({ put: [neap] });
    await garden.pass({ gone: [{ node: neap, state: 'removed', at: '2025-05-02T10:00:00.000Z' }] });
    await garden.library.change((writer) => {
      writer.put(neap);
      return true;
    });
    const model = await build('all');
    expect([model.entries.length, model.tombstones.length]).toEqual([1, 0]);
  });

  test('folder, tag and node feeds that held something and no longer do are gone', async () => {
    await garden.pass({ put: [neap, rye] });
    await garden.pass({ gone: [{ node: neap, state: 'removed', at: '2025-05-02T10:00:00.000Z' }] });
    const removedTags = async () => neap.tags;
    expect(await answer('folders/Tides')).toBe('gone');
    expect(await answer('tags/sea', { removedTags })).toBe('gone');
    expect(await answer(`nodes/${neap.id}`)).toBe('gone');
    expect(await answer('folders/Tide')).toBeUndefined();
  });

  test('a node that never was public leaves nothing', async () => {
    await garden.pass({ put: [rye] });
    await garden.pass({ gone: [{ node: neap, state: 'hidden', at: undefined as unknown as string }] });
    expect((await build('all')).tombstones).toEqual([]);
    expect(await answer(`nodes/${neap.id}`)).toBeUndefined();
    expect(await answer('folders/Tides')).toBeUndefined();
  });

  test('removals are told for as long as the site wants, counted from the newest thing in the feed', async () => {
    await garden.pass({ put: [neap, spring, rye] });
    await garden.pass({ gone: [{ node: neap, state: 'removed', at: '2025-03-20T00:00:00.000Z' }] });
    await garden.pass({ gone: [{ node: rye, state: 'removed', at: '2025-03-31T00:00:00.000Z' }] });
    const week = { limit: 50, content: 'full' as const, tombstones: 7 * 86_400_000 };
    garden.now = new Date('2031-01-01T00:00:00Z');
    expect((await build('all', { settings: week })).tombstones.map(({ id }) => id)).toEqual([`urn:uuid:${rye.id}`]);
  });

  test('tags that cannot be read cost their tombstones only', async () => {
    await garden.pass({ put: [neap, spring] });
    await garden.pass({ gone: [{ node: neap, state: 'removed', at: '2025-05-02T10:00:00.000Z' }] });
    const removedTags = async () => {
      throw new Error('no such text');
    };
    expect((await build('tags/sea', { removedTags })).tombstones).toEqual([]);
    expect((await build('all', { removedTags })).tombstones).toHaveLength(1);
    expect(garden.lines.join()).toContain('tag feeds get no tombstone');
  });
});

/** From a commit to feeds, pages and posts, through everything that happens to a node. */
import { describe, expect, test } from 'vitest';
import { Garden, nodeText } from '../garden.ts';

const count = (text: string, part: string) => text.split(part).length - 1;
const LONG = 'Every morning before the ferry the keeper walks the shingle and writes down what the water left.';

describe('a day in the garden', () => {
  test('the present is the baseline; then each change is told once, with links and what changed', async () => {
    await using garden = await Garden.create();
    const { repo } = garden;
    await repo.write(
      '🌊_sea/🌊_tides.md',
      nodeText('🌊 Tides', 'The water comes and goes.', ['[🌙 Moon](../🌙_sky/🌙_moon.md) — it pulls']),
    );
    await repo.write(
      '🌙_sky/🌙_moon.md',
      nodeText('🌙 Moon', 'It pulls the water.', ['[🌊 Tides](../🌊_sea/🌊_tides.md)']),
    );
    await repo.commit();
    await garden.start();
    expect(garden.posts).toBe('');
    const before = await garden.ids();
    expect(Object.keys(before).sort()).toEqual(['🌊 Tides', '🌙 Moon']);

    // Revised.
    await repo.write('🌊_sea/🌊_tides.md', nodeText('🌊 Tides', LONG, ['[🌙 Moon](../🌙_sky/🌙_moon.md) — it pulls']));
    const revised = await repo.commit('more on tides');
    await garden.look();
    expect(garden.posts).toMatch(/🌊 {1,2}Tides/);
    expect(garden.posts).toContain('Orientation');
    expect(garden.posts).toContain(`/nodes/${before['🌙 Moon']?.slice('urn:uuid:'.length)}`);
    expect(garden.posts).toContain(revised.slice(0, 7));
    const entry = (await garden.feed('all')).items[0];
    expect(entry).toMatchObject({ id: before['🌊 Tides'], title: '🌊 Tides' });
    expect(entry?.content_html).toContain('before the ferry');

    // White space, and a link target, are not told.
    const told = garden.posts;
    await repo.write(
      '🌊_sea/🌊_tides.md',
      `${nodeText('🌊 Tides', LONG, ['[🌙 Moon](/🌙_sky/🌙_moon.md) — it pulls'])}\n\n`,
    );
    await repo.commit('tidy up');
    await garden.look();
    expect(garden.posts).toBe(told);
    expect((await garden.feed('all')).items[0]?.date_modified).toBe(entry?.date_modified);

    // Moved: the same node, and links to its old place still lead to it.
    await repo.move('🌙_sky/🌙_moon.md', '🔭_observatory/🌙_moon.md');
    await repo.commit('move the moon');
    await garden.look();
    expect(await garden.ids()).toEqual(before);
    expect(garden.posts.slice(told.length)).toContain('moved');
    expect((await garden.feed('all')).items[0]?.content_html).toContain(`/nodes/${before['🌙 Moon']?.slice(9)}`);

    // Removed: gone from every feed, told as withdrawn, its page is gone.
    await repo.remove('🔭_observatory/🌙_moon.md');
    await repo.commit('take the moon back');
    await garden.look();
    expect(Object.keys(await garden.ids())).toEqual(['🌊 Tides']);
    expect(garden.posts).toContain('withdrawn');
    const id = before['🌙 Moon']?.slice(9) ?? '';
    expect((await garden.fetch(`/nodes/${id}`)).status).toBe(410);
    const atom = await (await garden.fetch('/feeds/all.atom')).text();
    expect(atom).toContain(`ref="urn:uuid:${id}"`);
    for (const path of ['/', '/feeds/all.atom', '/feeds/changes.rss', '/feeds.opml', `/nodes/${id}`])
      expect(await (await garden.fetch(path)).text()).not.toContain('It pulls the water');

    // Back again: itself, with its old id and no tombstone.
    await repo.write('🔭_observatory/🌙_moon.md', nodeText('🌙 Moon', 'It pulls the water, still.'));
    await repo.commit('the moon is back');
    await garden.look();
    expect(await garden.ids()).toEqual(before);
    expect(await (await garden.fetch('/feeds/all.atom')).text()).not.toContain('deleted-entry');
    expect(count(garden.posts, '\u{1F319}')).toBeGreaterThan(0);
  });

  test('a draft is never seen; published, it is new; drafted again, it is withdrawn', async () => {
    await using garden = await Garden.create();
    const { repo } = garden;
    const draft = `---\ndraft: true\n---\n${nodeText('🌱 Seedling', 'zzsecret words')}`;
    await repo.write('a.md', nodeText('Open', 'For all to read.', ['[Seedling](seedling.md)']));
    await repo.write('seedling.md', draft);
    await repo.commit();
    await garden.start();
    const everywhere = [
      '/',
      '/feeds/all.rss',
      '/feeds/all.atom',
      '/feeds/all.json',
      '/feeds/changes.atom',
      '/feeds.opml',
      '/feeds/tags/sky.atom',
    ];
    const read = async () =>
      (await Promise.all(everywhere.map(async (path) => (await garden.fetch(path)).text()))).join('');
    expect(await read()).not.toContain('zzsecret');
    expect(Object.keys(await garden.ids())).toEqual(['Open']);

    await repo.write('seedling.md', draft.replace('draft: true', 'draft: false'));
    await repo.commit();
    await garden.look();
    expect(Object.keys(await garden.ids()).sort()).toEqual(['Open', '🌱 Seedling']);
    expect(garden.posts).toContain('new');

    await repo.write('seedling.md', draft);
    await repo.commit();
    await garden.look();
    expect(Object.keys(await garden.ids())).toEqual(['Open']);
    expect(garden.posts).toContain('withdrawn');
    expect(await read()).not.toContain('zzsecret');
  });

  test('what a node held while it was a draft is told to nobody when it comes back', async () => {
    await using garden = await Garden.create();
    const { repo } = garden;
    await repo.write('a.md', nodeText('A', 'One.'));
    await repo.commit();
    await garden.start();
    await repo.move('a.md', 'private/zzname.md');
    const draft = nodeText('zztitle', LONG, ['[zzreference](b.md)'], 'zztag').replace(
      '## 🛰️ Orientation',
      '## zzsection',
    );
    await repo.write('private/zzname.md', `---\ndraft: true\n---\n${draft}`);
    await repo.commit();
    await garden.look();
    await repo.move('private/zzname.md', 'a.md');
    await repo.write('a.md', nodeText('A', 'One.'));
    await repo.commit();
    await garden.look();
    expect(Object.keys(await garden.ids())).toEqual(['A']);
    const told = [
      garden.posts,
      await (await garden.fetch('/feeds/changes.atom')).text(),
      await (await garden.fetch('/')).text(),
    ];
    expect(told.join('')).not.toMatch(/zz(name|title|reference|tag|section)/);
  });

  test('a folder of 300 nodes is renamed: no node is new, no id changes, one digest', async () => {
    await using garden = await Garden.create({ config: { feeds: { limit: 500 } } });
    const { repo } = garden;
    for (let i = 0; i < 300; i++)
      await repo.write(`🌱_beds/🌱_bed_${i}.md`, nodeText(`🌱 Bed ${i}`, `The ${i}th bed holds thyme and sea kale.`));
    await repo.commit();
    await garden.start();
    const ids = await garden.ids();
    expect(Object.keys(ids)).toHaveLength(300);
    await repo.move('🌱_beds', '🌾_plots');
    await repo.commit();
    await garden.look();
    expect(await garden.ids()).toEqual(ids);
    expect(garden.posts).toContain('300');
    expect(count(garden.posts, 'key ')).toBe(1);
    const { items } = await garden.feed('folders/%F0%9F%8C%BE_plots');
    expect(items).toHaveLength(300);
  });

  test('all state deleted, or a fresh clone elsewhere: the same ids and dates', async () => {
    await using garden = await Garden.create();
    const { repo } = garden;
    await repo.write('a.md', nodeText('A', 'One.'));
    await repo.write('b.md', nodeText('B', 'Two.'));
    await repo.commit();
    await garden.start();
    await repo.move('a.md', 'c/a.md');
    await repo.commit();
    // A pass between the move and the birth in the old place: the ledger must know who was born there before.
    await garden.look();
    await repo.write('a.md', nodeText('Another A', 'In the old place.'));
    await repo.write('b.md', nodeText('B', LONG));
    await repo.commit();
    await repo.write('b.md', nodeText('B', LONG.replace('before', 'long before')));
    await repo.commit();
    await garden.look();
    const facts = async () =>
      (await garden.feed('all')).items.map(({ id, title, date_published, date_modified }) => ({
        id,
        title,
        date_published,
        date_modified,
      }));
    const live = await facts();
    await garden.stop();
    await garden.forget();
    await garden.start();
    expect(await facts()).toEqual(live);
  });

  test('a burst of saves is one post when the node is quiet; a revert within it is none', async () => {
    await using garden = await Garden.create({ source: { settle: '30m', settleAtMost: '6h' } });
    const { repo } = garden;
    await repo.write('a.md', nodeText('A', 'One.'));
    await repo.write('b.md', nodeText('B', 'Two.'));
    await repo.commit();
    await garden.start();
    for (let i = 0; i < 10; i++) {
      await repo.write('a.md', nodeText('A', `${LONG} Save number ${i} of many more to come.`));
      if (i === 0) await repo.write('b.md', nodeText('B', LONG));
      if (i === 5) await repo.write('b.md', nodeText('B', 'Two.'));
      await repo.commit();
      await garden.later(1);
    }
    expect(garden.posts).toBe('');
    expect((await garden.feed('all')).items.map((item) => item.content_html).join()).toContain('Save number 9');
    expect((await garden.feed('changes')).items).toHaveLength(2);
    // A restart in the middle of the wait loses nothing and tells nothing twice.
    await garden.stop();
    await garden.start();
    expect(garden.posts).toBe('');
    await garden.later(31);
    expect(garden.posts).toContain('Save number 9');
    expect(count(garden.posts, 'key ')).toBe(1);
    await expect.poll(async () => (await garden.feed('changes')).items).toHaveLength(3);
    await garden.later(60);
    expect(count(garden.posts, 'key ')).toBe(1);
  });

  test('a node that never rests is told at the latest after settleAtMost; a removal never waits', async () => {
    await using garden = await Garden.create({ source: { settle: '30m', settleAtMost: '1h' } });
    const { repo } = garden;
    await repo.write('a.md', nodeText('A', 'One.'));
    await repo.write('b.md', nodeText('B', 'Two.'));
    await repo.commit();
    await garden.start();
    for (let i = 0; i < 4; i++) {
      await repo.write('a.md', nodeText('A', `${LONG} Save number ${i} of many more to come.`));
      await repo.commit();
      await garden.later(20);
    }
    expect(count(garden.posts, 'key ')).toBe(1);
    await repo.remove('b.md');
    await repo.commit();
    await garden.look();
    expect(garden.posts).toContain('withdrawn');
  });
});

/** Nodes that an author takes back, and puts somewhere else later: what readers of each feed see of it. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Garden, nodeText } from '../garden.ts';

let garden: Garden;
beforeEach(async () => {
  garden = await Garden.create({ config: { channels: [], subscriptions: [] } });
});
afterEach(() => garden[Symbol.asyncDispose]());

const text = (title: string, tags: string) => nodeText(title, `All that is to be said of ${title}.`, [], tags);
const DRAFT = '---\ndraft: true\n---\n';

async function commit(): Promise<void> {
  await garden.repo.commit();
  await garden.look();
}

/** Titles and ids of what a feed holds and tells of as taken back; its status where there is none. */
async function read(name: string): Promise<{ titles: string[]; deleted: string[] } | number> {
  const answer = await garden.fetch(`/feeds/${name}.json`);
  if (!answer.ok) return answer.status;
  const feed = (await answer.json()) as { items: { title: string }[]; _starpost?: { deleted?: { id: string }[] } };
  const deleted = (feed._starpost?.deleted ?? []).map(({ id }) => id);
  return { titles: feed.items.map(({ title }) => title).sort(), deleted };
}

const all = async (...names: string[]) =>
  Object.fromEntries(await Promise.all(names.map(async (name) => [name, await read(name)])));
const NAMES = ['all', 'tags/xx', 'folders/A', 'tags/yy', 'folders/B'];

/** Bytes and dates aside, the same as from a library and feeds made of nothing. */
async function expectAsMadeAnew(): Promise<void> {
  const now = await all(...NAMES);
  await garden.stop();
  for (const file of ['library.db', 'feeds.db'])
    for (const suffix of ['', '-wal', '-shm']) await rm(join(garden.folder, 'data', file + suffix), { force: true });
  await garden.start();
  expect(await all(...NAMES)).toEqual(now);
}

test('a node that is back in another folder, by another tag, is there and nowhere else', async () => {
  const { repo } = garden;
  for (const name of ['N', 'M', 'O']) await repo.write(`A/${name}.md`, text(name, 'xx'));
  await repo.commit();
  await garden.start();
  const id = (await garden.ids())['N'];
  await all(...NAMES);
  await repo.remove('A/N.md');
  await commit();
  const tombstoned = { titles: ['M', 'O'], deleted: [id] };
  expect(await all('tags/xx', 'folders/A', 'all')).toEqual({
    ...{ all: tombstoned, 'tags/xx': tombstoned, 'folders/A': tombstoned },
  });
  // Put back where it was, so that it is the same node, and moved and tagged anew in the same push.
  await repo.git('checkout', 'HEAD~1', '--', 'A/N.md');
  await repo.commit();
  await repo.move('A/N.md', 'B/N.md');
  await repo.write('B/N.md', text('N', 'yy'));
  await commit();
  expect((await garden.ids())['N']).toBe(id);
  const left = { titles: ['M', 'O'], deleted: [] };
  const here = { titles: ['N'], deleted: [] };
  const expected = { 'tags/xx': left, 'folders/A': left, 'tags/yy': here, 'folders/B': here };
  expect(await all(...NAMES)).toEqual({ ...expected, all: { titles: ['M', 'N', 'O'], deleted: [] } });
  await repo.write('A/M.md', text('M', 'xx').replace('All that', 'Nearly all that'));
  await commit();
  expect(await all(...NAMES)).toMatchObject(expected);
  await expectAsMadeAnew();
});

test('a tag that only a draft had is told by nothing, whoever asked for it', async () => {
  const { repo } = garden;
  for (const name of ['N', 'M', 'O']) await repo.write(`A/${name}.md`, text(name, 'xx'));
  await repo.commit();
  await garden.start();
  await all(...NAMES);
  await repo.write('A/N.md', DRAFT + text('N', 'xx, newsecret'));
  await commit();
  expect(await all('tags/newsecret', 'tags/never')).toEqual({ 'tags/newsecret': 404, 'tags/never': 404 });
  await repo.write('A/N.md', text('N', 'xx'));
  await commit();
  for (const path of ['/feeds/tags/newsecret.atom', '/feeds/tags/newsecret', '/tags/newsecret'])
    expect([path, (await garden.fetch(path)).status]).toEqual([path, 404]);
  expect(await all('tags/xx', 'folders/A')).toEqual({
    'tags/xx': { titles: ['M', 'N', 'O'], deleted: [] },
    'folders/A': { titles: ['M', 'N', 'O'], deleted: [] },
  });
  await expectAsMadeAnew();
});

/** Feeds that nobody asks for are built all the same, behind what is asked for, and kept up to date from then on. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { Garden, nodeText } from '../garden.ts';
import { freePort, Running } from '../process.ts';
import { Repo, temporaryFolder } from '../repo.ts';

const LONG = { timeout: 30_000 };

/** Name and marks of every feed on disk; none before there is a file. */
function kept(folder: string): Record<string, string> {
  try {
    const db = new DatabaseSync(join(folder, 'data', 'feeds.db'), { readOnly: true });
    const rows = db
      .prepare('select name, group_concat(hash) as marks from (select * from documents order by format) group by name')
      .all() as { name: string; marks: string }[];
    db.close();
    return Object.fromEntries(rows.map(({ name, marks }) => [name, marks]));
  } catch {
    return {};
  }
}
const namesIn = (folder: string) => Object.keys(kept(folder)).sort();

describe('in a running service', () => {
  const LISTED = ['all', 'changes', 'folders/Bread', 'folders/Tides', 'folders/Tides/Low', 'searches/loaves'];
  const TAGS = ['tags/loaves', 'tags/sea', 'tags/sky'];
  let garden: Garden;
  afterEach(() => garden[Symbol.asyncDispose]());

  async function start(): Promise<void> {
    const feeds = { own: [{ feed: 'searches/loaves', query: 'loaves' }] };
    garden = await Garden.create({ config: { feeds } });
    await garden.repo.write('Tides/Low/ebb.md', nodeText('🌊 Ebb', 'The water goes out slowly.'));
    await garden.repo.write('Bread/rye.md', nodeText('🍞 Rye', 'The dough rests for a night.', [], 'loaves'));
    await garden.repo.commit();
    await garden.start();
    await expect.poll(() => namesIn(garden.folder), LONG).toEqual([...LISTED, ...TAGS]);
    await expect.poll(() => rounds(), LONG).not.toEqual([]);
  }
  /** Steps of each filling that came to its end. */
  const rounds = () =>
    garden.logged
      .split('\n')
      .filter((line) => line.includes('every listed feed is kept'))
      .map((line) => (JSON.parse(line) as { steps: number }).steps);

  test('every listed feed is on disk, though nobody asked, and a restart builds none of them', async () => {
    await start();
    const before = kept(garden.folder);
    await garden.stop();
    const ended = rounds().length;
    await garden.start();
    await expect.poll(() => rounds().length, LONG).toBeGreaterThan(ended);
    expect(Math.max(...rounds().slice(ended))).toBe(0);
    expect(kept(garden.folder)).toEqual(before);
  });

  test('an edit renews exactly what it touched, and brings the feed of its node', async () => {
    await start();
    const before = kept(garden.folder);
    await garden.repo.write('Tides/Low/ebb.md', nodeText('🌊 Ebb', 'The water goes out, and all at once it turns.'));
    await garden.repo.commit();
    await garden.look();
    const node = (await garden.ids())['🌊 Ebb']!.replace('urn:uuid:', 'nodes/');
    const touched = ['all', 'changes', 'folders/Tides', 'folders/Tides/Low', node, 'tags/sea', 'tags/sky'];
    const changed = () => {
      const now = kept(garden.folder);
      return Object.keys(now)
        .filter((name) => now[name] !== before[name])
        .sort();
    };
    await expect.poll(changed, LONG).toEqual(touched);
  });

  test('a feed that comes to be listed is added, and one that goes leaves the disk', async () => {
    await start();
    await garden.repo.write('Shore/gull.md', nodeText('🐦 Gull', 'It screams.', [], 'birds'));
    await garden.repo.remove('Bread/rye.md');
    await garden.repo.commit();
    await garden.look();
    await expect
      .poll(() => namesIn(garden.folder), LONG)
      .toEqual(expect.arrayContaining(['folders/Shore', 'tags/birds']));
    await expect.poll(() => namesIn(garden.folder), LONG).not.toContain('folders/Bread');
  });
});

test('a SIGKILL in the middle: the next start goes on where it was', async () => {
  const repo = await Repo.create();
  const folder = await temporaryFolder();
  const COUNT = 60;
  for (let n = 0; n < COUNT; n++)
    await repo.write(`Shelf ${n}/page.md`, nodeText(`📄 Page ${n}`, `Words of page ${n}.`));
  const head = await repo.commit();
  const config = join(folder, 'starpost.yaml');
  const settings = {
    ...{ title: 'A garden', data: join(folder, 'data'), poll: '0 0 1 1 *', channels: [], subscriptions: [] },
    sources: [{ name: 'garden', url: repo.dir, settle: '0s' }],
  };
  await writeFile(config, stringify(settings));
  const files = { posts: join(folder, 'posts.txt'), log: join(folder, 'log.txt') };
  const port = await freePort();
  let service = Running.start(config, port, files, {});
  try {
    await service.at(head);
    await expect.poll(() => namesIn(folder).length, { timeout: 30_000, interval: 20 }).toBeGreaterThan(5);
    await service.end('SIGKILL');
    const before = kept(folder);
    expect(Object.keys(before).length).toBeLessThan(COUNT);
    service = Running.start(config, port, files, {});
    const expected = [
      'all',
      'changes',
      ...Array.from({ length: COUNT }, (_, n) => `folders/Shelf ${n}`),
      'tags/sea',
      'tags/sky',
    ];
    await expect.poll(() => namesIn(folder), { timeout: 60_000 }).toEqual(expected.sort());
    expect(kept(folder)).toMatchObject(before);
    expect(await readFile(files.log, 'utf8')).not.toContain('"level":50');
  } finally {
    await service.end('SIGKILL');
    await repo.cleanup();
    await rm(folder, { recursive: true, force: true });
  }
});

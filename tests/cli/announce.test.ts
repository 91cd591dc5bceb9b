/** Telling a new channel of what is there, asking why, and what a config names in vain. */
import { mkdirSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { nodesOf } from '../../src/announce/digest.ts';
import { openSqlite } from '../../src/ledger/sqlite.ts';
import { nodeText } from '../garden.ts';
import { starpost } from '../process.ts';
import { Repo, temporaryFolder } from '../repo.ts';

const LONG = 'Many more words came with the tide today: one two three four five six seven eight nine ten.';
let repo: Repo;
let folder: string;
let file: string;

beforeAll(async () => {
  repo = await Repo.create();
  folder = await temporaryFolder();
  mkdirSync(join(folder, 'data'));
  await repo.write('sea/tide.md', nodeText('🌊 Tide', 'The water comes.'));
  await repo.write('sea/fog.md', nodeText('🌫 Fog', 'Nobody sees.', [], 'fog'));
  await repo.write('sky/moon.md', nodeText('🌙 Moon', 'It pulls.', [], 'sky'));
  await repo.commit('one', '2026-01-01T08:00:00Z');
  await repo.write('sea/tide.md', nodeText('🌊 Tide', LONG));
  await repo.write('sky/sun.md', nodeText('☀️ Sun', 'It rises.', [], 'sky'));
  await repo.write('sea/wip.md', `---\ndraft: true\n---\n${nodeText('Unfinished', 'zzsecret')}`);
  await repo.write('sky/moon.md', nodeText('🌙 Moon', 'It pulls!', [], 'sky'));
  await repo.commit('two', '2026-01-01T10:00:00Z');
  file = await config();
});
afterAll(async () => {
  await repo.cleanup();
  await rm(folder, { recursive: true, force: true });
});

async function config(more: object[] = [], name = 'starpost.yaml'): Promise<string> {
  const path = join(folder, name);
  const text = stringify({
    ...{ data: 'data', sources: [{ name: 'garden', url: repo.dir }] },
    channels: [
      { name: 'lounge', platform: 'terminal' },
      { name: 'quay', platform: 'terminal' },
      { name: 'night', platform: 'terminal' },
    ],
    subscriptions: [
      { channel: 'lounge', except: { tags: ['fog'] } },
      { channel: 'quay', folders: ['sea'], onRevision: 'ignore' },
      { channel: 'night', digest: { cron: '0 8 * * *' } },
      ...more,
    ],
  });
  await writeFile(path, text);
  return path;
}

const run = (...args: string[]) => starpost([...args, '--config', file]);
const json = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

describe('preview --why', () => {
  test('says for each channel what it gets, when, and why something is left out', async () => {
    const { code, stdout } = await run('preview', 'HEAD~1..HEAD', '--why', '--json');
    expect(code).toBe(0);
    const rows = json(stdout);
    const of = (channel: string, path: string) => {
      const row = rows.find((one) => one.channel === channel && one.path === path);
      return [row?.does, row?.why];
    };
    expect(of('lounge', 'sea/tide.md')).toEqual(['post', undefined]);
    expect(of('lounge', 'sky/moon.md')).toEqual(['nothing', 'minor']);
    expect(of('quay', 'sea/tide.md')).toEqual(['nothing', 'revisions are ignored']);
    expect(of('quay', 'sky/sun.md')).toEqual(['nothing', 'outside of what is subscribed']);
    expect(of('night', 'sky/sun.md')[0]).toBe('digest');
    expect(of('night', 'sky/sun.md')[1]).toMatch(/^gathered until \d{4}-\d\d-\d\d 08:00 UTC$/);
    expect(rows.find(({ path }) => path === 'sea/wip.md')).toEqual({
      path: 'sea/wip.md',
      does: 'nothing',
      why: 'draft',
    });
    expect(stdout).not.toContain('zzsecret');
  });

  test('as a table', async () => {
    const { stdout } = await run('preview', 'HEAD~1..HEAD', '--why');
    const [head, ...rows] = stdout.trimEnd().split('\n');
    expect(head).toMatch(/^channel +what +when +node +why$/);
    expect(rows).toHaveLength(10);
  });
});

describe('announce', () => {
  test('asks first, posts once, and only what the channel wants', async () => {
    const asked = await run('announce', 'latest', '3', '--to', 'lounge');
    expect([asked.code, asked.stderr]).toEqual([2, expect.stringContaining('3 posts to lounge. Go on?')]);
    const { code, stderr } = await run('announce', 'latest', '4', '--to', 'lounge', '--yes');
    expect([code, stderr]).toEqual([0, expect.stringContaining('3 posts are on the way to lounge')]);
    const again = await run('announce', 'latest', '4', '--to', 'lounge', '--yes');
    expect([again.code, again.stderr]).toEqual([0, expect.stringContaining('nothing is posted to lounge')]);
    const ledger = await openSqlite(join(folder, 'data/ledger.db'));
    const waiting = await ledger.deliveries({ channel: 'lounge' });
    await ledger.close();
    const titles = waiting.map(({ announcement: one }) => one.type === 'node' && one.title);
    expect(titles.sort()).toEqual(['Moon', 'Sun', 'Tide']);
  });

  test('of a range, and for a channel that gathers', async () => {
    const { code, stderr } = await run('announce', 'HEAD~1..HEAD', '--to', 'night', '--yes');
    expect([code, stderr]).toEqual([0, expect.stringContaining('1 post is on the way to night')]);
    const again = await run('announce', 'HEAD~1..HEAD', '--to', 'night', '--yes');
    expect(again.stderr).toContain('nothing is posted to night');
    // More of it joins the digest that waits.
    const more = await run('announce', 'latest', '4', '--to', 'night', '--yes');
    expect(more.stderr).toContain('1 post is on the way to night');
    const ledger = await openSqlite(join(folder, 'data/ledger.db'));
    const [digest, ...others] = await ledger.deliveries({ channel: 'night' });
    await ledger.close();
    expect(others).toEqual([]);
    expect(new Set(nodesOf(digest!.announcement)).size).toBe(4);
  });

  test.each([
    [['latest', '--to', 'lounge'], 'expected how many nodes, 1 to 500'],
    [
      ['latest', '3', '--to', 'nowhere'],
      'nowhere has no subscription, so nobody knows what it wants. Channels with one: lounge, quay, night.',
    ],
    [['a...b', '--to', 'lounge'], 'expected a range such as HEAD~5..HEAD'],
  ])('%j is refused', async (args, expected) => {
    const { code, stderr } = await run('announce', ...args, '--yes');
    expect([code, stderr]).toEqual([2, expect.stringContaining(expected)]);
  });
});

describe('why', () => {
  test.each([
    [['tide', 'lounge'], /is told there: post/],
    [['sea/fog.md', 'lounge'], /is not told there: excluded/],
    [['sea/fog.md', 'quay'], /Nothing of it stands in quay, and nothing waits/],
    [['moon', 'night'], /is told there: digest, gathered until/],
    [['moon', 'harbour'], /harbour has no subscription/],
  ])('%j', async (args, expected) => {
    const { code, stdout } = await run('why', ...args);
    expect([code, stdout]).toEqual([0, expect.stringMatching(expected)]);
  });

  test('a draft, and a node that nobody knows', async () => {
    expect((await run('why', 'sea/wip.md', 'lounge')).stderr).toContain('is a draft');
    expect((await run('why', 'zzz', 'lounge')).stderr).toContain('no node is called "zzz"');
    const [answer] = json((await run('why', 'tide', 'lounge', '--json')).stdout);
    expect(answer).toMatchObject({ path: 'sea/tide.md', channel: 'lounge', verdict: { does: 'post' } });
  });
});

describe('a subscription that names what is not there', () => {
  test('is told with its place and what was likely meant', async () => {
    const path = await config(
      [
        { channel: 'lounge', tags: ['skye'] },
        { channel: 'lounge', folders: ['se'] },
        { channel: 'lounge', near: { node: 'sea/tides.md' } },
        { channel: 'lounge', emoji: ['🐝'] },
        { channel: 'lounge', except: { tags: ['fogg', 'war'] } },
        { channel: 'lunge' },
      ],
      'bad.yaml',
    );
    const { code, stdout, stderr } = await starpost(['check', '--format', 'json', '--config', path]);
    expect(code).toBe(1);
    const found = json(stdout).filter((fault) => fault.code === 'subscription');
    expect(found.map(({ message }) => message).sort()).toEqual([
      'subscriptions[3].tags[0]: expected a tag that a node has, found "skye". Did you mean sky?',
      'subscriptions[4].folders[0]: expected a folder that holds nodes, found "se". Did you mean sea?',
      'subscriptions[5].near.node: expected a node\'s path or id, found "sea/tides.md". Did you mean sea/tide.md?',
      'subscriptions[6].emoji[0]: expected an emoji of a node\'s constellation or name, found "🐝".',
      'subscriptions[7].except.tags[0]: expected a tag that a node has, found "fogg". Did you mean fog?',
      'subscriptions[8].channel: expected the name of a channel, found "lunge". Did you mean lounge?',
    ]);
    expect(found.every(({ line }) => line > 10)).toBe(true);
    expect(stderr).toContain('left out: subscriptions[8].channel');
  });
});

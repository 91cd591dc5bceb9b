/** Every command as its users run it: its output, its exit code, JSON on stdout and nothing else there. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeText } from '../garden.ts';
import { starpost } from '../process.ts';
import { Repo, temporaryFolder } from '../repo.ts';

const LONG = 'Every morning before the ferry the keeper walks the shingle and writes down what the water left.';
let repo: Repo;
let folder: string;
let data: string;

beforeAll(async () => {
  repo = await Repo.create();
  folder = await temporaryFolder();
  data = join(folder, 'data');
  await repo.write(
    '🌊_sea/🌊_tides.md',
    nodeText('🌊 Tides', 'The water comes and goes.', ['[🌙 Moon](../sky/moon.md) — it pulls', '[Nowhere](tidez.md)']),
  );
  await repo.write('sky/moon.md', nodeText('🌙 Moon', 'It pulls the water.', [], 'sky'));
  await repo.write('draft.md', `---\ndraft: true\n---\n${nodeText('Unfinished', 'zzsecret')}`);
  await repo.commit('one', '2026-01-01T08:00:00Z');
  await repo.write(
    '🌊_sea/🌊_tides.md',
    nodeText('🌊 Tides', LONG, ['[🌙 Moon](../sky/moon.md) — it pulls', '[Nowhere](tidez.md)']),
  );
  await repo.commit('two', '2026-01-01T09:00:00Z');
  await repo.move('sky/moon.md', 'sky/🌙_moon.md');
  await repo.write('sky/sun.md', nodeText('☀️ Sun', 'It rises.'));
  await repo.commit('three', '2026-01-01T10:00:00Z');
});
afterAll(async () => {
  await repo.cleanup();
  await rm(folder, { recursive: true, force: true });
});

const run = (...args: string[]) => starpost([...args, '--source', repo.dir, '--data', data]);
const json = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

test('nodes', async () => {
  const { code, stdout } = await run('nodes', '--json');
  expect(code).toBe(0);
  const nodes = json(stdout);
  expect(nodes.map((n) => [n.path, n.emoji, n.title])).toEqual([
    ['sky/sun.md', '☀️', 'Sun'],
    ['sky/🌙_moon.md', '🌙', 'Moon'],
    ['🌊_sea/🌊_tides.md', '🌊', 'Tides'],
  ]);
  expect(nodes[2]).toMatchObject({
    tagline: 'A line about 🌊 Tides.',
    created: '2026-01-01',
    updated: '2026-01-02',
    tags: ['sea', 'sky'],
    references: [
      { title: '🌙 Moon', id: nodes[1].id, path: 'sky/🌙_moon.md', note: 'it pulls', state: 'moved' },
      { title: 'Nowhere', state: 'missing' },
    ],
  });
  expect(stdout).not.toContain('zzsecret');
  const plain = await run('nodes');
  expect(plain.stdout).toContain('🌊 Tides');
  expect(plain.stdout).not.toContain('Unfinished');
  const some = await run('nodes', '--json', '--path', 'sky');
  expect(json(some.stdout).map((n) => n.id)).toEqual(nodes.slice(0, 2).map((n) => n.id));
});

test('changes', async () => {
  const { code, stdout } = await run('changes', 'HEAD~2..HEAD', '--json');
  expect(code).toBe(0);
  const changes = json(stdout);
  expect(changes.map((c) => [c.kind, c.grade, c.from, c.path]).sort()).toEqual([
    ['created', 'substantial', undefined, 'sky/sun.md'],
    ['moved', 'none', 'sky/moon.md', 'sky/🌙_moon.md'],
    ['revised', 'substantial', undefined, '🌊_sea/🌊_tides.md'],
  ]);
  for (const change of changes)
    expect(change).toMatchObject({ id: expect.any(String), nodeId: expect.any(String), title: expect.any(String) });
  expect((await run('changes', 'HEAD~1')).stdout).toMatch(/moved.*Moon\n.*sky\/moon\.md → sky\/🌙_moon\.md/);
  const wrong = await run('changes', 'nonsense..HEAD');
  expect(wrong).toMatchObject({ code: 2, stdout: '' });
  expect(wrong.stderr).toContain('nonsense');
});

test('preview', async () => {
  const whole = await run('preview', 'HEAD~2..HEAD', '--json');
  expect(
    json(whole.stdout)
      .map((p) => p.announcement.kind)
      .sort(),
  ).toEqual(['created', 'moved', 'revised']);
  const each = await run('preview', 'HEAD~2..HEAD', '--each');
  expect(each.code).toBe(0);
  expect(each.stdout.indexOf('Tides')).toBeLessThan(each.stdout.indexOf('Sun'));
  expect(each.stdout).toContain('Orientation');
  expect((await run('preview', 'HEAD~2..HEAD', '--to', 'pigeon')).code).toBe(2);
  expect((await run('preview', 'HEAD..HEAD')).stdout).toBe('');
});

test('preview for a platform: the very requests, and a page that draws them', async () => {
  const discord = await run('preview', 'HEAD~2..HEAD', '--to', 'discord', '--json');
  const posts = json(discord.stdout);
  expect(posts).toHaveLength(3);
  for (const post of posts) {
    expect(post).toMatchObject({ channel: 'preview', platform: 'discord', method: 'POST' });
    expect(post.body).toMatchObject({ enforce_nonce: true, allowed_mentions: { parse: [] } });
  }
  const telegram = json((await run('preview', 'HEAD~2..HEAD', '--each', '--to', 'telegram', '--json')).stdout);
  expect(telegram.every(({ platform, method }) => platform === 'telegram' && method === 'sendMessage')).toBe(true);
  const page = join(folder, 'posts.html');
  const drawn = await run('preview', 'HEAD~2..HEAD', '--to', 'discord', '--html', page);
  expect(drawn).toMatchObject({ code: 0, stdout: '' });
  const html = readFileSync(page, 'utf8');
  expect(html.match(/<article class="dc-message">/g)).toHaveLength(3);
  expect(html).toContain('Tides');
});

test('check', async () => {
  const { code, stdout, stderr } = await run('check', '--format', 'json');
  expect(code).toBe(1);
  expect(json(stdout)).toMatchObject([
    {
      severity: 'error',
      code: 'reference-missing',
      path: '🌊_sea/🌊_tides.md',
      line: 20,
      message: '"tidez.md" leads to no node',
    },
  ]);
  expect(stderr).toContain('1 error');
  expect((await run('check')).stdout).toMatch(/^🌊_sea\/🌊_tides\.md:20: error: /);
  expect((await run('check', '--format', 'github')).stdout).toMatch(
    /^::error file=🌊_sea\/🌊_tides\.md,line=20,title=reference-missing::/,
  );
  expect((await run('check', '--path', 'sky')).code).toBe(0);
});

describe('the desk', () => {
  test('show', async () => {
    const { stdout, code } = await run('show', 'moon');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^🌙 Moon\n/);
    expect((await run('links', 'moon')).stdout).toContain('What leads to it\n\n🌊 Tides\n');
    const sheet = json((await run('show', '🌊', '--json')).stdout)[0];
    expect(sheet).toMatchObject({ path: '🌊_sea/🌊_tides.md', title: 'Tides' });
    expect(sheet.text).toContain(LONG);
    expect(await run('show', 'zzsecret')).toMatchObject({ code: 1, stdout: '' });
  });

  test('search', async () => {
    expect(json((await run('search', 'ferry', 'shingle', '--json')).stdout).map((l) => l.title)).toEqual(['Tides']);
    expect((await run('search', 'sky', '-n', '0')).code).toBe(2);
  });

  test('latest', async () => {
    expect(json((await run('latest', '--json')).stdout).map((l) => l.title)).toEqual(['Sun', 'Tides', 'Moon']);
    expect(json((await run('latest', '--json', '--tag', 'SEA')).stdout).map((l) => l.title)).toEqual(['Sun', 'Tides']);
    expect(json((await run('latest', '--json', '--folder', 'sky', '-n', '1')).stdout).map((l) => l.title)).toEqual([
      'Sun',
    ]);
    expect((await run('latest', '--folder', 'a', '--tag', 'b')).code).toBe(2);
  });
});

test('build', async () => {
  const out = join(folder, 'out');
  const { code, stdout } = await run('build', '--out', out, '--base-url', 'https://garden.example');
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  const files = readdirSync(out, { recursive: true, encoding: 'utf8' });
  for (const name of [
    'index.html',
    'style.css',
    'feeds.opml',
    'feeds/all.atom',
    'feeds/all.rss',
    'feeds/all.json',
    'feeds/changes.atom',
    'feeds/folders/🌊_sea.atom',
    'feeds/tags/sea.json',
  ])
    expect(files).toContain(name);
  const feed = JSON.parse(readFileSync(join(out, 'feeds/all.json'), 'utf8'));
  expect(feed.items).toHaveLength(3);
  const nodes = feed.items as { title: string; url: string }[];
  for (const { url } of feed.items) expect(existsSync(join(out, new URL(url).pathname, 'index.html'))).toBe(true);
  const all = files.filter((name) => /\.\w+$/.test(name)).map((name) => readFileSync(join(out, name), 'utf8'));
  expect(all.join('')).not.toContain('zzsecret');
  expect(existsSync(join(out, 'icon.svg'))).toBe(true);
  // Built again after a removal: nothing of the node stays, and what others put there does.
  const sun = nodes.find((n) => n.title.includes('Sun'));
  writeFileSync(join(out, 'CNAME'), 'garden.example');
  await repo.remove('sky/sun.md');
  await repo.commit('no sun', '2026-01-01T11:00:00Z');
  await run('build', '--out', out, '--base-url', 'https://garden.example');
  expect(existsSync(join(out, new URL(sun?.url ?? '').pathname, 'index.html'))).toBe(false);
  expect(existsSync(join(out, 'CNAME'))).toBe(true);
  await repo.git('reset', '--hard', 'HEAD~1');
  // A site in a folder of a host has its front page too.
  await run('build', '--out', join(folder, 'sub'), '--base-url', 'https://garden.example/notes');
  expect(readFileSync(join(folder, 'sub/index.html'), 'utf8')).toContain('https://garden.example/notes/feeds/all.atom');
  // Another base URL, another folder: the same ids.
  const again = join(folder, 'again');
  await run('build', '--out', again, '--base-url', 'https://elsewhere.example/sub');
  const other = JSON.parse(readFileSync(join(again, 'feeds/all.json'), 'utf8'));
  expect(other.items.map((i: { id: string }) => i.id)).toEqual(feed.items.map((i: { id: string }) => i.id));
  expect(other.items[0].url).toMatch(/^https:\/\/elsewhere\.example\/sub\/nodes\//);
});

test('deliveries', async () => {
  expect(await run('deliveries', 'list', '--json')).toMatchObject({ code: 0, stdout: '' });
  expect((await run('deliveries', 'retry')).code).toBe(2);
  expect((await run('deliveries', 'drop', 'abc')).stderr).toContain('abc');
});

describe('mistakes', () => {
  test.each<[string, string[], number, RegExp]>([
    ['an unknown command', ['frobnicate'], 2, /unknown command/],
    ['an unknown option', ['nodes', '--frob'], 2, /unknown option/],
    ['no range', ['changes'], 2, /missing required argument/],
    ['a config that is not there', ['nodes', '--config', 'none.yaml'], 2, /none\.yaml[\s\S]*no such file/],
    [
      'a repository that is not there',
      ['nodes', '--source', '/nowhere/at/all', '--data', '/tmp/starpost-none'],
      3,
      /nowhere/,
    ],
    ['a branch without a source', ['nodes', '--branch', 'x'], 2, /--source/],
  ])('%s', async (_, args, code, message) => {
    const ran = await starpost(args, { cwd: folder });
    expect(ran).toMatchObject({ code, stdout: '' });
    expect(ran.stderr).toMatch(message);
    expect(ran.stderr).not.toMatch(/^\s+at .*\.ts/m);
  });

  test('a branch that is not there: which ones are', async () => {
    const { code, stderr } = await run('nodes', '--branch', 'maim');
    expect(code).toBe(3);
    expect(stderr).toContain('main');
  });

  test.each(['', 'run', 'build', 'nodes', 'changes', 'preview', 'check', 'show', 'search', 'latest', 'deliveries'])(
    '%s --help',
    async (command) => {
      const { code, stdout } = await starpost([...(command ? [command] : []), '--help']);
      expect(code).toBe(0);
      expect(stdout).toContain('Usage: starpost');
    },
  );
});

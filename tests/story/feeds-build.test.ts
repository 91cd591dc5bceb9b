/** `starpost build`: the same feeds as static files, with what their hosts need. */
import { existsSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { nodeText } from '../garden.ts';
import { type Ran, starpost } from '../process.ts';
import { Repo, temporaryFolder } from '../repo.ts';

let repo: Repo;
let out = '';
let ran: Ran;

beforeAll(async () => {
  repo = await Repo.create();
  for (let n = 0; n < 60; n++)
    await repo.write(`🌊_Log/${n}.md`, nodeText(`Day ${n}`, `What the sea did on day ${n}.`));
  await repo.commit();
  await repo.move('🌊_Log', '🐚_Log');
  await repo.write('a/b.md', nodeText('A shelf', 'What lies on it.', [], 'package'));
  await repo.write('a.atom/sub/c.md', nodeText('An atom', 'What it holds.', [], 'package.json'));
  await repo.commit();
  out = await temporaryFolder();
  const config = {
    ...{ title: 'A log', baseUrl: 'https://garden.example/sea', data: 'data' },
    sources: [{ name: 'log', url: repo.dir }],
    feeds: { hub: 'https://hub.example/' },
  };
  await writeFile(join(out, 'starpost.yaml'), stringify(config));
  ran = await starpost(['build', '--config', join(out, 'starpost.yaml'), '--out', join(out, 'site')]);
  if (ran.code !== 0) throw new Error(ran.stderr);
});
afterAll(async () => {
  await repo.cleanup();
  await rm(out, { recursive: true, force: true });
});

const read = (file: string) => readFileSync(join(out, 'site', file), 'utf8');

test('every archive page is there', () => {
  const seen = new Set<string>();
  for (let file: string | undefined = 'feeds/all.json'; file; ) {
    const feed = JSON.parse(read(file)) as { items: { id: string }[]; next_url?: string };
    for (const { id } of feed.items) seen.add(id);
    file = feed.next_url?.replace('https://garden.example/sea/', '');
  }
  expect(seen.size).toBe(62);
});

test('headers for hosts that take them', () => {
  const headers = read('_headers');
  const open = 'Access-Control-Allow-Origin: *\n  Access-Control-Expose-Headers: ETag, Last-Modified, Link\n';
  for (const [ending, type] of [
    ['.atom', 'atom+xml'],
    ['.rss', 'rss+xml'],
    ['.json', 'feed+json'],
  ])
    expect(headers).toContain(`/sea/feeds/*${ending}\n  Content-Type: application/${type}; charset=utf-8\n  ${open}`);
});

test('a renamed folder leads to its new name', () => {
  const old = encodeURIComponent('🌊_Log');
  const now = encodeURIComponent('🐚_Log');
  expect(read('_redirects')).toContain(`/sea/feeds/folders/${old}.rss /sea/feeds/folders/${now}.rss 301\n`);
});

test('a page for each feed, and the icon it names', () => {
  expect(read('feeds/folders/🐚_Log/index.html')).toContain('https://garden.example/sea/feeds/folders/');
  const icon = /<icon>https:\/\/garden.example\/sea(.*)<\/icon>/.exec(read('feeds/folders/🐚_Log.atom'));
  expect(decodeURIComponent(icon![1]!)).toBe('/icons/🐚.svg');
  expect(read('icons/🐚.svg')).toContain('🐚');
});

test('nothing names a hub, which nobody would tell of anything', () => {
  for (const file of ['feeds/all.atom', 'feeds/all.rss', 'feeds/all.json', 'feeds/changes.atom', '_headers'])
    expect(read(file)).not.toMatch(/hub/);
});

test('what only a server can tell apart costs a warning, and the rest is there', () => {
  expect(JSON.parse(read('feeds/tags/package.json')).title).toBe('A log: #package');
  expect(read('feeds/tags/package/index.html')).toContain('#package');
  expect(read('feeds/tags/package.json.atom')).toContain('#package.json');
  expect(read('feeds/folders/a.atom')).toContain('<feed');
  expect(existsSync(join(out, 'site/feeds/folders/a.atom.rss'))).toBe(true);
  for (const file of ['feeds/tags/package.json/index.html', 'feeds/folders/a.atom/sub.rss'])
    expect(ran.stderr).toContain(file);
  expect(ran.stderr).toContain('left out: a file has the name of its folder');
});

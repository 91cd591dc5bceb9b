/** `starpost build`: the same feeds as static files, with what their hosts need. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nodeText } from '../garden.ts';
import { Repo, temporaryFolder } from '../repo.ts';

const run = promisify(execFile);
const main = join(import.meta.dirname, '../../src/main.ts');
let repo: Repo;
let out = '';

beforeAll(async () => {
  repo = await Repo.create();
  for (let n = 0; n < 60; n++)
    await repo.write(`🌊_Log/${n}.md`, nodeText(`Day ${n}`, `What the sea did on day ${n}.`));
  await repo.commit();
  await repo.move('🌊_Log', '🐚_Log');
  await repo.commit();
  out = await temporaryFolder();
  const data = join(out, 'data');
  const args = ['build', '--source', repo.dir, '--base-url', 'https://garden.example/sea', '--data', data];
  await run(process.execPath, [main, ...args, '--out', join(out, 'site')]);
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
  expect(seen.size).toBe(60);
});

test('headers for hosts that take them', () => {
  const headers = read('_headers');
  expect(headers).toContain('/sea/feeds/*.atom\n  Content-Type: application/atom+xml; charset=utf-8\n');
  expect(headers).toContain('/sea/feeds/*\n  Access-Control-Allow-Origin: *\n  X-Content-Type-Options: nosniff\n');
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

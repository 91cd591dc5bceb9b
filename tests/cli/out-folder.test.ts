/** What readers of a folder see while a static site is built into it. */
import {
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { OutFolder } from '../../src/cli/out-folder.ts';
import { createLog } from '../../src/log.ts';
import { temporaryFolder } from '../repo.ts';

let folder = '';
let lines: string[] = [];
const log = createLog({ write: (line) => void lines.push(line) });
beforeEach(async () => {
  folder = await temporaryFolder();
  lines = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const read = (file: string) => readFileSync(join(folder, file), 'utf8');
const all = () => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
const isFeed = (file: string) => (file.endsWith('.atom') ? 1 : 0);

async function build(files: Record<string, string>, whole = true) {
  await using out = await OutFolder.open(folder, log);
  for (const [file, text] of Object.entries(files)) await out.write(file, text);
  return whole ? await out.finish(isFeed) : undefined;
}

test('a file is whole at every moment: what it was, then what it is', async () => {
  await build({ 'feeds/all.atom': 'The first words.' });
  const reader = openSync(join(folder, 'feeds/all.atom'), 'r');
  await using out = await OutFolder.open(folder, log);
  await out.write('feeds/all.atom', 'Others.');
  expect(read('feeds/all.atom')).toBe('The first words.');
  expect(await out.finish()).toEqual({ files: 1, bytes: 7, removed: 0 });
  expect(read('feeds/all.atom')).toBe('Others.');
  // Who was in the middle of reading reads on.
  const bytes = Buffer.alloc(100);
  expect(bytes.toString('utf8', 0, readSync(reader, bytes))).toBe('The first words.');
});

test('a build that fails changes nothing, and leaves nothing', async () => {
  await build({ 'index.html': 'a', 'a.atom': 'b' });
  await build({ 'index.html': 'c', 'd.atom': 'e' }, false);
  expect(all()).toEqual(['.starpost-files', 'a.atom', 'index.html']);
  expect(read('index.html')).toBe('a');
});

test('what a killed build left aside is in nobody else’s way', async () => {
  await build({ 'a.atom': 'a' });
  mkdirSync(join(folder, '.starpost-new'));
  writeFileSync(join(folder, '.starpost-new/7'), 'half a f');
  await build({ 'a.atom': 'b' });
  expect(all()).toEqual(['.starpost-files', 'a.atom']);
});

test('pages are there before the feeds that link to them, and what a crash leaves is known to the next build', async () => {
  await build({ 'all.atom': 'old' });
  symlinkSync('loop', join(folder, 'loop'));
  // The page cannot be put in its place, for a reason that no build can go on with.
  await expect(build({ 'all.atom': 'new', 'a/index.html': 'page', 'loop/index.html': 'page' })).rejects.toThrow(
    'ELOOP',
  );
  expect([read('all.atom'), read('a/index.html')]).toEqual(['old', 'page']);
  unlinkSync(join(folder, 'loop'));
  expect(await build({ 'all.atom': 'newer' })).toMatchObject({ removed: 2 });
  expect(all()).toEqual(['.starpost-files', 'all.atom']);
});

test('what a build wrote and the next one did not is removed, and nothing of others', async () => {
  await build({ 'index.html': 'a', 'nodes/x/index.html': 'b', 'nodes/y/index.html': 'c' });
  writeFileSync(join(folder, 'nodes/x/CNAME'), 'mine');
  writeFileSync(join(folder, 'robots.txt'), 'mine');
  expect(await build({ 'index.html': 'a' })).toEqual({ files: 1, bytes: 1, removed: 2 });
  expect(all()).toEqual(['.starpost-files', 'index.html', 'nodes', 'nodes/x', 'nodes/x/CNAME', 'robots.txt']);
});

test('what is to lie in a file is left out with a warning, in whatever order it comes', async () => {
  const [file, inside] = [{ 'a.atom': 'feed' }, { 'a.atom/sub.atom': 'feed', 'a.atom/deep/b/index.html': 'page' }];
  for (const files of [
    { ...file, ...inside },
    { ...inside, ...file },
  ]) {
    lines = [];
    expect(await build(files)).toMatchObject({ files: 1 });
    expect(read('a.atom')).toBe('feed');
    expect(lines.filter((line) => line.includes('left out: a file has the name of its folder'))).toHaveLength(2);
    expect(lines.join()).toContain('a.atom/sub.atom');
  }
  // Once the folder is renamed there is room for the other, and the other way round.
  expect(await build(inside)).toMatchObject({ files: 2, removed: 1 });
  expect(read('a.atom/sub.atom')).toBe('feed');
  expect(await build(file)).toMatchObject({ files: 1, removed: 2 });
  expect(read('a.atom')).toBe('feed');
});

test('names that others have, or that no file system takes, cost a warning each', async () => {
  mkdirSync(join(folder, 'all.atom'));
  writeFileSync(join(folder, 'tags'), 'mine');
  const long = `${'n'.repeat(300)}.atom`;
  expect(await build({ 'all.atom': 'a', 'tags/b.atom': 'b', [long]: 'c', 'd.atom': 'd' })).toMatchObject({ files: 1 });
  expect(existsSync(join(folder, 'd.atom'))).toBe(true);
  expect(read('.starpost-files')).toBe('d.atom\n');
  for (const why of [
    'a folder has its name',
    'a file has the name of its folder',
    'the file system cannot take its name',
  ])
    expect(lines.join()).toContain(`left out: ${why}`);
});

import { execFileSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeArchive } from '../../../bench/archive.ts';
import { tree } from '../../../src/git/diff.ts';
import { history } from '../../../src/git/history.ts';
import { temporaryFolder } from '../../repo.ts';

let folder: string;

beforeEach(async () => {
  folder = await temporaryFolder();
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const head = (dir: string) => execFileSync('git', ['--git-dir', dir, 'rev-parse', 'main'], { encoding: 'utf8' }).trim();

test('the same options make the same archive, another seed another one', async () => {
  const options = { nodes: 200, seed: 7 };
  const one = await makeArchive(join(folder, 'one'), options);
  const two = await makeArchive(join(folder, 'two'), options);
  const other = await makeArchive(join(folder, 'other'), { nodes: 200, seed: 8 });
  expect({ ...two, dir: one.dir }).toEqual(one);
  expect(head(two.dir)).toBe(head(one.dir));
  expect(head(other.dir)).not.toBe(head(one.dir));
});

test('it holds the nodes, edits and renames asked for', async () => {
  const { dir, bytes, commits } = await makeArchive(join(folder, 'archive'), { nodes: 400, seed: 3, edits: 200 });
  const paths = [];
  for await (const { path } of tree(dir, 'main')) paths.push(path);
  expect(paths).toHaveLength(400);
  expect(bytes / 400).toBeGreaterThan(4_000);
  expect(bytes / 400).toBeLessThan(7_000);
  const seen = { A: 0, M: 0, R: 0, D: 0 };
  let steps = 0;
  for await (const { changes } of history(dir, undefined, 'main')) {
    steps += 1;
    for (const { status } of changes) seen[status] += 1;
  }
  expect(steps).toBe(commits);
  expect(seen.A).toBe(400);
  expect(seen.D).toBe(0);
  expect(seen.M).toBeGreaterThan(150);
  expect(seen.R).toBeGreaterThan(5);
});

test('an archive already made is found; anything else in its place is left alone', async () => {
  const dir = join(folder, 'archive');
  const made = await makeArchive(dir, { nodes: 60, seed: 1 });
  await writeFile(join(dir, 'mark'), 'still here');
  expect(await makeArchive(dir, { nodes: 60, seed: 1 })).toEqual(made);
  expect(execFileSync('cat', [join(dir, 'mark')], { encoding: 'utf8' })).toBe('still here');
  await makeArchive(dir, { nodes: 61, seed: 1 });
  await writeFile(join(folder, 'diary.txt'), 'not yours');
  await expect(makeArchive(folder, { nodes: 60, seed: 1 })).rejects.toThrow('something else');
});

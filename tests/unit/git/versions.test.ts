import { afterEach, beforeEach, expect, test } from 'vitest';
import { allVersions, fileVersions } from '../../../src/git/versions.ts';
import { Repo } from '../../repo.ts';

let repo: Repo;
beforeEach(async () => {
  repo = await Repo.create();
});
afterEach(() => repo.cleanup());

const LINES = Array.from({ length: 12 }, (_, at) => `line ${at} of the log\n`).join('');
const write = async (path: string, text: string) => {
  await repo.write(path, text);
  return repo.commit();
};
/** Both ways of asking agree. */
async function versions(path: string): Promise<string[]> {
  const [git, head] = [`${repo.dir}/.git`, await repo.head()];
  const one = await fileVersions(git, head, path);
  expect((await allVersions(git, head)).get(path) ?? []).toEqual(one);
  return one.map((version) => `${version.commit.slice(0, 7)} ${version.path}`);
}
const short = (...commits: string[]) => commits.map((commit) => commit.slice(0, 7));

test('newest first, through renames, also with edits, and names that git would quote', async () => {
  const born = await write('a/🌊 "ebb" *.md', LINES);
  await write('a/other.md', 'x\n');
  const edited = await write('a/🌊 "ebb" *.md', `${LINES}more\n`);
  await repo.move('a/🌊 "ebb" *.md', 'b/low.md');
  const moved = await write('b/low.md', `${LINES}more\nand moved\n`);
  const last = await write('b/low.md', 'short\n');
  const [l, m, e, b] = short(last, moved, edited, born);
  expect(await versions('b/low.md')).toEqual([
    `${l} b/low.md`,
    `${m} b/low.md`,
    `${e} a/🌊 "ebb" *.md`,
    `${b} a/🌊 "ebb" *.md`,
  ]);
});

test('every one of them, however many there are and however often the file was renamed', async () => {
  await write('0.md', LINES);
  for (let edit = 1; edit <= 40; edit++) await write('0.md', `${LINES}edit ${edit}\n`);
  for (let move = 1; move <= 30; move++) {
    await repo.move(`${move - 1}.md`, `${move}.md`);
    await repo.commit();
  }
  const all = await versions('30.md');
  expect(all).toHaveLength(71);
  expect([all[0], all[30], all[70]].map((one) => one?.split(' ')[1])).toEqual(['30.md', '0.md', '0.md']);
});

test('nothing from before a removal, nothing of a file that is not there', async () => {
  await write('a.md', LINES);
  await repo.remove('a.md');
  await repo.commit();
  expect(await versions('a.md')).toEqual([]);
  const back = await write('a.md', `${LINES}back\n`);
  expect(await versions('a.md')).toEqual([`${short(back)[0]} a.md`]);
});

test('a rename is followed where git sees one: a path that is taken over at once is not followed', async () => {
  await write('a.md', LINES);
  await write('b.md', LINES.replaceAll('log', 'bread and the oven'));
  await repo.move('a.md', 'c.md');
  await repo.move('b.md', 'a.md');
  await repo.commit();
  await repo.move('c.md', 'b.md');
  await repo.commit();
  expect(await versions('a.md')).toHaveLength(2);
  expect(await versions('b.md')).toHaveLength(2);
});

test('a merge is one version: what it brought to the branch', async () => {
  await write('a.md', LINES);
  await repo.git('checkout', '--quiet', '-b', 'side');
  await write('a.md', `${LINES}one\n`);
  await write('a.md', `${LINES}one\ntwo\n`);
  await repo.git('checkout', '--quiet', 'main');
  await write('b.md', 'x\n');
  await repo.git('merge', '--quiet', '--no-ff', '-m', 'merge', 'side');
  expect(await versions('a.md')).toHaveLength(2);
});

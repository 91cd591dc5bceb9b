import { symlink } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { diffTrees, type RawChange, tree } from '../../../src/git/diff.ts';
import { Repo } from '../../repo.ts';

let repo: Repo;

beforeEach(async () => {
  repo = await Repo.create();
});

afterEach(() => repo.cleanup());

const gitDir = () => repo.path('.git');

/** Long enough that an edit of one line keeps the texts alike. */
function page(subject: string): string {
  return Array.from({ length: 20 }, (_, line) => `${subject}, line ${line}: the beans climb, the tide turns.`).join(
    '\n',
  );
}

async function paths(commit = 'HEAD'): Promise<string[]> {
  const found: string[] = [];
  for await (const file of tree(gitDir(), commit)) found.push(file.path);
  return found;
}

const brief = (changes: RawChange[]) =>
  changes.map(({ status, path, from }) => (from ? [status, path, from] : [status, path]));

const ODD_NAMES = [
  'with space.md',
  '"quoted".md',
  "it's.md",
  '🧷 Garden: *The Pond.md',
  'line\nbreak.md',
  'tab\tstop.md',
  ':begins with a colon.md',
  'we don’t mow.md',
  '🇬🇧_flag.md',
  '👩‍🌾/🌱_seed.md',
  'back\\slash.md',
  '[a-z]?.md',
  'UPPER.MD',
  'long.Markdown',
];

test('names hold any character', async () => {
  await repo.write('first.md', 'first');
  const before = await repo.commit();
  for (const name of ODD_NAMES) await repo.write(name, page(name));
  const after = await repo.commit();
  expect((await paths()).sort()).toEqual([...ODD_NAMES, 'first.md'].sort());
  const changes = await diffTrees(gitDir(), before, after);
  expect(changes.map(({ path }) => path).sort()).toEqual([...ODD_NAMES].sort());
  expect(new Set(changes.map(({ status }) => status))).toEqual(new Set(['A']));
});

test('a name that is not UTF-8 is read as far as it goes', async () => {
  await repo.write(Buffer.from('caf\xe9.md', 'latin1'), 'coffee');
  await repo.commit();
  expect(await paths()).toEqual(['caf%E9.md']);
  // Two such names stay two.
  await repo.write(Buffer.from('caf\xe8 \xc3\xa9.md', 'latin1'), 'tea');
  await repo.commit();
  expect((await paths()).sort()).toEqual(['caf%E8 é.md', 'caf%E9.md']);
});

test('object ids before and after', async () => {
  await repo.write('bread.md', 'flour');
  await repo.write('tea.md', 'leaves');
  await repo.write('pond.md', 'frogs');
  const before = await repo.commit();
  const [flour, frogs] = [await repo.git('rev-parse', 'HEAD:bread.md'), await repo.git('rev-parse', 'HEAD:pond.md')];
  await repo.write('bread.md', 'flour and salt');
  await repo.remove('pond.md');
  await repo.write('new.md', 'an entirely different matter');
  const after = await repo.commit();
  expect(await diffTrees(gitDir(), before, after)).toEqual([
    { status: 'M', path: 'bread.md', oid: await repo.git('rev-parse', 'HEAD:bread.md'), oldOid: flour },
    { status: 'A', path: 'new.md', oid: await repo.git('rev-parse', 'HEAD:new.md') },
    { status: 'D', path: 'pond.md', oid: frogs, oldOid: frogs },
  ]);
});

test('renames: with an edit, by letter case only, of a folder, out of Markdown and into it', async () => {
  for (const name of ['edited.md', 'case.md', 'folder/a.md', 'folder/b.md', 'leaves.md', 'comes.txt']) {
    await repo.write(name, page(name));
  }
  const before = await repo.commit();
  await repo.move('edited.md', 'edited too.md');
  await repo.write('edited too.md', `${page('edited.md')}\nOne more line.`);
  await repo.git('mv', 'case.md', 'Case.md');
  await repo.move('folder', 'drawer');
  await repo.move('leaves.md', 'leaves.txt');
  await repo.move('comes.txt', 'comes.md');
  const after = await repo.commit();
  const changes = await diffTrees(gitDir(), before, after);
  expect(brief(changes).sort()).toEqual([
    ['A', 'comes.md'],
    ['D', 'leaves.md'],
    ['R', 'Case.md', 'case.md'],
    ['R', 'drawer/a.md', 'folder/a.md'],
    ['R', 'drawer/b.md', 'folder/b.md'],
    ['R', 'edited too.md', 'edited.md'],
  ]);
  const edited = changes.find(({ path }) => path === 'edited too.md');
  expect(edited?.oldOid).toBe(await repo.git('rev-parse', `${before}:edited.md`));
  expect(edited?.oid).toBe(await repo.git('rev-parse', `${after}:edited too.md`));
});

test('a copy is an addition; permissions alone are no change', async () => {
  await repo.write('a.md', page('a'));
  await repo.write('run.md', page('run'));
  const before = await repo.commit();
  await repo.write('copy.md', page('a'));
  await repo.git('add', '--all');
  await repo.git('update-index', '--chmod=+x', 'run.md');
  await repo.git('commit', '--quiet', '-m', 'copy');
  expect(brief(await diffTrees(gitDir(), before, await repo.head()))).toEqual([['A', 'copy.md']]);
});

test('links and submodules are no nodes; a file that becomes one is gone, the reverse is new', async () => {
  await repo.write('file.md', page('file'));
  await symlink('file.md', repo.path('link.md'));
  const before = await repo.commit();
  await repo.git('update-index', '--add', '--cacheinfo', `160000,${before},module.md`);
  await repo.git('commit', '--quiet', '-m', 'a submodule');
  expect((await paths()).sort()).toEqual(['file.md']);
  expect(await diffTrees(gitDir(), before, await repo.head())).toEqual([]);

  await repo.git('rm', '--quiet', '--cached', 'module.md');
  await repo.remove('file.md');
  await repo.remove('link.md');
  await symlink('elsewhere', repo.path('file.md'));
  await repo.write('link.md', page('another'));
  const after = await repo.commit();
  expect(brief(await diffTrees(gitDir(), before, after))).toEqual([
    ['D', 'file.md'],
    ['A', 'link.md'],
  ]);
});

test('a folder of 1,500 files renamed, every one of them edited', async () => {
  const names = Array.from({ length: 1500 }, (_, number) => `bed_${number}.md`);
  for (const name of names) await repo.write(`old/${name}`, page(name));
  const before = await repo.commit();
  await repo.move('old', 'new');
  for (const name of names) await repo.write(`new/${name}`, `${page(name)}\nMoved.`);
  const changes = await diffTrees(gitDir(), before, await repo.commit());
  expect(changes).toHaveLength(1500);
  expect(changes.every(({ status, path, from }) => status === 'R' && from === path.replace('new/', 'old/'))).toBe(true);
});

test('without the blobs only renames without edits are found', async () => {
  await repo.write('plain.md', page('plain'));
  await repo.write('edited.md', page('edited'));
  const before = await repo.commit();
  await repo.move('plain.md', 'moved/plain.md');
  await repo.move('edited.md', 'moved/other.md');
  await repo.write('moved/other.md', `${page('edited')}\nOne more line.`);
  const after = await repo.commit();
  const oid = await repo.git('rev-parse', `${before}:edited.md`);
  await repo.remove(`.git/objects/${oid.slice(0, 2)}/${oid.slice(2)}`);
  expect(brief(await diffTrees(gitDir(), before, after))).toEqual([
    ['D', 'edited.md'],
    ['A', 'moved/other.md'],
    ['R', 'moved/plain.md', 'plain.md'],
  ]);
});

test('a commit that is not there is an error that says so', async () => {
  await repo.write('a.md', 'a');
  const head = await repo.commit();
  await expect(diffTrees(gitDir(), '1'.repeat(40), head)).rejects.toMatchObject({ name: 'MirrorDamaged' });
});

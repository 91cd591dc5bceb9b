import { afterEach, beforeEach, expect, test } from 'vitest';
import { commitTime, continues, history, type Step } from '../../../src/git/history.ts';
import { Repo } from '../../repo.ts';

let repo: Repo;

beforeEach(async () => {
  repo = await Repo.create();
});

afterEach(() => repo.cleanup());

const gitDir = () => repo.path('.git');

function page(subject: string): string {
  return Array.from({ length: 20 }, (_, line) => `${subject}, line ${line}: loaves rise, gulls call.`).join('\n');
}

async function steps(from: string | undefined, to = 'HEAD'): Promise<Step[]> {
  const found: Step[] = [];
  for await (const step of history(gitDir(), from, to)) found.push(step);
  return found;
}

const brief = (found: Step[]) =>
  found.map(({ changes }) => changes.map(({ status, path, from }) => [status, from, path].filter(Boolean).join(' ')));

test('oldest first, the root commit too, commits without Markdown left out', async () => {
  await repo.write('a.md', page('a'));
  const first = await repo.commit('one', '2026-03-01T10:00:00+02:00');
  await repo.write('picture.png', 'no text');
  await repo.commit('two', '2026-03-01T10:01:00Z');
  await repo.commit('nothing', '2026-03-01T10:02:00Z');
  await repo.write('b.md', page('b'));
  const last = await repo.commit('three', '2026-03-01T10:03:00Z');
  const found = await steps(undefined);
  expect(found.map(({ commit, at }) => [commit, at])).toEqual([
    [first, '2026-03-01T08:00:00.000Z'],
    [last, '2026-03-01T10:03:00.000Z'],
  ]);
  expect(brief(found)).toEqual([['A a.md'], ['A b.md']]);
  expect(brief(await steps(first))).toEqual([['A b.md']]);
  expect(await steps(last)).toEqual([]);
  expect(await commitTime(gitDir(), first)).toBe('2026-03-01T08:00:00.000Z');
});

test('a chain of renames, some with an edit; a file removed and written again', async () => {
  await repo.write('one.md', page('one'));
  await repo.commit();
  await repo.move('one.md', 'shelf/two.md');
  await repo.commit();
  await repo.move('shelf/two.md', 'three’s *name*.md');
  await repo.write('three’s *name*.md', `${page('one')}\nA line more.`);
  await repo.commit();
  await repo.remove('three’s *name*.md');
  await repo.commit();
  await repo.write('one.md', page('one'));
  await repo.commit();
  expect(brief(await steps(undefined))).toEqual([
    ['A one.md'],
    ['R one.md shelf/two.md'],
    ['R shelf/two.md three’s *name*.md'],
    ['D three’s *name*.md'],
    ['A one.md'],
  ]);
});

test('two edits within one second stay two steps in their order', async () => {
  const at = '2026-03-01T10:00:00Z';
  await repo.write('a.md', 'one');
  const commits = [await repo.commit('', at)];
  for (const text of ['two', 'three', 'four']) {
    await repo.write('a.md', text);
    commits.push(await repo.commit('', at));
  }
  expect((await steps(undefined)).map(({ commit }) => commit)).toEqual(commits);
});

test('a merge is one step on the line of its first parent', async () => {
  await repo.write('a.md', page('a'));
  await repo.write('old.md', page('old'));
  const base = await repo.commit();
  await repo.git('checkout', '--quiet', '-b', 'side');
  await repo.write('b.md', page('b'));
  await repo.commit();
  await repo.move('old.md', 'new.md');
  const side = await repo.commit();
  await repo.git('checkout', '--quiet', 'main');
  await repo.write('c.md', page('c'));
  const mine = await repo.commit();
  await repo.git('merge', '--quiet', '--no-ff', '-m', 'join', 'side');
  const head = await repo.head();
  const found = await steps(base);
  expect(brief(found)).toEqual([['A c.md'], ['A b.md', 'R old.md new.md']]);
  expect(found.map(({ commit }) => commit)).toEqual([mine, head]);

  expect(await continues(gitDir(), base, head)).toBe(true);
  expect(await continues(gitDir(), mine, head)).toBe(true);
  expect(await continues(gitDir(), head, head)).toBe(true);
  expect(await continues(gitDir(), side, head)).toBe(false);
  expect(await continues(gitDir(), head, mine)).toBe(false);
});

test('a rewritten history does not continue the old one, nor does an unknown commit', async () => {
  await repo.write('a.md', 'one');
  await repo.commit();
  await repo.write('a.md', 'two');
  const lost = await repo.commit('two');
  await repo.git('commit', '--quiet', '--amend', '-m', 'two, said better');
  expect(await continues(gitDir(), lost, await repo.head())).toBe(false);
  expect(await continues(gitDir(), '1'.repeat(40), await repo.head())).toBe(false);
});

test('one commit whose blobs are missing loses its edited renames, the others keep theirs', async () => {
  for (const name of ['a', 'b', 'c']) await repo.write(`${name}.md`, page(name));
  await repo.commit();
  const missing = await repo.git('rev-parse', 'HEAD:b.md');
  for (const name of ['a', 'b', 'c']) {
    await repo.move(`${name}.md`, `${name}_moved.md`);
    await repo.write(`${name}_moved.md`, `${page(name)}\nMoved.`);
    await repo.commit();
  }
  await repo.remove(`.git/objects/${missing.slice(0, 2)}/${missing.slice(2)}`);
  expect(brief(await steps(undefined))).toEqual([
    ['A a.md', 'A b.md', 'A c.md'],
    ['R a.md a_moved.md'],
    ['D b.md', 'A b_moved.md'],
    ['R c.md c_moved.md'],
  ]);
});

test('leaving the loop early ends git', async () => {
  for (const text of ['one', 'two', 'three']) {
    await repo.write('a.md', text);
    await repo.commit();
  }
  for await (const step of history(gitDir(), undefined, 'HEAD')) {
    expect(step.changes).toHaveLength(1);
    break;
  }
});

test("the user's own git configuration changes nothing", async () => {
  await repo.write('a.md', page('a'));
  await repo.commit();
  await repo.git('config', 'diff.renames', 'false');
  await repo.git('config', 'log.follow', 'true');
  await repo.git('config', 'diff.noprefix', 'true');
  await repo.git('config', 'core.quotePath', 'true');
  await repo.move('a.md', '🌱.md');
  await repo.commit();
  expect(brief(await steps(undefined))).toEqual([['A a.md'], ['R a.md 🌱.md']]);
});

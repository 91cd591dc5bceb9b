/** What goes wrong in the world, and what readers notice of it: nothing, or a word to the operator. */
import { existsSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Garden, nodeText } from '../garden.ts';
import { Repo } from '../repo.ts';

const LONG = 'Every morning before the ferry the keeper walks the shingle and writes down what the water left.';
const posts = (garden: Garden) => garden.posts.split('key ').length - 1;
const health = async (garden: Garden) =>
  (await (await garden.fetch('/healthz')).json()) as { status: string; sources: Record<string, string>[] };

describe('the remote', () => {
  test('is away: what is known is served, the operator hears since when, and nothing is lost', async () => {
    await using garden = await Garden.create();
    const { repo } = garden;
    await repo.write('a.md', nodeText('A', 'One.'));
    await repo.commit();
    await garden.start();
    await rename(repo.dir, `${repo.dir}-away`);
    await garden.look();
    expect((await garden.feed('all')).items).toHaveLength(1);
    const { status, sources } = await health(garden);
    expect(status).toBe('ready');
    expect(sources[0]?.['unreachableSince']).toMatch(/^\d{4}-/);
    expect(garden.logged).toMatch(/"level":40.*"since".*"nextTryInSeconds"/);
    await rename(`${repo.dir}-away`, repo.dir);
    await repo.write('b.md', nodeText('B', LONG));
    await repo.commit();
    await garden.look();
    expect(posts(garden)).toBe(1);
    expect((await health(garden)).sources[0]?.['unreachableSince']).toBeUndefined();
    expect(garden.logged).toContain('answers again');
  });

  test('has no commits yet, then some', async () => {
    await using garden = await Garden.create();
    await garden.start();
    expect((await garden.feed('all')).items).toEqual([]);
    await garden.repo.write('a.md', nodeText('A', 'One.'));
    await garden.repo.commit();
    await garden.look();
    expect(Object.keys(await garden.ids())).toEqual(['A']);
    expect(garden.posts).toBe('');
  });

  test('lost the branch, then got it back', async () => {
    await using garden = await Garden.create({ source: { branch: 'main' } });
    const { repo } = garden;
    await repo.write('a.md', nodeText('A', 'One.'));
    await repo.commit();
    await garden.start();
    await repo.git('branch', '-m', 'main', 'other');
    await garden.look();
    expect(garden.logged).toMatch(/"level":40.*other/);
    expect(Object.keys(await garden.ids())).toEqual(['A']);
    await repo.git('branch', '-m', 'other', 'main');
    await garden.look();
    expect(garden.posts).toBe('');
  });

  test('rewrote its history: nothing is told twice, ids stay, the operator is told', async () => {
    await using garden = await Garden.create();
    const { repo } = garden;
    await repo.write('a.md', nodeText('A', 'One.'));
    await repo.write('b.md', nodeText('B', 'Two.'));
    const first = await repo.commit();
    await garden.start();
    const ids = await garden.ids();
    await repo.write('a.md', nodeText('A', LONG));
    await repo.commit();
    await garden.look();
    expect(posts(garden)).toBe(1);
    // The same texts on another history, with one more change.
    await repo.git('reset', '--hard', first);
    await repo.git('commit', '--amend', '--message', 'another beginning');
    await repo.write('a.md', nodeText('A', LONG));
    await repo.write('b.md', nodeText('B', LONG));
    await repo.commit();
    await garden.look();
    expect(posts(garden)).toBe(2);
    expect(await garden.ids()).toEqual(ids);
    expect(garden.logged).toContain('history was rewritten');
    // Even when nothing of the old history is left anywhere.
    await garden.stop();
    await repo.git('checkout', '--orphan', 'fresh');
    await repo.move('b.md', 'c/b.md');
    await repo.commit();
    await repo.git('branch', '-D', 'main');
    await repo.git('branch', '-m', 'main');
    await rm(join(garden.folder, 'data', 'mirrors'), { recursive: true });
    await repo.git('reflog', 'expire', '--expire=now', '--all');
    await repo.git('gc', '--quiet', '--prune=now');
    await garden.start();
    expect(await garden.ids()).toEqual(ids);
    expect(posts(garden)).toBe(3);
    expect(garden.posts).toContain('moved');
  });
});

describe('nodes', () => {
  test('bad ones cost a warning that names file and line, and nothing else', async () => {
    await using garden = await Garden.create({ source: { maxNodeBytes: 1_000_000 } });
    const { repo } = garden;
    await repo.write('good.md', nodeText('Good', 'Sound words.'));
    await repo.write('no-heading.md', 'Only a sentence, without any heading.\n');
    await repo.write('open.md', '---\ntitle: Never closed\n\nNo end in sight.\n');
    await repo.write('huge.md', Buffer.alloc(10_000_000, 'water '));
    await repo.write('nul.md', '# Nul\n\nA \0 in the middle.\n');
    await repo.write('latin.md', Buffer.from('# Caf\xe9\n\nNot UTF-8.\n', 'latin1'));
    await repo.write('js.md', '---js\n{ title: (globalThis.pwned = true, "x") }\n---\n\n# Code\n');
    await repo.commit();
    await garden.start();
    const titles = Object.keys(await garden.ids()).sort();
    expect(titles).toEqual(['Café', 'Code', 'Good', 'Never closed', 'No heading', 'Nul']);
    for (const file of ['open.md', 'huge.md', 'nul.md', 'latin.md', 'js.md'])
      expect(garden.logged).toMatch(new RegExp(`"level":40,[^\\n]*"path":"${file}","line":\\d+,[^\\n]*"msg":"`));
    expect('pwned' in globalThis).toBe(false);
    for (const format of ['rss', 'atom', 'json']) expect((await garden.fetch(`/feeds/all.${format}`)).status).toBe(200);
    // A good node that becomes unreadable keeps its last good text in public.
    await repo.write('good.md', Buffer.alloc(10_000_000, 'water '));
    await repo.commit();
    await garden.look();
    expect(Object.keys(await garden.ids())).toContain('Good');
    expect(garden.posts).toBe('');
  });

  test('a path filter that matches nothing is said, and harms nobody', async () => {
    await using garden = await Garden.create({ source: { include: ['no/such/**/*.md'] } });
    await garden.repo.write('a.md', nodeText('A', 'One.'));
    await garden.repo.commit();
    await garden.start();
    expect((await garden.feed('all')).items).toEqual([]);
    expect(garden.logged).toMatch(/"level":40[^\n]*include/);
  });

  test('what the config leaves out or lets in from now on goes or comes, with the same id', async () => {
    const wishes = { source: { include: ['**/*.md'] as string[] } };
    await using garden = await Garden.create(wishes);
    const { repo } = garden;
    await repo.write('open/a.md', nodeText('A', 'One.'));
    await repo.write('desk/b.md', nodeText('B', 'Two.'));
    await repo.commit();
    await garden.start();
    const ids = await garden.ids();
    await garden.stop();
    wishes.source.include = ['open/**/*.md'];
    await garden.start();
    expect(Object.keys(await garden.ids())).toEqual(['A']);
    expect(garden.posts).toContain('withdrawn');
    await garden.stop();
    wishes.source.include = ['**/*.md'];
    await garden.start();
    expect(await garden.ids()).toEqual(ids);
    expect(posts(garden)).toBe(1);
  });
});

test('a source that is watched no more is told of no more', async () => {
  const wishes: { source: Record<string, string> } = { source: { name: 'garden' } };
  await using garden = await Garden.create(wishes);
  const other = await Repo.create();
  await garden.repo.write('a.md', nodeText('zzformer', 'One.'));
  await garden.repo.commit();
  await other.write('b.md', nodeText('B', 'Two.'));
  await other.commit();
  await garden.start();
  await garden.stop();
  Object.assign(wishes.source, { name: 'other', url: other.dir, namespace: 'other' });
  await garden.start();
  expect(Object.keys(await garden.ids())).toEqual(['B']);
  for (const path of ['/', '/feeds/changes.atom', '/feeds.opml']) {
    expect(await (await garden.fetch(path)).text()).not.toContain('zzformer');
  }
  await other.cleanup();
});

test('a source by another name is the same nodes once, and nothing is told', async () => {
  const wishes = { source: { name: 'garden' } };
  await using garden = await Garden.create(wishes);
  await garden.repo.write('a.md', nodeText('A', 'One.'));
  await garden.repo.commit();
  await garden.start();
  const ids = await garden.ids();
  await garden.stop();
  wishes.source.name = 'orchard';
  await garden.start();
  const { items } = await garden.feed('all');
  expect(items.map(({ id }) => id)).toEqual(Object.values(ids));
  expect(garden.posts).toBe('');
});

describe('the library', () => {
  test('is derived: deleted or of another time, it is made anew without a word to anybody', async () => {
    await using garden = await Garden.create();
    const { repo } = garden;
    await repo.write('a.md', nodeText('A', 'One.', ['[B](old/b.md)']));
    await repo.write('old/b.md', nodeText('B', 'Two.'));
    await repo.commit();
    await garden.start();
    await repo.move('old/b.md', 'new/b.md');
    await repo.commit();
    await garden.look();
    const before = (await garden.feed('all')).items;
    await garden.stop();
    const file = join(garden.folder, 'data', 'library.db');
    expect(existsSync(file)).toBe(true);
    await writeFile(file, 'no database at all, but long enough to look like the header of one, or so one might think');
    await garden.start();
    expect((await garden.feed('all')).items).toEqual(before);
    expect(posts(garden)).toBe(1);
  });
});

describe('a site in a folder of a host', () => {
  test.each(['/garden', '/été'])('has its front page and all else under %s', async (path) => {
    await using garden = await Garden.create({ config: { baseUrl: `https://garden.example${path}` } });
    await garden.repo.write('a.md', nodeText('A', 'One.'));
    await garden.repo.commit();
    await garden.start();
    const prefix = encodeURI(path);
    for (const page of ['', '/', '/style.css', '/feeds/all.atom', '/healthz']) {
      expect([page, (await garden.fetch(prefix + page)).status]).toEqual([page, 200]);
    }
    expect((await garden.fetch('/feeds/all.atom')).status).toBe(200);
    expect((await garden.feed('all')).items[0]?.url).toMatch(new RegExp(`^https://garden\\.example${prefix}/nodes/`));
  });
});

describe('web hooks', () => {
  test('wake the watcher when their secret is right, and only then', async () => {
    await using garden = await Garden.create({ env: { STARPOST_HOOK_SECRET_GENERIC: 'a good secret for hooks' } });
    const { repo } = garden;
    await repo.write('a.md', nodeText('A', 'One.'));
    await repo.commit();
    await garden.start();
    await repo.write('b.md', nodeText('B', LONG));
    await repo.commit();
    const hook = (authorization: string, forge = 'generic') =>
      garden.fetch(`/hooks/${forge}`, { method: 'POST', headers: { authorization } });
    expect((await hook('Bearer wrong')).status).toBe(401);
    expect((await hook('Bearer x', 'github')).status).toBe(404);
    expect(garden.posts).toBe('');
    expect((await hook('Bearer a good secret for hooks')).status).toBe(202);
    await expect.poll(() => garden.posts, { timeout: 30_000 }).toContain('B');
    expect(garden.logged).not.toContain('a good secret');
  });
});

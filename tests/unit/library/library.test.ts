import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Addresses, encodePath, forgeUrl } from '../../../src/library/address.ts';
import { join as joinPath, nameKey, pathKey, titleKey } from '../../../src/library/keys.ts';
import { Library } from '../../../src/library/library.ts';
import { Presenter } from '../../../src/library/present.ts';
import type { Writer } from '../../../src/library/writer.ts';
import type { Node } from '../../../src/node/node.ts';
import { parseNode } from '../../../src/node/parse.ts';

let folder: string;
let library: Library;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'starpost-library-'));
  library = new Library(join(folder, 'library.db'));
});
afterEach(() => {
  library.close();
  rmSync(folder, { recursive: true, force: true });
});

function node(path: string, text: string, minute = 0): Node {
  const at = new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
  return {
    ...parseNode(text, path, { fields: {} }),
    id: `id:${path}`,
    source: 's',
    path,
    oid: path,
    published: at,
    updated: at,
  };
}

const texts = new Map<string, string>();
async function put(files: Record<string, string>, more: (writer: Writer) => void = () => undefined): Promise<void> {
  await library.change((writer) => {
    let minute = 0;
    for (const [path, text] of Object.entries(files)) {
      texts.set(path, text);
      writer.put(node(path, text, minute++));
    }
    more(writer);
    writer.relink();
    for (const todo of writer.todo(1_000)) writer.index(todo, texts.get(todo.path) ?? '');
    return true;
  });
}

const resolved = (target: string, from = 'garden/beds/a.md', title = '') =>
  library.resolve('s', from, { target, title });
const titled = (title: string) => library.resolve('s', 'garden/a.md', { target: undefined, title });

describe('what a reference means', () => {
  beforeEach(() =>
    put(
      {
        'README.md': '# Home',
        'garden/README.md': '# The Garden',
        'garden/beds/a.md': '# A',
        'garden/beds/🌊_Tide_Table.md': '# 🌊 Tide Table',
        'garden/beds/⚠️_storms.md': '# Storms',
        'garden/Caf\u00e9 notes.md': '# Café notes',
        'sky/moon.md': '# The Moon',
        'sky/old moon.md': '# The Moon',
        'sky/unique.md': '# Night‑Watch',
      },
      (writer) => writer.formerPath('s', 'attic/tides.md', 'id:garden/beds/🌊_Tide_Table.md'),
    ),
  );

  test.each([
    ['the path from the folder', './🌊_Tide_Table.md', 'garden/beds/🌊_Tide_Table.md'],
    ['without .md', '🌊_Tide_Table', 'garden/beds/🌊_Tide_Table.md'],
    ['percent-encoded', './%F0%9F%8C%8A_Tide_Table.md', 'garden/beds/🌊_Tide_Table.md'],
    ['percent-encoded space and accent', '../Caf%C3%A9%20notes.md', 'garden/Caf\u00e9 notes.md'],
    ['another Unicode form', '../Cafe\u0301 notes.md', 'garden/Caf\u00e9 notes.md'],
    ['another letter case', '../../SKY/Moon.MD', 'sky/moon.md'],
    ['without U+FE0F', './⚠_storms.md', 'garden/beds/⚠️_storms.md'],
    ['up and down', '../../sky/moon.md', 'sky/moon.md'],
    ['from the root', 'sky/moon.md', 'sky/moon.md'],
    ['from the root with a slash', '/sky/moon.md', 'sky/moon.md'],
    ['wrong by one level', '../../../sky/moon.md', 'sky/moon.md'],
    ['a folder with a README', '../', 'garden/README.md'],
    ['a folder by name', '/garden', 'garden/README.md'],
    ['the root', '../../', 'README.md'],
    ['a path of the past', '../../attic/tides.md', 'garden/beds/🌊_Tide_Table.md'],
    ['a wiki name', 'Tide Table', 'garden/beds/🌊_Tide_Table.md'],
    ['a file name alone', 'unique', 'sky/unique.md'],
  ])('%s', (_, target, path) => expect(resolved(target)).toMatchObject({ to: 'node', path }));

  test('a path of the past says so', () => expect(resolved('/attic/tides.md')).toMatchObject({ moved: true }));
  test('a folder without a README', () => expect(resolved('../../sky/')).toEqual({ to: 'folder', path: 'sky' }));
  test('a file that is no node', () =>
    expect(resolved('../data/sheet.csv')).toEqual({ to: 'file', path: 'garden/data/sheet.csv' }));
  test('a title one node has, dashes and case aside', () =>
    expect(titled('night-watch')).toMatchObject({ path: 'sky/unique.md' }));
  test('a title two nodes have means neither', () => expect(titled('The Moon')).toBeUndefined());
  test('nothing', () => expect(resolved('./nowhere.md')).toBeUndefined());
  test('an exact path beats one that only reads the same', async () => {
    await put({ 'sky/MOON.md': '# Capitals' });
    expect(resolved('/sky/MOON.md')).toMatchObject({ path: 'sky/MOON.md' });
    expect(resolved('/sky/moon.md')).toMatchObject({ path: 'sky/moon.md' });
  });
});

describe('links both ways', () => {
  const SEEKER = '# Seeker\n\nSee [the moon](moon.md) and [[Tide Table]].\n';
  const backlinks = (path: string) => library.backlinks(`id:${path}`).map((n) => n.path);

  test('what is one link away: own references in their order, then the newest that refer here, each once', async () => {
    const names = Array.from({ length: 9 }, (_, at) => `n${at}.md`);
    const links = names.map((_, at) => names.filter((_, other) => (at * other) % 5 === 1 || at === 8 || at === other));
    await put(
      Object.fromEntries(
        names.map((name, at) => [
          name,
          `# ${name}\n\n${[...links[at]!, ...links[at]!.toReversed()].map((to) => `[x](${to})`).join('\n')}\n`,
        ]),
      ),
    );
    const near = (at: number) => {
      const to = links[at]!.filter((name) => name !== names[at]);
      const from = names.filter((_, other) => other !== at && links[other]!.includes(names[at]!)).toReversed();
      return [...new Set([...to, ...from])].map((name) => `id:${name}`);
    };
    const ids = names.map((name) => `id:${name}`);
    for (const limit of [1, 3, 100]) {
      const expected = names.map((_, at) => near(at).slice(0, limit));
      expect(library.stars.nearEach(ids, limit)).toEqual(expected);
      expect(library.stars.nearEach(ids.toReversed(), limit)).toEqual(expected.toReversed());
    }
    expect(library.stars.nearEach(['id:none.md', ids[8]!], 2)).toEqual([[], ids.slice(0, 2)]);
    expect(library.stars.some([ids[2]!, 'id:none.md', ids[0]!]).map(({ id }) => id)).toEqual([ids[2], ids[0]]);
  });

  test('a reference finds a node that appears later, follows it, and loses it', async () => {
    await put({ 'a.md': SEEKER });
    await put({ 'moon.md': '# Moon' });
    expect(backlinks('moon.md')).toEqual(['a.md']);
    await library.change((writer) => {
      writer.remove('id:moon.md');
      writer.relink();
      return true;
    });
    expect(backlinks('moon.md')).toEqual([]);
    await put({ 'moon.md': '# Moon, again', 'x/tides.md': '# Tide Table' });
    expect(backlinks('moon.md')).toEqual(['a.md']);
    expect(backlinks('x/tides.md')).toEqual(['a.md']);
  });

  test('a second node of one title makes the title mean nobody', async () => {
    await put({ 'a.md': SEEKER, 'x/one.md': '# Tide Table' });
    expect(backlinks('x/one.md')).toEqual(['a.md']);
    await put({ 'x/two.md': '# Tide Table' });
    expect(backlinks('x/one.md')).toEqual([]);
  });
});

describe('lists', () => {
  beforeEach(() =>
    put({
      'a/one.md': '# One\n\n## ✨ Stardust\n\nSea, sky\n',
      'a/b/two.md': '# Two\n\n## ✨ Stardust\n\nsea\n',
      'c/three.md': '# Three',
    }),
  );
  const paths = (nodes: Node[]) => nodes.map((n) => n.path);

  test('newest first, by folder with all below, by tag in any case, page by page', () => {
    expect(paths(library.latest({ limit: 9 }))).toEqual(['c/three.md', 'a/b/two.md', 'a/one.md']);
    expect(paths(library.latest({ limit: 1, offset: 1 }))).toEqual(['a/b/two.md']);
    expect(paths(library.latest({ folder: { source: 's', path: 'a' }, limit: 9 }))).toEqual(['a/b/two.md', 'a/one.md']);
    expect(paths(library.latest({ tag: 'SEA', limit: 9 }))).toEqual(['a/b/two.md', 'a/one.md']);
  });

  test('folders and tags count what is there, and vanish with it', async () => {
    expect(library.folders()).toEqual([
      { source: 's', path: 'a', count: 2 },
      { source: 's', path: 'a/b', count: 1 },
      { source: 's', path: 'c', count: 1 },
    ]);
    expect(library.tags().map(({ key, name, count }) => [key, name, count])).toEqual([
      ['sea', 'Sea', 2],
      ['sky', 'sky', 1],
    ]);
    await library.change((writer) => {
      writer.remove('id:a/b/two.md');
      writer.remove('id:a/b/two.md');
      return true;
    });
    expect(library.folders().map((f) => f.path)).toEqual(['a', 'c']);
    expect(library.tags()[0]).toMatchObject({ key: 'sea', count: 1 });
  });
});

describe('one writer, whole passes', () => {
  test('readers see nothing before the end, and nothing of what was taken back', async () => {
    await library.change((writer) => {
      writer.put(node('a.md', '# A'));
      expect(writer.get('id:a.md')?.title).toBe('A');
      expect(library.get('id:a.md')).toBeUndefined();
      return false;
    });
    expect(library.count()).toBe(0);
    const failing = library.change((writer) => {
      writer.put(node('a.md', '# A'));
      throw new Error('on purpose');
    });
    await expect(failing).rejects.toThrow('on purpose');
    await put({ 'b.md': '# B' });
    expect(library.count()).toBe(1);
    expect(library.version).toBe(1);
  });

  test('it outlives a restart; a file that is no library is made anew', async () => {
    await put({ 'a.md': '# A' }, (writer) => writer.setHead('s', 'c1', 'f'));
    library.close();
    library = new Library(join(folder, 'library.db'));
    expect([library.head('s'), library.count('s')]).toEqual(['c1', 1]);
    library.close();
    for (const file of ['library.db-wal', 'library.db-shm']) rmSync(join(folder, file), { force: true });
    writeFileSync(
      join(folder, 'library.db'),
      'this is a shopping list, and long enough to be taken for a header of some database',
    );
    library = new Library(join(folder, 'library.db'));
    expect(library.count()).toBe(0);
  });
});

test('row ids of the index, larger than a number holds, disturb nobody', async () => {
  for (let round = 0; round < 40; round++) {
    await put({ 'a.md': `# A\n\n${'word '.repeat(round * 50)}` });
    await library.change((writer) => {
      writer.remove('id:a.md');
      return true;
    });
  }
  expect(library.count()).toBe(0);
});

describe('search', () => {
  beforeEach(() =>
    put({
      'a/🌊_tide_table.md': '# 🌊 Tide Table\n\nHigh water at noon.\n',
      'a/tide.md': '# Tide\n\nThe crème of the coast.\n',
      'b/moon.md': '# 🌙 The Moon\n\nIt pulls the tide table about. Gezgin yıldız.\n',
    }),
  );
  const found = (query: string) => library.search(query, 10).map((hit) => hit.node.path);

  test.each([
    ['an exact title before all else', 'tide', ['a/tide.md', 'a/🌊_tide_table.md', 'b/moon.md']],
    ['an unfinished word', 'moo', ['b/moon.md']],
    ['an emoji alone, with or without U+FE0F', '🌊️', ['a/🌊_tide_table.md']],
    ['a path', 'a/tide.md', ['a/tide.md']],
    ['an id', 'id:b/moon.md', ['b/moon.md']],
    ['without accents', 'creme', ['a/tide.md']],
    ['words of the text', 'noon water', ['a/🌊_tide_table.md']],
    ['nothing', 'zeppelin', []],
    ['nothing but space', '   ', []],
    ['syntax of the index is only text', '"tide* OR (', ['a/tide.md', 'a/🌊_tide_table.md', 'b/moon.md']],
  ])('%s', (_, query, paths) => expect(found(query).slice(0, paths.length || 10)).toEqual(paths));
});

describe('keys and addresses', () => {
  test('keys', () => {
    expect(pathKey('A/⚠️_B.MD')).toBe('a/⚠_b');
    expect(titleKey('🌊 Tide‑Table — “2026”')).toBe('tide table 2026');
    expect([nameKey('a/🌙_Moon/README.md'), nameKey('a/🏮README.md'), nameKey('README.md')]).toEqual([
      'moon',
      'a',
      'readme',
    ]);
    expect([joinPath('a/b', '../c.md'), joinPath('a', '../../c.md'), joinPath('', './x/./y')]).toEqual([
      'a/c.md',
      undefined,
      'x/y',
    ]);
  });

  test.each([
    ['git@github.com:o/r.git', 'https://github.com/o/r'],
    ['https://user:secret@gitlab.com/g/s/r.git', 'https://gitlab.com/g/s/r'],
    ['ssh://git@codeberg.org:2222/o/r', 'https://codeberg.org/o/r'],
    ['/srv/repo', undefined],
    ['../repo', undefined],
  ])('%s is seen at %s', (url, seen) => expect(forgeUrl(url)).toBe(seen));

  test('where titles, files and commits lead', () => {
    const sources = new Map([
      ['page', { link: 'page', url: '/srv/x', branch: 'main' }],
      ['forge', { link: 'forge', url: 'git@github.com:o/r.git', branch: 'main' }],
      ['lab', { link: 'forge', url: 'https://gitlab.com/o/r', branch: 'a b' }],
      ['own', { link: 'https://x.example/{slug}?n={id}', url: '', branch: '' }],
    ]);
    const addresses = new Addresses('https://garden.example/base/', sources);
    const at = (source: string) => addresses.node({ id: 'i', source, path: "a b/🌊_c(1)'s.md" });
    expect(at('page')).toBe('https://garden.example/base/nodes/i');
    expect(at('forge')).toBe('https://github.com/o/r/blob/main/a%20b/%F0%9F%8C%8A_c%281%29%27s.md');
    expect(at('lab')).toBe('https://gitlab.com/o/r/-/blob/a%20b/a%20b/%F0%9F%8C%8A_c%281%29%27s.md');
    expect(at('own')).toBe('https://x.example/a%20b/%F0%9F%8C%8A_c%281%29%27s?n=i');
    expect(addresses.commit('forge', 'abc')).toBe('https://github.com/o/r/commit/abc');
    expect(addresses.commit('page', 'abc')).toBeUndefined();
    expect(encodePath('a\ud800b')).toBe('a%EF%BF%BDb');
  });

  test('a reference is seen with what became of it', async () => {
    await put({ 'a.md': '# A\n\n[b.md](b.md#part) [c](c.md) [d](d.csv)\n', 'b.md': '# 🌊 Bee' });
    const addresses = new Addresses(
      'https://x',
      new Map([['s', { link: 'page', url: 'https://github.com/o/r', branch: 'main' }]]),
    );
    const presenter = new Presenter(addresses, library);
    const seen = presenter.references(library.get('id:a.md')!);
    expect(seen.map(({ label }) => label)).toEqual(['🌊 Bee', 'c', 'd']);
    expect(seen.map(({ state, url }) => [state, url])).toEqual([
      ['here', 'https://x/nodes/id:b.md#part'],
      ['missing', undefined],
      ['file', 'https://github.com/o/r/blob/main/d.csv'],
    ]);
  });
});

describe('search at its edges', () => {
  beforeEach(() =>
    put({
      'sea/🌊_tide_table.md': '# 🌊 Tide Table\nHigh and low.',
      'sea/tide_pools.md': '# Tide Pools\nSmall seas.',
      'sea/ebb.md': '# Ebb\nThe tide goes out.',
      'sea/slack.md': '# Slack Water\nBetween one tide and the next.',
      'land/hedge.md': '# Hedge\nNothing of the sea.',
    }),
  );

  test('what is removed is found no more, by no word of it', async () => {
    const found = library.search('tide', 5);
    expect(found.length).toBeGreaterThan(0);
    await library.change((writer) => {
      for (const { node } of found) writer.remove(node.id);
      return true;
    });
    const gone = new Set(found.map(({ node }) => node.id));
    for (const query of ['tide', 'tdie', 'tid', 'table', '🌊']) {
      const ids = [
        ...library.search(query, 50).map(({ node }) => node.id),
        ...library.nearest(query, 5).map(({ id }) => id),
      ];
      expect(ids.filter((id) => gone.has(id))).toEqual([]);
    }
  });

  test('putting the index in order changes nothing that is read', async () => {
    const before = library.search('tide', 10).map(({ node }) => node.id);
    expect(before).toHaveLength(4);
    const { version } = library;
    for (let step = 0; step < 50 && (await library.tidy()); step++);
    expect(library.search('tide', 10).map(({ node }) => node.id)).toEqual(before);
    expect(library.version).toBe(version);
  });

  test('pages follow on each other', () => {
    const all = library.search('tide', 6).map(({ node }) => node.id);
    expect(all).toHaveLength(4);
    const paged = [0, 2, 4].flatMap((offset) => library.search('tide', 2, offset).map(({ node }) => node.id));
    expect(paged).toEqual(all);
  });
});

/** Histories of real repositories, however long they are. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Histories, type HistorySource } from '../../../src/desk/history.ts';
import { parseNode } from '../../../src/node/parse.ts';
import { Repo } from '../../repo.ts';

const VERSIONS = 150;
const NODE = { source: 'garden', path: 'tide.md' };

let repo: Repo;
/** Oldest first. */
const commits: string[] = [];
let head = '';
let reads: number;
let histories: Histories;

const textOf = (nr: number) => `# Tide\n\nThe water stands at mark ${nr}.\n`;
const source: HistorySource = {
  name: 'garden',
  mirror: { gitDir: '' },
  text: async (oid) => {
    reads++;
    return `${await repo.git('cat-file', 'blob', oid)}\n`;
  },
  parse: (text, path) => parseNode(text, path, { fields: {} }),
  state: (_path, node) => (node && !node.draft ? 'live' : 'hidden'),
};

beforeAll(async () => {
  repo = await Repo.create();
  source.mirror.gitDir = repo.path('.git');
  // Three drafts, then 150 public versions.
  for (let nr = 1 - 3; nr <= VERSIONS; nr++) {
    await repo.write('tide.md', nr < 1 ? `---\ndraft: true\n---\n${textOf(nr)}` : textOf(nr));
    commits.push(await repo.commit());
  }
  head = await repo.head();
});
afterAll(() => repo.cleanup());
beforeEach(() => {
  reads = 0;
  histories = new Histories([source], () => head);
});

const keyOf = (version: number) => commits[version + 2]!.slice(0, 12);

describe('a long history', () => {
  test('is listed to its first public version, part by part', async () => {
    const keys: string[] = [];
    for (const from of [0, 60, 120]) {
      const { newest, after, revisions, before } = await histories.list(NODE, from, 60);
      expect(newest?.key).toBe(keyOf(VERSIONS));
      expect(after?.key).toBe(keys.at(-1));
      expect(before?.key).toBe(from === 120 ? undefined : keyOf(VERSIONS - from - 60));
      for (const { key, difference } of revisions)
        expect(difference?.words).toEqual(key === keyOf(1) ? undefined : { added: 1, cut: 1 });
      keys.push(...revisions.map(({ key }) => key));
    }
    expect(keys).toEqual(Array.from({ length: VERSIONS }, (_, at) => keyOf(VERSIONS - at)));
    expect((await histories.list(NODE, 180, 60)).revisions).toEqual([]);
  });

  test('is read no further than is asked for, and a version once', async () => {
    await histories.list(NODE, 0, 60);
    expect(reads).toBe(61);
    await histories.list(NODE, 0, 60);
    await histories.list(NODE, 8, 8);
    expect(reads).toBe(61);
    await histories.list(NODE, 60, 60);
    expect(reads).toBe(121);
    // A commit that touches something else: nothing of it is read again.
    await repo.write('moon.md', '# Moon\n');
    head = await repo.commit();
    expect((await histories.list(NODE, 0, 60)).newest?.key).toBe(keyOf(VERSIONS));
    expect(reads).toBe(121);
  });

  test('is counted, but no further than one likes', async () => {
    expect(await histories.count(NODE, VERSIONS)).toBe(VERSIONS);
    expect(await new Histories([source], () => head).count(NODE, VERSIONS - 1)).toBeUndefined();
  });

  test('any two versions of it are compared, in either order, but none that was a draft', async () => {
    for (const [one, other] of [
      [1, VERSIONS],
      [VERSIONS, 1],
    ] as const) {
      const found = await histories.compare(NODE, keyOf(one), keyOf(other));
      expect([found?.before.key, found?.after.key]).toEqual([keyOf(1), keyOf(VERSIONS)]);
      const pieces = found?.stretches.flatMap((stretch) => ('pieces' in stretch ? stretch.pieces : []));
      expect(pieces?.filter(({ kind }) => kind !== 'same')).toEqual([
        { kind: 'cut', text: '1' },
        { kind: 'added', text: '150' },
      ]);
    }
    expect(await histories.compare(NODE, keyOf(0), keyOf(VERSIONS))).toBeUndefined();
    expect(await histories.compare(NODE, keyOf(0), keyOf(0))).toBeUndefined();
    expect(await histories.compare(NODE, keyOf(7), '0'.repeat(12))).toBeUndefined();
  });

  test('a version compared with itself is that version, twice', async () => {
    const found = await histories.compare(NODE, keyOf(7), keyOf(7));
    expect([found?.before.key, found?.after.key, found?.stretches]).toEqual([keyOf(7), keyOf(7), []]);
  });

  test('its versions are found by day and by commit, those that were drafts are not', async () => {
    const wanted = { minute: '2026-01-01T00:12:30Z', commit: commits[12]!.slice(0, 9) };
    expect((await histories.find(NODE, wanted.minute))?.commit).toBe(commits[12]);
    expect((await histories.find(NODE, wanted.commit))?.commit).toBe(commits[12]);
    expect(await histories.find(NODE, commits[2]!)).toBeUndefined();
    expect(await histories.find(NODE, '2026-01-01T00:02:30Z')).toBeUndefined();
  });

  test('asked for by many at once, it is the same', async () => {
    const all = await Promise.all(Array.from({ length: 5 }, () => histories.list(NODE, 60, 60)));
    for (const one of all) expect(one).toEqual(all[0]);
    expect(all[0]?.revisions.map(({ key }) => key)).toEqual(Array.from({ length: 60 }, (_, at) => keyOf(90 - at)));
  });

  test('of all files at once, it is the same', async () => {
    const all = new Histories([source], () => head, true);
    expect(await all.list(NODE, 120, 60)).toEqual(await histories.list(NODE, 120, 60));
  });
});

test('where nothing is read yet, there is no history', async () => {
  const none = new Histories([source], () => undefined);
  expect(await none.list(NODE, 0, 60)).toEqual({ revisions: [] });
  expect([await none.count(NODE, 9), await none.newest(NODE), await none.find(NODE, '2026')]).toEqual([
    0,
    undefined,
    undefined,
  ]);
});

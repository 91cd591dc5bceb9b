/**
 * A server that saw every commit, and one that begins with the whole history before it, serve the same: whatever was
 * drafted, moved, taken back and brought back on the way.
 */
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Garden, nodeText } from '../garden.ts';

const FOLDERS = ['beds', 'sea', 'sea/deep', 'drafts'];
const NAMES = ['rye', 'tide', 'moon'];
const TAGS = ['salt', 'bread', 'night'];

type Step =
  | { does: 'write'; path: string; tags: string[]; draft: boolean; words: number }
  | { does: 'move'; from: number; to: string }
  | { does: 'remove'; which: number }
  | { does: 'retag'; from: string; to: string };

const path = fc.tuple(fc.constantFrom(...FOLDERS), fc.constantFrom(...NAMES)).map(([a, b]) => `${a}/${b}.md`);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      ...{ does: fc.constant('write' as const), path, words: fc.nat(999) },
      ...{ tags: fc.subarray(TAGS), draft: fc.constant(false) },
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      ...{ does: fc.constant('write' as const), path, words: fc.nat(999) },
      ...{ tags: fc.subarray([...TAGS, 'secret']), draft: fc.constant(true) },
    }),
  },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('move' as const), from: fc.nat(), to: path }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('remove' as const), which: fc.nat() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      ...{ does: fc.constant('retag' as const), from: fc.constantFrom(...TAGS), to: fc.constantFrom(...TAGS) },
    }),
  },
);

/** Commits a step; the paths there are after it. */
async function commit(garden: Garden, one: Step, there: string[]): Promise<string[]> {
  const { repo } = garden;
  if (one.does === 'write') {
    const { path, tags, draft, words } = one;
    const text = nodeText(
      `Of ${path.slice(0, -3).replaceAll('/', ' ')}`,
      `Told ${words} times over. `.repeat(9),
      [],
      tags.join(', '),
    );
    await repo.write(path, draft ? `---\ndraft: true\n---\n${text}` : text);
    await repo.commit();
    return [...new Set([...there, path])];
  }
  if (one.does === 'retag') {
    for (const file of there) {
      const text = await readFile(repo.path(file), 'utf8');
      await repo.write(file, text.replace(one.from, one.to));
    }
    await repo.commit();
    return there;
  }
  const chosen = there[(one.does === 'move' ? one.from : one.which) % Math.max(1, there.length)];
  if (chosen === undefined || (one.does === 'move' && there.includes(one.to))) return there;
  if (one.does === 'move') await repo.move(chosen, one.to);
  else await repo.remove(chosen);
  await repo.commit();
  return [...there.filter((other) => other !== chosen), ...(one.does === 'move' ? [one.to] : [])];
}

const FEEDS = [
  'all',
  'changes',
  ...FOLDERS.map((folder) => `folders/${folder}`),
  ...[...TAGS, 'secret'].map((tag) => `tags/${tag}`),
];

/** Archives have few entries, feeds of nodes all of them; of `changes`, some of one commit's may be left out. */
const LIMITS = {
  limit: 300,
  own: FEEDS.map((feed) => ({ feed, limit: feed === 'changes' ? 17 : 3 })),
};

interface Served {
  next_url?: string;
  items: { id: string }[];
  _starpost?: { deleted?: { id: string }[] };
}

/** Everything that is served: archives by following them, and the feed of each node that stands or stood in `all`. */
async function served(garden: Garden): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const queue = FEEDS.map((name) => `/feeds/${name}.json`);
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    const response = await garden.fetch(at, { redirect: 'manual' });
    const text = await response.text();
    const said = response.ok ? JSON.stringify(JSON.parse(text), undefined, 1) : response.headers.get('location');
    found[at] = `${response.status} ${said ?? text}`;
    if (!response.ok) continue;
    const { next_url: next, items, _starpost: more } = JSON.parse(text) as Served;
    if (next) queue.push(new URL(next).pathname);
    if (!/all\.json|archive\/[^/]+\/all/.test(at)) continue;
    for (const { id } of [...items, ...(more?.deleted ?? [])]) {
      const feed = `/feeds/nodes/${id.replace('urn:uuid:', '')}.json`;
      if (!(feed in found) && !queue.includes(feed)) queue.push(feed);
    }
  }
  return found;
}

const RUNS = Number(process.env['STARPOST_RUNS'] ?? 5);

async function serveTheSame(steps: readonly Step[]): Promise<void> {
  await using garden = await Garden.create({
    source: { drafts: { paths: ['drafts/**'] } },
    config: { feeds: LIMITS },
  });
  await garden.repo.write('README.md', nodeText('Read me', 'First of all.'));
  await garden.repo.commit();
  await garden.start();
  let there: string[] = [];
  for (const one of steps) {
    there = await commit(garden, one, there);
    await garden.look();
  }
  const live = await served(garden);
  // What only drafts ever said, and where only drafts ever lay, is answered as what never was.
  const never = `404 ${await (await garden.fetch('/feeds/tags/invented.json')).text()}`;
  expect([live['/feeds/tags/secret.json'], live['/feeds/folders/drafts.json']]).toEqual([never, never]);
  await garden.stop();
  await garden.forget();
  await garden.start();
  expect(await served(garden)).toEqual(live);
}

describe('a rebuild from the whole history', () => {
  test('serves what a server that saw every commit serves', async () => {
    const steps = fc.array(step, { minLength: 8, maxLength: 24 });
    await fc.assert(fc.asyncProperty(steps, serveTheSame), { numRuns: RUNS, endOnFailure: true });
  }, 900_000);

  test.for([
    ['beds/rye.md', 'sea/tide.md'],
    ['sea/tide.md', 'beds/rye.md'],
  ])(
    'of two nodes that went from one path, %s and what came from %s, the last is back there',
    async ([path = '', to = '']) => {
      const write = { does: 'write' as const, tags: [], draft: false };
      await serveTheSame([
        { ...write, path, words: 1 },
        { ...write, path: to, words: 2 },
        { does: 'remove', which: 0 },
        { does: 'move', from: 0, to: path },
        { does: 'remove', which: 0 },
        { ...write, path, words: 3 },
      ]);
    },
  );

  test('however long it is', async () => {
    const steps = fc.array(step, { minLength: 110, maxLength: 130 });
    await fc.assert(fc.asyncProperty(steps, serveTheSame), { numRuns: Math.ceil(RUNS / 5), endOnFailure: true });
  }, 900_000);
});

/**
 * A server that saw every commit, and one that begins with the whole history before it, serve the same: whatever was
 * drafted, moved, taken back and brought back on the way.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Garden, nodeText } from '../garden.ts';

const FOLDERS = ['beds', 'sea', 'sea/deep', 'drafts'];
const NAMES = ['rye', 'tide', 'moon'];
const TAGS = ['salt', 'bread', 'night'];

type Step =
  | { does: 'write'; path: string; tags: string[]; draft: boolean; words: number }
  | { does: 'move'; from: number; to: string }
  | { does: 'remove'; which: number };

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

/** Everything that is served: archives by following them. */
async function served(garden: Garden): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const queue = FEEDS.map((name) => `/feeds/${name}.json`);
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    const response = await garden.fetch(at, { redirect: 'manual' });
    const text = await response.text();
    const said = response.ok ? JSON.stringify(JSON.parse(text), undefined, 1) : response.headers.get('location');
    found[at] = `${response.status} ${said ?? text}`;
    const next = response.ok ? (JSON.parse(text) as { next_url?: string }).next_url : undefined;
    if (next) queue.push(new URL(next).pathname);
  }
  return found;
}

describe('a rebuild from the whole history', () => {
  test('serves what a server that saw every commit serves', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 24 }), async (steps) => {
        await using garden = await Garden.create({
          source: { drafts: { paths: ['drafts/**'] } },
          config: { feeds: { limit: 3, own: [{ feed: 'changes', limit: 45 }] } },
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
      }),
      { numRuns: Number(process.env['STARPOST_RUNS'] ?? 5), endOnFailure: true },
    );
  });
});

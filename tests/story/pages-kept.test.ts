/** Pages that were made before are answered with for as long as they would be made the same again, and not once more. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Garden, nodeText } from '../garden.ts';

const NAMES = ['rye', 'tide', 'moon', 'lamp'];
const PATHS = NAMES.flatMap((name) => [`beds/${name}.md`, `sea/${name}.md`]);
/** A link to a name, in each way that a text can hold one. */
const WAYS = [
  (name: string) => `See [it](../sea/${name}.md).`,
  (name: string) => `See [[${name}]].`,
  (name: string) => `<p>See <a href="${name}.md">it</a>.</p>`,
  (name: string) => `![A picture of it](${name}.png)`,
];

type Step =
  | { path: string; title: string; listed: string[]; ways: number[]; of: string }
  | { from: number; to: string }
  | { gone: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      path: fc.constantFrom(...PATHS),
      title: fc.constantFrom('🌊 Water', '🌾 Rye', 'Moon', '🌙 Moon'),
      listed: fc.subarray(PATHS, { maxLength: 3 }),
      ways: fc.uniqueArray(fc.nat(WAYS.length - 1)),
      of: fc.constantFrom(...NAMES),
    }),
  },
  { weight: 2, arbitrary: fc.record({ from: fc.nat(), to: fc.constantFrom(...PATHS) }) },
  { weight: 1, arbitrary: fc.record({ gone: fc.nat() }) },
);

async function commit({ repo }: Garden, one: Step, there: string[]): Promise<string[]> {
  if ('path' in one) {
    const { path, title, listed, ways, of } = one;
    const references = listed.map((to) => `[${to}](../${to}) — a neighbour`);
    await repo.write(path, nodeText(title, ways.map((way) => WAYS[way]!(of)).join('\n\n'), references));
    await repo.commit();
    return [...new Set([...there, path])];
  }
  const chosen = there[('gone' in one ? one.gone : one.from) % Math.max(1, there.length)];
  if (chosen === undefined || ('to' in one && there.includes(one.to))) return there;
  if ('to' in one) await repo.move(chosen, one.to);
  else await repo.remove(chosen);
  await repo.commit();
  return [...there.filter((other) => other !== chosen), ...('to' in one ? [one.to] : [])];
}

/** Every node's page, by its id. */
async function pages(garden: Garden): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const id of Object.values(await everyId(garden))) {
    const response = await garden.fetch(`/nodes/${id}`, { headers: { 'Accept-Encoding': 'br' } });
    found[id] = `${response.status} ${response.headers.get('etag')} ${await response.text()}`;
  }
  return found;
}

async function everyId(garden: Garden): Promise<Record<string, string>> {
  const { items } = await garden.feed('all');
  return Object.fromEntries(items.map(({ id }) => [id, id.replace('urn:uuid:', '')]));
}

/** When each page on disk was made, as numbers that grow. */
function shelved({ folder }: Garden): Map<string, number> {
  const db = new DatabaseSync(join(folder, 'data', 'pages.db'), { readOnly: true });
  const rows = db.prepare('select id, made from pages').all() as { id: string; made: number }[];
  db.close();
  return new Map(rows.map(({ id, made }) => [id, made]));
}

describe('pages that were made before', () => {
  test('are what they would be if they were made now, whatever happened since', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 16 }), async (steps) => {
        await using garden = await Garden.create();
        await garden.repo.write('README.md', nodeText('Read me', 'First of all.'));
        await garden.repo.commit();
        await garden.start();
        let there: string[] = [];
        for (const one of steps) {
          there = await commit(garden, one, there);
          await garden.look();
          await pages(garden);
        }
        const kept = await pages(garden);
        await garden.stop();
        await rm(join(garden.folder, 'data', 'pages.db'));
        await garden.start();
        expect(await pages(garden)).toEqual(kept);
      }),
      { numRuns: Number(process.env['STARPOST_RUNS'] ?? 6), endOnFailure: true },
    );
  });

  test('are made again only where something on them changed, also after a restart', async () => {
    await using garden = await Garden.create();
    await garden.repo.write('sea/ebb.md', nodeText('🌊 Ebb', 'Water goes out.', ['[Shell](shell.md)']));
    await garden.repo.write('sea/shell.md', nodeText('🐚 Shell', 'A house for nobody.'));
    await garden.repo.write('sky/moon.md', nodeText('🌙 Moon', 'It pulls.'));
    await garden.repo.commit();
    await garden.start();
    const ids = Object.fromEntries(Object.entries(await garden.ids()).map(([title, id]) => [title, id.slice(9)]));
    await pages(garden);
    const first = shelved(garden);
    expect([...first.keys()].sort()).toEqual(Object.values(ids).sort());
    await garden.stop();
    await garden.start();
    await garden.repo.write('sea/shell.md', nodeText('🐚 Cockle', 'A house for nobody.'));
    await garden.repo.commit();
    await garden.look();
    await pages(garden);
    const second = shelved(garden);
    const again = Object.entries(ids).filter(([, id]) => second.get(id) !== first.get(id));
    expect(again.map(([title]) => title).sort()).toEqual(['🌊 Ebb', '🐚 Shell']);
    expect(await (await garden.fetch(`/nodes/${ids['🌊 Ebb']}`)).text()).toContain('<title>🐚 Cockle</title>');
  });

  test('a link that only the text holds is heard of too', async () => {
    await using garden = await Garden.create();
    const html = '<p>See <a href="shell.md">what the water left</a>.</p>';
    await garden.repo.write('sea/ebb.md', nodeText('🌊 Ebb', html));
    await garden.repo.commit();
    await garden.start();
    const ebb = `/nodes/${(await garden.ids())['🌊 Ebb']!.slice(9)}`;
    expect(await (await garden.fetch(ebb)).text()).toContain('See what the water left.');
    await garden.repo.write('sea/shell.md', nodeText('🐚 Shell', 'A house for nobody.'));
    await garden.repo.commit();
    await garden.look();
    const shell = (await garden.ids())['🐚 Shell']!.slice(9);
    expect(await (await garden.fetch(ebb)).text()).toContain(`<a href="/nodes/${shell}">what the water left</a>`);
  });

  test('nothing of a node that was taken back stays', async () => {
    await using garden = await Garden.create();
    await garden.repo.write('sea/ebb.md', nodeText('🌊 Ebb', 'Water goes out.'));
    await garden.repo.write('sea/shell.md', nodeText('🐚 Shell', 'A house for nobody.'));
    await garden.repo.commit();
    await garden.start();
    const [ebb] = [(await garden.ids())['🌊 Ebb']!.slice(9)];
    await pages(garden);
    expect(shelved(garden).has(ebb)).toBe(true);
    await garden.repo.remove('sea/ebb.md');
    await garden.repo.commit();
    await garden.look();
    expect(shelved(garden).has(ebb)).toBe(false);
    expect((await garden.fetch(`/nodes/${ebb}`)).status).toBe(410);
  });
});

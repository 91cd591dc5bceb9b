/** A history too long for one page, as readers of the pages, of a chat and of a static site meet it. */
import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bots, startBots } from '../bots.ts';
import type { Channel } from '../fakes/discord/world.ts';
import { Garden, nodeText } from '../garden.ts';
import { starpost } from '../process.ts';
import { temporaryFolder } from '../repo.ts';

const VERSIONS = 130;
const TIDE = 'sea/tide.md';
const markOf = (nr: number) => nodeText('🌊 Tide', `The water stands at mark ${nr}.`);

let bots: Bots;
let lounge: Channel;
let garden: Garden;
let tide = '';
let gate = '';
/** Commits of the tide, oldest first. */
const keys: string[] = [];

beforeAll(async () => {
  bots = await startBots();
  lounge = bots.discord.channel({ name: 'lounge' });
  garden = await Garden.create({ config: bots.config, env: bots.env });
  const { repo } = garden;
  for (let nr = 1; nr <= VERSIONS; nr++) {
    await repo.write(TIDE, markOf(nr));
    keys.push((await repo.commit()).slice(0, 12));
  }
  // Words that run from right to left, and a path that does.
  await repo.write('ים/פתיחה.md', '# שער 2\n\nהמים עולים.\n\n## פתיחה 1\n\nאבן אחת.\n');
  await repo.commit('a gate', '2026-05-10T08:00:00Z');
  await repo.write('ים/פתיחה.md', '# שער 2\n\nהמים עולים.\n\n## פתיחה 1\n\nאבן ועוד אבן.\n');
  await repo.commit('another stone', '2026-05-10T14:03:27Z');
  await repo.move('ים/פתיחה.md', 'ים/שער.md');
  await repo.commit('a move', '2026-05-12T09:00:00Z');
  await garden.start();
  const ids = await garden.ids();
  [tide, gate] = ['🌊 Tide', 'שער 2'].map((title) => `/nodes/${ids[title]?.replace('urn:uuid:', '')}/history`) as [
    string,
    string,
  ];
});
afterAll(async () => {
  await garden[Symbol.asyncDispose]();
  await bots.stop();
});

const page = async (path: string) => (await garden.fetch(path)).text();
const status = async (path: string) => (await garden.fetch(path, { redirect: 'manual' })).status;
const keyOf = (version: number) => keys[version - 1]!;
/** Versions that can be chosen on a page, in its order. */
const offered = (html: string) => [...html.matchAll(/name="from" value="(\w+)"/g)].map(([, key]) => key);
const checked = (html: string) =>
  [...html.matchAll(/name="(from|to)" value="(\w+)"[^>]* checked/g)].map(([, name, key]) => `${name} ${key}`).sort();
const range = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, at) => keyOf(from - at));

describe('a long history', () => {
  test('goes on page by page, and only its first version is called the first', async () => {
    const [first, second, third] = await Promise.all([tide, `${tide}/page/2`, `${tide}/page/3`].map(page));
    expect(offered(first!)).toEqual(range(130, 71));
    // The newest version can be compared with from any page.
    expect(offered(second!)).toEqual([keyOf(130), ...range(70, 11)]);
    expect(offered(third!)).toEqual([keyOf(130), ...range(10, 1)]);
    expect([first, second, third].map((html) => html!.includes('the first version'))).toEqual([false, false, true]);
    expect(second).toContain('Versions 61 to 120');
    expect(second).toContain(`href="${tide}/${keyOf(10)}/${keyOf(11)}"`);
    const turns = [first, second, third].map((html) =>
      [...html!.matchAll(/name="page" value="(\d)">(\w+)/g)].map(([, nr, words]) => `${words} ${nr}`),
    );
    expect(turns).toEqual([['Older 2'], ['Newer 1', 'Older 3'], ['Newer 2']]);
  });

  test('has no page before the first or after the last', async () => {
    expect((await garden.fetch(`${tide}/page/1`, { redirect: 'manual' })).headers.get('location')).toBe(tide);
    for (const path of [`${tide}/page/4`, `${tide}/page/0`, `${tide}/page/x`, `${tide}?page=4`, `${tide}?page=-1`])
      expect(await status(path)).toBe(404);
  });

  test('any two versions are compared, also the first with the last', async () => {
    expect(await page(`${tide}/${keyOf(1)}/${keyOf(130)}`)).toContain('at mark <del>1</del><ins>130</ins>.');
    expect(await page(`${tide}/${keyOf(64)}/${keyOf(3)}`)).toContain('at mark <del>3</del><ins>64</ins>.');
  });

  test('what was chosen on one page stays chosen on another', async () => {
    const turned = await page(`${tide}?from=${keyOf(2)}&to=${keyOf(100)}&page=2`);
    expect(checked(turned)).toEqual([`from ${keyOf(2)}`, `to ${keyOf(100)}`]);
    expect(offered(turned)).toEqual([keyOf(100), keyOf(2), ...range(70, 11)]);
    expect(turned).toContain('chosen on another page');
    const back = await page(`${tide}?from=${keyOf(2)}&to=${keyOf(100)}&page=1`);
    expect(offered(back)).toEqual([keyOf(2), ...range(130, 71)]);
    // What is no version is not chosen.
    expect(checked(await page(`${tide}?from=nonsense&to=${'0'.repeat(12)}&page=2`))).toEqual([
      `from ${keyOf(70)}`,
      `to ${keyOf(130)}`,
    ]);
  });

  test('a version and itself are told to be one', async () => {
    const same = await garden.fetch(`${tide}?from=${keyOf(5)}&to=${keyOf(5)}`);
    expect(same.status).toBe(200);
    expect(await same.text()).toContain('Both are the same version.');
    expect(await status(`${tide}/${'0'.repeat(12)}/${'0'.repeat(12)}`)).toBe(404);
  });

  test('in a chat: all are counted, and the last page ends with the first', async () => {
    await expect.poll(() => bots.discord.gateway.connected, { timeout: 15_000 }).toBe(true);
    const ada = bots.discord.user('Ada');
    let list = await ada.slash(lounge, 'history', { node: 'tide' });
    expect(list.text).toContain('130 versions');
    for (let turn = 1; turn < Math.ceil(VERSIONS / 8); turn++) {
      expect(list.text).not.toContain('first version');
      list = await ada.click(list.message!, 'More');
    }
    expect(list.text).toContain('first version');
    const compared = await ada.slash(lounge, 'compare', { node: 'tide', from: keyOf(1), to: keyOf(130) });
    expect(compared.text).toMatch(/~~1~~\s*\*\*130\*\*/);
    expect(compared.text.replaceAll('\\', '')).toMatch(
      /January 1, 2026 at 12:00:00.AM UTC → January 1, 2026 at 2:09:00.AM UTC/,
    );
  });

  test('as static files: every page is there, linked, and so is every comparison it names', async () => {
    const folder = await temporaryFolder();
    try {
      const args = [
        '--source',
        garden.repo.dir,
        '--base-url',
        'https://garden.example',
        '--data',
        join(folder, 'data'),
      ];
      const { code, stderr } = await starpost(['build', ...args, '--out', join(folder, 'site')]);
      expect([code, stderr]).toEqual([0, expect.any(String)]);
      const file = (path: string) => join(folder, 'site', path, 'index.html');
      const read = (path: string) => readFileSync(file(path), 'utf8');
      expect(read(tide)).toContain(`href="${tide}/page/2">Older versions`);
      expect(read(`${tide}/page/2`)).toContain(`href="${tide}">Newer versions`);
      expect(read(`${tide}/page/3`)).toContain('the first version here');
      expect(read(`${tide}/page/3`)).not.toMatch(/<button|name="from"/);
      for (let nr = 2; nr <= VERSIONS; nr++)
        expect(existsSync(file(`${tide}/${keyOf(nr - 1)}/${keyOf(nr)}`))).toBe(true);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe('what is told of a version', () => {
  test('is its time where another version is of the same day, else the day alone', async () => {
    const rows = [...(await page(gate)).matchAll(/<tr><td><time datetime="[^"]+">([^<]+)</g)].map(([, shown]) => shown);
    expect(rows).toEqual(['12 May 2026', '10 May 2026 at 14:03:27 UTC', '10 May 2026 at 08:00:00 UTC']);
    const [, second, first] = offered(await page(gate));
    const compared = (await page(`${gate}/${first}/${second}`)).replace(/<[^>]+>/g, '');
    expect(compared).toContain('From 10 May 2026 at 08:00:00 UTC to 10 May 2026 at 14:03:27 UTC');
  });

  test('leaves words that run the other way to themselves', async () => {
    const history = await page(gate);
    expect(history).toContain('<bdi>ים/פתיחה.md</bdi> → <bdi>ים/שער.md</bdi>');
    expect(history).toContain('<b>Sections revised</b> \u2068פתיחה 1\u2069 +2 −1 words');
    const [last, , first] = offered(history);
    expect(await page(`${gate}/${first}/${last}`)).toContain('Moved: <bdi>ים/פתיחה.md</bdi> → <bdi>ים/שער.md</bdi>');
  });
});

/** With another number of sources folders' feeds have other names: whoever asks by the former one is led to the feed. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Garden, plant, SITE } from '../../unit/feed/garden.ts';
import { BASE, siteOf } from './site.ts';

let garden: Garden;
const ebb = plant('Tides/ebb.md');
const dune = plant('Sand/dune.md', { source: 'shore' });
const FORMATS = ['atom', 'rss', 'json'];

beforeEach(async () => {
  garden = await Garden.open();
});
afterEach(() => garden.close());

function asking(sources: string[], more: { limit?: number; isPublic?: boolean } = {}) {
  const identities = new Map(sources.map((name) => [name, `of ${name}`]));
  const settings = { limit: more.limit ?? 50, content: 'full' as const, tombstones: 90 * 86_400_000 };
  const wasPublic = () => more.isPublic ?? true;
  const { app } = siteOf(garden, { site: { ...SITE, sources, identities }, settings, wasPublic }, {}, { sources });
  return async (path: string) => {
    const { status, headers } = await app.request(BASE + path);
    return [status, headers.get('location')?.replace(BASE, '') ?? null];
  };
}
const several = () => asking(['garden', 'shore']);
const alone = () => asking(['garden']);

/** The feed in every format, its page, and the page of its folder. */
async function expectLed(ask: ReturnType<typeof asking>, from: string, to: string): Promise<void> {
  for (const end of ['', ...FORMATS.map((format) => `.${format}`)])
    expect([from, ...(await ask(`/feeds/${from}${end}`))]).toEqual([from, 301, `/feeds/${to}${end}`]);
  if (!from.startsWith('archive/')) expect(await ask(`/${from}`)).toEqual([301, `/${to}`]);
}

async function expectAll(ask: ReturnType<typeof asking>, name: string, status: number): Promise<void> {
  for (const path of [`/feeds/${name}`, ...FORMATS.map((format) => `/feeds/${name}.${format}`), `/${name}`])
    expect([path, (await ask(path))[0]]).toEqual([path, status]);
}

/** As git tells it: where they are now, and where they were. */
async function move(nodes: ReturnType<typeof plant>[], to: (path: string) => string): Promise<void> {
  await garden.pass({ put: nodes.map((node) => ({ ...node, path: to(node.path) })) });
  await garden.library.change((writer) => {
    for (const { source, path, id } of nodes) writer.formerPath(source, path, id);
    return true;
  });
}

describe('a second source came', () => {
  test('what a folder was called leads to it, in whichever source it is', async () => {
    await garden.pass({ put: [ebb, dune, plant('Tides/Low & slow/neap.md')] });
    await expectLed(several(), 'folders/Tides', 'folders/garden/Tides');
    await expectLed(several(), 'folders/Tides/Low%20%26%20slow', 'folders/garden/Tides/Low%20%26%20slow');
    await expectLed(several(), 'folders/Sand', 'folders/shore/Sand');
    for (const name of ['folders/garden/Tides', 'folders/shore/Sand']) await expectAll(several(), name, 200);
  });

  test('of equal folders, that of the first source was there first', async () => {
    await garden.pass({ put: [ebb, plant('Tides/spring.md', { source: 'shore' })] });
    await expectLed(several(), 'folders/Tides', 'folders/garden/Tides');
    await expectLed(asking(['shore', 'garden']), 'folders/Tides', 'folders/shore/Tides');
  });

  test('a folder called like a source leads to where it is now, unless the name means a folder that is there', async () => {
    await garden.pass({ put: [plant('garden/Tides/ebb.md'), plant('shore/a.md')] });
    await expectLed(several(), 'folders/garden', 'folders/garden/garden');
    await expectLed(several(), 'folders/shore', 'folders/garden/shore');
    await expectLed(several(), 'folders/garden/Tides', 'folders/garden/garden/Tides');
    await garden.pass({ put: [plant('Tides/neap.md')] });
    await expectAll(several(), 'folders/garden/Tides', 200);
  });

  test('archive pages are where their feed is; for people there is the feed', async () => {
    const nodes = Array.from({ length: 12 }, (_, nr) =>
      plant(`Tides/${nr}.md`, { published: `2025-03-01T08:00:${10 + nr}.000Z` }),
    );
    await garden.pass({ put: nodes });
    const store = garden.store({ settings: { limit: 4, content: 'full', tombstones: 0 } });
    const [page] = await store.archives('folders/Tides');
    const there = page!.replace('folders/Tides', 'folders/garden/Tides');
    const ask = asking(['garden', 'shore'], { limit: 4 });
    for (const format of FORMATS) {
      expect(await ask(`/feeds/${page}.${format}`)).toEqual([301, `/feeds/${there}.${format}`]);
      expect(await ask(`/feeds/${there}.${format}`)).toEqual([200, null]);
    }
    expect(await ask(`/feeds/${page}`)).toEqual([301, '/feeds/folders/garden/Tides']);
    expect(await ask(`/feeds/archive/${dune.id}/folders/Tides.atom`)).toEqual([404, null]);
  });

  test('a folder that was renamed as well is one step away', async () => {
    await garden.pass({ put: [ebb] });
    await move([ebb], (path) => path.replace('Tides', 'Waters'));
    await expectLed(several(), 'folders/Tides', 'folders/garden/Waters');
    expect((await asking(['garden', 'shore'], { isPublic: false })('/feeds/folders/Tides.atom'))[0]).toBe(404);
  });

  test('a folder that was taken down is gone, though another source has one of that name', async () => {
    await garden.pass({ put: [ebb] });
    const gone = [{ node: ebb, state: 'removed' as const, at: '2025-05-02T00:00:00.000Z' }];
    await garden.pass({ gone, put: [plant('Tides/spring.md', { source: 'shore' })] });
    await expectAll(several(), 'folders/Tides', 410);
  });

  test('what never was in public is nowhere', async () => {
    await garden.pass({ put: [ebb, dune] });
    for (const name of [
      'folders/None',
      'folders/tides',
      'folders/garden',
      'folders/garden/Sand',
      'folders/Tides/ebb.md',
    ])
      await expectAll(several(), name, 404);
  });
});

describe('one source is left', () => {
  test('what a folder was called beside others leads to it', async () => {
    await garden.pass({ put: [ebb, plant('Tides/Low/neap.md')] });
    await expectLed(alone(), 'folders/garden/Tides', 'folders/Tides');
    await expectLed(alone(), 'folders/garden/Tides/Low', 'folders/Tides/Low');
    await move([ebb, plant('Tides/Low/neap.md')], (path) => path.replace('Tides', 'Waters'));
    await expectLed(alone(), 'folders/garden/Tides', 'folders/Waters');
  });

  test('a folder that is called so stays what it is', async () => {
    await garden.pass({ put: [ebb, plant('garden/Tides/a.md')] });
    await expectAll(alone(), 'folders/garden/Tides', 200);
    await expectAll(alone(), 'folders/garden', 200);
  });

  test('nothing is known of those that went', async () => {
    await garden.pass({ put: [ebb] });
    for (const name of ['folders/shore/Sand', 'folders/shore/Tides', 'folders/garden/None', 'folders/garden'])
      await expectAll(alone(), name, 404);
  });
});

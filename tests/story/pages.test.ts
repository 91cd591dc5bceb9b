/** What readers of the pages see of a garden that changes, and what they never see. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Garden, nodeText } from '../garden.ts';

let garden: Garden;
const page = async (path: string) => (await garden.fetch(path)).text();
const status = async (path: string) => (await garden.fetch(path, { redirect: 'manual' })).status;
const leads = async (path: string) => {
  const answer = await garden.fetch(path, { redirect: 'manual' });
  return `${answer.status} ${answer.headers.get('location')}`;
};

beforeEach(async () => {
  const source = { contentNotes: [{ note: 'rough weather', tags: ['storms'] }], drafts: { paths: ['private/**'] } };
  garden = await Garden.create({ source, config: { pages: { indexNoted: false } } });
  await garden.repo.write(
    'sea/ebb.md',
    nodeText('🌊 Ebb', 'Water goes out.', ['[🐚 Shell](../shore/shell.md) — left behind']),
  );
  await garden.repo.write('shore/shell.md', nodeText('🐚 Shell', 'A house for nobody.', [], 'shells'));
  await garden.repo.write('sea/gale.md', nodeText('🌬️ Gale', 'The lantern blew out at midnight.', [], 'storms'));
  await garden.repo.write(
    'sea/hidden.md',
    '---\ndraft: true\n---\n# 🫧 Whisperwort\n\nNot yet: [Shell](../shore/shell.md)\n',
  );
  await garden.repo.commit('the garden', '2026-01-01T10:00:00Z');
  await garden.start();
});
afterEach(() => garden[Symbol.asyncDispose]());

const idOf = async (title: string) => (await garden.ids())[title]!.replace('urn:uuid:', '');

describe('addresses', () => {
  test('a node stays at its address when it moves, and its paths of now and then lead there', async () => {
    const id = await idOf('🌊 Ebb');
    await garden.repo.move('sea/ebb.md', 'tides/low.md');
    await garden.repo.commit('move');
    await garden.look();
    expect(await status(`/nodes/${id}`)).toBe(200);
    for (const path of ['/sea/ebb.md', '/sea/ebb', '/tides/low.md', '/tides/low'])
      expect(await leads(path)).toBe(`301 /nodes/${id}`);
    expect(await leads('/tides')).toBe('301 /folders/tides');
  });

  test('a folder that was renamed leads to where it is, one that is empty is gone', async () => {
    await garden.repo.move('shore', 'beach');
    await garden.repo.commit('rename');
    await garden.look();
    expect(await leads('/folders/shore')).toBe('301 /folders/beach');
    expect(await page('/folders/beach')).toContain('🐚 Shell');
  });

  test('a path that was private leads nowhere once the node is public', async () => {
    await garden.repo.write('private/pearl.md', nodeText('🦪 Pearl', 'Grown in the dark.'));
    await garden.repo.commit('in private');
    await garden.look();
    await garden.repo.move('private/pearl.md', 'shore/pearl.md');
    await garden.repo.commit('in public');
    await garden.look();
    expect(await leads('/shore/pearl')).toMatch(/^301/);
    expect(await status('/private/pearl.md')).toBe(404);
  });

  test('who is lost is offered the nearest nodes', async () => {
    const lost = await garden.fetch('/old/shell_found');
    expect(lost.status).toBe(404);
    expect(await lost.text()).toContain('🐚 Shell</a>');
    expect(await page('/none/wp-login.php')).not.toContain('Perhaps');
  });
});

describe('what is not public', () => {
  const everywhere = async () => {
    const ids = Object.values(await garden.ids()).map((id) => id.replace('urn:uuid:', ''));
    const paths = [
      '/',
      '/folders',
      '/folders/sea',
      '/tags',
      '/sky',
      '/sitemap.xml',
      '/sitemap-0.xml',
      '/sitemap-1.xml',
    ];
    const nodes = ids.flatMap((id) => [`/nodes/${id}`, `/nodes/${id}/history`]);
    const asked = ['/search?q=whisperwort', '/whisperwort', '/sea/hidden', '/search?q=lantern', '/search?q=ebb'];
    return (await Promise.all([...paths, ...nodes, ...asked].map(page)))
      .join('\n')
      .replaceAll(/<q>\w+<\/q>|value="\w+"|<title>\w+ · Search/g, '');
  };

  test('a draft is on no page', async () => {
    expect(await everywhere()).not.toMatch(/whisperwort|hidden\.md/i);
  });

  test('a removed node leaves every page, and its own says only that it is gone', async () => {
    const [ebb, shell] = [await idOf('🌊 Ebb'), await idOf('🐚 Shell')];
    expect(await page(`/nodes/${shell}`)).toContain('Ebb');
    await garden.repo.remove('sea/ebb.md');
    await garden.repo.commit('gone');
    await garden.look();
    expect(await everywhere()).not.toMatch(/Ebb|Water goes out/);
    for (const path of [`/nodes/${ebb}`, `/nodes/${ebb}/history`, `/nodes/${ebb}/constellation.png`]) {
      const answer = await garden.fetch(path);
      expect(answer.status).toBe(410);
      expect(await answer.text()).not.toMatch(/Ebb|Water/);
    }
    expect(await page('/')).toContain('A node was withdrawn');
  });

  test('what stands behind a content note is not told before it is opened', async () => {
    const id = await idOf('🌬️ Gale');
    const html = await page(`/nodes/${id}`);
    expect(html.slice(0, html.indexOf('<article'))).not.toContain('lantern');
    expect(html).toContain('content="Content note: rough weather"');
    expect(html).toContain('<meta name="robots" content="noindex">');
    expect(html).toMatch(/<details class="content-note"><summary[^>]*>Content note: rough weather<\/summary>/);
    const found = await page('/search?q=lantern');
    expect(found).toContain('Gale');
    expect(found).not.toContain('blew out');
    expect(await page('/sitemap-1.xml')).not.toContain(id);
  });
});

describe('history', () => {
  const edit = async (path: string, text: string) => {
    await garden.repo.write(path, text);
    const commit = await garden.repo.commit('edit');
    await garden.look();
    return commit.slice(0, 12);
  };

  test('any two versions can be compared word by word, also across a move', async () => {
    const id = await idOf('🐚 Shell');
    const first = (await garden.repo.head()).slice(0, 12);
    await edit('shore/shell.md', nodeText('🐚 Shell', 'A house for one hermit.', [], 'shells'));
    await garden.repo.move('shore/shell.md', 'beach/shell.md');
    const moved = (await garden.repo.commit('move')).slice(0, 12);
    const last = await edit('beach/shell.md', nodeText('🐚 Shell', 'A house for one small hermit.', [], 'shells'));
    const history = await page(`/nodes/${id}/history`);
    for (const key of [first, moved, last]) expect(history).toContain(`value="${key}"`);
    expect(history).toContain('<bdi>shore/shell.md</bdi> → <bdi>beach/shell.md</bdi>');
    const compared = await page(`/nodes/${id}/history/${last}/${first}`);
    expect(compared).toContain('A house for <del>nobody</del><ins>one small hermit</ins>.');
    expect(compared).toContain('Moved: <bdi>shore/shell.md</bdi> → <bdi>beach/shell.md</bdi>');
    expect(await leads(`/nodes/${id}/history?from=${first}&to=${last}`)).toBe(
      `302 /nodes/${id}/history/${first}/${last}`,
    );
    expect(await status(`/nodes/${id}/history/${first}/${'0'.repeat(12)}`)).toBe(404);
  });

  test('what was withdrawn or a draft before is no part of it', async () => {
    const id = await idOf('🐚 Shell');
    const before = (await garden.repo.head()).slice(0, 12);
    await garden.repo.remove('shore/shell.md');
    await garden.repo.commit('withdrawn');
    await garden.look();
    const back = await edit('shore/shell.md', nodeText('🐚 Shell', 'Back, and empty.'));
    expect(await idOf('🐚 Shell')).toBe(id);
    expect(await page(`/nodes/${id}/history`)).not.toContain(before);
    expect(await status(`/nodes/${id}/history/${before}/${back}`)).toBe(404);

    const draft = await edit('sea/hidden.md', '---\ndraft: true\n---\n# 🫧 Foam\n\nA secret line.\n');
    const shown = await edit('sea/hidden.md', '# 🫧 Foam\n\nA public line.\n');
    const foam = await idOf('🫧 Foam');
    expect(await page(`/nodes/${foam}/history`)).not.toContain(draft);
    expect(await status(`/nodes/${foam}/history/${draft}/${shown}`)).toBe(404);
  });
});

describe('pictures', () => {
  test('the constellation is the same picture every time, and another when a reference is added', async () => {
    const path = `/nodes/${await idOf('🐚 Shell')}/constellation.png`;
    const [one, two] = [await garden.fetch(path), await garden.fetch(path)];
    const bytes = Buffer.from(await one.arrayBuffer());
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([1200, 630]);
    expect(two.headers.get('etag')).toBe(one.headers.get('etag'));
    await garden.repo.write('sea/foam.md', nodeText('🫧 Foam', 'White.', ['[Shell](../shore/shell.md)']));
    await garden.repo.commit('foam');
    await garden.look();
    expect((await garden.fetch(path)).headers.get('etag')).not.toBe(one.headers.get('etag'));
  });

  test('emoji come as pictures of our own, each under its one name', async () => {
    const emoji = await garden.fetch('/emoji/1f41a.svg');
    expect([emoji.status, emoji.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
    expect(emoji.headers.get('cache-control')).toContain('immutable');
    for (const name of ['1f41a-fe0f', '..%2f..%2fpackage', 'none'])
      expect(await status(`/emoji/${name}.svg`)).toBe(404);
  });
});

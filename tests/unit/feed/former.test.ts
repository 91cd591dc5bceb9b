import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Node } from '../../../src/node/node.ts';
import { changeOf, Garden, plant } from './garden.ts';

let garden: Garden;
beforeEach(async () => {
  garden = await Garden.open();
});
afterEach(() => garden.close());

const was = [plant('Old/Low/ebb.md'), plant('Old/rye.md')];

async function moved(to: string[], nodes: Node[] = was): Promise<Node[]> {
  await garden.pass({ put: nodes });
  const now = nodes.map((node, index) => ({ ...node, path: to[index]! }));
  await garden.pass({ put: now });
  await garden.library.change((writer) => {
    for (const node of nodes) writer.formerPath(node.source, node.path, node.id);
    return true;
  });
  return now;
}
const ask = (name: string, more = {}) => garden.store(more).get(name, 'atom');

test('a renamed folder leads to its new name, and so do folders below it and archive pages', async () => {
  const [ebb] = await moved(['New/Low/ebb.md', 'New/rye.md']);
  expect(await ask('folders/Old')).toEqual({ moved: 'folders/New' });
  expect(await ask('folders/Old/Low')).toEqual({ moved: 'folders/New/Low' });
  expect(await ask(`archive/${ebb!.id}/folders/Old`)).toEqual({ moved: `archive/${ebb!.id}/folders/New` });
  expect(await ask('folders/Ol')).toBeUndefined();
});

test('a folder whose nodes went different ways is gone', async () => {
  await moved(['New/Low/ebb.md', 'Elsewhere/rye.md']);
  expect(await ask('folders/Old')).toBe('gone');
});

test('a folder whose nodes lie in no folder now is gone', async () => {
  await moved(['ebb.md', 'rye.md']);
  expect(await ask('folders/Old')).toBe('gone');
});

test('a folder that still holds something is where it was', async () => {
  await moved(['New/Low/ebb.md', 'New/rye.md']);
  await garden.pass({ put: [plant('Old/new.md')] });
  expect(await ask('folders/Old')).toHaveProperty('body');
});

test('what was private in a folder does not tell of it', async () => {
  await moved(['New/Low/ebb.md', 'New/rye.md']);
  expect(await ask('folders/Old', { wasPublic: () => false })).toBeUndefined();
});

const retagged = (removed: string[], added: string[]) => ({ tags: { removed, added }, words: { added: 1, cut: 1 } });

test('a renamed tag leads to its new name', async () => {
  const nodes = [plant('a.md', { tags: ['Still Water'] }), plant('b.md', { tags: ['still water', 'calm'] })];
  await garden.pass({
    put: nodes,
    changes: [
      changeOf(nodes[0]!, { difference: retagged(['Slow Water'], ['Still Water']) }),
      changeOf(nodes[1]!, { difference: retagged(['slow water'], ['still water', 'calm']) }),
    ],
  });
  expect(await ask('tags/SLOW water')).toEqual({ moved: 'tags/still water' });
});

test('a tag that was taken off is gone', async () => {
  const node = plant('a.md', { tags: ['sea'] });
  await garden.pass({ put: [node], changes: [changeOf(node, { difference: retagged(['Slow Water'], []) })] });
  expect(await ask('tags/slow water')).toBe('gone');
  expect(await ask('tags/fast water')).toBeUndefined();
});

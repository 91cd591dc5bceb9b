/** The sample garden of this project, as a new user meets it. */
import { execFileSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NodeFacts } from '../../src/desk/answer.ts';
import { starpost } from '../process.ts';
import { temporaryFolder } from '../repo.ts';

const PROJECT = join(import.meta.dirname, '../..');
let folder = '';
let nodes: NodeFacts[] = [];
const config = ['--config', join(PROJECT, 'config/starpost.yaml')];

beforeAll(async () => {
  folder = await temporaryFolder();
  const { stdout } = await starpost(['nodes', '--json', ...config, '--data', folder]);
  nodes = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const of = (name: string) => {
  const node = nodes.find((n) => n.path.endsWith(name));
  if (!node) throw new Error(`${name} is not there`);
  return node;
};

describe('the sample garden', () => {
  test('at least 14 nodes in at least 4 emoji folders', () => {
    expect(nodes.length).toBeGreaterThanOrEqual(14);
    const folders = new Set(
      nodes.map((n) => n.path.split('/')[1]).filter((f) => f && /^\p{Extended_Pictographic}/u.test(f)),
    );
    expect(folders.size).toBeGreaterThanOrEqual(4);
  });

  test('the draft is nowhere', () => {
    expect(JSON.stringify(nodes)).not.toContain('zzdraftmarker');
    expect(
      execFileSync('git', ['grep', '-l', 'zzdraftmarker', '--', 'content'], { cwd: PROJECT, encoding: 'utf8' }).trim(),
    ).toMatch(/\.md"?$/);
  });

  test('one node has a content note, one another language', () => {
    expect(nodes.filter((n) => n.contentNote)).toHaveLength(1);
    expect(of('midnight_sun_postcard.md').title).toBe('Postkort fra midnattssola');
  });

  test('the moved node is found by its old path', () => {
    const moved = of('first_flush.md');
    expect(moved.path).toBe('content/🍵_Tea_House/🫖_first_flush.md');
    const states = nodes.flatMap((n) => n.references.filter((r) => r.id === moved.id).map((r) => r.state));
    expect(new Set(states)).toEqual(new Set(['here', 'moved']));
  });

  test('links lead both ways, to folders and files too, and only the promised node is missing', () => {
    const links = nodes.flatMap((n) => n.references.filter((r) => r.id).map((r) => `${n.id} ${r.id}`));
    const mutual = links.filter((link) => links.includes(link.split(' ').reverse().join(' ')));
    expect(mutual.length).toBeGreaterThan(10);
    const states = nodes.flatMap((n) => n.references.map((r) => r.state));
    for (const state of ['here', 'moved', 'file'] as const) expect(states).toContain(state);
    expect(nodes.flatMap((n) => n.references.filter((r) => r.state === 'missing').map((r) => r.title))).toEqual([
      '🌼 A Map of What Flowers When',
    ]);
  });

  test('check finds no error', async () => {
    expect((await starpost(['check', ...config, '--data', folder])).code).toBe(0);
  });
});

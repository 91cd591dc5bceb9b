import { describe, expect, test } from 'vitest';
import { nodeId } from '../../../src/change/identity.ts';
import { type FileChange, Lineage, type Step, type Track } from '../../../src/change/lineage.ts';

let clock = 0;
const step = (...changes: FileChange[]): Step => ({
  commit: `c${++clock}`,
  at: new Date(Date.UTC(2026, 0, 1, 0, clock)).toISOString(),
  changes,
});
const add = (path: string, oid: string): FileChange => ({ status: 'A', path, oid });
const edit = (path: string, oldOid: string, oid: string): FileChange => ({ status: 'M', path, oid, oldOid });
const remove = (path: string, oldOid: string): FileChange => ({ status: 'D', path, oid: '', oldOid });
const move = (from: string, path: string, oldOid: string, oid = oldOid): FileChange => ({
  status: 'R',
  path,
  from,
  oid,
  oldOid,
});

function living(...steps: Step[]): Map<string, Track> {
  const lineage = new Lineage('');
  for (const s of steps) lineage.apply(s);
  return new Map([...lineage.touched].filter((t) => t.alive).map((t) => [t.path, t]));
}

describe('who a node is', () => {
  test('an id is a version 5 UUID made of namespace, first path and ordinal, and of nothing else', () => {
    expect(nodeId('', 'a.md', 0)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(nodeId('', 'a.md', 0)).toBe('b5615dc0-5f80-5577-a80b-73f464311b13');
    expect(
      new Set([nodeId('', 'a.md', 0), nodeId('', 'a.md', 1), nodeId('x', 'a.md', 0), nodeId('', 'b.md', 0)]).size,
    ).toBe(4);
  });

  test('a chain of moves keeps the first id, and remembers the way', () => {
    const nodes = living(
      step(add('a.md', '1')),
      step(move('a.md', 'b.md', '1')),
      step(move('b.md', 'c/d.md', '1', '2')),
    );
    expect(nodes.get('c/d.md')).toMatchObject({ id: nodeId('', 'a.md', 0), formerPaths: ['a.md', 'b.md'] });
    expect(nodes.get('c/d.md')?.texts.map((t) => t.oid)).toEqual(['1', '2']);
  });

  test('a pure move is no new text', () => {
    expect(living(step(add('a.md', '1')), step(move('a.md', 'b.md', '1'))).get('b.md')?.texts).toHaveLength(1);
  });

  test('a case-only rename is a move', () => {
    expect(living(step(add('A.md', '1')), step(move('A.md', 'a.md', '1'))).get('a.md')?.id).toBe(nodeId('', 'A.md', 0));
  });

  test('removed, then added again at the same path: itself again', () => {
    const nodes = living(step(add('a.md', '1')), step(remove('a.md', '1')), step(add('a.md', '9')));
    expect(nodes.get('a.md')).toMatchObject({ id: nodeId('', 'a.md', 0), published: '2026-01-01T00:08:00.000Z' });
  });

  test('a new file where a node was born that now lives elsewhere is a new node', () => {
    const nodes = living(step(add('a.md', '1')), step(move('a.md', 'b.md', '1')), step(add('a.md', '2')));
    expect(nodes.get('b.md')?.id).toBe(nodeId('', 'a.md', 0));
    expect(nodes.get('a.md')?.id).toBe(nodeId('', 'a.md', 1));
  });

  test('two nodes that swap paths exactly keep their ids, though git says "modified" twice', () => {
    const nodes = living(
      step(add('a.md', '1'), add('b.md', '2')),
      step(edit('a.md', '1', '2'), edit('b.md', '2', '1')),
    );
    expect(nodes.get('b.md')?.id).toBe(nodeId('', 'a.md', 0));
    expect(nodes.get('a.md')?.id).toBe(nodeId('', 'b.md', 0));
  });

  test('a ring of three does so too; two files with one text do not swap', () => {
    const ring = living(
      step(add('a.md', '1'), add('b.md', '2'), add('c.md', '3')),
      step(edit('a.md', '1', '3'), edit('b.md', '2', '1'), edit('c.md', '3', '2')),
    );
    expect(ring.get('b.md')?.id).toBe(nodeId('', 'a.md', 0));
    const same = living(
      step(add('a.md', '1'), add('b.md', '1'), add('c.md', '2')),
      step(edit('a.md', '1', '2'), edit('b.md', '1', '3'), edit('c.md', '2', '1')),
    );
    expect(same.get('a.md')?.id).toBe(nodeId('', 'a.md', 0));
  });

  test('swapped and edited: the path decides', () => {
    const nodes = living(
      step(add('a.md', '1'), add('b.md', '2')),
      step(edit('a.md', '1', '2'), edit('b.md', '2', '3')),
    );
    expect(nodes.get('a.md')?.id).toBe(nodeId('', 'a.md', 0));
  });

  test('a swap told by git as two renames', () => {
    const nodes = living(
      step(add('a.md', '1'), add('b.md', '2')),
      step(move('a.md', 'b.md', '1'), move('b.md', 'a.md', '2')),
    );
    expect(nodes.get('b.md')?.id).toBe(nodeId('', 'a.md', 0));
    expect(nodes.get('a.md')?.id).toBe(nodeId('', 'b.md', 0));
  });

  test('a copy is a new node', () => {
    expect(living(step(add('a.md', '1')), step(add('b.md', '1'))).get('b.md')?.id).toBe(nodeId('', 'b.md', 0));
  });

  test('the same from the ledger’s records as from the whole history', () => {
    const first = [
      step(add('a.md', '1')),
      step(move('a.md', 'b.md', '1')),
      step(add('x.md', '5')),
      step(remove('x.md', '5')),
    ];
    const later = [step(add('a.md', '2')), step(add('x.md', '6'))];
    const whole = living(...first, ...later);
    const known = [
      {
        id: nodeId('', 'a.md', 0),
        path: 'b.md',
        birthPath: 'a.md',
        ordinal: 0,
        oid: '1',
        published: '',
        updated: '',
        gone: false,
      },
      {
        id: nodeId('', 'x.md', 0),
        path: 'x.md',
        birthPath: 'x.md',
        ordinal: 0,
        oid: '5',
        published: '',
        updated: '',
        gone: true,
      },
    ];
    const lineage = new Lineage('', known);
    for (const s of later) lineage.apply(s);
    for (const track of lineage.touched) expect(track.id).toBe(whole.get(track.path)?.id);
  });
});

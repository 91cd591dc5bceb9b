import { describe, expect, test } from 'vitest';
import type { ChangeRecord, NodeRecord } from '../../../src/change/change.ts';
import { decide, type Touched } from '../../../src/change/decide.ts';
import { changeId } from '../../../src/change/identity.ts';

const NOW = '2026-03-01T12:00:00.000Z';
const PACE = { settle: 300_000, settleAtMost: 3_600_000 };
const record = (more: Partial<NodeRecord> = {}): NodeRecord => ({
  source: 's',
  id: 'n',
  path: 'a.md',
  birthPath: 'a.md',
  ordinal: 0,
  oid: '1',
  state: 'live',
  published: '2026-01-01T00:00:00.000Z',
  updated: '2026-01-01T00:00:00.000Z',
  ...more,
});
const touched = (more: Partial<Touched>): Touched => ({
  after: record(),
  grade: 'none',
  title: 'Tides',
  commit: 'c9',
  at: '2026-03-01T11:59:00.000Z',
  ...more,
});
const decided = (more: Partial<Touched>, pace = PACE) => decide(touched(more), NOW, pace);
const difference = { words: { added: 9, cut: 1 } };

describe('what a pass means for one node', () => {
  test('unknown before: created, told after a quiet while', () => {
    const { change } = decided({});
    expect(change).toMatchObject({
      kind: 'created',
      id: changeId('n', 'c9'),
      settlesAt: '2026-03-01T12:05:00.000Z',
      firstAt: NOW,
    });
    expect(change?.before).toBeUndefined();
  });

  test('another text: revised, with what is different', () => {
    const { change } = decided({ before: record(), after: record({ oid: '2' }), grade: 'substantial', difference });
    expect(change).toMatchObject({
      kind: 'revised',
      grade: 'substantial',
      difference,
      before: { path: 'a.md', oid: '1' },
    });
  });

  test('white space only: nothing to tell', () => {
    expect(decided({ before: record(), after: record({ oid: '2' }) }).change).toBeUndefined();
  });

  test('another path: moved, with or without another text', () => {
    expect(decided({ before: record(), after: record({ path: 'b.md' }) }).change).toMatchObject({
      kind: 'moved',
      from: 'a.md',
      path: 'b.md',
      grade: 'none',
    });
    const both = decided({
      before: record(),
      after: record({ path: 'b.md', oid: '2' }),
      grade: 'minor',
      difference,
    }).change;
    expect(both).toMatchObject({ kind: 'moved', grade: 'minor', difference });
  });

  test('gone, or hidden: removed at once, and remembered when', () => {
    for (const state of ['removed', 'hidden'] as const) {
      const { change, record: kept } = decided({ before: record(), after: record({ state }) });
      expect(change).toMatchObject({ kind: 'removed', settlesAt: NOW });
      expect(change?.after).toBeUndefined();
      expect(kept.removedAt).toBe('2026-03-01T11:59:00.000Z');
    }
  });

  test('what the public saw last is kept, through whatever is done in private after', () => {
    const before = record();
    const drafted = decided({ before, after: record({ state: 'hidden', path: 'drafts/a.md', oid: '2' }) }).record;
    expect(drafted.removedFrom).toEqual({ path: before.path, oid: before.oid });
    const deleted = decided({ before: drafted, after: record({ state: 'removed', path: 'drafts/b.md', oid: '3' }) });
    expect(deleted.record).toMatchObject({ removedAt: drafted.removedAt, removedFrom: drafted.removedFrom });
  });

  test('many commits in one pass: it left, and came back, when they say', () => {
    const at = '2026-02-27T00:00:00.000Z';
    const stay = { left: { at, commit: 'c7', from: { path: 'seen.md', oid: '9' } } };
    const { change, record: kept } = decided({ before: record(), after: record({ state: 'removed' }), stay });
    expect(kept).toMatchObject({ removedAt: at, removedFrom: { path: 'seen.md', oid: '9' } });
    expect(change?.id).toBe(changeId('n', 'c7'));
    const entered = { at, commit: 'c8', path: 'a.md', oid: '1', nr: 0 };
    const began = 'c9';
    expect(decided({ before: kept, stay: { entered }, began }).change?.id).toBe(changeId('n', 'c8'));
    expect(decided({ before: record({ oid: '0' }), grade: 'minor', began }).change?.id).toBe(changeId('n', 'c9'));
  });

  test('back again: restored; a draft that never was public: created', () => {
    const gone = record({ state: 'removed', removedAt: '2026-02-01T00:00:00.000Z' });
    expect(decided({ before: gone }).change?.kind).toBe('restored');
    expect(decided({ before: record({ state: 'hidden' }) }).change?.kind).toBe('created');
  });

  test('hidden before and after, or never seen: nothing', () => {
    expect(
      decided({ before: record({ state: 'hidden' }), after: record({ state: 'hidden', oid: '2' }) }).change,
    ).toBeUndefined();
    expect(decided({ after: record({ state: 'hidden' }) }).change).toBeUndefined();
  });
});

describe('while a change is not told yet', () => {
  const open = (more: Partial<ChangeRecord>): ChangeRecord => ({
    id: 'open',
    source: 's',
    nodeId: 'n',
    kind: 'revised',
    grade: 'substantial',
    path: 'a.md',
    title: 'Tides',
    commit: 'c8',
    at: '2026-03-01T11:58:00.000Z',
    firstAt: '2026-03-01T11:58:00.000Z',
    settlesAt: '2026-03-01T12:03:00.000Z',
    before: { path: 'a.md', oid: '0' },
    ...more,
  });

  test('a further save extends it', () => {
    const { change } = decided({
      before: record(),
      after: record({ oid: '2' }),
      open: open({}),
      grade: 'substantial',
      difference,
    });
    expect(change).toMatchObject({
      id: 'open',
      kind: 'revised',
      before: { oid: '0' },
      firstAt: '2026-03-01T11:58:00.000Z',
      settlesAt: '2026-03-01T12:05:00.000Z',
    });
  });

  test('but not for ever', () => {
    const old = open({ firstAt: '2026-03-01T11:02:00.000Z' });
    expect(
      decided({ before: record(), after: record({ oid: '2' }), open: old, grade: 'minor' }).change?.settlesAt,
    ).toBe('2026-03-01T12:02:00.000Z');
  });

  test('a revert takes it back', () => {
    expect(decided({ before: record({ oid: '1' }), after: record({ oid: '0' }), open: open({}) })).toMatchObject({
      dropped: 'open',
    });
  });

  test('created, then revised, is still created; created, then removed, never was', () => {
    const born = open({ kind: 'created', before: undefined });
    expect(decided({ before: record(), after: record({ oid: '2' }), open: born }).change).toMatchObject({
      id: 'open',
      kind: 'created',
    });
    const gone = decided({ before: record(), after: record({ state: 'removed' }), open: born });
    expect(gone).toMatchObject({ dropped: 'open', record: { removedAt: '2026-03-01T11:59:00.000Z' } });
    expect(gone.change).toBeUndefined();
  });

  test('revised, then removed: removed, at once', () => {
    const { change } = decided({ before: record(), after: record({ state: 'removed' }), open: open({}) });
    expect(change).toMatchObject({ id: 'open', kind: 'removed', settlesAt: NOW });
  });

  test('removed, then back within the while: revised or nothing', () => {
    const gone = record({ state: 'removed', removedAt: '2026-03-01T11:58:00.000Z' });
    const removal = open({ kind: 'removed', before: { path: 'a.md', oid: '1' } });
    expect(decided({ before: gone, open: removal })).toMatchObject({ dropped: 'open' });
    expect(decided({ before: gone, after: record({ oid: '2' }), open: removal, grade: 'minor' }).change?.kind).toBe(
      'revised',
    );
  });
});

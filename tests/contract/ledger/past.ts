import { describe, expect, test } from 'vitest';
import { at, change, node, pass, SOURCE } from './records.ts';
import type { Desk } from './suite.ts';

export function pastContract(desk: Desk): void {
  describe('the past', () => {
    const mark = async () => (await desk.ledger().source(SOURCE))?.past;

    test('is told piece by piece after the first pass, which says where it begins', async () => {
      const ledger = desk.ledger();
      const newest = change('pond', { at: at(9) });
      await ledger.commit(pass({ nodes: [node('pond')], changes: [newest], past: 'begin' }));
      expect(await mark()).toBe('begin');
      const older = [5, 3].map((minutes) => change('pond', { at: at(minutes) }));
      expect(await ledger.commitPast({ source: SOURCE, from: 'begin', to: 'half', changes: older })).toBe(true);
      const oldest = change('pond', { kind: 'created', at: at(1) });
      expect(await ledger.commitPast({ source: SOURCE, from: 'half', to: '', changes: [oldest] })).toBe(true);
      const restarted = await desk.restart();
      expect(await restarted.source(SOURCE)).toEqual({ name: SOURCE, cursor: 'c1', at: at(0), past: '' });
      expect(await restarted.changes({ limit: 9 })).toEqual([newest, ...older, oldest]);
      expect(await Array.fromAsync(restarted.nodes(SOURCE))).toEqual([node('pond')]);
    });

    test('leaves what is known as it is', async () => {
      const ledger = desk.ledger();
      const known = change('pond', { title: 'As it was told' });
      await ledger.commit(pass({ nodes: [node('pond')], changes: [known], past: 'begin' }));
      const again = { ...known, title: 'Otherwise' };
      await ledger.commitPast({
        source: SOURCE,
        from: 'begin',
        to: '',
        changes: [again, change('pond', { at: at(0) })],
      });
      expect((await ledger.changes({ limit: 9 })).map(({ title }) => title)).toEqual(['As it was told', 'The pond']);
    });

    test('is told by one of those who try at once', async () => {
      const ledger = desk.ledger();
      await ledger.commit(pass({ nodes: [node('pond')], past: 'begin' }));
      const piece = (minutes: number) => [change('pond', { at: at(minutes) })];
      await ledger.commitPast({ source: SOURCE, from: 'begin', to: 'half', changes: piece(1) });
      const late = { source: SOURCE, from: 'begin', to: 'elsewhere', changes: piece(2) };
      expect(await (await desk.again()).commitPast(late)).toBe(false);
      expect(await mark()).toBe('half');
      expect(await ledger.changes({ limit: 9 })).toHaveLength(1);
    });

    test('begins without a mark where the first pass left none, and is not moved by later passes', async () => {
      const ledger = desk.ledger();
      await ledger.commit(pass({}));
      expect(await mark()).toBeUndefined();
      expect(await ledger.commitPast({ source: SOURCE, from: 'x', to: 'half', changes: [] })).toBe(false);
      expect(await ledger.commitPast({ source: SOURCE, to: 'half', changes: [] })).toBe(true);
      expect(await ledger.commitPast({ source: SOURCE, to: 'elsewhere', changes: [] })).toBe(false);
      expect(await ledger.commit(pass({ from: 'c1', to: 'c2' }))).toBe(true);
      expect(await ledger.source(SOURCE)).toMatchObject({ cursor: 'c2', past: 'half' });
      expect(await ledger.commitPast({ source: 'nowhere', to: 'half', changes: [] })).toBe(false);
    });
  });
}

import { describe, expect, test } from 'vitest';
import { at, change, delivery, digestOf, node, pass, SOURCE, uuid } from './records.ts';
import type { Desk } from './suite.ts';

export function readingContract(desk: Desk): void {
  describe('reading', () => {
    test('finds nodes by path and by id, of one source, in every state', async () => {
      const ledger = desk.ledger();
      const path = 'Garden/it’s “quoted”, *starred* 🏴󠁧󠁢󠁳󠁣󠁴󠁿.md';
      const nodes = [node('pond', { path }), node('shed', { path, state: 'removed', removedAt: at(1) }), node('well')];
      await ledger.commit(pass({ nodes }));
      await ledger.commit(pass({ source: 'orchard', nodes: [node('pond', { source: 'orchard', path })] }));
      const byPath = await ledger.nodesByPath(SOURCE, [path, 'nowhere.md']);
      expect(byPath.map((found) => found.id).sort()).toEqual([nodes[0]!.id, nodes[1]!.id].sort());
      expect(await ledger.nodesById(SOURCE, [nodes[2]!.id, uuid('nobody')])).toEqual([nodes[2]]);
      expect(await ledger.nodesById('orchard', [nodes[0]!.id])).toMatchObject([{ source: 'orchard' }]);
      expect(await ledger.nodesById(SOURCE, [])).toEqual([]);
    });

    test('finds who was born at a path, wherever it lives now, each once', async () => {
      const ledger = desk.ledger();
      const moved = node('a', { path: 'new/a.md', birthPath: 'old/a.md' });
      const stayed = node('b', { path: 'old/b.md', birthPath: 'old/b.md' });
      const heir = node('c', { path: 'old/a.md', birthPath: 'old/a.md', ordinal: 1 });
      await ledger.commit(pass({ nodes: [moved, stayed, heir] }));
      const found = await ledger.nodesByPath(SOURCE, ['old/a.md', 'old/b.md', 'new/a.md']);
      expect(found.map(({ id }) => id).sort()).toEqual([moved.id, stayed.id, heir.id].sort());
      expect(await ledger.nodesByPath(SOURCE, ['old/a.md'])).toHaveLength(2);
    });

    test('holds more nodes than a statement has parameters, and walks all of them', async () => {
      const ledger = desk.ledger();
      const nodes = Array.from({ length: 12_345 }, (_, nr) => node(`bed-${nr}`));
      await ledger.commit(pass({ nodes }));
      const seen = new Set<string>();
      for await (const found of ledger.nodes(SOURCE)) {
        // The reader may ask for other things on the way.
        if (seen.size === 6_000) expect((await ledger.source(SOURCE))?.cursor).toBe('c1');
        seen.add(found.id);
      }
      expect(seen).toEqual(new Set(nodes.map(({ id }) => id)));
      expect(
        await ledger.nodesByPath(
          SOURCE,
          nodes.map(({ path }) => path),
        ),
      ).toHaveLength(nodes.length);
    });

    test('lists removals since an instant, newest first', async () => {
      const ledger = desk.ledger();
      const gone = (name: string, minutes: number) => node(name, { state: 'removed', removedAt: at(minutes) });
      const hidden = node('attic', { state: 'hidden', removedAt: at(6) });
      await ledger.commit(
        pass({ nodes: [gone('a', 3), gone('b', 8), hidden, node('draft', { state: 'hidden' }), node('c')] }),
      );
      expect((await ledger.removals(at(4))).map(({ id }) => id)).toEqual([uuid('node', 'b'), hidden.id]);
      expect(await ledger.removals(at(3))).toHaveLength(3);
    });

    test('lists changes newest first, those of one instant by order of writing', async () => {
      const ledger = desk.ledger();
      const told = [change('a', { at: at(2) }), change('b', { at: at(5) }), change('c', { at: at(2) })];
      await ledger.commit(pass({ nodes: [node('a'), node('b'), node('c')], changes: told }));
      expect((await ledger.changes({ limit: 9 })).map(({ id }) => id)).toEqual([told[1]!.id, told[2]!.id, told[0]!.id]);
      expect(await ledger.changes({ limit: 1 })).toEqual([told[1]]);
      expect(await ledger.changes({ limit: 9, nodeId: uuid('node', 'a') })).toEqual([told[0]]);
      expect(await ledger.changes({ limit: 9, sources: ['orchard'] })).toEqual([]);
      expect(await ledger.changes({ limit: 9, sources: [SOURCE, 'orchard'] })).toHaveLength(3);
    });

    test('orders instants by time, however they are spelled', async () => {
      const ledger = desk.ledger();
      const spelled = ['2026-03-14T09:00:00+02:00', '2026-03-14T08:30:00Z', '2026-03-14T08:00:00.500Z'];
      const told = spelled.map((when, nr) => change(`bed-${nr}`, { at: when }));
      await ledger.commit(pass({ nodes: spelled.map((_, nr) => node(`bed-${nr}`)), changes: told }));
      expect((await ledger.changes({ limit: 9 })).map((kept) => kept.at)).toEqual([spelled[1], spelled[2], spelled[0]]);
    });

    test('a removal takes back everything said, a return takes back the removal', async () => {
      const ledger = desk.ledger();
      const born = change('pond', { kind: 'created', at: at(1) });
      const gone = change('pond', { kind: 'removed', at: at(2) });
      const back = change('pond', { kind: 'restored', at: at(3) });
      const kinds = async () => (await ledger.changes({ limit: 9 })).map(({ kind }) => kind);
      await ledger.commit(pass({ nodes: [node('pond')], changes: [born] }));
      expect(await kinds()).toEqual(['created']);
      const removed = node('pond', { state: 'removed', removedAt: at(2) });
      await ledger.commit(pass({ from: 'c1', to: 'c2', nodes: [removed], changes: [gone] }));
      expect(await kinds()).toEqual(['removed']);
      await ledger.commit(pass({ from: 'c2', to: 'c3', nodes: [node('pond')], changes: [back] }));
      expect(await kinds()).toEqual(['restored', 'created']);
      await ledger.commit(pass({ from: 'c3', to: 'c4', nodes: [{ ...removed, state: 'hidden' }] }));
      expect(await kinds()).toEqual(['removed']);
    });

    test('lists changes that still settle', async () => {
      const ledger = desk.ledger();
      const told = [
        change('a', { settlesAt: at(5) }),
        change('b', { settlesAt: at(6) }),
        change('c', { settlesAt: at(4) }),
      ];
      await ledger.commit(pass({ changes: told }));
      expect(await ledger.openChanges(SOURCE, at(5))).toEqual([told[1]]);
      expect(await ledger.openChanges(SOURCE, at(4))).toEqual([told[0], told[1]]);
      expect(await ledger.openChanges('orchard', at(0))).toEqual([]);
    });

    test('finds what is still to tell a change, alone or in a digest', async () => {
      const ledger = desk.ledger();
      const mass = delivery('discord', 'a', 5, digestOf('a', 'b', 'c'));
      const single = delivery('telegram', 'b', 5);
      await ledger.commit(pass({ deliveries: [mass, single, delivery('telegram', 'z', 5)] }));
      const found = async (name: string) =>
        (await ledger.waitingDeliveries([uuid('told', name)], [])).map(({ id }) => id);
      expect(await found('b')).toEqual([mass.id, single.id]);
      expect(await found('c')).toEqual([mass.id]);
      expect(await ledger.waitingDeliveries([], [])).toEqual([]);
      await ledger.claim('me', at(9), 9, ['discord']);
      expect(await found('b')).toEqual([single.id]);
    });

    test('lists deliveries by state, channel and number, newest first, and counts what waits', async () => {
      const ledger = desk.ledger();
      const all = ['a', 'b', 'c'].flatMap((name) => [delivery('discord', name), delivery('telegram', name)]);
      await ledger.commit(pass({ deliveries: all }));
      await ledger.dropDeliveries([all[1]!.id]);
      await ledger.claim('me', at(1), 9, ['discord']);
      await ledger.settle(all[0]!.id, { state: 'sent', messages: ['m'], at: at(2) });
      const ids = async (filter: Parameters<typeof ledger.deliveries>[0]) =>
        (await ledger.deliveries(filter)).map(({ id }) => all.findIndex((one) => one.id === id));
      expect(await ids({})).toEqual([5, 4, 3, 2, 1, 0]);
      expect(await ids({ limit: 2 })).toEqual([5, 4]);
      expect(await ids({ states: ['dead', 'sent'] })).toEqual([1, 0]);
      expect(await ids({ states: ['pending'], channel: 'telegram' })).toEqual([5, 3]);
      expect(await ledger.backlog()).toEqual([
        { channel: 'discord', state: 'pending', count: 2 },
        { channel: 'telegram', state: 'dead', count: 1 },
        { channel: 'telegram', state: 'pending', count: 2 },
      ]);
    });
  });
}

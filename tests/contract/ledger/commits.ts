import { describe, expect, test } from 'vitest';
import { announcement, at, change, delivery, digestOf, node, pass, SOURCE, uuid } from './records.ts';
import type { Desk } from './suite.ts';

export function commitContract(desk: Desk): void {
  describe('commit', () => {
    test('keeps a whole pass, over a restart', async () => {
      const nodes = [
        node('pond'),
        node('shed', {
          state: 'removed',
          goneAt: at(4),
          removedAt: at(3),
          removedFrom: { path: 'yard/shed.md', oid: 'b2' },
        }),
        node('attic', { state: 'hidden' }),
      ];
      const changes = [change('pond', { settlesAt: at(9) })];
      const deliveries = [delivery('discord', 'pond', 9), delivery('telegram', 'pond', 9)];
      expect(await desk.ledger().commit(pass({ nodes, changes, deliveries }))).toBe(true);

      const ledger = await desk.restart();
      expect(await ledger.source(SOURCE)).toEqual({ name: SOURCE, cursor: 'c1', at: at(0) });
      const kept = await Array.fromAsync(ledger.nodes(SOURCE));
      expect(kept.sort((a, b) => a.birthPath.localeCompare(b.birthPath))).toEqual([nodes[2], nodes[0], nodes[1]]);
      expect(await ledger.changes({ limit: 9 })).toEqual(changes);
      const found = await ledger.delivery(deliveries[1]!.id);
      expect(found).toEqual({
        ...deliveries[1],
        // JSON.stringify is well-formed, so even half a character comes back.
        announcement: announcement('pond'),
        seq: 2,
        state: 'pending',
        manner: 'edit',
        attempts: 0,
        doubts: 0,
        revision: 0,
        messages: [],
        createdAt: at(0),
      });
    });

    test('knows nothing of a source before its first pass', async () => {
      expect(await desk.ledger().source(SOURCE)).toBeUndefined();
      expect(await Array.fromAsync(desk.ledger().nodes(SOURCE))).toEqual([]);
    });

    test('moves the cursor only from where the pass began', async () => {
      const ledger = desk.ledger();
      expect(await ledger.commit(pass({ from: 'c0' }))).toBe(false);
      expect(await ledger.commit(pass())).toBe(true);
      const lost = pass({
        to: 'c9',
        nodes: [node('pond')],
        changes: [change('pond')],
        deliveries: [delivery('d', 'pond')],
      });
      expect(await ledger.commit(lost)).toBe(false);
      expect(await ledger.commit({ ...lost, from: 'c0' })).toBe(false);
      expect(await Array.fromAsync(ledger.nodes(SOURCE))).toEqual([]);
      expect(await ledger.deliveries({})).toEqual([]);
      expect(await ledger.commit({ ...lost, from: 'c1' })).toBe(true);
      expect((await ledger.source(SOURCE))?.cursor).toBe('c9');
    });

    test('lets one of many passes through that began at the same cursor', async () => {
      const ledgers = [desk.ledger(), await desk.again()];
      await ledgers[0]!.commit(pass());
      const rivals = Array.from({ length: 8 }, (_, nr) =>
        ledgers[nr % 2]!.commit(
          pass({ from: 'c1', to: `r${nr}`, nodes: [node(`bed-${nr}`)], changes: [change(`bed-${nr}`)] }),
        ),
      );
      const won = (await Promise.all(rivals)).flatMap((through, nr) => (through ? [nr] : []));
      expect(won).toHaveLength(1);
      expect((await ledgers[0]!.source(SOURCE))?.cursor).toBe(`r${won[0]}`);
      expect(await Array.fromAsync(ledgers[1]!.nodes(SOURCE))).toEqual([node(`bed-${won[0]}`)]);
    });

    test('lets one of many first passes through', async () => {
      const ledgers = [desk.ledger(), await desk.again()];
      const rivals = Array.from({ length: 6 }, (_, nr) => ledgers[nr % 2]!.commit(pass({ to: `r${nr}` })));
      expect((await Promise.all(rivals)).filter(Boolean)).toHaveLength(1);
    });

    test('replaces nodes and changes it knows, and takes back what came to nothing', async () => {
      const ledger = desk.ledger();
      const [pond, shed] = [change('pond', { settlesAt: at(9) }), change('shed')];
      await ledger.commit(pass({ nodes: [node('pond'), node('shed')], changes: [pond, shed] }));
      const extended = { ...pond, at: at(4), commit: 'd00d', settlesAt: at(12) };
      const moved = node('pond', { path: 'Water/pond.md', updated: at(4) });
      await ledger.commit(pass({ from: 'c1', to: 'c2', nodes: [moved], changes: [extended], dropped: [shed.id] }));
      expect(await ledger.changes({ limit: 9 })).toEqual([extended]);
      expect(await ledger.nodesById(SOURCE, [moved.id])).toEqual([moved]);
    });

    test('takes the last of a node or change given twice', async () => {
      const twice = [node('pond', { oid: 'first' }), node('pond', { oid: 'last' })];
      const changes = [change('pond', { title: 'first' }), change('pond', { title: 'last' })];
      await desk.ledger().commit(pass({ nodes: twice, changes }));
      expect(await Array.fromAsync(desk.ledger().nodes(SOURCE))).toEqual([twice[1]]);
      expect((await desk.ledger().changes({ limit: 9 })).map((kept) => kept.title)).toEqual(['last']);
    });

    test('plans a delivery once, whatever became of it', async () => {
      const ledger = desk.ledger();
      const planned = delivery('discord', 'pond');
      await ledger.commit(pass({ deliveries: [planned, planned] }));
      await ledger.claim('me', at(1), 5);
      await ledger.settle(planned.id, { state: 'sent', messages: ['m1'], at: at(2) });
      const other = { ...planned, id: uuid('another id') };
      expect(await ledger.commit(pass({ from: 'c1', to: 'c2', deliveries: [planned, other] }))).toBe(true);
      expect((await ledger.deliveries({})).map(({ id, state }) => [id, state])).toEqual([[planned.id, 'sent']]);
    });

    test('amends and withdraws what is pending', async () => {
      const ledger = desk.ledger();
      const [kept, gone] = [delivery('discord', 'pond', 5), delivery('discord', 'shed', 6)];
      await ledger.commit(pass({ deliveries: [kept, gone] }));
      const amended = [
        { id: kept.id, revision: 0, announcement: digestOf('pond', 'well'), dueAt: at(7) },
        { id: gone.id, revision: 0, dueAt: at(6) },
      ];
      expect(await ledger.commit(pass({ from: 'c1', to: 'c2', amended }))).toBe(true);
      const [left, ...rest] = await ledger.deliveries({});
      expect(rest).toEqual([]);
      expect(left).toMatchObject({
        id: kept.id,
        announcement: digestOf('pond', 'well'),
        dueAt: at(7),
        state: 'pending',
      });
      expect(await ledger.waitingDeliveries([uuid('told', 'well')], [])).toEqual([left]);
      expect(await ledger.waitingDeliveries([uuid('told', 'shed')], [])).toEqual([]);
    });

    test('can withdraw a delivery and plan it anew in one pass', async () => {
      const ledger = desk.ledger();
      const planned = delivery('discord', 'pond', 5);
      await ledger.commit(pass({ deliveries: [planned] }));
      const anew = { ...planned, dueAt: at(8) };
      await ledger.commit(
        pass({ from: 'c1', to: 'c2', amended: [{ id: planned.id, revision: 0, dueAt: at(5) }], deliveries: [anew] }),
      );
      expect(await ledger.deliveries({})).toMatchObject([anew]);
    });

    test('writes nothing at all when an amended delivery has left meanwhile', async () => {
      const ledger = desk.ledger();
      const [early, late] = [delivery('discord', 'pond', 1), delivery('telegram', 'shed', 99)];
      await ledger.commit(pass({ deliveries: [early, late] }));
      await ledger.claim('me', at(2), 5);
      const next = pass({
        from: 'c1',
        to: 'c2',
        nodes: [node('pond')],
        changes: [change('pond')],
        deliveries: [delivery('discord', 'well')],
        amended: [
          { id: late.id, revision: 0, announcement: announcement('well'), dueAt: at(100) },
          { id: early.id, revision: 0, announcement: announcement('well'), dueAt: at(3) },
        ],
      });
      expect(await ledger.commit(next)).toBe(false);
      expect(await ledger.commit({ ...next, amended: [{ id: early.id, revision: 0, dueAt: at(3) }] })).toBe(false);
      expect(
        await ledger.commit({ ...next, amended: [{ id: uuid('never planned'), revision: 0, dueAt: at(3) }] }),
      ).toBe(false);
      expect((await ledger.source(SOURCE))?.cursor).toBe('c1');
      expect(await Array.fromAsync(ledger.nodes(SOURCE))).toEqual([]);
      expect(await ledger.changes({ limit: 9 })).toEqual([]);
      expect(await ledger.deliveries({ states: ['pending'] })).toMatchObject([late]);
      expect(await ledger.commit({ ...next, amended: [] })).toBe(true);
    });
  });
}

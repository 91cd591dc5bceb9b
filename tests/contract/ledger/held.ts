import { describe, expect, test } from 'vitest';
import { type HeldFor, NEVER } from '../../../src/announce/draft.ts';
import type { NewDelivery } from '../../../src/ledger/ledger.ts';
import { announcement, at, delivery, digestOf, pass, uuid } from './records.ts';
import type { Desk } from './suite.ts';

const REVIEW: HeldFor = { channel: 'desk', otherwise: 'skip', after: 60_000, when: {}, shownAt: at(1) };

const held = (name: string, minute: number): NewDelivery => ({
  ...delivery('lounge', name, minute),
  state: 'held',
  review: REVIEW,
});

export function heldContract(desk: Desk): void {
  describe('what waits for approval', () => {
    test('is not claimed, and keeps nobody from being claimed', async () => {
      const ledger = desk.ledger();
      await ledger.commit(pass({ deliveries: [held('pond', 0), delivery('lounge', 'shed', 1)] }));
      const claimed = await ledger.claim('me', at(5), 9);
      expect(claimed.map(({ id }) => id)).toEqual([uuid('delivery', 'lounge', 'shed')]);
      expect(await ledger.delivery(uuid('delivery', 'lounge', 'pond'))).toMatchObject({
        state: 'held',
        review: REVIEW,
      });
      expect(await (await desk.restart()).nextDue()).toBeUndefined();
    });

    test('is found by its node, by its change, and by its time', async () => {
      const ledger = desk.ledger();
      const never = { ...held('well', 0), dueAt: NEVER };
      await ledger.commit(pass({ deliveries: [held('pond', 7), held('shed', 3), never] }));
      const ids = async (...args: Parameters<typeof ledger.waitingDeliveries>) =>
        (await ledger.waitingDeliveries(...args)).map(({ id }) => id);
      const pond = uuid('delivery', 'lounge', 'pond');
      expect(await ids([uuid('told', 'pond')], [])).toEqual([pond]);
      expect(await ids([], [uuid('node', 'pond')])).toEqual([pond]);
      expect(await ids([], [], { held: [uuid('node', 'pond')] })).toEqual([pond]);
      expect(await ids([], [], { ids: [pond] })).toEqual([pond]);
      expect(await ledger.nextDecision()).toBe(at(3));
      expect((await ledger.undecided(at(5))).map(({ id }) => id)).toEqual([uuid('delivery', 'lounge', 'shed')]);
      expect(await ledger.undecided(at(2))).toEqual([]);
    });

    test('is decided once: by whoever saw it as it is', async () => {
      const ledger = desk.ledger();
      await ledger.commit(pass({ deliveries: [held('pond', 9)] }));
      const id = uuid('delivery', 'lounge', 'pond');
      const question = delivery('desk', 'question', 2);
      const approve = (revision: number, by: string) =>
        ledger.amend({
          deliveries: [{ ...question, id: uuid(by), changeId: `review ${id} ${by}` }],
          amended: [{ id, revision, announcement: announcement('pond'), dueAt: at(2), state: 'pending' }],
          decision: { delivery: id, channel: 'lounge', decided: 'approve', by, at: at(2) },
          at: at(2),
        });
      const edit = {
        id,
        revision: 0,
        announcement: announcement('well'),
        dueAt: at(9),
        state: 'held' as const,
        review: REVIEW,
      };
      expect(await ledger.amend({ deliveries: [], amended: [edit], at: at(1) })).toBe(true);
      expect(await approve(0, 'late')).toBe(false);
      expect(await Promise.all([approve(1, 'ada'), approve(1, 'bea')])).toContain(false);
      const found = await ledger.decisions({ delivery: id, limit: 9 });
      expect(found).toHaveLength(1);
      const after = await ledger.delivery(id);
      expect(after).toMatchObject({ state: 'pending', dueAt: at(2), revision: 2 });
      expect(after?.review).toBeUndefined();
      expect((await ledger.deliveries({ channel: 'desk' })).map((one) => one.id)).toEqual([uuid(found[0]!.by!)]);
    });

    test('a decision that nobody made has no name', async () => {
      const ledger = desk.ledger();
      const decision = { delivery: 'd', channel: 'lounge', decided: 'skip' as const, at: at(1) };
      await ledger.amend({ deliveries: [], amended: [], decision, at: at(1) });
      expect(await (await desk.restart()).decisions({ limit: 1 })).toEqual([decision]);
    });
  });

  describe('a digest that several passes fill', () => {
    const digest = (...names: string[]): NewDelivery => ({
      ...{ id: uuid('window'), channel: 'lounge', changeId: 'digest now', gathers: true },
      ...{
        announcement: { ...(digestOf(...names) as object), reason: 'digest' } as NewDelivery['announcement'],
        dueAt: at(9),
      },
    });

    test('is begun by one of them; the other has to look again', async () => {
      const ledger = desk.ledger();
      expect(await ledger.commit(pass({ source: 'one', deliveries: [digest('pond')] }))).toBe(true);
      expect(await ledger.commit(pass({ source: 'two', deliveries: [digest('shed')] }))).toBe(false);
      expect(await ledger.source('two')).toBeUndefined();
      const [waiting] = await ledger.waitingDeliveries([], [], { ids: [uuid('window')] });
      const amended = [
        { id: uuid('window'), revision: 0, announcement: digest('pond', 'shed').announcement, dueAt: at(9) },
      ];
      expect(waiting?.revision).toBe(0);
      expect(await ledger.commit(pass({ source: 'two', amended }))).toBe(true);
      expect(await ledger.commit(pass({ source: 'three', amended }))).toBe(false);
      expect((await ledger.waitingDeliveries([], [uuid('node', 'shed')])).map(({ id }) => id)).toEqual([
        uuid('window'),
      ]);
    });
  });

  test('muted nodes, once each', async () => {
    const ledger = desk.ledger();
    const mute = { channel: 'lounge', nodeId: uuid('node', 'pond'), by: 'discord:7', at: at(1) };
    expect(await ledger.mute(mute)).toBe(true);
    expect(await ledger.mute({ ...mute, at: at(2) })).toBe(false);
    expect(await (await desk.restart()).mutes()).toEqual([mute]);
    expect(await desk.ledger().unmute('quay', mute.nodeId)).toBe(false);
    expect(await desk.ledger().unmute('lounge', mute.nodeId)).toBe(true);
    expect(await desk.ledger().mutes()).toEqual([]);
  });
}

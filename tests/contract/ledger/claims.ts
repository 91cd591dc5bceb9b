import { describe, expect, test } from 'vitest';
import type { Delivery, Ledger } from '../../../src/ledger/ledger.ts';
import { announcement, at, delivery, pass, uuid } from './records.ts';
import type { Desk } from './suite.ts';

async function plan(ledger: Ledger, ...deliveries: ReturnType<typeof delivery>[]): Promise<void> {
  expect(await ledger.commit(pass({ deliveries }))).toBe(true);
}

/** `discord:pond` and so on. */
function names(claimed: Delivery[]): string[] {
  return claimed.map(
    (one) => `${one.channel}:${one.announcement.type === 'node' ? one.announcement.title.slice(4) : ''}`,
  );
}

export function claimContract(desk: Desk): void {
  describe('claims', () => {
    test('of each channel the head of its line, once it is due', async () => {
      const ledger = desk.ledger();
      await plan(
        ledger,
        delivery('d', 'late', 9),
        delivery('d', 'early', 1),
        delivery('d', 'next', 1),
        delivery('t', 'pond', 3),
      );
      expect(await ledger.nextDue()).toBe(at(1));
      expect(await ledger.claim('me', at(0), 9)).toEqual([]);
      expect(names(await ledger.claim('me', at(5), 9))).toEqual(['d:early', 't:pond']);
      expect(await ledger.claim('me', at(99), 9)).toEqual([]);
      expect(await ledger.nextDue()).toBeUndefined();
      await ledger.settle(uuid('delivery', 'd', 'early'), { state: 'sent', messages: ['m1', 'm2'], at: at(6) });
      expect(await ledger.nextDue()).toBe(at(1));
      const [next] = await ledger.claim('me', at(6), 9);
      expect(next).toMatchObject({ ...delivery('d', 'next', 1), state: 'sending', attempts: 1 });
      expect(await ledger.delivery(uuid('delivery', 'd', 'early'))).toMatchObject({
        state: 'sent',
        messages: ['m1', 'm2'],
        sentAt: at(6),
      });
    });

    test('no more than asked for, the longest due first, of the named channels only', async () => {
      const ledger = desk.ledger();
      await plan(ledger, delivery('a', 'x', 3), delivery('b', 'x', 1), delivery('c', 'x', 2), delivery('gone', 'x', 0));
      expect(await ledger.nextDue(['a', 'c'])).toBe(at(2));
      expect(await ledger.nextDue([])).toBeUndefined();
      expect(await ledger.claim('me', at(9), 9, [])).toEqual([]);
      expect(names(await ledger.claim('me', at(9), 2, ['a', 'b', 'c']))).toEqual(['b:x', 'c:x']);
      expect(names(await ledger.claim('me', at(9), 9))).toEqual(['gone:x', 'a:x']);
    });

    test('a retry holds its channel until it is due, and stays first', async () => {
      const ledger = desk.ledger();
      await plan(ledger, delivery('d', 'first', 1), delivery('d', 'second', 2), delivery('t', 'other', 2));
      const [first] = await ledger.claim('me', at(1), 9);
      await ledger.settle(first!.id, { state: 'retry', dueAt: at(30), reason: 'the platform is busy' });
      expect(names(await ledger.claim('me', at(5), 9))).toEqual(['t:other']);
      expect(await ledger.nextDue()).toBe(at(30));
      expect(await ledger.delivery(first!.id)).toMatchObject({
        state: 'retry',
        reason: 'the platform is busy',
        dueAt: at(30),
      });
      const [again] = await ledger.claim('me', at(30), 9);
      expect(again).toMatchObject({ id: first!.id, attempts: 2 });
    });

    test('an unknown or dead one lets its channel go on', async () => {
      const ledger = desk.ledger();
      await plan(ledger, delivery('d', 'a', 1), delivery('d', 'b', 2), delivery('d', 'c', 3));
      await ledger.claim('me', at(9), 9);
      await ledger.settle(uuid('delivery', 'd', 'a'), { state: 'unknown', reason: 'the answer was lost \u0000' });
      expect(names(await ledger.claim('me', at(9), 9))).toEqual(['d:b']);
      await ledger.settle(uuid('delivery', 'd', 'b'), { state: 'dead', reason: 'the channel is gone' });
      expect(names(await ledger.claim('me', at(9), 9))).toEqual(['d:c']);
    });

    test('an amended delivery takes the place of its new time', async () => {
      const ledger = desk.ledger();
      await plan(ledger, delivery('d', 'busy', 1), delivery('d', 'quiet', 4));
      const amended = [
        { id: uuid('delivery', 'd', 'busy'), revision: 0, announcement: announcement('busy'), dueAt: at(6) },
      ];
      await ledger.commit(pass({ from: 'c1', to: 'c2', amended }));
      expect(await ledger.nextDue()).toBe(at(4));
      expect(names(await ledger.claim('me', at(4), 9))).toEqual(['d:quiet']);
    });

    test('by hand: tried again in its old place, or dropped', async () => {
      const ledger = desk.ledger();
      const [a, b, c] = [delivery('d', 'a', 1), delivery('d', 'b', 2), delivery('d', 'c', 3)];
      await plan(ledger, a, b, c);
      await ledger.claim('me', at(9), 9);
      await ledger.settle(a.id, { state: 'dead', reason: 'no permission' });
      expect(await ledger.retryDeliveries([a.id, b.id, uuid('nobody')], at(10))).toBe(1);
      expect(await ledger.delivery(a.id)).toMatchObject({ state: 'pending', attempts: 0, dueAt: at(10) });
      expect((await ledger.delivery(a.id))?.reason).toBeUndefined();
      expect(await ledger.dropDeliveries([b.id, uuid('nobody')])).toBe(1);
      expect(await ledger.dropDeliveries([b.id])).toBe(0);
      expect(await ledger.delivery(b.id)).toMatchObject({ state: 'dead', reason: 'dropped by hand' });
      expect(names(await ledger.claim('me', at(10), 9))).toEqual(['d:a']);
      expect(await ledger.dropDeliveries([a.id])).toBe(0);
      expect(await ledger.retryDeliveries([a.id], at(11))).toBe(0);
      expect(await ledger.retryDeliveries([], at(11))).toBe(0);
    });

    test('what is settled is settled, but a post that got out is always written down', async () => {
      const ledger = desk.ledger();
      const one = delivery('d', 'a');
      await plan(ledger, one);
      await ledger.claim('me', at(1), 1);
      await ledger.settle(one.id, { state: 'unknown', reason: 'the answer was lost' });
      await ledger.dropDeliveries([one.id]);
      await ledger.settle(one.id, { state: 'retry', dueAt: at(2), reason: 'late' });
      expect(await ledger.delivery(one.id)).toMatchObject({ state: 'dead' });
      await ledger.settle(one.id, { state: 'sent', messages: ['m'], at: at(3) });
      expect(await ledger.delivery(one.id)).toMatchObject({ state: 'sent', messages: ['m'] });
      expect((await ledger.delivery(one.id))?.reason).toBeUndefined();
    });

    test('never two of one channel at once, never one twice, always in order, with several claimers', async () => {
      const ledgers = [desk.ledger(), await desk.again(), await desk.again()];
      const channels = ['a', 'b', 'c', 'd', 'e'];
      const each = 12;
      const all = channels.flatMap((channel) =>
        Array.from({ length: each }, (_, nr) => delivery(channel, `n${nr}`, 0)),
      );
      await plan(ledgers[0]!, ...all);
      const flying = new Set<string>();
      const order = new Map<string, number[]>();
      const faults: string[] = [];
      let left = all.length;
      const worker = async (ledger: Ledger, owner: string) => {
        while (left > 0) {
          // SQLite answers within the turn: leave others theirs.
          await new Promise((resolve) => setImmediate(resolve));
          for (const one of await ledger.claim(owner, at(1), 2)) {
            if (flying.has(one.channel)) faults.push(`two of ${one.channel}`);
            flying.add(one.channel);
            order.set(one.channel, [...(order.get(one.channel) ?? []), one.seq]);
            await new Promise((resolve) => setImmediate(resolve));
            flying.delete(one.channel);
            await ledger.settle(one.id, { state: 'sent', messages: [owner], at: at(1) });
            left -= 1;
          }
        }
      };
      await Promise.all(ledgers.flatMap((ledger, nr) => [worker(ledger, `o${nr}`), worker(ledger, `p${nr}`)]));
      expect(faults).toEqual([]);
      for (const channel of channels) {
        const went = order.get(channel) ?? [];
        expect(went).toHaveLength(each);
        expect(went).toEqual([...went].sort((a, b) => a - b));
      }
    });

    test('an older one put in while its channel is busy waits its turn', async () => {
      const ledger = desk.ledger();
      const other = await desk.again();
      const old = delivery('d', 'old', 0);
      await plan(ledger, old, delivery('d', 'new', 5));
      await ledger.dropDeliveries([old.id]);
      for (let round = 0; round < 10; round++) {
        const [claimed, , also] = await Promise.all([
          ledger.claim('me', at(9), 1),
          other.retryDeliveries([old.id], at(9)),
          other.claim('you', at(9), 1),
        ]);
        const taken = [...claimed, ...also];
        expect(taken.length).toBeLessThanOrEqual(1);
        for (const one of taken) await ledger.settle(one.id, { state: 'retry', dueAt: at(0), reason: 'again' });
        await ledger.dropDeliveries([old.id]);
      }
    });
  });
}

import { describe, expect, test } from 'vitest';
import { at, delivery, pass } from './records.ts';
import type { Desk } from './suite.ts';

export function ownerContract(desk: Desk, traits: { shared: boolean }): void {
  describe('owners', () => {
    test('what a dead owner was sending is handed to one other', async () => {
      const planned = [delivery('a', 'x'), delivery('b', 'x'), delivery('c', 'x', 60)];
      await desk.ledger().commit(pass({ deliveries: planned }));
      expect(await desk.ledger().claim('dead', at(1), 9)).toHaveLength(2);

      const ledger = await desk.restart();
      expect(await ledger.claim('me', at(1), 9)).toEqual([]);
      const taken = await ledger.abandoned('me');
      expect(taken.map(({ id, state }) => [id, state])).toEqual([
        [planned[0]!.id, 'sending'],
        [planned[1]!.id, 'sending'],
      ]);
      expect(await ledger.abandoned('me')).toEqual([]);
      await ledger.settle(planned[0]!.id, { state: 'retry', dueAt: at(1), reason: 'its sender stopped' });
      expect(await ledger.claim('me', at(1), 9)).toMatchObject([{ id: planned[0]!.id, attempts: 2 }]);
    });

    test('nothing is abandoned by an owner that asks for itself', async () => {
      await desk.ledger().commit(pass({ deliveries: [delivery('a', 'x')] }));
      await desk.ledger().claim('me', at(1), 9);
      expect(await desk.ledger().abandoned('me')).toEqual([]);
    });

    test.runIf(traits.shared)('a living owner keeps what it is sending', async () => {
      const other = await desk.again();
      await desk.ledger().commit(pass({ deliveries: [delivery('a', 'x')] }));
      await other.claim('alive', at(1), 9);
      expect(await desk.ledger().abandoned('me')).toEqual([]);
      await other.close();
      expect(await desk.ledger().abandoned('me')).toHaveLength(1);
    });

    test.runIf(traits.shared)('two that look after a dead owner at once do not both take its deliveries', async () => {
      const [dead, other] = [await desk.again(), await desk.again()];
      const channels = ['a', 'b', 'c', 'd'];
      await desk.ledger().commit(pass({ deliveries: channels.map((channel) => delivery(channel, 'x')) }));
      await dead.claim('dead', at(1), 9);
      await dead.close();
      const taken = await Promise.all([desk.ledger().abandoned('me'), other.abandoned('you')]);
      expect(
        taken
          .flat()
          .map(({ channel }) => channel)
          .sort(),
      ).toEqual(channels);
    });
  });
}

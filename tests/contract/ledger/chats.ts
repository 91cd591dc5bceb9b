import { describe, expect, test } from 'vitest';
import type { FollowRecord } from '../../../src/ledger/ledger.ts';
import { at, delivery, pass } from './records.ts';
import type { Desk } from './suite.ts';

const follow = (id: string, minute: number): FollowRecord => ({
  id,
  channel: 'discord:10',
  scope: { source: 'garden', folders: ['beds'], tags: [], nodes: [] },
  by: 'discord:7',
  at: at(minute),
});

export function chatContract(desk: Desk, { shared }: { shared: boolean }): void {
  describe('chats', () => {
    test('notes are kept over a restart, the last one of a key', async () => {
      await desk.ledger().setNote('commands', 'one');
      await desk.ledger().setNote('commands', 'two');
      const again = await desk.restart();
      expect(await again.note('commands')).toBe('two');
      expect(await again.note('other')).toBeUndefined();
    });

    test('asks are kept as long as somebody uses them', async () => {
      const ledger = desk.ledger();
      await ledger.keepAsk('$used', 'qpeas', at(0), at(0));
      await ledger.keepAsk('$idle', 'qbeans', at(1), at(0));
      expect(await ledger.keptAsk('$used', at(50))).toBe('qpeas');
      await ledger.keepAsk('$new', 'qleeks', at(60), at(40));
      expect(await ledger.keptAsk('$used', at(61))).toBe('qpeas');
      expect(await ledger.keptAsk('$idle', at(61))).toBeUndefined();
    });

    test('what is followed is there once, in order, until it is not', async () => {
      const ledger = desk.ledger();
      expect(await ledger.follow(follow('b', 1))).toBe(true);
      expect(await ledger.follow(follow('a', 2))).toBe(true);
      expect(await ledger.follow(follow('a', 3))).toBe(false);
      expect(await (await desk.restart()).follows()).toEqual([follow('b', 1), follow('a', 2)]);
      expect(await desk.ledger().unfollow('b')).toBe(true);
      expect(await desk.ledger().unfollow('b')).toBe(false);
      expect((await desk.ledger().follows()).map(({ id }) => id)).toEqual(['a']);
    });

    test('sent deliveries of one channel are forgotten, others are not', async () => {
      const ledger = desk.ledger();
      await ledger.commit(pass({ deliveries: [delivery('hub', 'one', 0), delivery('pond', 'two', 0)] }));
      const claimed = await ledger.claim('me', at(1), 9);
      for (const { id } of claimed) await ledger.settle(id, { state: 'sent', messages: [], at: at(2) });
      await ledger.forgetSent('hub', at(1));
      expect(await ledger.deliveries({})).toHaveLength(2);
      await ledger.forgetSent('hub', at(3));
      expect((await ledger.deliveries({})).map(({ channel }) => channel)).toEqual(['pond']);
    });

    test('one process at a time does what only one may do', async () => {
      const first = await desk.ledger().alone('bot');
      expect(first).toBeDefined();
      if (shared) {
        const other = await desk.again();
        expect(await other.alone('bot')).toBeUndefined();
        expect(await other.alone('another bot')).toBeDefined();
        await first?.release();
        await first?.lost;
        expect(await other.alone('bot')).toBeDefined();
      } else await first?.release();
    });
  });
}

/** Posts of a node from its first to its last, on a platform that can edit and delete; and channels that will not have us. */
import { describe, expect, test } from 'vitest';
import type { Announcement, Manner } from '../../../src/announce/announcement.ts';
import type { Deliverer } from '../../../src/delivery/deliver.ts';
import { Pace } from '../../../src/delivery/pace.ts';
import {
  Closed,
  Locked,
  type Parcel,
  type Posted,
  Refused,
  type Sink,
  TryLater,
  Unknown,
} from '../../../src/delivery/sink.ts';
import { at, change, node, pass, uuid } from '../../contract/ledger/records.ts';
import { created, removed, revised } from '../../contract/sink/announcements.ts';
import { fail, type Scene, scene } from './scene.ts';

/** A board that messages are pinned to; `trouble` is thrown, one each, by whatever is asked of it next. */
class Board implements Sink {
  readonly messages = new Map<string, Parcel>();
  readonly trouble: (() => void)[] = [];
  readonly log: string[] = [];
  pace: Pace | undefined;
  readonly posted: Posted = {
    edit: async (parcel, [id = '']) => {
      this.#asked(`edit ${id}`);
      if (!this.messages.has(id)) return 'gone';
      this.messages.set(id, parcel);
      return 'edited';
    },
    withdraw: async (_, ids) => {
      this.#asked(`withdraw ${ids.join(' ')}`);
      for (const id of ids) this.messages.delete(id);
    },
  };

  async send(parcel: Parcel): Promise<string[]> {
    this.#asked(`send ${parcel.form}`);
    this.messages.set(parcel.id, parcel);
    return [parcel.id];
  }

  async find(parcel: Parcel): Promise<string[] | 'absent' | 'unsure'> {
    this.#asked('find');
    return this.messages.has(parcel.id) ? [parcel.id] : 'absent';
  }

  #asked(what: string): void {
    this.log.push(what);
    this.trouble.shift()?.();
  }
}

interface Play extends Scene {
  board: Board;
  tell(announcement: Announcement, manner?: Manner, channel?: string): Promise<string>;
}

const NODE = uuid('node', 'pond');

async function play(channels: string[] = ['lounge']): Promise<Play> {
  const board = new Board();
  const one = await scene();
  const deliver: Scene['deliver'] = (more) =>
    one.deliver({ sinks: new Map(channels.map((channel) => [channel, board])), ...more });
  let cursor: string | undefined;
  const tell = async (announcement: Announcement, manner?: Manner, channel = 'lounge') => {
    const to = `c${Number(cursor?.slice(1) ?? 0) + 1}`;
    const changeId = uuid('told', to);
    const told = { ...announcement, nodeId: NODE, changeId } as Announcement;
    const id = uuid('delivery', channel, to);
    const changes = [change('pond', { id: changeId })];
    const deliveries = [{ id, channel, changeId, announcement: told, manner, dueAt: one.clock.now.toISOString() }];
    const now = one.clock.now.toISOString();
    await one.ledger.commit(pass({ from: cursor, to, at: now, nodes: [node('pond')], changes, deliveries }));
    cursor = to;
    return id;
  };
  return { ...one, board, deliver, deliverer: deliver(), tell };
}

describe('the life of a post', () => {
  test('is sent, edited, replied to, and taken back with its reply', async () => {
    const { board, deliverer, ledger, tell } = await play();
    await deliverer.start();
    const first = await tell(created());
    await deliverer.idle();
    await tell(revised({ title: 'Sowing late peas' }));
    await deliverer.idle();
    expect([...board.messages.values()]).toMatchObject([{ id: first, announcement: { title: 'Sowing late peas' } }]);
    await tell(revised(), 'edit+reply');
    await deliverer.idle();
    expect([...board.messages.values()].map(({ form }) => form)).toEqual(['post', 'change']);
    await tell(removed());
    await deliverer.idle();
    expect(board.messages.size).toBe(0);
    expect(await ledger.posts('lounge', [NODE])).toEqual([]);
    await tell(revised(), 'refresh');
    await deliverer.idle();
    expect(board.messages.size).toBe(0);
    await deliverer.stop();
  });

  test('an answer that was lost is looked for, and the post edited later all the same', async () => {
    const { board, deliverer, tell } = await play();
    await deliverer.start();
    const send = board.send.bind(board);
    board.send = async (parcel) => {
      await send(parcel);
      board.send = send;
      throw new Unknown('no answer');
    };
    await tell(created());
    await deliverer.idle();
    expect(board.log).toEqual(['send post', 'find']);
    await tell(revised({ title: 'Sowing late peas' }));
    await deliverer.idle();
    expect([...board.messages.values()]).toMatchObject([{ announcement: { title: 'Sowing late peas' } }]);
    await deliverer.stop();
  });

  test('a process that died between edit and reply: the edit is done again, the reply once', async () => {
    const { board, deliver, ledger, tell } = await play();
    const first = deliver();
    await first.start();
    await tell(created());
    await first.idle();
    await first.stop();
    await tell(revised({ title: 'Sowing late peas' }), 'edit+reply');
    const [claimed] = await ledger.claim('died', at(0), 1);
    await board.send({ id: claimed!.id, channel: 'lounge', announcement: claimed!.announcement, form: 'change' });
    const second = deliver({ owner: 'second' });
    await second.start();
    await second.idle();
    expect([...board.messages.values()].map(({ form }) => form)).toEqual(['post', 'change']);
    expect(await ledger.posts('lounge', [NODE])).toHaveLength(2);
    expect(await ledger.delivery(claimed!.id)).toMatchObject({ state: 'sent', messages: [claimed!.id] });
    await second.stop();
  });

  test('a removal that overtakes a post nobody is sure of takes that back', async () => {
    const { board, deliver, ledger, tell } = await play();
    const id = await tell(created());
    await ledger.claim('died', at(0), 1);
    await board.send({ id, channel: 'lounge', announcement: created(), form: 'post' });
    await ledger.settle(id, { state: 'retry', dueAt: at(60), reason: 'no answer' });
    const removal = { ...removed(), nodeId: NODE };
    const amended = [{ id, revision: 0, announcement: removal, manner: 'refresh' as const, dueAt: at(0) }];
    await ledger.commit(pass({ from: 'c1', to: 'c2', amended }));
    const deliverer = deliver();
    await deliverer.start();
    await deliverer.idle();
    expect(board.messages.size).toBe(0);
    expect(board.log).toEqual(['send post', 'find', `withdraw ${id}`]);
    await deliverer.stop();
  });

  test('one edit that is refused keeps no other post from being taken back', async () => {
    const { board, deliverer, ledger, tell } = await play();
    await deliverer.start();
    await tell(created());
    await tell(revised(), 'post');
    await deliverer.idle();
    expect([...board.messages.values()].map(({ form }) => form)).toEqual(['earlier', 'post']);
    board.trouble.push(fail(new Refused('not this one')));
    const id = await tell(removed());
    await deliverer.idle();
    expect(board.messages.size).toBe(1);
    expect(await ledger.delivery(id)).toMatchObject({ state: 'dead', reason: 'not this one' });
    await ledger.retryDeliveries([id], at(0));
    await deliverer.idle();
    expect(board.messages.size).toBe(0);
    await deliverer.stop();
  });

  test('an edit whose answer was lost is simply done again', async () => {
    const { board, clock, deliverer, ledger, tell } = await play();
    await deliverer.start();
    await tell(created());
    await deliverer.idle();
    board.trouble.push(fail(new Unknown('no answer')));
    const id = await tell(revised({ title: 'Sowing late peas' }));
    await deliverer.idle();
    expect(await ledger.delivery(id)).toMatchObject({ state: 'retry', doubts: 0 });
    clock.now = new Date(at(60));
    await deliverer.idle();
    expect([...board.messages.values()]).toMatchObject([{ announcement: { title: 'Sowing late peas' } }]);
    await deliverer.stop();
  });
});

describe('a channel that will not have us', () => {
  test('waits, is tried every hour, and the operator is told once', async () => {
    const { board, clock, deliverer, ledger, lines, tell } = await play();
    await deliverer.start();
    board.trouble.push(...Array.from({ length: 3 }, () => fail(new Closed('the bot was kicked'))));
    const ids = [await tell(created()), await tell(revised())];
    await deliverer.idle();
    expect(await ledger.delivery(ids[0]!)).toMatchObject({ state: 'retry', dueAt: at(60), attempts: 0 });
    expect(deliverer.troubles).toEqual([{ channel: 'lounge', reason: 'the bot was kicked', since: at(0) }]);
    for (const minutes of [30, 60, 120]) {
      clock.now = new Date(at(minutes));
      await deliverer.idle();
    }
    expect(board.log).toHaveLength(3);
    expect(lines.filter(({ level }) => level === 50)).toHaveLength(1);
    clock.now = new Date(at(180));
    await deliverer.idle();
    expect(board.messages.size).toBe(1);
    expect(deliverer.troubles).toEqual([]);
    expect(lines).toContainEqual(expect.objectContaining({ msg: 'the channel takes posts again', channel: 'lounge' }));
    await deliverer.stop();
  });

  test('for more than a day: what is older is given up, listed, and can be tried again by hand', async () => {
    const { board, clock, deliverer, ledger, tell } = await play();
    await deliverer.start();
    board.trouble.push(...Array.from({ length: 3 }, () => fail(new Closed('the bot was kicked'))));
    const old = await tell(created());
    await deliverer.idle();
    clock.now = new Date(at(25 * 60));
    const young = await tell(revised());
    await deliverer.idle();
    expect(await ledger.delivery(old)).toMatchObject({
      state: 'dead',
      reason: expect.stringContaining('kicked') as string,
    });
    expect(await ledger.delivery(young)).toMatchObject({ state: 'retry', dueAt: at(26 * 60) });
    await deliverer.stop();
  });

  test('does not keep other channels waiting', async () => {
    const { board, deliverer, tell } = await play(['lounge', 'porch']);
    await deliverer.start();
    board.trouble.push(fail(new Closed('gone')));
    await tell(created());
    await deliverer.idle();
    await tell(created(), 'edit', 'porch');
    await deliverer.idle();
    expect([...board.messages.values()].map(({ channel }) => channel)).toEqual(['porch']);
    await deliverer.stop();
  });
});

describe('a platform that will not have us', () => {
  test('is asked no more; the others go on; what waited is sent after the next start', async () => {
    const { board, deliver, ledger, lines, platform, tell } = await play();
    const sinks = new Map<string, Sink>([
      ['lounge', board],
      ['porch', board],
      ['a', platform],
    ]);
    board.trouble.push(fail(new Locked('the token is wrong')));
    const first = deliver({ sinks });
    await first.start();
    const id = await tell(created());
    await first.idle();
    await tell(revised(), 'edit', 'porch');
    await first.idle();
    expect(board.log).toHaveLength(1);
    expect(await ledger.delivery(id)).toMatchObject({ state: 'retry', attempts: 0, reason: 'the token is wrong' });
    expect(lines.filter(({ level }) => level === 60)).toHaveLength(1);
    expect(first.troubles.map(({ channel }) => channel)).toEqual(['lounge', 'porch']);
    await first.stop();
    const second = deliver({ sinks, owner: 'second' });
    await second.start();
    await second.idle();
    expect(board.messages.size).toBe(2);
    await second.stop();
  });

  test('asks everybody to wait: nothing leaves before', async () => {
    const { board, clock, deliverer, tell } = await play(['lounge', 'porch']);
    await deliverer.start();
    board.trouble.push(fail(new TryLater('slow down', 30_000, true)));
    await tell(created());
    await deliverer.idle();
    await tell(created(), 'edit', 'porch');
    await deliverer.idle();
    expect(board.log).toHaveLength(1);
    clock.now = new Date(at(0.5));
    await deliverer.idle();
    expect(board.messages.size).toBe(2);
    await deliverer.stop();
  });

  test('has a pace: no more leaves than it allows', async () => {
    const channels = Array.from({ length: 9 }, (_, nr) => `chat-${nr}`);
    const { board, clock, deliver, tell } = await play(channels);
    board.pace = new Pace(4);
    const deliverer: Deliverer = deliver();
    await deliverer.start();
    for (const channel of channels) await tell(created(), 'edit', channel);
    await deliverer.idle();
    expect(board.messages.size).toBe(1);
    clock.now = new Date(clock.now.getTime() + 300);
    await deliverer.idle();
    expect(board.messages.size).toBe(2);
    await deliverer.stop();
  });
});

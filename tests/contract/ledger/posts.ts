/** What stands in which channel, and who was told of what. */
import { describe, expect, test } from 'vitest';
import type { DigestAnnouncement } from '../../../src/announce/announcement.ts';
import type { PostRecord } from '../../../src/ledger/ledger.ts';
import { announcement, at, change, delivery, digestOf, node, pass, uuid } from './records.ts';
import type { Desk } from './suite.ts';

const NODE = uuid('node', 'pond');

function post(channel: string, name: string, parts: Partial<PostRecord> = {}): PostRecord {
  return {
    ...{ id: uuid('delivery', channel, name), channel, form: 'post', state: 'live', messages: [`m-${name}`] },
    ...{ nodes: [uuid('node', name)], at: at(1) },
    ...parts,
  };
}

/** A pass that tells of the names, and what became of its deliveries. */
async function told(
  desk: Desk,
  channel: string,
  names: string[],
  posts: (name: string) => PostRecord[],
): Promise<void> {
  const ledger = desk.ledger();
  const changes = names.map((name) => change(name, { id: uuid('told', name) }));
  const nodes = names.map((name) => node(name));
  await ledger.commit(pass({ nodes, changes, deliveries: names.map((name) => delivery(channel, name)) }));
  for (const name of names) {
    const [claimed] = await ledger.claim('me', at(1), 1);
    await ledger.settle(claimed!.id, { state: 'sent', messages: [`m-${name}`], at: at(1), posts: posts(name) });
  }
}

export function postContract(desk: Desk): void {
  describe('posts', () => {
    test('are kept with the delivery that became them, over a restart', async () => {
      await told(desk, 'a', ['pond', 'shed'], (name) => [post('a', name)]);
      const ledger = await desk.restart();
      expect(await ledger.posts('a', [NODE])).toEqual([post('a', 'pond')]);
      expect(await ledger.posts('a', [NODE, uuid('node', 'shed')])).toHaveLength(2);
      expect(await ledger.posts('b', [NODE])).toEqual([]);
      expect(await ledger.posts('a', [])).toEqual([]);
    });

    test('change, and are forgotten once they are withdrawn', async () => {
      await told(desk, 'a', ['pond'], (name) => [post('a', name)]);
      const ledger = desk.ledger();
      const [first] = await ledger.deliveries({});
      const digest = digestOf('pond', 'shed') as DigestAnnouncement;
      const nodes = [NODE, uuid('node', 'shed')];
      const changed = post('a', 'pond', { form: 'earlier', state: 'gone', messages: ['m1', 'm2'], digest, nodes });
      await ledger.settle(first!.id, { state: 'sent', messages: [], at: at(2), posts: [changed] });
      expect(await ledger.posts('a', [uuid('node', 'shed')])).toEqual([changed]);
      await ledger.settle(first!.id, {
        state: 'sent',
        messages: [],
        at: at(2),
        posts: [{ ...changed, state: 'withdrawn' }],
      });
      expect(await ledger.posts('a', nodes)).toEqual([]);
    });

    test('of a digest tell of very many nodes', async () => {
      const names = Array.from({ length: 1_200 }, (_, nr) => `bed ${nr}`);
      const nodes = names.map((name) => uuid('node', name));
      await told(desk, 'a', ['pond'], (name) => [post('a', name, { nodes })]);
      expect(await desk.ledger().posts('a', nodes.slice(-1))).toMatchObject([{ nodes }]);
    });
  });

  describe('hearers', () => {
    test('are the channels with a post, and those just being told', async () => {
      await told(desk, 'a', ['pond'], (name) => [post('a', name)]);
      const ledger = desk.ledger();
      const deliveries = ['b', 'c', 'd'].map((channel) => delivery(channel, 'pond'));
      await ledger.commit(pass({ from: 'c1', to: 'c2', deliveries }));
      const channels = ['a', 'b', 'c', 'd'];
      const heard = async (wanted = channels) =>
        (await ledger.hearers([NODE], wanted)).map(({ channel }) => channel).sort();
      expect(await heard()).toEqual(['a']);
      const claimed = await ledger.claim('me', at(1), 2, ['b', 'c']);
      await ledger.settle(claimed.find(({ channel }) => channel === 'c')!.id, {
        state: 'retry',
        dueAt: at(2),
        reason: 'busy',
      });
      expect(await heard()).toEqual(['a', 'b', 'c']);
      expect(await heard(['b'])).toEqual(['b']);
      expect(await heard([])).toEqual([]);
      expect(await ledger.hearers([uuid('node', 'shed')], channels)).toEqual([]);
    });
  });

  describe('deliveries in wait of a node', () => {
    test('are found by any of its changes, tried or not; of a change only those nobody began', async () => {
      const ledger = desk.ledger();
      const changes = [change('pond', { id: uuid('told', 'pond') })];
      const deliveries = ['a', 'b', 'c'].map((channel) => delivery(channel, 'pond'));
      await ledger.commit(pass({ nodes: [node('pond')], changes, deliveries }));
      await ledger.claim('me', at(1), 1, ['b']);
      const [tried] = await ledger.claim('me', at(1), 1, ['c']);
      await ledger.settle(tried!.id, { state: 'retry', dueAt: at(9), reason: 'busy' });
      const channels = async (ids: string[], nodes: string[]) =>
        (await ledger.waitingDeliveries(ids, nodes)).map(({ channel }) => channel);
      expect(await channels([], [NODE])).toEqual(['a', 'c']);
      expect(await channels([uuid('told', 'pond')], [])).toEqual(['a']);
      expect(await channels([], [])).toEqual([]);
    });

    test('that were tried can only become a withdrawal', async () => {
      const ledger = desk.ledger();
      await ledger.commit(pass({ deliveries: [delivery('a', 'pond')] }));
      const [tried] = await ledger.claim('me', at(1), 1);
      await ledger.settle(tried!.id, { state: 'retry', dueAt: at(9), reason: 'busy' });
      const told = announcement('pond');
      const amended = { id: tried!.id, revision: 0, announcement: told, manner: 'refresh' as const, dueAt: at(2) };
      expect(await ledger.commit(pass({ from: 'c1', to: 'c2', amended: [amended] }))).toBe(false);
      const removal = { ...amended, announcement: { ...told, kind: 'removed' as const } as typeof told };
      expect(await ledger.commit(pass({ from: 'c1', to: 'c2', amended: [removal] }))).toBe(true);
      expect(await ledger.delivery(tried!.id)).toMatchObject({
        state: 'retry',
        manner: 'refresh',
        dueAt: at(2),
        announcement: { kind: 'removed' },
      });
    });
  });

  describe('a retry', () => {
    test('counts its doubts, and not the attempts that were none', async () => {
      const ledger = desk.ledger();
      await ledger.commit(pass({ deliveries: [delivery('a', 'pond')] }));
      const again = async (more: object) => {
        const [claimed] = await ledger.claim('me', at(1), 1);
        await ledger.settle(claimed!.id, { state: 'retry', dueAt: at(1), reason: 'busy', ...more });
        const { attempts, doubts } = (await ledger.delivery(claimed!.id))!;
        return { attempts, doubts };
      };
      expect(await again({})).toEqual({ attempts: 1, doubts: 0 });
      expect(await again({ doubt: true })).toEqual({ attempts: 2, doubts: 1 });
      expect(await again({ free: true })).toEqual({ attempts: 2, doubts: 1 });
    });
  });

  test('keeps where a channel moved to, the last time counts', async () => {
    await desk.ledger().move('a', '-1', '-1001');
    await desk.ledger().move('b', '@old', '-7');
    await desk.ledger().move('a', '-1', '-1002');
    expect(await (await desk.restart()).moves()).toEqual([
      { channel: 'a', from: '-1', to: '-1002' },
      { channel: 'b', from: '@old', to: '-7' },
    ]);
  });
}

import { describe, expect, test } from 'vitest';
import type { Announcement, DigestAnnouncement, Manner } from '../../../src/announce/announcement.ts';
import { type Act, actsOf, afterAct, sentPost } from '../../../src/delivery/acts.ts';
import type { Delivery, PostRecord } from '../../../src/ledger/ledger.ts';
import { created, digest, moved, removed, restored, revised } from '../../contract/sink/announcements.ts';

const NODE = created().nodeId;

function delivery(announcement: Announcement, manner: Manner = 'edit', attempts = 1): Delivery {
  return {
    ...{ id: 'd9', channel: 'lounge', changeId: 'c9', announcement, manner, attempts, doubts: 0, seq: 9, revision: 0 },
    ...{ dueAt: '', state: 'sending', messages: [], createdAt: '' },
  };
}

function post(parts: Partial<PostRecord> = {}): PostRecord {
  const at = '2026-03-14T10:22:00.000Z';
  return { id: 'd1', channel: 'lounge', form: 'post', state: 'live', messages: ['m1'], nodes: [NODE], at, ...parts };
}

const reply = post({ id: 'd2', form: 'change', messages: ['m2'] });
const old = post({ id: 'd0', form: 'earlier', messages: ['m0'] });
const changesOf = (acts: { changes: Act[] }) =>
  acts.changes.map((act) => (act.do === 'edit' ? `edit ${act.post.id} as ${act.form}` : `withdraw ${act.post.id}`));

describe('what a delivery does', () => {
  test.each<[string, Announcement, Manner, PostRecord[], string[], string | undefined]>([
    ['a new node', created(), 'edit', [], [], 'post'],
    ['a revision without a post', revised(), 'edit', [], [], 'post'],
    ['a revision', revised(), 'edit', [post()], ['edit d1 as post'], undefined],
    ['a revision with a reply', revised(), 'edit+reply', [post()], ['edit d1 as post'], 'change'],
    ['a revision with a new post', revised(), 'post', [post()], ['edit d1 as earlier'], 'post'],
    ['the newest post alone is edited', revised(), 'edit', [old, post(), reply], ['edit d1 as post'], undefined],
    ['a move', moved(), 'edit', [post()], ['edit d1 as post'], undefined],
    ['a move without a post', moved(), 'edit', [], [], 'post'],
    ['only bringing up to date', revised(), 'refresh', [post()], ['edit d1 as post'], undefined],
    ['bringing up to date where nothing is', revised(), 'refresh', [], [], undefined],
    ['a post that somebody deleted is not posted again', revised(), 'edit', [post({ state: 'gone' })], [], undefined],
    ['nor replied to', revised(), 'edit+reply', [post({ state: 'gone' })], [], undefined],
    ['a node that is back', restored(), 'edit', [], [], 'post'],
    ['a node that is back, its post deleted', restored(), 'edit', [post({ state: 'gone' })], [], 'post'],
    ['a removal', removed(), 'edit', [old, post(), reply], ['withdraw d0', 'withdraw d1', 'withdraw d2'], undefined],
    ['a removal without a post', removed(), 'edit', [], [], undefined],
    ['a removal of a post somebody deleted', removed(), 'refresh', [post({ state: 'gone' })], [], undefined],
  ])('%s', (_, announcement, manner, posts, changes, form) => {
    const acts = actsOf(delivery(announcement, manner), posts);
    expect(changesOf(acts)).toEqual(changes);
    expect(acts.send?.form).toBe(form);
    expect(acts.seek).toBeUndefined();
  });

  test('a reply is to the post', () => {
    expect(actsOf(delivery(revised(), 'edit+reply'), [post()]).send).toMatchObject({ replyTo: ['m1'], follows: true });
    expect(actsOf(delivery(created()), []).send?.follows).toBe(false);
  });

  test('a removal that was tried under another name looks for what may be out', () => {
    expect(actsOf(delivery(removed(), 'refresh', 2), []).seek).toBe(true);
  });
});

describe('a digest', () => {
  const listed = digest(3);
  const items = listed.groups.flatMap((group) => group.items);
  const [first] = items;
  const inChannel = post({ id: 'd3', digest: listed, nodes: items.map((item) => item.nodeId) });

  test('is sent', () => expect(actsOf(delivery(listed), []).send?.form).toBe('post'));

  test('of nothing but removals is told to nobody', () => {
    const gone = {
      ...listed,
      groups: [{ folder: '', items: items.map((item) => ({ ...item, kind: 'removed' as const })) }],
    };
    expect(actsOf(delivery(gone), [])).toEqual({ changes: [] });
  });

  test('loses the line of a node that is removed, and its last line with the post', () => {
    const withdrawal = removed({ nodeId: first!.nodeId });
    const [act] = actsOf(delivery(withdrawal), [inChannel]).changes;
    expect(act).toMatchObject({ do: 'edit', post: { id: 'd3' }, form: 'post' });
    const rest = act!.announcement as DigestAnnouncement;
    expect(rest.groups.flatMap((group) => group.items.map((item) => item.nodeId))).toEqual(
      items.slice(1).map((item) => item.nodeId),
    );
    const alone = { ...inChannel, digest: { ...listed, groups: [{ folder: '', items: [first!] }] } };
    expect(changesOf(actsOf(delivery(withdrawal), [alone]))).toEqual(['withdraw d3']);
  });

  test('shows a node by its new title, and is left alone otherwise', () => {
    const { title, emoji, url, path, nodeId } = first!;
    const same = revised({ nodeId, title, emoji, url, path });
    expect(actsOf(delivery(same, 'refresh'), [inChannel]).changes).toEqual([]);
    const [act] = actsOf(delivery({ ...same, title: 'Bed of roses' }, 'refresh'), [inChannel]).changes;
    const shown = (act!.announcement as DigestAnnouncement).groups.flatMap((group) => group.items);
    expect(shown.find((item) => item.nodeId === nodeId)).toMatchObject({ title: 'Bed of roses', kind: first!.kind });
  });

  test('told of in a digest only, a node that is revised has a post of its own', () => {
    const { title, emoji, url, path, nodeId } = first!;
    expect(actsOf(delivery(revised({ nodeId, title, emoji, url, path })), [inChannel])).toMatchObject({
      changes: [],
      send: { form: 'post', follows: false },
    });
  });
});

describe('what stands there afterwards', () => {
  const edit: Act = { do: 'edit', post: post(), announcement: revised(), form: 'earlier' };

  test('is what was done', () => {
    expect(afterAct(edit, false)).toEqual(post({ form: 'earlier' }));
    expect(afterAct(edit, true)).toEqual(post({ state: 'gone' }));
    expect(afterAct({ do: 'withdraw', post: post(), announcement: removed() }, false).state).toBe('withdrawn');
  });

  test('of a digest lists what it lists now', () => {
    const rest = digest(1);
    const act: Act = { do: 'edit', post: post({ digest: digest(2) }), announcement: rest, form: 'post' };
    expect(afterAct(act, false)).toMatchObject({ digest: rest, nodes: [rest.groups[0]!.items[0]!.nodeId] });
  });

  test('of a message that was sent, all its nodes', () => {
    const sending = { announcement: digest(2), form: 'post' as const, follows: false };
    const sent = sentPost(delivery(digest(2)), sending, ['m1'], '2026-03-14T10:22:00.000Z');
    expect(sent).toMatchObject({ id: 'd9', channel: 'lounge', messages: ['m1'], digest: digest(2) });
    expect(sent.nodes).toHaveLength(2);
  });
});

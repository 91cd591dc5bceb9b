import { describe, expect, test } from 'vitest';
import type { Told } from '../../../src/announce/compose.ts';
import { changesOf } from '../../../src/announce/digest.ts';
import type { Waiting } from '../../../src/announce/draft.ts';
import { type Hearer, place } from '../../../src/announce/place.ts';
import { plan } from '../../../src/announce/plan.ts';
import { verdict } from '../../../src/announce/route.ts';
import type { ChangeRecord } from '../../../src/change/change.ts';
import { deliveryId } from '../../../src/change/identity.ts';
import { type SubscriptionConfig, schema } from '../../../src/config/schema.ts';
import { parseNode } from '../../../src/node/parse.ts';

const NOW = '2026-03-01T12:00:00.000Z';
const LATER = '2026-03-01T12:05:00.000Z';

function subscription(more: Partial<SubscriptionConfig> = {}): SubscriptionConfig {
  const config = {
    sources: [{ name: 's', url: '.' }],
    channels: [],
    subscriptions: [{ channel: 'terminal', ...more }],
  };
  return schema.parse(config).subscriptions[0]!;
}

function told(id: string, more: Partial<ChangeRecord> = {}): Told {
  const path = more.path ?? `${id}.md`;
  const change: ChangeRecord = {
    ...{
      id: `change-${id}`,
      source: 's',
      nodeId: `node-${id}`,
      kind: 'created',
      grade: 'substantial',
      path,
      title: id,
    },
    ...{ commit: 'c', at: NOW, firstAt: NOW, settlesAt: LATER },
    ...more,
  };
  const parsed = parseNode(`# ${id}\n\nWords of ${id}.\n\n## ✨ Stardust\n\nsea, Night Sky\n`, path, { fields: {} });
  const node = { ...parsed, id: change.nodeId, source: 's', path, oid: '1', published: NOW, updated: NOW };
  return { change, node, url: `http://x/nodes/${change.nodeId}`, links: [] };
}

interface Given {
  told?: readonly Told[];
  /** Ids of changes that came to nothing. */
  dropped?: readonly string[];
  waiting?: readonly Waiting[];
  hearers?: readonly Hearer[];
  subscriptions?: readonly SubscriptionConfig[];
}

function planned({ told = [], dropped = [], waiting = [], hearers = [], subscriptions = [subscription()] }: Given) {
  const placements = place({ told, hearers, subscriptions, house: () => ({}) });
  const undone = dropped.map((changeId) => ({ changeId }));
  return plan({ told, undone, placements, waiting, hearers, massChange: 3, now: NOW });
}

/** What waits of a change, or of several. */
function waiting(announcement: Waiting['announcement'], more: Partial<Waiting> = {}): Waiting {
  const [changeId = ''] = changesOf(announcement);
  const id = deliveryId('terminal', changeId);
  return {
    ...{ id, channel: 'terminal', changeId, announcement, manner: 'edit', state: 'pending', dueAt: LATER, revision: 0 },
    ...more,
  };
}

describe('what one pass says', () => {
  test('one post a change and channel, due when it settles', () => {
    const subscriptions = [subscription(), subscription({ channel: 'other' }), subscription({ folders: ['x'] })];
    const { deliveries } = planned({ told: [told('a'), told('b')], subscriptions });
    expect(deliveries.map((d) => [d.channel, d.changeId, d.dueAt])).toEqual([
      ['terminal', 'change-a', LATER],
      ['terminal', 'change-b', LATER],
      ['other', 'change-a', LATER],
      ['other', 'change-b', LATER],
    ]);
    expect(new Set(deliveries.map((d) => d.id)).size).toBe(4);
    expect(deliveries[0]?.announcement).toMatchObject({
      type: 'node',
      title: 'a',
      summary: 'Words of a.',
      tags: ['sea', 'Night Sky'],
    });
  });

  test('planned twice, the ids are the same', () => {
    const ids = () => planned({ told: [told('a')] }).deliveries.map((d) => d.id);
    expect(ids()).toEqual(ids());
  });

  test('what is withdrawn is not repeated', () => {
    const { deliveries } = planned({ told: [told('a', { kind: 'removed', settlesAt: NOW })] });
    expect(deliveries[0]?.announcement).toMatchObject({ kind: 'removed', tags: [], references: [] });
    expect(JSON.stringify(deliveries)).not.toContain('Words of a');
    expect(JSON.stringify(deliveries)).not.toContain('http://x/nodes');
  });

  test('more than massChange become one digest by folder; with a removal in it, it does not wait', () => {
    const many = ['y/d', 'x/a', 'x/b', 'x/c'].map((id) => told(id));
    const { deliveries } = planned({ told: many });
    expect(deliveries).toHaveLength(1);
    expect(deliveries[0]).toMatchObject({ dueAt: LATER, announcement: { type: 'digest', reason: 'mass' } });
    expect(changesOf(deliveries[0]!.announcement)).toEqual(['change-x/a', 'change-x/b', 'change-x/c', 'change-y/d']);
    const urgent = planned({ told: [...many, told('x/z', { kind: 'removed', settlesAt: NOW })] });
    expect(urgent.deliveries[0]?.dueAt).toBe(NOW);
  });

  test('a change told anew amends the post in wait, and is not told twice', () => {
    const before = planned({ told: [told('a')] }).deliveries[0]!;
    const again = told('a', { title: 'a, revised', settlesAt: '2026-03-01T12:09:00.000Z' });
    const { deliveries, amended } = planned({ told: [again], waiting: [waiting(before.announcement)] });
    expect(deliveries).toEqual([]);
    expect(amended).toMatchObject([
      { id: before.id, dueAt: '2026-03-01T12:09:00.000Z', announcement: { title: 'a, revised' } },
    ]);
  });

  test('a change that came to nothing takes its post back before anybody saw it', () => {
    const before = planned({ told: [told('a')] }).deliveries[0]!;
    expect(planned({ dropped: ['change-a'], waiting: [waiting(before.announcement)] }).amended).toEqual([
      { id: before.id, revision: 0, dueAt: LATER, announcement: undefined, manner: 'edit' },
    ]);
  });

  test('a change that a channel no longer wants is taken back there', () => {
    const before = planned({ told: [told('a')] }).deliveries[0]!;
    const minor = told('a', { kind: 'revised', grade: 'minor' });
    expect(
      planned({ told: [minor], waiting: [waiting(before.announcement)] }).amended[0]?.announcement,
    ).toBeUndefined();
  });

  test('a digest in wait loses or changes one item', () => {
    const before = planned({ told: ['a', 'b', 'c', 'd'].map((id) => told(id)) }).deliveries[0]!;
    const { amended, deliveries } = planned({
      dropped: ['change-b'],
      told: [told('c', { title: 'c2' })],
      waiting: [waiting(before.announcement)],
    });
    expect(deliveries).toEqual([]);
    const digest = amended[0]?.announcement;
    expect(digest?.type === 'digest' && digest.groups[0]?.items.map((i) => i.title)).toEqual(['a', 'c2', 'd']);
    const gone = planned({
      dropped: ['a', 'b', 'c', 'd'].map((id) => `change-${id}`),
      waiting: [waiting(before.announcement)],
    });
    expect(gone.amended[0]?.announcement).toBeUndefined();
  });

  test('a removal in wait of telling is due at once', () => {
    const before = planned({ told: [told('a', { kind: 'revised' })] }).deliveries[0]!;
    const removal = told('a', { kind: 'removed', settlesAt: NOW });
    expect(planned({ told: [removal], waiting: [waiting(before.announcement)] }).amended[0]).toMatchObject({
      dueAt: NOW,
      announcement: { kind: 'removed' },
    });
  });
});

describe('a node that a channel was told of before', () => {
  const hearers: Hearer[] = [{ channel: 'elsewhere', nodeId: 'node-a', as: 'post' }];

  test.each<[string, Partial<ChangeRecord>]>([
    ['a removal', { kind: 'removed', settlesAt: NOW }],
    ['a minor revision', { kind: 'revised', grade: 'minor' }],
    ['a move', { kind: 'moved', from: 'old.md' }],
  ])('%s reaches it, though it did not ask for it', (_, change) => {
    const deliveries = planned({ told: [told('a', change)], hearers, subscriptions: [] }).deliveries;
    expect(deliveries).toMatchObject([
      { channel: 'elsewhere', manner: 'refresh', announcement: { kind: change.kind, nodeId: 'node-a' } },
    ]);
  });

  test.each([
    ['edit', 'edit'],
    ['edit+reply', 'edit+reply'],
    ['post', 'post'],
    ['ignore', undefined],
  ] as const)('is revised: %s', (onRevision, manner) => {
    const subscriptions = [subscription({ onRevision })];
    const heard: Hearer[] = [{ channel: 'terminal', nodeId: 'node-a', as: 'post' }];
    const revised = planned({ told: [told('a', { kind: 'revised' })], hearers: heard, subscriptions });
    expect(revised.deliveries.map((one) => one.manner)).toEqual(manner ? [manner] : []);
    const moved = told('a', { kind: 'moved', from: 'old.md', difference: { words: { added: 9, cut: 0 } } });
    expect(planned({ told: [moved], hearers: heard, subscriptions }).deliveries.map((one) => one.manner)).toEqual([
      manner ?? 'refresh',
    ]);
    const removed = told('a', { kind: 'removed', settlesAt: NOW });
    expect(planned({ told: [removed], hearers: heard, subscriptions }).deliveries).toHaveLength(1);
  });

  test('in a digest as well: its own post is brought up to date', () => {
    const heard: Hearer[] = [{ channel: 'terminal', nodeId: 'node-b', as: 'post' }];
    const many = ['a', 'b', 'c', 'd'].map((id) => told(id, { kind: 'moved', from: `old/${id}.md` }));
    const { deliveries } = planned({ told: many, hearers: heard });
    expect(deliveries).toMatchObject([
      { manner: 'post', announcement: { type: 'digest' } },
      { manner: 'refresh', announcement: { type: 'node', nodeId: 'node-b' } },
    ]);
    expect(new Set(deliveries.map((one) => `${one.channel} ${one.changeId}`)).size).toBe(2);
  });

  test('a move that changes no text is told anew to nobody else, however revisions are told', () => {
    const subscriptions = [subscription({ onRevision: 'post' })];
    expect(planned({ told: [told('a', { kind: 'moved', from: 'b.md' })], subscriptions }).deliveries[0]?.manner).toBe(
      'edit',
    );
  });
});

describe('a node that is removed while something of it waits', () => {
  const removal = told('a', { id: 'removal-a', kind: 'removed', settlesAt: NOW });
  const before = planned({ told: [told('a')] }).deliveries[0]!;

  test('what nobody saw is withdrawn', () => {
    const { amended } = planned({ told: [removal], waiting: [waiting(before.announcement)] });
    expect(amended).toEqual([{ id: before.id, revision: 0, dueAt: LATER, manner: 'edit' }]);
  });

  test('what may be out becomes its own withdrawal, at once', () => {
    const { amended } = planned({ told: [removal], waiting: [waiting(before.announcement, { state: 'retry' })] });
    expect(amended).toMatchObject([
      {
        id: before.id,
        dueAt: NOW,
        manner: 'refresh',
        announcement: { kind: 'removed', nodeId: 'node-a', references: [] },
      },
    ]);
    expect(JSON.stringify(amended)).not.toContain('Words of a');
  });

  test('a digest in wait loses its line', () => {
    const digest = planned({ told: ['a', 'b', 'c', 'd'].map((id) => told(id)) }).deliveries[0]!;
    const { amended } = planned({ told: [removal], waiting: [waiting(digest.announcement)] });
    expect(changesOf(amended[0]!.announcement!)).toEqual(['change-b', 'change-c', 'change-d']);
  });
});

describe('which channels hear', () => {
  const heard = (more: Partial<SubscriptionConfig>, change: Partial<ChangeRecord> = {}) =>
    verdict({ change: told('sea/a', change).change, tags: ['sea', 'Night Sky'], emoji: [] }, subscription(more)) ===
    undefined;

  test.each<[string, Partial<SubscriptionConfig>, Partial<ChangeRecord>, boolean]>([
    ['everything', {}, {}, true],
    ['its source', { source: 's' }, {}, true],
    ['another source', { source: 't' }, {}, false],
    ['its folder', { folders: ['sea/'] }, {}, true],
    ['a folder that only begins so', { folders: ['se'] }, {}, false],
    ['the folder it left', { folders: ['land'] }, { kind: 'moved', from: 'land/a.md' }, true],
    ['a tag in another case', { tags: ['night sky'] }, {}, true],
    ['another tag', { tags: ['night'] }, {}, false],
    ['the node by id', { nodes: ['node-sea/a'] }, {}, true],
    ['the node by path', { nodes: ['sea/a.md'] }, {}, true],
    ['a kind it does not want', { kinds: ['removed'] }, {}, false],
    ['a minor revision', {}, { kind: 'revised', grade: 'minor' }, false],
    ['a minor revision, wanted', { minor: true }, { kind: 'revised', grade: 'minor' }, true],
    ['a move with a minor revision', {}, { kind: 'moved', grade: 'minor' }, true],
  ])('%s', (_, subscribed, change, expected) => expect(heard(subscribed, change)).toBe(expected));
});

describe('what waits while its node goes on', () => {
  const daily = { digest: { cron: '0 8 * * *', zone: 'UTC' } };
  const window = '2026-03-02T08:00:00.000Z';
  const gathered = (subscriptions: SubscriptionConfig[], ...changes: Told[]) => {
    const [digest] = planned({ told: changes, subscriptions }).deliveries;
    return { ...waiting(digest!.announcement), id: digest!.id, changeId: digest!.changeId, dueAt: digest!.dueAt };
  };

  test('a change that settles after the window moves to the next', () => {
    const subscriptions = [subscription(daily)];
    const first = gathered(subscriptions, told('a'), told('b'));
    expect([first.changeId, first.dueAt]).toEqual([`digest ${window}`, window]);
    const late = told('a', { settlesAt: '2026-03-02T08:03:00.000Z' });
    const { deliveries, amended } = planned({ told: [late], subscriptions, waiting: [first] });
    expect(amended.map(({ announcement }) => announcement && changesOf(announcement))).toEqual([['change-b']]);
    expect(deliveries).toMatchObject([{ changeId: 'digest 2026-03-03T08:00:00.000Z', gathers: true }]);
  });

  test('what becomes excluded leaves the digest, though nobody was told of it yet', () => {
    const subscriptions = [subscription({ ...daily, except: { folders: [], tags: ['Grief'], nodes: [], emoji: [] } })];
    const first = gathered(subscriptions, told('a'), told('b'));
    const now = told('a', { id: 'later', kind: 'revised', grade: 'minor' });
    const { deliveries, amended } = planned({
      told: [{ ...now, node: { ...now.node, tags: ['grief'] } }],
      subscriptions,
      waiting: [first],
    });
    expect(deliveries).toEqual([]);
    expect(amended.map(({ announcement }) => announcement && changesOf(announcement))).toEqual([['change-b']]);
  });

  test('a note that is added is named in the digest, and what changed is told no more', () => {
    const subscriptions = [subscription(daily)];
    const first = gathered(subscriptions, told('a', { kind: 'revised', difference: { words: { added: 9, cut: 0 } } }));
    const now = told('a', { id: 'later', kind: 'revised', grade: 'minor', title: 'New' });
    const noted = { ...now, node: { ...now.node, title: 'New', contentNote: 'loss' } };
    const [amended] = planned({ told: [noted], subscriptions, waiting: [first] }).amended;
    const [item] = amended?.announcement?.type === 'digest' ? amended.announcement.groups[0]!.items : [];
    expect(item).toMatchObject({ title: 'New', contentNote: 'loss', changeId: 'change-a' });
    expect(item?.difference).toBeUndefined();
  });

  test('what is held shows the text as it is, also after a change that is no news', () => {
    const review = { channel: 'desk', otherwise: 'skip' as const };
    const subscriptions = [subscription({ review })];
    const [held, question] = planned({ told: [told('a')], subscriptions }).deliveries;
    expect([held?.state, question?.channel]).toEqual(['held', 'desk']);
    const minor = told('a', { id: 'later', kind: 'revised', grade: 'minor' });
    const now = { ...minor, node: { ...minor.node, summary: 'Mended words.' } };
    const before = { ...waiting(held!.announcement), ...held, state: 'held' as const, revision: 0 };
    const { amended, deliveries } = planned({ told: [now], subscriptions, waiting: [before] });
    expect(amended).toMatchObject([{ id: held?.id, announcement: { summary: 'Mended words.', kind: 'created' } }]);
    expect(deliveries).toMatchObject([
      { channel: 'desk', announcement: { revision: 1, post: { summary: 'Mended words.' } } },
    ]);
  });

  test('many of which some ask first: a removal among them lets nothing through', () => {
    const review = { channel: 'desk', otherwise: 'skip' as const };
    const subscriptions = [subscription({ review })];
    const changes = ['b', 'c', 'd', 'e'].map((id) => told(id));
    const all = [told('a', { kind: 'removed', settlesAt: NOW }), ...changes];
    const { deliveries } = planned({ told: all, subscriptions });
    expect(
      deliveries.map(({ channel, state, announcement }) => [channel, state, changesOf(announcement).length]),
    ).toEqual([
      ['terminal', 'held', 4],
      ['terminal', undefined, 1],
      ['desk', undefined, 4],
    ]);
  });

  test('what is held and excluded is withdrawn with its question', () => {
    const review = { channel: 'desk', otherwise: 'skip' as const };
    const except = { folders: [], tags: ['grief'], nodes: [], emoji: [] };
    const subscriptions = [subscription({ review, except })];
    const [held] = planned({ told: [told('a')], subscriptions }).deliveries;
    const later = told('a', { id: 'later', kind: 'revised' });
    const before = { ...waiting(held!.announcement), ...held, state: 'held' as const, revision: 0 };
    const { amended, deliveries } = planned({
      told: [{ ...later, node: { ...later.node, tags: ['grief'] } }],
      subscriptions,
      waiting: [before],
    });
    expect(amended).toMatchObject([{ id: held?.id, announcement: undefined }]);
    expect(deliveries).toMatchObject([{ channel: 'desk', announcement: { decided: { as: 'withdrawn' } } }]);
  });
});

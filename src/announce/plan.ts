/** Everything one pass says, and to whom, as data: new deliveries, and what becomes of those still waiting. Pure. */
import { deliveryId } from '../change/identity.ts';
import type { SubscriptionConfig } from '../config/schema.ts';
import { type Amendment, amend, type Waiting } from './amend.ts';
import type { Announcement, Manner } from './announcement.ts';
import { announcement, changesOf, digest, type Told } from './compose.ts';
import { manners } from './route.ts';

export interface PlannedDelivery {
  id: string;
  channel: string;
  /** What makes it one of its kind in its channel: the change it tells, the first one of a digest. */
  changeId: string;
  announcement: Announcement;
  manner: Manner;
  /** ISO instant. */
  dueAt: string;
}

/** A channel that was told of a node, or is just being told. */
export interface Hearer {
  channel: string;
  nodeId: string;
}

export interface Plan {
  deliveries: PlannedDelivery[];
  amended: Amendment[];
}

export interface PlanInput {
  /** Changes of this pass, oldest first. */
  told: readonly Told[];
  /** Ids of changes that came to nothing. */
  dropped: readonly string[];
  /** Deliveries in wait that tell one of these changes, or anything of a node removed by one of them. */
  waiting: readonly Waiting[];
  /** Who has words of these nodes that can still be changed. */
  hearers: readonly Hearer[];
  subscriptions: readonly SubscriptionConfig[];
  /** More posts than this for one channel become one digest. */
  massChange: number;
  /** ISO instant. */
  now: string;
}

/** A change, as one channel hears it. */
interface Heard {
  told: Told;
  manner: Manner;
}

export function plan({ told, dropped, waiting, hearers, subscriptions, massChange, now }: PlanInput): Plan {
  const heard = Map.groupBy(hearers, ({ nodeId }) => nodeId);
  const routes = new Map(
    told.map((t) => {
      const channels = new Set(heard.get(t.change.nodeId)?.map(({ channel }) => channel));
      return [t.change.id, manners({ change: t.change, tags: t.node.tags }, subscriptions, channels)] as const;
    }),
  );
  const amended = amend({ told, dropped, waiting, routes });
  const covered = new Set(waiting.flatMap((one) => changesOf(one.announcement).map((id) => `${one.channel} ${id}`)));
  const posts = new Map<string, Heard[]>();
  for (const t of told)
    for (const [channel, manner] of routes.get(t.change.id) ?? [])
      if (!covered.has(`${channel} ${t.change.id}`))
        posts.set(channel, [...(posts.get(channel) ?? []), { told: t, manner }]);
  const knows = (channel: string, { nodeId }: { nodeId: string }) =>
    heard.get(nodeId)?.some((one) => one.channel === channel) ?? false;
  const deliveries = [...posts].flatMap(([channel, list]) => {
    const news = list.filter(({ manner }) => manner !== 'refresh');
    if (news.length <= massChange) return list.map((one) => nodeDelivery(channel, one));
    // The digest tells what is new; the posts that are there already are brought up to date one by one.
    const there = list.filter((one) => knows(channel, one.told.change));
    return [digestDelivery(channel, news, now), ...there.map((one) => refreshDelivery(channel, one))];
  });
  return { deliveries, amended };
}

function nodeDelivery(channel: string, { told, manner }: Heard): PlannedDelivery {
  const { id, settlesAt } = told.change;
  return {
    id: deliveryId(channel, id),
    channel,
    changeId: id,
    announcement: announcement(told),
    manner,
    dueAt: settlesAt,
  };
}

function refreshDelivery(channel: string, { told }: Heard): PlannedDelivery {
  const changeId = `${told.change.id} refresh`;
  return { ...nodeDelivery(channel, { told, manner: 'refresh' }), id: deliveryId(channel, changeId), changeId };
}

/** A digest with a removal in it does not wait: a removal never does. */
function digestDelivery(channel: string, heard: readonly Heard[], now: string): PlannedDelivery {
  const told = heard.map((one) => one.told);
  const changeId = told[0]!.change.id;
  const settled = told
    .map((t) => t.change.settlesAt)
    .sort()
    .at(-1) as string;
  const dueAt = told.some((t) => t.change.kind === 'removed') ? now : settled;
  return {
    id: deliveryId(channel, changeId),
    channel,
    changeId,
    announcement: digest(told, now),
    manner: 'post',
    dueAt,
  };
}

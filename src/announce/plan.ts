/** Everything one pass says, and to whom, as data: new deliveries, and what becomes of those still waiting. Pure. */
import { deliveryId } from '../change/identity.ts';
import type { SubscriptionConfig } from '../config/schema.ts';
import type { Announcement } from './announcement.ts';
import { amendDigest, announcement, changesOf, digest, type Told } from './compose.ts';
import { route } from './route.ts';

/** A delivery nobody has begun to send. */
export interface Waiting {
  id: string;
  channel: string;
  announcement: Announcement;
  dueAt: string;
}

export interface PlannedDelivery extends Waiting {
  /** The change it tells; for a digest the first one. */
  changeId: string;
}

export interface Amendment {
  id: string;
  /** Absent: withdrawn before anybody saw it. */
  announcement?: Announcement;
  dueAt: string;
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
  /** Deliveries in wait that tell one of these changes. */
  waiting: readonly Waiting[];
  subscriptions: readonly SubscriptionConfig[];
  /** More posts than this for one channel become one digest. */
  massChange: number;
  /** ISO instant. */
  now: string;
}

export function plan({ told, dropped, waiting, subscriptions, massChange, now }: PlanInput): Plan {
  const routes = new Map(told.map((t) => [t.change.id, route({ change: t.change, tags: t.node.tags }, subscriptions)]));
  const current = new Map(told.map((t) => [t.change.id, t]));
  const gone = new Set(dropped);
  const covered = new Set<string>();
  const amended = waiting.map((delivery) => {
    for (const id of changesOf(delivery.announcement)) covered.add(`${delivery.channel} ${id}`);
    return amend(delivery, current, gone, routes);
  });
  const posts = new Map<string, Told[]>();
  for (const t of told)
    for (const channel of routes.get(t.change.id) ?? [])
      if (!covered.has(`${channel} ${t.change.id}`)) posts.set(channel, [...(posts.get(channel) ?? []), t]);
  const deliveries = [...posts].flatMap(([channel, list]) =>
    list.length > massChange ? [digestDelivery(channel, list, now)] : list.map((t) => nodeDelivery(channel, t)),
  );
  return { deliveries, amended };
}

function nodeDelivery(channel: string, told: Told): PlannedDelivery {
  const { id, settlesAt } = told.change;
  return { id: deliveryId(channel, id), channel, changeId: id, announcement: announcement(told), dueAt: settlesAt };
}

/** A digest with a removal in it does not wait: a removal never does. */
function digestDelivery(channel: string, told: readonly Told[], now: string): PlannedDelivery {
  const first = told[0]!.change.id;
  const settled = told
    .map((t) => t.change.settlesAt)
    .sort()
    .at(-1) as string;
  const dueAt = told.some((t) => t.change.kind === 'removed') ? now : settled;
  return { id: deliveryId(channel, first), channel, changeId: first, announcement: digest(told, now), dueAt };
}

function amend(
  delivery: Waiting,
  current: ReadonlyMap<string, Told>,
  gone: ReadonlySet<string>,
  routes: ReadonlyMap<string, readonly string[]>,
): Amendment {
  const heard = (id: string) => {
    const told = current.get(id);
    return told && routes.get(id)?.includes(delivery.channel) ? told : undefined;
  };
  let { dueAt } = delivery;
  let result: Announcement | undefined = delivery.announcement;
  for (const id of changesOf(delivery.announcement)) {
    const told = heard(id);
    if (!gone.has(id) && !current.has(id)) continue;
    if (told) dueAt = told.change.kind === 'removed' ? told.change.settlesAt : later(dueAt, told.change.settlesAt);
    if (result?.type === 'digest') result = amendDigest(result, id, told);
    else result = told && announcement(told);
  }
  return { id: delivery.id, announcement: result, dueAt };
}

const later = (a: string, b: string) => (a > b ? a : b);

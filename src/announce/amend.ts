/** What becomes of deliveries that wait while their nodes change again. Pure. */
import type { Announcement, Manner } from './announcement.ts';
import { amendDigest, announcement, changesOf, nodesOf, type Told } from './compose.ts';

/** A delivery that is not out yet. */
export interface Waiting {
  id: string;
  channel: string;
  announcement: Announcement;
  manner: Manner;
  /** `retry`: it was tried, and may be out without our knowing. */
  state: 'pending' | 'retry';
  /** ISO instant. */
  dueAt: string;
}

export interface Amendment {
  id: string;
  /** Absent: withdrawn before anybody saw it. */
  announcement?: Announcement;
  manner: Manner;
  dueAt: string;
}

interface AmendInput {
  told: readonly Told[];
  /** Ids of changes that came to nothing. */
  dropped: readonly string[];
  waiting: readonly Waiting[];
  /** By change: how each channel hears of it. */
  routes: ReadonlyMap<string, ReadonlyMap<string, Manner>>;
}

export function amend({ told, dropped, waiting, routes }: AmendInput): Amendment[] {
  const current = new Map(told.map((t) => [t.change.id, t]));
  const gone = new Set(dropped);
  const removed = new Map(told.filter((t) => t.change.kind === 'removed').map((t) => [t.change.nodeId, t]));
  return waiting.flatMap((delivery) => {
    const changes = changesOf(delivery.announcement);
    if (delivery.state === 'pending' && changes.some((id) => gone.has(id) || current.has(id)))
      return [retell(delivery, current, gone, routes)];
    const removal = nodesOf(delivery.announcement).some((id) => removed.has(id));
    return removal ? (takeBack(delivery, removed) ?? []) : [];
  });
}

/** It tells a change that went on, or came to nothing. */
function retell(
  delivery: Waiting,
  current: ReadonlyMap<string, Told>,
  gone: ReadonlySet<string>,
  routes: AmendInput['routes'],
): Amendment {
  let { dueAt, manner } = delivery;
  let result: Announcement | undefined = delivery.announcement;
  for (const id of changesOf(delivery.announcement)) {
    if (!gone.has(id) && !current.has(id)) continue;
    const how = routes.get(id)?.get(delivery.channel);
    const told = how === undefined ? undefined : current.get(id);
    if (told) dueAt = told.change.kind === 'removed' ? told.change.settlesAt : later(dueAt, told.change.settlesAt);
    if (result?.type === 'digest') result = amendDigest(result, id, told);
    else {
      result = told && announcement(told);
      manner = how ?? manner;
    }
  }
  return { id: delivery.id, announcement: result, manner, dueAt };
}

/** Nobody is told any more of a node that was removed. What may be out already becomes its own withdrawal. */
function takeBack(delivery: Waiting, removed: ReadonlyMap<string, Told>): Amendment[] | undefined {
  const { id, manner, dueAt, state } = delivery;
  if (delivery.announcement.type === 'node') {
    const told = removed.get(delivery.announcement.nodeId) as Told;
    if (state === 'pending') return [{ id, manner, dueAt }];
    return [{ id, announcement: announcement(told), manner: 'refresh', dueAt: told.change.settlesAt }];
  }
  // A digest that may be out is left to the removal's own delivery, which finds it in its place and edits it.
  if (delivery.announcement.type !== 'digest' || state === 'retry') return undefined;
  let digest: typeof delivery.announcement | undefined = delivery.announcement;
  for (const group of delivery.announcement.groups)
    for (const item of group.items)
      if (digest && removed.has(item.nodeId)) digest = amendDigest(digest, item.changeId, undefined);
  return [{ id, announcement: digest, manner, dueAt }];
}

const later = (a: string, b: string) => (a > b ? a : b);

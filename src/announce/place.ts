/** Where each change is told, how and when: a place in a channel, not yet beside what waits there already. Pure. */
import { deliveryId } from '../change/identity.ts';
import type { SubscriptionConfig } from '../config/schema.ts';
import type { DigestAnnouncement, Manner } from './announcement.ts';
import type { Look, Told } from './compose.ts';
import { type Heard, type Hearing, type House, hearings, type Subject } from './route.ts';
import { slotOf, type When } from './schedule.ts';

/** A channel that has words of a node, or is just being told. */
export interface Hearer {
  channel: string;
  nodeId: string;
  as: Heard;
}

/** Who decides before it is posted, and what follows. */
export interface Review {
  channel: string;
  /** What is done when the time is over. */
  otherwise: 'approve' | 'skip';
  /** Milliseconds from when it is shown; absent: nobody is hurried. */
  after?: number;
  /** When it is told, once approved. */
  when: When;
}

export interface Placement {
  told: Told;
  channel: string;
  /** What makes its delivery one of its kind in the channel. */
  key: string;
  manner: Manner;
  /** ISO instant. */
  dueAt: string;
  /** Told with others, in a digest of this instant. */
  gathered?: Exclude<DigestAnnouncement['reason'], 'mass'>;
  /** Its post is taken back: the channel excludes the node. `unheard`: only what waits is. */
  unwanted?: true;
  unheard?: true;
  review?: Review;
}

export interface PlaceInput {
  /** Changes of this pass, oldest first. */
  told: readonly Told[];
  hearers: readonly Hearer[];
  subscriptions: readonly SubscriptionConfig[];
  house(channel: string): House & { look?: Look };
}

export function place({ told, hearers, subscriptions, house }: PlaceInput): Placement[] {
  const byNode = Map.groupBy(hearers, ({ nodeId }) => nodeId);
  const reviewed = new Map(subscriptions.filter((one) => one.review).map((one) => [one.channel, reviewOf(one)]));
  return told.flatMap((one) => {
    const heard = new Map(byNode.get(one.change.nodeId)?.map(({ channel, as }) => [channel, as]));
    return [...hearings(subjectOf(one), subscriptions, heard, house)].flatMap(([channel, hearing]) =>
      places(one, channel, hearing, heard.get(channel), reviewed.get(channel)),
    );
  });
}

export function subjectOf({ change, node, matches }: Told): Subject {
  const { tags, constellation, emoji, contentNote } = node;
  const all = [...constellation, ...(emoji === undefined ? [] : [emoji])];
  return { change, tags, emoji: all, contentNote, matches };
}

/** Of the deliveries that gather others. */
export function windowKey(at: string): string {
  return `digest ${at}`;
}

/** Ids of gathering deliveries that something is put into. */
export function windowsOf(placements: readonly Placement[]): string[] {
  const found = placements.filter(({ gathered }) => gathered);
  return [...new Set(found.map(({ channel, key }) => deliveryId(channel, key)))];
}

/** Nodes of which nothing that waits is told any more. */
export function goneOf(placements: readonly Placement[]): string[] {
  const gone = placements.filter(({ told, unwanted }) => told.change.kind === 'removed' || unwanted);
  return [...new Set(gone.map(({ told }) => told.change.nodeId))];
}

function places(
  told: Told,
  channel: string,
  { manner, subscription, unwanted, unheard }: Hearing,
  heard: Heard | undefined,
  reviewed: Review | undefined,
): Placement[] {
  const { id, kind, commit, settlesAt } = told.change;
  const alone: Placement = { told, channel, key: id, manner, dueAt: settlesAt };
  // What takes back never waits, and asks nobody.
  if (kind === 'removed') return unheard ? [] : [alone];
  if (unwanted) return [{ ...alone, unwanted, ...(unheard && { unheard }) }];
  const review = subscription ? reviewOf(subscription) : reviewed;
  if (review) return [{ ...alone, key: `${id} ${commit}`, review }];
  if (!subscription) return [alone];
  const { at, gathered } = slotOf(subscription, settlesAt);
  // An edit makes no sound.
  const isSilent = gathered === 'quiet' && manner === 'edit' && heard === 'post';
  if (!gathered || isSilent) return [alone];
  const news: Placement = { told, channel, key: windowKey(at), manner: 'post', dueAt: at, gathered };
  const isThere = heard === 'post' || heard === 'digest';
  return isThere ? [news, refreshed(alone)] : [news];
}

/** What stands there is brought up to date beside a digest that tells the news. */
export function refreshed(placement: Placement): Placement {
  const { id, settlesAt } = placement.told.change;
  return { ...placement, key: `${id} refresh`, manner: 'refresh', dueAt: settlesAt, gathered: undefined };
}

function reviewOf({ review, digest, quiet }: SubscriptionConfig): Review | undefined {
  if (!review) return undefined;
  const { channel, otherwise, after } = review;
  return { channel, otherwise, ...(after !== undefined && { after }), when: { digest, quiet } };
}

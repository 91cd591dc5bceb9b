/** Which channels hear of a change, and how. Pure. */
import type { Change } from '../change/change.ts';
import type { SubscriptionConfig } from '../config/schema.ts';
import { fold } from '../library/keys.ts';
import type { Manner } from './announcement.ts';

/** What a subscription may ask of a node: as it is now, or as it last was. */
export interface Subject {
  change: Change;
  tags: readonly string[];
}

/** The subscriptions that want it: the first of each channel, in their order. */
export function route(subject: Subject, subscriptions: readonly SubscriptionConfig[]): SubscriptionConfig[] {
  const wanted = subscriptions.filter((subscription) => wants(subscription, subject));
  return [...new Map(wanted.toReversed().map((one) => [one.channel, one])).values()].toReversed();
}

/**
 * How each channel hears of a change. `heard` names the channels that were told of the node before: whoever has words
 * of it gets them brought up to date, or taken back, whatever the subscription says of the kind of change.
 */
export function manners(
  subject: Subject,
  subscriptions: readonly SubscriptionConfig[],
  heard: ReadonlySet<string>,
): Map<string, Manner> {
  const found = new Map<string, Manner>();
  for (const { channel, onRevision } of route(subject, subscriptions)) {
    if (!revises(subject.change)) found.set(channel, 'edit');
    else if (onRevision !== 'ignore') found.set(channel, onRevision);
    else if (subject.change.kind === 'moved') found.set(channel, 'refresh');
  }
  for (const channel of heard) {
    if (found.has(channel) || (subject.change.kind === 'revised' && ignores(channel, subscriptions))) continue;
    found.set(channel, 'refresh');
  }
  return found;
}

/** A move that changes the text as well is a revision. */
function revises({ kind, difference }: Change): boolean {
  return kind === 'revised' || (kind === 'moved' && difference !== undefined);
}

function ignores(channel: string, subscriptions: readonly SubscriptionConfig[]): boolean {
  return subscriptions.some((one) => one.channel === channel && one.onRevision === 'ignore');
}

function wants(subscription: SubscriptionConfig, { change, tags }: Subject): boolean {
  const { source, folders, nodes, kinds, minor } = subscription;
  if (source !== undefined && source !== change.source) return false;
  if (!kinds.includes(change.kind)) return false;
  if (change.kind === 'revised' && change.grade === 'minor' && !minor) return false;
  if (folders.length + nodes.length + subscription.tags.length === 0) return true;
  const paths = change.from === undefined ? [change.path] : [change.path, change.from];
  const wanted = new Set(subscription.tags.map(fold));
  return (
    folders.some((folder) => paths.some((path) => path.startsWith(`${folder.replace(/\/+$/, '')}/`))) ||
    nodes.some((node) => node === change.nodeId || paths.includes(node)) ||
    tags.some((tag) => wanted.has(fold(tag)))
  );
}

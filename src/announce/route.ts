/** Which channels hear of a change. Pure. */
import type { Change } from '../change/change.ts';
import type { SubscriptionConfig } from '../config/schema.ts';
import { fold } from '../library/keys.ts';

/** What a subscription may ask of a node: as it is now, or as it last was. */
export interface Subject {
  change: Change;
  tags: readonly string[];
}

/** Names of the channels, each once, in the order of their subscriptions. */
export function route(subject: Subject, subscriptions: readonly SubscriptionConfig[]): string[] {
  return [...new Set(subscriptions.filter((s) => wants(s, subject)).map((s) => s.channel))];
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

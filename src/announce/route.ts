/** Which channels hear of a change, and how. Pure. */
import type { Change } from '../change/change.ts';
import type { ChannelLook, SubscriptionConfig } from '../config/schema.ts';
import { fold } from '../library/keys.ts';
import type { Manner } from './announcement.ts';

/** What a subscription may ask of a node: as it is now, or as it last was. */
export interface Subject {
  change: Change;
  tags: readonly string[];
  /** Of its constellation and its name. */
  emoji: readonly string[];
  contentNote?: string;
  /** Keys of the neighbourhoods it lies in and of the queries that find it, of those that subscriptions name. */
  matches?: ReadonlySet<string>;
}

export type Near = NonNullable<SubscriptionConfig['near']>;

export const nearKey = ({ node, links }: Near) => `near ${links} ${node}`;
export const queryKey = (query: string) => `query ${query}`;

/** Why a subscription does not tell of a change. `note`: the channel takes no node behind a content note. */
export type Reason = 'source' | 'kind' | 'minor' | 'scope' | 'except' | 'muted' | 'note' | 'ignored';

/** What holds in a channel, whoever subscribed. */
export interface House {
  look?: Pick<ChannelLook, 'contentNotes'>;
  /** Ids of nodes that it wants nothing new of. */
  muted?: ReadonlySet<string>;
}

export type Houses = (channel: string) => House;

/** How a channel has words of a node: in a post of its own, in a line of a digest, in a post that asks for approval. */
export type Heard = 'post' | 'digest' | 'review';

export interface Hearing {
  manner: Manner;
  /** The one that wants it; absent where what stands there is only brought up to date. */
  subscription?: SubscriptionConfig;
  /** What stands there is taken back: the channel excludes the node as it is now. `unheard`: nothing stands there yet. */
  unwanted?: true;
  unheard?: true;
}

/** What a reason means, for who asks why. */
export const REASONS: Record<Reason, string> = {
  source: 'from another source',
  kind: 'not a kind of change that is subscribed',
  minor: 'minor',
  scope: 'outside of what is subscribed',
  except: 'excluded',
  muted: 'muted',
  note: 'behind a content note',
  ignored: 'revisions are ignored',
};

/** Undefined: it is told. */
export function verdict(subject: Subject, subscription: SubscriptionConfig, house: House = {}): Reason | undefined {
  const { change } = subject;
  const { source, kinds, minor, onRevision, except } = subscription;
  if (source !== undefined && source !== change.source) return 'source';
  if (!isIn(subject, subscription)) return 'scope';
  if (isExcluded(subject, except)) return 'except';
  if (house.look?.contentNotes === 'omit' && subject.contentNote) return 'note';
  if (house.muted?.has(change.nodeId)) return 'muted';
  if (!kinds.includes(change.kind)) return 'kind';
  if (change.kind === 'revised' && change.grade === 'minor' && !minor) return 'minor';
  return revises(change) && onRevision === 'ignore' ? 'ignored' : undefined;
}

/**
 * How each channel hears of a change: by the first of its subscriptions that wants it. `heard` names the channels that
 * were told of the node before: whoever has words of it gets them brought up to date, or taken back, whatever the
 * subscription says of the kind of change.
 */
export function hearings(
  subject: Subject,
  subscriptions: readonly SubscriptionConfig[],
  heard: ReadonlyMap<string, Heard>,
  houses: Houses = () => ({}),
): Map<string, Hearing> {
  const found = new Map<string, Hearing>();
  const reasons = new Map<string, Set<Reason>>();
  for (const subscription of subscriptions) {
    const { channel, onRevision } = subscription;
    if (found.has(channel)) continue;
    const reason = verdict(subject, subscription, houses(channel));
    if (reason === undefined)
      found.set(channel, { manner: revises(subject.change) ? (onRevision as Manner) : 'edit', subscription });
    else reasons.set(channel, (reasons.get(channel) ?? new Set()).add(reason));
  }
  for (const [channel, why] of reasons)
    if (!found.has(channel) && !stands(heard.get(channel)) && (why.has('except') || why.has('note')))
      found.set(channel, { manner: 'refresh', unwanted: true, unheard: true });
  for (const [channel, as] of heard) {
    // A post that asks for approval is brought up to date by what it asks about.
    if (found.has(channel) || (as === 'review' && subject.change.kind !== 'removed')) continue;
    const why = reasons.get(channel);
    const unwanted = why?.has('except') || why?.has('note') || isOmitted(subject, houses(channel));
    if (unwanted) found.set(channel, { manner: 'refresh', unwanted: true });
    else if (!(subject.change.kind === 'revised' && why?.has('ignored'))) found.set(channel, { manner: 'refresh' });
  }
  return found;
}

function stands(as: Heard | undefined): boolean {
  return as === 'post' || as === 'digest';
}

function isOmitted({ contentNote }: Subject, { look }: House): boolean {
  return look?.contentNotes === 'omit' && Boolean(contentNote);
}

/** A move that changes the text as well is a revision. */
function revises({ kind, difference }: Change): boolean {
  return kind === 'revised' || (kind === 'moved' && difference !== undefined);
}

type Scope = Pick<SubscriptionConfig, 'folders' | 'tags' | 'nodes' | 'emoji'>;

/** A subscription that names nothing is one to everything. */
function isIn(subject: Subject, subscription: SubscriptionConfig): boolean {
  const { near, query } = subscription;
  const named =
    [...subscription.folders, ...subscription.tags, ...subscription.nodes, ...subscription.emoji].length > 0;
  if (!named && near === undefined && query === undefined) return true;
  if (near !== undefined && subject.matches?.has(nearKey(near))) return true;
  if (query !== undefined && subject.matches?.has(queryKey(query))) return true;
  const { path, from } = subject.change;
  return holds(subscription, subject, from === undefined ? [path] : [path, from]);
}

/** A node that left an excluded folder is heard of. */
function isExcluded(subject: Subject, except: Scope): boolean {
  return holds(except, subject, [subject.change.path]);
}

function holds(scope: Scope, { change, tags, emoji }: Subject, paths: readonly string[]): boolean {
  const wantedTags = new Set(scope.tags.map(fold));
  const wantedEmoji = new Set(scope.emoji.map(fold));
  return (
    scope.folders.some((folder) => paths.some((path) => path.startsWith(`${folder.replace(/\/+$/, '')}/`))) ||
    scope.nodes.some((node) => node === change.nodeId || paths.includes(node)) ||
    tags.some((tag) => wantedTags.has(fold(tag))) ||
    emoji.some((one) => wantedEmoji.has(fold(one)))
  );
}

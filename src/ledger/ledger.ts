/**
 * The ledger keeps what must never be lost: a cursor per source, who each node is, its changes, and what is to be
 * delivered where. sqlite.ts and postgres.ts open it; both run the same queries and the same contract suite.
 */
import type { DigestAnnouncement, Manner } from '../announce/announcement.ts';
import type { Amendment, PlannedDelivery } from '../announce/draft.ts';
import type { Hearer } from '../announce/place.ts';
import type { ChangeRecord, NodeRecord } from '../change/change.ts';
import type { Made } from '../config/subscription.ts';

export type { Hearer } from '../announce/place.ts';
export type { ChangeRecord, NodeRecord, NodeState } from '../change/change.ts';

export interface SourceState {
  name: string;
  /** Commit up to which everything is told, full hash. */
  cursor: string;
  /** ISO instant of the last committed pass. */
  at: string;
  /** A mark of how far the history before the first pass is told. Absent: that pass left none. */
  past?: string;
}

/** `held`: it waits for somebody to approve it. */
export type DeliveryState = 'pending' | 'held' | 'sending' | 'retry' | 'unknown' | 'sent' | 'dead';

/**
 * A delivery to be written: its id is a UUID, deterministic from channel and change, so that the same pass planned twice
 * is one delivery. `manner`: what becomes of the post the channel already has; default: `edit`.
 */
export type NewDelivery = Omit<PlannedDelivery, 'manner'> & { manner?: Manner };

export interface Delivery extends Omit<NewDelivery, 'state' | 'gathers'> {
  /** Order within the channel. */
  seq: number;
  state: DeliveryState;
  manner: Manner;
  attempts: number;
  /** How often nobody could tell whether it had arrived, and it was sent again. */
  doubts: number;
  /** How often it was amended while it waited. */
  revision: number;
  /** Why it waits, is unknown or dead. */
  reason?: string;
  /** Ids of the platform's messages it became. */
  messages: string[];
  /** ISO instants. */
  createdAt: string;
  sentAt?: string;
}

export type WaitingDelivery = Delivery & { state: 'pending' | 'retry' | 'held' };

/** What stands in a channel, so that it can be changed and taken back. */
export interface PostRecord {
  /** Id of the delivery that became it. */
  id: string;
  channel: string;
  /**
   * `post`: of a node, or a digest. `change`: a reply saying what changed. `earlier`: a post with a newer one after it.
   * `review`: it asks whether something may be posted elsewhere.
   */
  form: 'post' | 'change' | 'earlier' | 'review';
  /** `gone`: somebody else deleted it. `withdrawn`: we did; it is kept no longer. */
  state: 'live' | 'gone' | 'withdrawn';
  /** Ids of the platform's messages. */
  messages: string[];
  /** Ids of the nodes it tells of. */
  nodes: string[];
  /** What a digest shows. */
  digest?: DigestAnnouncement;
  /** ISO instant at which it was sent. */
  at: string;
}

/** A subscription made in a chat. */
export interface FollowRecord {
  /** The same for the same channel and scope. */
  id: string;
  /** As sinks know it. */
  channel: string;
  /** Nothing in it: everything. */
  scope: FollowScope;
  /** `discord:ID`, `telegram:ID`. */
  by: string;
  /** ISO instant. */
  at: string;
}

export interface FollowScope extends Made {
  folders: string[];
  tags: string[];
  /** Ids. */
  nodes: string[];
}

export interface Alone {
  /** Settles once another process may have taken over. */
  lost: Promise<void>;
  release(): Promise<void>;
}

/** Everything one pass writes, in one transaction. */
export interface PassRecord {
  source: string;
  /** Cursor the pass began at; absent on the first pass. */
  from?: string;
  to: string;
  /** ISO instant, the pass's `now`. */
  at: string;
  nodes: NodeRecord[];
  /** Inserted, or replaced where the id is known (a change that was extended). */
  changes: ChangeRecord[];
  /** Ids of changes that came to nothing (a revert inside the settle window). */
  dropped: string[];
  deliveries: NewDelivery[];
  /** Of the first pass: where the telling of what was before it begins. */
  past?: string;
  /**
   * Deliveries not yet sent whose content changes; `announcement` absent: withdrawn before anybody saw it. One that was
   * tried already can only become the withdrawal of its node.
   */
  amended: Amended[];
}

/** A piece of the history before the first pass, told later. */
export interface PastRecord {
  source: string;
  /** The mark that the piece begins at; absent where there is none. */
  from?: string;
  to: string;
  /** Those whose id is known stay as they are. */
  changes: ChangeRecord[];
}

export type Amended = Omit<Amendment, 'manner'> & { manner?: Manner };

/** What somebody decided of a held delivery. */
export interface DecisionRecord {
  delivery: string;
  channel: string;
  decided: 'approve' | 'hold' | 'skip' | 'edit';
  /** Absent: nobody did in time. */
  by?: string;
  /** ISO instant. */
  at: string;
}

/** What is written to the outgoing deliveries apart from a pass. */
export interface Outgoing {
  deliveries: NewDelivery[];
  amended: Amended[];
  decision?: DecisionRecord;
  /** ISO instant. */
  at: string;
}

/** A node that a channel wants nothing new of. */
export interface MuteRecord {
  channel: string;
  nodeId: string;
  /** `discord:ID`, `telegram:ID`. */
  by: string;
  /** ISO instant. */
  at: string;
}

/** What is asked for beside the changes and the removed nodes. */
export interface AlsoWaiting {
  /** Ids of nodes: what is held of them, what asks about it, and the digests that gather them. */
  held?: readonly string[];
  /** Ids of deliveries. */
  ids?: readonly string[];
}

export interface DeliveryFilter {
  states?: DeliveryState[];
  channel?: string;
  limit?: number;
}

/** How many deliveries of a channel are in a state; sent ones are not counted. */
export interface Backlog {
  channel: string;
  state: DeliveryState;
  count: number;
}

/** What became of a claimed delivery. */
export type Settlement =
  | { state: 'sent'; messages: string[]; at: string; posts?: PostRecord[] }
  /** `doubt`: it may have arrived. `free`: the attempt does not count. */
  | { state: 'retry'; dueAt: string; reason: string; doubt?: true; free?: true }
  | { state: 'unknown'; reason: string }
  | { state: 'dead'; reason: string };

export interface Ledger {
  source(name: string): Promise<SourceState | undefined>;

  /**
   * Moves the cursor from `from` to `to` by compare-and-set and writes all the rest, or nothing at all.
   * False: somebody else moved the cursor, or an amended delivery has left meanwhile. Read again, plan again.
   */
  commit(pass: PassRecord): Promise<boolean>;
  /** Writes all of it, or nothing: false, where somebody else moved the mark of the past. Nothing else is touched. */
  commitPast(past: PastRecord): Promise<boolean>;

  /** Nodes of a source, every state. */
  nodes(source: string): AsyncIterable<NodeRecord>;
  /** Nodes of every state whose present, last or first path (`birthPath`) is one of these. */
  nodesByPath(source: string, paths: string[]): Promise<NodeRecord[]>;
  nodesById(source: string, ids: string[]): Promise<NodeRecord[]>;
  /** Live nodes removed or hidden since the instant, newest first. */
  removals(since: string): Promise<NodeRecord[]>;

  /**
   * Newest first, of nodes that are live, and removals of nodes that are not. A change of a node that is gone is
   * never among them: a removal takes back everything said.
   */
  changes(filter: { limit: number; sources?: readonly string[]; nodeId?: string }): Promise<ChangeRecord[]>;
  /** Changes of a source that settle after `now`. */
  openChanges(source: string, now: string): Promise<ChangeRecord[]>;
  /**
   * Deliveries in state `pending` that tell one of the changes, alone or in a digest; and those in `pending` or `retry`
   * that tell any change of the nodes. In state `held` and `pending`, those of `also`.
   */
  waitingDeliveries(
    changeIds: readonly string[],
    nodeIds: readonly string[],
    also?: AlsoWaiting,
  ): Promise<WaitingDelivery[]>;
  /** Which of the channels were told of which of the nodes, or are just being told. */
  hearers(nodeIds: readonly string[], channels: readonly string[]): Promise<Hearer[]>;
  /** Writes all of it, or nothing: false, where something has changed since it was read. */
  amend(outgoing: Outgoing): Promise<boolean>;
  /** What is held and should have been decided by `now`, an ISO instant. */
  undecided(now: string): Promise<WaitingDelivery[]>;
  /** When the next of those is to be decided. */
  nextDecision(): Promise<string | undefined>;
  /** The newest first. */
  decisions(filter: { delivery?: string; limit: number }): Promise<DecisionRecord[]>;

  /** In the order they were made. */
  mutes(): Promise<MuteRecord[]>;
  /** Returns whether it is new. */
  mute(record: MuteRecord): Promise<boolean>;
  /** Returns whether it was mute. */
  unmute(channel: string, nodeId: string): Promise<boolean>;

  /** What stands in the channel about any of the nodes, the oldest first. */
  posts(channel: string, nodeIds: readonly string[]): Promise<PostRecord[]>;

  /**
   * Takes for `owner` what is due: of each channel the head of its line, if it is due, never two of one channel at
   * once. Taken ones are in state `sending`. The line is ordered by when a delivery was planned to go out, then by
   * `seq`; `sending` and `retry` hold it, `unknown` and `dead` do not. `owner` is unique to one life of a process.
   * `channels`: only these.
   */
  claim(owner: string, now: string, limit: number, channels?: readonly string[]): Promise<Delivery[]>;
  /** `sent` always holds; the others only while the delivery is in `sending`. */
  settle(id: string, settlement: Settlement): Promise<void>;
  /** Takes over for `owner` the deliveries left in `sending` by owners that are no longer alive. */
  abandoned(owner: string): Promise<Delivery[]>;
  /** When the next head of a line falls due, if any waits and is not behind one being sent. `channels`: only these. */
  nextDue(channels?: readonly string[]): Promise<string | undefined>;
  /** By channel and state. */
  backlog(): Promise<Backlog[]>;

  /** Addresses of channels that the platform changed: by channel, from what the config says to what holds now. */
  moves(): Promise<{ channel: string; from: string; to: string }[]>;
  /** Keeps such a change; a later one of the same channel takes its place. */
  move(channel: string, from: string, to: string): Promise<void>;

  /** Channels that something stands in. */
  postedChannels(): Promise<string[]>;

  /** What a bot remembers under a key. */
  note(key: string): Promise<string | undefined>;
  setNote(key: string, value: string): Promise<void>;

  /** Keeps what a button was too small for; those that nobody used since `before` are forgotten. ISO instants. */
  keepAsk(key: string, code: string, now: string, before: string): Promise<void>;
  keptAsk(key: string, now: string): Promise<string | undefined>;

  /** Subscriptions made in chats, in the order they were made. */
  follows(): Promise<FollowRecord[]>;
  /** Once for each id. Returns whether it is new. */
  follow(record: FollowRecord): Promise<boolean>;
  /** Returns whether there was one. */
  unfollow(id: string): Promise<boolean>;

  /** Forgets sent deliveries of a channel, sent before an ISO instant, of which nothing can be taken back. */
  forgetSent(channel: string, before: string): Promise<void>;

  /** For what only one process may do at a time. Undefined: another one does it. */
  alone(name: string): Promise<Alone | undefined>;

  delivery(id: string): Promise<Delivery | undefined>;
  /** Newest first. */
  deliveries(filter: DeliveryFilter): Promise<Delivery[]>;
  /** Makes `retry`, `unknown` and `dead` ones pending again, due at `now`. Returns how many. */
  retryDeliveries(ids: string[], now: string): Promise<number>;
  /** Marks `pending`, `retry` and `unknown` ones `dead` with the reason "dropped by hand". Returns how many. */
  dropDeliveries(ids: string[]): Promise<number>;

  close(): Promise<void>;
}

/** The ledger cannot be opened; the message names it and the mend, never a password. */
export class LedgerFault extends Error {
  override name = 'LedgerFault';
}

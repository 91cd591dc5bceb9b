/** The ledger's tables as Kysely sees them. Instants are ISO text in UTC with milliseconds, so they sort as text. */
import type { Generated } from 'kysely';
import type { Manner } from '../announce/announcement.ts';
import type { DeliveryState, NodeState, PostRecord } from './ledger.ts';

export type Dialect = 'sqlite' | 'postgres';

export interface SourceTable {
  name: string;
  cursor: string;
  at: string;
  /** How far what was before the first pass is told. Null: not known. */
  past: string | null;
}

export interface NodeTable {
  source: string;
  id: string;
  path: string;
  birth_path: string;
  ordinal: number;
  oid: string;
  state: NodeState;
  published: string;
  updated: string;
  gone_at: string | null;
  removed_at: string | null;
  removed_path: string | null;
  removed_oid: string | null;
}

export interface ChangeTable {
  /** Order of insertion, for changes of the same instant. */
  seq: Generated<number>;
  id: string;
  source: string;
  node_id: string;
  kind: string;
  at: string;
  settles_at: string;
  /** The whole ChangeRecord as JSON; the columns above repeat what queries look for. */
  body: string;
}

export interface DeliveryTable {
  seq: Generated<number>;
  id: string;
  channel: string;
  change_id: string;
  /** JSON. */
  announcement: string;
  /** Its place in the channel: when it was planned to go out. Not moved by retries, so nothing overtakes it. */
  order_at: string;
  /** When it may be claimed. */
  due_at: string;
  state: DeliveryState;
  attempts: number;
  reason: string | null;
  /** JSON list of ids. */
  messages: string;
  created_at: string;
  sent_at: string | null;
  /** Who claimed it last, and when. */
  owner: string | null;
  claimed_at: string | null;
  manner: Manner;
  doubts: number;
  /** How often it was amended while it waited. */
  revision: Generated<number>;
  /** JSON: who decides whether it is posted. */
  review: string | null;
}

/** Which changes a delivery tells: one, or all of a digest. */
export interface TellingTable {
  change_id: string;
  delivery_id: string;
  /** Null for what is no change of one node, such as the time of a digest. */
  node_id: string | null;
}

export interface PostTable {
  id: string;
  channel: string;
  form: PostRecord['form'];
  state: PostRecord['state'];
  /** JSON lists of ids. */
  messages: string;
  nodes: string;
  /** JSON. */
  digest: string | null;
  at: string;
}

/** Which nodes a post tells of. */
export interface PostNodeTable {
  node_id: string;
  channel: string;
  post_id: string;
}

/** Where a channel lives now, if not where the config says. */
export interface MoveTable {
  channel: string;
  moved_from: string;
  moved_to: string;
}

/** What a platform's bot has to remember. */
export interface NoteTable {
  key: string;
  value: string;
}

/** What buttons were too small for. */
export interface AskTable {
  key: string;
  code: string;
  used_at: string;
}

/** A subscription made in a chat. */
export interface FollowTable {
  id: string;
  channel: string;
  /** JSON. */
  scope: string;
  made_by: string;
  at: string;
}

/** Who decided what of which held delivery. */
export interface DecisionTable {
  seq: Generated<number>;
  delivery_id: string;
  channel: string;
  decided: string;
  /** Null: nobody did in time. */
  decided_by: string | null;
  at: string;
}

/** Nodes that a channel wants nothing new of. */
export interface MuteTable {
  channel: string;
  node_id: string;
  made_by: string;
  at: string;
}

export interface MigrationTable {
  version: number;
}

export interface Tables {
  sources: SourceTable;
  nodes: NodeTable;
  changes: ChangeTable;
  deliveries: DeliveryTable;
  tellings: TellingTable;
  posts: PostTable;
  post_nodes: PostNodeTable;
  moves: MoveTable;
  notes: NoteTable;
  asks: AskTable;
  follows: FollowTable;
  decisions: DecisionTable;
  mutes: MuteTable;
  starpost_migrations: MigrationTable;
}

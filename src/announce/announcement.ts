/** What is to be told, without any platform's words. A sink dresses it. */
import type { ChangeKind, Difference, Grade } from '../change/change.ts';
import type { ChannelLook } from '../config/schema.ts';

/** A cross-reference a reader can follow. */
export interface Link {
  title: string;
  /** Public address, where there is one. */
  url?: string;
  /** Node it leads to, where it resolves. */
  nodeId?: string;
  /** The author's words on why. */
  note?: string;
}

/** One change of one node. */
export interface NodeAnnouncement {
  type: 'node';
  changeId: string;
  nodeId: string;
  kind: ChangeKind;
  grade: Grade;
  emoji?: string;
  title: string;
  tagline?: string;
  /** Public address of the node; absent for a removed one. */
  url?: string;
  path: string;
  from?: string;
  /** The author's first words; absent for a removed node. */
  summary?: string;
  contentNote?: string;
  status?: string;
  tags: string[];
  /** ISO dates or instants, the author's where stated. */
  created?: string;
  updated?: string;
  difference?: Difference;
  references: Link[];
  commit: string;
  commitUrl?: string;
  /** ISO instant of the change. */
  at: string;
  /** Of a node that is back: what happened to it before, oldest first. */
  history?: { kind: ChangeKind; at: string }[];
  /** Changes that are told together here, oldest first, where there can be several: of a node that waited for approval. */
  parts?: ChangePart[];
  /** Language of the words around the author's; default: English. */
  language?: Language;
  /** Texts that a channel's template gives, in the place of the usual ones. Plain, not escaped. */
  worded?: { title?: string; body?: string; changes?: string[] };
  /** A summary that a curator wrote, in the place of the author's first words. */
  curated?: string;
}

/** One of several changes of a node. */
export interface ChangePart {
  changeId: string;
  kind: ChangeKind;
  from?: string;
  difference?: Difference;
}

/**
 * What becomes of a channel's post of a node that changed again: the post is edited; edited, and a short reply says
 * what changed; reduced to a line, and a new post is sent. `refresh`: what is there is edited, but nothing new is sent,
 * not even where the channel has no post of the node.
 */
export type Manner = 'edit' | 'edit+reply' | 'post' | 'refresh';

/** Many changes in one post. */
export interface DigestAnnouncement {
  type: 'digest';
  /** `mass`: more nodes in one pass than the source's `massChange`. `digest`: its time has come. `quiet`: held until now. */
  reason: 'mass' | 'digest' | 'quiet';
  at: string;
  /** One item a change; grouped by folder, in the order to be shown. See `shownItems`. */
  groups: { folder: string; items: DigestItem[] }[];
  language?: Language;
}

export interface DigestItem {
  changeId: string;
  nodeId: string;
  kind: ChangeKind;
  emoji?: string;
  title: string;
  url?: string;
  path: string;
  from?: string;
  contentNote?: string;
  difference?: Difference;
}

/** A post that waits for approval, shown to those who may decide. */
export interface ReviewAnnouncement {
  type: 'review';
  /** Id and revision of the delivery that waits. */
  delivery: string;
  revision: number;
  /** Where it would be posted. */
  channel: string;
  post: Post;
  /** What is done at an ISO instant, if nobody answers. */
  unanswered?: { at: string; otherwise: 'approve' | 'skip' };
  /** `withdrawn`: there is nothing to decide any more. */
  decided?: { as: Decided; by?: string };
  /** ISO instant. */
  at: string;
}

export type Decided = 'approved' | 'held' | 'skipped' | 'withdrawn';

/** Feeds that changed, for the WebSub hub (https://www.w3.org/TR/websub/#publishing). No channel of people gets one. */
export interface PingAnnouncement {
  type: 'ping';
  /** Addresses of documents that can be fetched already. */
  topics: string[];
  /** ISO instant. */
  at: string;
}

/** What people read. */
export type Post = NodeAnnouncement | DigestAnnouncement;

export type Announcement = Post | ReviewAnnouncement | PingAnnouncement;

export type Language = ChannelLook['language'];

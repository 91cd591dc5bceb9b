/** What is to be told, without any platform's words. A sink dresses it. */
import type { ChangeKind, Difference, Grade } from '../change/change.ts';

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
  /** `mass`: more nodes in one pass than the source's `massChange`. */
  reason: 'mass';
  at: string;
  /** One line an item; grouped by folder, in the order to be shown. */
  groups: { folder: string; items: DigestItem[] }[];
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
  difference?: Difference;
}

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

export type Announcement = Post | PingAnnouncement;

/** A change and its node -> what is to be told, in plain data. Pure. */
import type { ChangeRecord } from '../change/change.ts';
import { combine } from '../change/combine.ts';
import type { ChannelLook } from '../config/schema.ts';
import type { Node } from '../node/node.ts';
import { summarize } from '../node/summarize.ts';
import type { ChangePart, DigestItem, Link, NodeAnnouncement } from './announcement.ts';
import { itemOf } from './digest.ts';
import { worded } from './template.ts';

/** A node with all that is said about it. */
export interface Described {
  /** As it is now; as it last was, for a removal. */
  node: Node;
  url: string;
  links: Link[];
}

/** A change with all that is said about it. */
export interface Told extends Described {
  change: ChangeRecord;
  commitUrl?: string;
  /** Of a node that is back: its earlier changes, oldest first. */
  history?: NodeAnnouncement['history'];
  /** Keys of neighbourhoods and queries of subscriptions that hold it. */
  matches?: ReadonlySet<string>;
}

/** How it is worded in a channel; absent: as usual. */
export type Look = Partial<Pick<ChannelLook, 'language' | 'summary' | 'contentNotes' | 'template'>>;

export function announcement(told: Told, look: Look = {}): NodeAnnouncement {
  const { change, commitUrl, history } = told;
  const { id: changeId, nodeId, kind, grade, path, from, title, emoji, commit, at, difference } = change;
  const head = {
    type: 'node' as const,
    changeId,
    nodeId,
    kind,
    grade,
    emoji,
    title,
    path,
    from,
    commit,
    commitUrl,
    at,
  };
  // What is withdrawn is not repeated: neither text nor tags nor references.
  if (kind === 'removed') return { ...head, tags: [], references: [], ...languageOf(look) };
  return shaped({ ...head, ...described(told), difference, history }, look);
}

/** What a channel that excludes a node hears of it: that it is not there. */
export function removal({ change }: Told, { language }: Look = {}): NodeAnnouncement {
  const { id: changeId, nodeId, path, title, emoji, commit, at } = change;
  return {
    ...{ type: 'node', changeId, nodeId, kind: 'removed', grade: 'substantial', path, title, emoji, commit, at },
    ...{ tags: [], references: [], ...languageOf({ language }) },
  };
}

export function digestItem(told: Told, look: Look = {}): DigestItem {
  const item = itemOf(announcement(told, look));
  if (item.kind === 'removed') return { ...item, from: told.change.from };
  // What is folded in a post of its own is not told in a line.
  return item.contentNote ? { ...item, difference: undefined } : item;
}

/** A node's announcement that tells a further change of it; the curator's summary stays. */
export function further(before: NodeAnnouncement, told: Told, look: Look = {}): NodeAnnouncement | undefined {
  const now = announcement(told, look);
  const parts = [...partsOf(before).filter(({ changeId }) => changeId !== told.change.id), partOf(now)];
  return together({ ...now, curated: before.curated, history: now.history ?? before.history }, parts, look);
}

/** It without one of its changes, which came to nothing; `now`: the node as it is. Undefined: nothing is left. */
export function lessened(
  before: NodeAnnouncement,
  changeId: string,
  now: Described | undefined,
  look: Look = {},
): NodeAnnouncement | undefined {
  const parts = partsOf(before).filter((part) => part.changeId !== changeId);
  if (parts.length === 0) return undefined;
  const { title, emoji, path } = now?.node ?? before;
  const text = now ? { ...described(now), title, emoji, path } : {};
  return together({ ...before, ...text, changeId: parts.at(-1)!.changeId }, parts, look);
}

function together(node: NodeAnnouncement, parts: ChangePart[], look: Look): NodeAnnouncement | undefined {
  const all = combine(parts, node.path);
  if (!all) return undefined;
  return shaped({ ...node, from: undefined, difference: undefined, ...all, parts }, look);
}

function partsOf(node: NodeAnnouncement): ChangePart[] {
  return node.parts ?? [partOf(node)];
}

function partOf({ changeId, kind, from, difference }: NodeAnnouncement): ChangePart {
  return { changeId, kind, from, difference };
}

function described({ node, url, links }: Described) {
  const { tagline, summary, contentNote, status, tags } = node;
  return {
    ...{ tagline, url, summary, contentNote, status, tags, references: links },
    created: node.statedCreated ?? node.published,
    updated: node.statedUpdated ?? node.updated,
  };
}

function shaped(node: NodeAnnouncement, look: Look): NodeAnnouncement {
  const { summary, contentNotes = 'fold' } = look;
  const all = { ...node, ...languageOf(look) };
  if (node.contentNote && contentNotes !== 'fold') {
    const only = { ...all, tagline: undefined, summary: undefined, difference: undefined, tags: [], references: [] };
    return { ...only, ...(look.template && { worded: worded(only, look.template) }) };
  }
  const cut = summary === undefined || node.summary === undefined ? node.summary : summarize(node.summary, summary);
  const short = { ...all, summary: cut };
  return look.template ? { ...short, worded: worded(short, look.template) } : short;
}

function languageOf({ language }: Look): Pick<NodeAnnouncement, 'language'> {
  return language === undefined || language === 'en' ? {} : { language };
}

/** Between the ledger's records and the rows they are kept in. Pure. */
import type { Insertable, Selectable } from 'kysely';
import { tellingsOf } from '../announce/digest.ts';
import type { ChangeRecord, Delivery, NewDelivery, NodeRecord, SourceState } from './ledger.ts';
import type { ChangeTable, DeliveryTable, NodeTable, SourceTable } from './tables.ts';

const SORTABLE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Any ISO instant as UTC with milliseconds, so that instants compare as text. Throws RangeError on what is no instant. */
export function instant(iso: string): string {
  return SORTABLE.test(iso) ? iso : new Date(iso).toISOString();
}

export function sourceOf(row: Selectable<SourceTable>): SourceState {
  const { name, cursor, at, past } = row;
  return past === null ? { name, cursor, at } : { name, cursor, at, past };
}

export function nodeRow(node: NodeRecord): Insertable<NodeTable> {
  return {
    source: node.source,
    id: node.id,
    path: node.path,
    birth_path: node.birthPath,
    ordinal: node.ordinal,
    oid: node.oid,
    state: node.state,
    published: node.published,
    updated: node.updated,
    gone_at: node.goneAt === undefined ? null : instant(node.goneAt),
    removed_at: node.removedAt === undefined ? null : instant(node.removedAt),
    removed_path: node.removedFrom?.path ?? null,
    removed_oid: node.removedFrom?.oid ?? null,
  };
}

export function nodeOf(row: Selectable<NodeTable>): NodeRecord {
  const node: NodeRecord = {
    source: row.source,
    id: row.id,
    path: row.path,
    birthPath: row.birth_path,
    ordinal: row.ordinal,
    oid: row.oid,
    state: row.state,
    published: row.published,
    updated: row.updated,
  };
  if (row.gone_at !== null) node.goneAt = row.gone_at;
  if (row.removed_at !== null) node.removedAt = row.removed_at;
  if (row.removed_path !== null && row.removed_oid !== null)
    node.removedFrom = { path: row.removed_path, oid: row.removed_oid };
  return node;
}

export function changeRow(change: ChangeRecord): Insertable<ChangeTable> {
  return {
    id: change.id,
    source: change.source,
    node_id: change.nodeId,
    kind: change.kind,
    at: instant(change.at),
    settles_at: instant(change.settlesAt),
    body: JSON.stringify(change),
  };
}

export function changeOf(row: { body: string }): ChangeRecord {
  return JSON.parse(row.body) as ChangeRecord;
}

export function deliveryRow(delivery: NewDelivery, createdAt: string): Insertable<DeliveryTable> {
  const dueAt = instant(delivery.dueAt);
  return {
    id: delivery.id,
    channel: delivery.channel,
    change_id: delivery.changeId,
    announcement: JSON.stringify(delivery.announcement),
    order_at: dueAt,
    due_at: dueAt,
    state: delivery.state ?? 'pending',
    attempts: 0,
    reason: null,
    messages: '[]',
    created_at: instant(createdAt),
    sent_at: null,
    owner: null,
    claimed_at: null,
    manner: delivery.manner ?? 'edit',
    doubts: 0,
    review: delivery.review ? JSON.stringify(delivery.review) : null,
  };
}

export function deliveryOf(row: Selectable<DeliveryTable>): Delivery {
  const delivery: Delivery = {
    id: row.id,
    channel: row.channel,
    changeId: row.change_id,
    announcement: JSON.parse(row.announcement) as Delivery['announcement'],
    dueAt: row.due_at,
    seq: row.seq,
    state: row.state,
    manner: row.manner,
    attempts: row.attempts,
    doubts: row.doubts,
    revision: row.revision,
    messages: JSON.parse(row.messages) as string[],
    createdAt: row.created_at,
  };
  if (row.reason !== null) delivery.reason = row.reason;
  if (row.sent_at !== null) delivery.sentAt = row.sent_at;
  if (row.review !== null) delivery.review = JSON.parse(row.review) as NonNullable<Delivery['review']>;
  return delivery;
}

/** The changes an announcement tells, each with its node, and what the delivery itself is called after. */
export function told({
  announcement,
  changeId,
}: Pick<NewDelivery, 'changeId' | 'announcement'>): Map<string, string | null> {
  const found = new Map<string, string | null>([[changeId, null]]);
  for (const { change, node } of tellingsOf(announcement)) found.set(change, node);
  return found;
}

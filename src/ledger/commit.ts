/** What one pass writes, inside the transaction it is given. */
import type { Transaction } from 'kysely';
import type { Amended, NewDelivery, Outgoing, PassRecord, PastRecord } from './ledger.ts';
import type { Among } from './queue.ts';
import { changeRow, deliveryRow, instant, nodeRow, told } from './rows.ts';
import type { Tables } from './tables.ts';

/** Thrown to roll the pass back: what it was planned on is no longer so. */
export class Stale extends Error {
  override name = 'Stale';
}

/**
 * Rows an insert: 500 of the widest table are 7,000 parameters, well within SQLite's 32,766 and PostgreSQL's 65,535,
 * and equal batches let the prepared statement serve again.
 */
const BATCH = 500;

/** Writes a pass. Throws Stale when the cursor has moved or an amended delivery has left. */
export async function writePass(trx: Transaction<Tables>, pass: PassRecord, among: Among): Promise<void> {
  // The cursor comes first: it locks the source, so two passes over it can not interleave.
  if (!(await moveCursor(trx, pass))) throw new Stale();
  await writeNodes(trx, pass);
  await writeChanges(trx, pass);
  if (pass.dropped.length) await trx.deleteFrom('changes').where(among('id', pass.dropped)).execute();
  await writeOutgoing(trx, pass);
}

/** Throws Stale when the mark has moved. */
export async function writePast(trx: Transaction<Tables>, { source, from, to, changes }: PastRecord): Promise<void> {
  const moved = await trx
    .updateTable('sources')
    .set({ past: to })
    .where('name', '=', source)
    .where('past', from === undefined ? 'is' : '=', from ?? null)
    .returning('name')
    .execute();
  if (moved.length === 0) throw new Stale();
  for (const batch of batches(changes.map(changeRow)))
    await trx
      .insertInto('changes')
      .values(batch)
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
}

/** Throws Stale when an amended delivery has left or was amended by somebody else, or when somebody else began to gather. */
export async function writeOutgoing(trx: Transaction<Tables>, outgoing: Omit<Outgoing, 'decision'>): Promise<void> {
  for (const amended of outgoing.amended) if (!(await amend(trx, amended))) throw new Stale();
  await writeDeliveries(trx, outgoing);
}

async function moveCursor(trx: Transaction<Tables>, pass: PassRecord): Promise<boolean> {
  const row = { cursor: pass.to, at: pass.at };
  if (pass.from === undefined) {
    const inserted = await trx
      .insertInto('sources')
      .values({ name: pass.source, ...row, past: pass.past ?? null })
      .onConflict((conflict) => conflict.doNothing())
      .returning('name')
      .execute();
    return inserted.length === 1;
  }
  const moved = await trx
    .updateTable('sources')
    .set(row)
    .where('name', '=', pass.source)
    .where('cursor', '=', pass.from)
    .returning('name')
    .execute();
  return moved.length === 1;
}

async function writeNodes(trx: Transaction<Tables>, pass: PassRecord): Promise<void> {
  const rows = latest(pass.nodes.map(nodeRow), (row) => `${row.source}\n${row.id}`);
  // In the order of the table they lie in, a first pass of 100,000 nodes writes each page once.
  rows.sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const batch of batches(rows)) {
    await trx
      .insertInto('nodes')
      .values(batch)
      .onConflict((conflict) =>
        conflict.columns(['source', 'id']).doUpdateSet((eb) => ({
          path: eb.ref('excluded.path'),
          birth_path: eb.ref('excluded.birth_path'),
          ordinal: eb.ref('excluded.ordinal'),
          oid: eb.ref('excluded.oid'),
          state: eb.ref('excluded.state'),
          published: eb.ref('excluded.published'),
          updated: eb.ref('excluded.updated'),
          gone_at: eb.ref('excluded.gone_at'),
          removed_at: eb.ref('excluded.removed_at'),
          removed_path: eb.ref('excluded.removed_path'),
          removed_oid: eb.ref('excluded.removed_oid'),
        })),
      )
      .execute();
  }
}

async function writeChanges(trx: Transaction<Tables>, pass: PassRecord): Promise<void> {
  const rows = latest(pass.changes.map(changeRow), (row) => row.id);
  for (const batch of batches(rows)) {
    await trx
      .insertInto('changes')
      .values(batch)
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((eb) => ({
          source: eb.ref('excluded.source'),
          node_id: eb.ref('excluded.node_id'),
          kind: eb.ref('excluded.kind'),
          at: eb.ref('excluded.at'),
          settles_at: eb.ref('excluded.settles_at'),
          body: eb.ref('excluded.body'),
        })),
      )
      .execute();
  }
}

/** False when the delivery is no longer waiting, or is another than was read. */
async function amend(trx: Transaction<Tables>, amended: Amended): Promise<boolean> {
  const { id, announcement, manner, revision, state, review } = amended;
  const removal = announcement?.type === 'node' && announcement.kind === 'removed';
  if (!announcement) {
    const withdrawn = await trx
      .deleteFrom('deliveries')
      .where('id', '=', id)
      .where('revision', '=', revision)
      .where('state', 'in', ['pending', 'held'])
      .returning('id')
      .execute();
    await trx.deleteFrom('tellings').where('delivery_id', '=', id).execute();
    return withdrawn.length === 1;
  }
  const dueAt = instant(amended.dueAt);
  const [row] = await trx
    .updateTable('deliveries')
    .set({ announcement: JSON.stringify(announcement), order_at: dueAt, due_at: dueAt, revision: revision + 1 })
    .set({ ...(manner && { manner }), ...(state && { state }), review: review ? JSON.stringify(review) : null })
    .where('id', '=', id)
    .where('revision', '=', revision)
    .where('state', 'in', removal ? ['pending', 'retry', 'held'] : ['pending', 'held'])
    .returning(['change_id'])
    .execute();
  if (!row) return false;
  await trx.deleteFrom('tellings').where('delivery_id', '=', id).execute();
  await writeTellings(trx, [{ id, changeId: row.change_id, announcement }]);
  return true;
}

/** A delivery that is there already was planned by an earlier try of the same pass, and stays as it is. */
async function writeDeliveries(trx: Transaction<Tables>, pass: Pick<Outgoing, 'deliveries' | 'at'>): Promise<void> {
  for (const batch of batches(pass.deliveries)) {
    const inserted = await trx
      .insertInto('deliveries')
      .values(batch.map((delivery) => deliveryRow(delivery, pass.at)))
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .execute();
    const ids = new Set(inserted.map((row) => row.id));
    if (batch.some((one) => one.gathers && !ids.has(one.id))) throw new Stale();
    await writeTellings(
      trx,
      batch.filter((delivery) => ids.has(delivery.id)),
    );
  }
}

async function writeTellings(
  trx: Transaction<Tables>,
  deliveries: Pick<NewDelivery, 'id' | 'changeId' | 'announcement'>[],
): Promise<void> {
  const rows = deliveries.flatMap((delivery) =>
    [...told(delivery)].map(([changeId, nodeId]) => ({
      change_id: changeId,
      delivery_id: delivery.id,
      node_id: nodeId,
    })),
  );
  for (const batch of batches(rows)) {
    await trx
      .insertInto('tellings')
      .values(batch)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/** The last of each key: PostgreSQL refuses to upsert one row twice in a statement. */
function latest<Row>(rows: Row[], key: (row: Row) => string): Row[] {
  return [...new Map(rows.map((row) => [key(row), row])).values()];
}

function* batches<Row>(rows: readonly Row[]): Generator<Row[]> {
  for (let start = 0; start < rows.length; start += BATCH) yield rows.slice(start, start + BATCH);
}

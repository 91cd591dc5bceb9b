/** What is held, what was decided of it, and what channels want nothing more of, in rows. */
import { type Kysely, type SqlBool, sql, type Transaction } from 'kysely';
import { NEVER } from '../announce/draft.ts';
import type { DecisionRecord, MuteRecord, WaitingDelivery } from './ledger.ts';
import { deliveryOf, instant } from './rows.ts';
import type { Tables } from './tables.ts';

export async function undecidedOf(db: Kysely<Tables>, now: string): Promise<WaitingDelivery[]> {
  const rows = await db
    .selectFrom('deliveries')
    .selectAll()
    .where(sql<SqlBool>`state = 'held'`)
    .where('due_at', '<=', instant(now))
    .orderBy('due_at')
    .orderBy('seq')
    .execute();
  return rows.map(deliveryOf) as WaitingDelivery[];
}

export async function nextDecisionOf(db: Kysely<Tables>): Promise<string | undefined> {
  const row = await db
    .selectFrom('deliveries')
    .select('due_at')
    .where(sql<SqlBool>`state = 'held'`)
    .where('due_at', '<', NEVER)
    .orderBy('due_at')
    .limit(1)
    .executeTakeFirst();
  return row?.due_at;
}

export async function writeDecision(trx: Transaction<Tables>, decision: DecisionRecord): Promise<void> {
  const { delivery, channel, decided, by, at } = decision;
  await trx
    .insertInto('decisions')
    .values({ delivery_id: delivery, channel, decided, decided_by: by ?? null, at: instant(at) })
    .execute();
}

export async function decisionsOf(
  db: Kysely<Tables>,
  { delivery, limit }: { delivery?: string; limit: number },
): Promise<DecisionRecord[]> {
  let query = db.selectFrom('decisions').selectAll().orderBy('seq', 'desc').limit(limit);
  if (delivery !== undefined) query = query.where('delivery_id', '=', delivery);
  return (await query.execute()).map((row) => ({
    ...{
      delivery: row.delivery_id,
      channel: row.channel,
      decided: row.decided as DecisionRecord['decided'],
      at: row.at,
    },
    ...(row.decided_by !== null && { by: row.decided_by }),
  }));
}

export async function mutesOf(db: Kysely<Tables>): Promise<MuteRecord[]> {
  const rows = await db.selectFrom('mutes').selectAll().orderBy('at').orderBy('node_id').execute();
  return rows.map((row) => ({ channel: row.channel, nodeId: row.node_id, by: row.made_by, at: row.at }));
}

export async function writeMute(db: Kysely<Tables>, { channel, nodeId, by, at }: MuteRecord): Promise<boolean> {
  const rows = await db
    .insertInto('mutes')
    .values({ channel, node_id: nodeId, made_by: by, at: instant(at) })
    .onConflict((conflict) => conflict.doNothing())
    .returning('node_id')
    .execute();
  return rows.length === 1;
}

export async function removeMute(db: Kysely<Tables>, channel: string, nodeId: string): Promise<boolean> {
  const rows = await db
    .deleteFrom('mutes')
    .where('channel', '=', channel)
    .where('node_id', '=', nodeId)
    .returning('node_id')
    .execute();
  return rows.length === 1;
}

/** What waits to go out, and what became of it. */
import { type Kysely, sql } from 'kysely';
import type { AlsoWaiting, Settlement, WaitingDelivery } from './ledger.ts';
import { writePosts } from './posts.ts';
import type { Among } from './queue.ts';
import { deliveryOf, instant } from './rows.ts';
import type { Tables } from './tables.ts';

/** Those that tell one of the changes and are not begun, or anything of the nodes and are not known to be out. */
export async function waitingOf(
  db: Kysely<Tables>,
  among: Among,
  changeIds: readonly string[],
  nodeIds: readonly string[],
  { held = [], ids = [] }: AlsoWaiting = {},
): Promise<WaitingDelivery[]> {
  if (changeIds.length + nodeIds.length + held.length + ids.length === 0) return [];
  const changes = db.selectFrom('tellings').select('delivery_id').where(among('change_id', changeIds));
  const telling = (of: readonly string[]) =>
    db.selectFrom('tellings').select('delivery_id').where(among('node_id', of));
  const rows = await db
    .selectFrom('deliveries')
    .selectAll()
    .where((eb) =>
      eb.or([
        eb('id', 'in', changes).and('state', 'in', ['pending', 'held']),
        eb('id', 'in', telling(nodeIds)).and('state', 'in', ['pending', 'retry', 'held']),
        ...(held.length > 0
          ? [
              eb('id', 'in', telling(held)).and('state', '=', 'held'),
              eb('id', 'in', telling(held)).and('state', '=', 'pending').and('change_id', 'like', 'review %'),
              eb('id', 'in', telling(held)).and('state', '=', 'pending').and('change_id', 'like', 'digest %'),
            ]
          : []),
        ...(ids.length > 0 ? [eb.and([among('id', ids), eb('state', 'in', ['pending', 'held'])])] : []),
      ]),
    )
    .orderBy('seq')
    .execute();
  return rows.map(deliveryOf) as WaitingDelivery[];
}

/** Writes what became of a delivery, and what stands in its channel since. */
export async function settle(db: Kysely<Tables>, among: Among, id: string, settlement: Settlement): Promise<void> {
  if (settlement.state === 'sent') {
    const { messages, at, posts = [] } = settlement;
    // Whatever was done by hand meanwhile: it is out, and only its ids can take it back.
    const sent = { messages: JSON.stringify(messages), sent_at: instant(at), reason: null };
    await db.transaction().execute(async (trx) => {
      await trx
        .updateTable('deliveries')
        .set({ state: 'sent', ...sent })
        .where('id', '=', id)
        .execute();
      await writePosts(trx, among, posts);
    });
    return;
  }
  const { state, reason } = settlement;
  await db
    .updateTable('deliveries')
    // PostgreSQL text holds no NUL.
    .set({ state, reason: reason.replaceAll('\0', '') })
    .$if(settlement.state === 'retry', (query) => query.set(again(settlement as Retry)))
    .where('id', '=', id)
    .where('state', '=', 'sending')
    .execute();
}

type Retry = Extract<Settlement, { state: 'retry' }>;

function again({ dueAt, doubt, free }: Retry) {
  return {
    due_at: instant(dueAt),
    ...(doubt && { doubts: sql<number>`doubts + 1` }),
    ...(free && { attempts: sql<number>`attempts - 1` }),
  };
}

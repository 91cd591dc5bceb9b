/**
 * The line of deliveries before each channel.
 *
 * A channel's line is ordered by when each delivery was planned to go out, then by insertion. Its head alone may be
 * claimed, once it is due. Waiting for a retry holds the line, and so does being sent; `unknown` and `dead` step
 * out of it, so that one lost answer does not silence a channel. Made pending again by hand, they return to their place.
 */
import { type Kysely, type RawBuilder, type Selectable, type SqlBool, sql } from 'kysely';
import type { Delivery } from './ledger.ts';
import { deliveryOf, instant } from './rows.ts';
import type { DeliveryTable, Dialect, Tables } from './tables.ts';

/** `column in (values)` with any number of values. */
export type Among = (column: string, values: readonly string[]) => RawBuilder<SqlBool>;

/** One parameter however many values, so that no limit on parameters is met. */
export function amongOf(dialect: Dialect): Among {
  return dialect === 'sqlite'
    ? (column, values) => sql`${sql.ref(column)} in (select value from json_each(${JSON.stringify(values)}))`
    : (column, values) => sql`${sql.ref(column)} = any(${values})`;
}

/** SQLite would walk the channels, were it not for the `+`; what is due is fewer (https://www.sqlite.org/optoverview.html). */
function ofChannels(dialect: Dialect, channels: readonly string[]): RawBuilder<SqlBool> {
  return dialect === 'sqlite'
    ? sql`+d.channel in (select value from json_each(${JSON.stringify(channels)}))`
    : amongOf(dialect)('d.channel', channels);
}

// States are written out, not bound: only so do both databases see that a partial index applies.
const HEAD = sql<SqlBool>`
  d.state in ('pending', 'retry')
  and not exists (select 1 from deliveries b where b.channel = d.channel and b.state = 'sending')
  and not exists (
    select 1 from deliveries e
    where e.channel = d.channel and e.state in ('pending', 'retry', 'sending') and (e.order_at, e.seq) < (d.order_at, d.seq))`;

/** PostgreSQL: two claimers took different deliveries of one channel at the same instant (the unique index says no). */
const UNIQUE_VIOLATION = '23505';

export interface Claim {
  owner: string;
  now: string;
  limit: number;
  channels?: readonly string[];
}

/** Takes the heads that are due, the earliest first. One statement, so it can not be cut in two. */
export async function claim(db: Kysely<Tables>, dialect: Dialect, wanted: Claim): Promise<Delivery[]> {
  const now = instant(wanted.now);
  const only = wanted.channels ? sql`and ${ofChannels(dialect, wanted.channels)}` : sql``;
  // A head locked by another claimer is being taken: skip it rather than wait.
  const lock = dialect === 'postgres' ? sql`for update of d skip locked` : sql``;
  const query = sql<Selectable<DeliveryTable>>`
    with due as materialized (
      select d.id from deliveries d where ${HEAD} and d.due_at <= ${now} ${only}
      order by d.due_at, d.seq limit ${wanted.limit} ${lock})
    update deliveries set state = 'sending', attempts = attempts + 1, owner = ${wanted.owner}, claimed_at = ${now}
    where id in (select id from due) and state in ('pending', 'retry')
    returning *`;
  for (;;) {
    try {
      const { rows } = await query.execute(db);
      return rows.sort((a, b) => compare(a.order_at, b.order_at) || a.seq - b.seq).map(deliveryOf);
    } catch (error) {
      // The other one got through: the next look sees its delivery in `sending`.
      if (!(error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION)) throw error;
    }
  }
}

/** When the earliest head falls due. */
export async function nextDue(
  db: Kysely<Tables>,
  dialect: Dialect,
  channels?: readonly string[],
): Promise<string | undefined> {
  const only = channels ? sql`and ${ofChannels(dialect, channels)}` : sql``;
  const { rows } = await sql<{ due_at: string }>`
    select d.due_at from deliveries d where ${HEAD} ${only} order by d.due_at, d.seq limit 1`.execute(db);
  return rows[0]?.due_at;
}

/**
 * Hands the deliveries that owners left in `sending` over to `owner`, so that only one process looks after them.
 * SQLite has one process, so every other owner is gone. On PostgreSQL an owner holds an advisory lock as long as it
 * lives: who can take that lock knows the owner is dead.
 */
export async function takeOver(db: Kysely<Tables>, dialect: Dialect, owner: string): Promise<Delivery[]> {
  return await db.transaction().execute(async (trx) => {
    const others = await trx
      .selectFrom('deliveries')
      .select('owner')
      .distinct()
      .where(sql<SqlBool>`state = 'sending'`)
      .where('owner', '<>', owner)
      .execute();
    const gone: string[] = [];
    for (const { owner: other } of others) {
      if (other !== null && (dialect === 'sqlite' || (await isGone(trx, other)))) gone.push(other);
    }
    if (gone.length === 0) return [];
    const rows = await trx
      .updateTable('deliveries')
      .set({ owner })
      .where(sql<SqlBool>`state = 'sending'`)
      .where(amongOf(dialect)('owner', gone))
      .returningAll()
      .execute();
    return rows.sort((a, b) => a.seq - b.seq).map(deliveryOf);
  });
}

/** First key of the advisory locks by which owners show that they live; the second is the hash of the owner. */
export const OWNER_LOCKS = 7_827_785;

async function isGone(trx: Kysely<Tables>, owner: string): Promise<boolean> {
  const { rows } = await sql<{ gone: boolean }>`
    select pg_try_advisory_xact_lock(${sql.lit(OWNER_LOCKS)}, hashtext(${owner})) as gone`.execute(trx);
  return rows[0]?.gone ?? false;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

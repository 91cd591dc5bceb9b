/** The ledger's schema as an append-only list: a released migration is never edited, only followed by another. */
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Dialect, Tables } from './tables.ts';

/** Types that differ by dialect. `text` compares by bytes in both, so instants sort the same everywhere. */
interface Words {
  key: string;
  text: string;
  clustered: string;
}

const WORDS: Record<Dialect, Words> = {
  sqlite: { key: 'integer primary key autoincrement', text: 'text', clustered: 'without rowid' },
  postgres: { key: 'bigint generated always as identity primary key', text: 'text collate "C"', clustered: '' },
};

const MIGRATIONS: ((words: Words) => string[])[] = [
  ({ key, text, clustered }) => [
    `create table sources (name ${text} primary key, cursor ${text} not null, at ${text} not null)`,

    `create table nodes (
      source ${text} not null, id ${text} not null, path ${text} not null, birth_path ${text} not null,
      ordinal integer not null, oid ${text} not null, state ${text} not null,
      published ${text} not null, updated ${text} not null, removed_at ${text},
      primary key (source, id)) ${clustered}`,
    `create index nodes_by_path on nodes (source, path)`,
    `create index nodes_by_birth on nodes (source, birth_path) where birth_path <> path`,
    `create index nodes_by_removal on nodes (removed_at) where removed_at is not null`,

    `create table changes (
      seq ${key}, id ${text} not null unique, source ${text} not null, node_id ${text} not null, kind ${text} not null,
      at ${text} not null, settles_at ${text} not null, body ${text} not null)`,
    `create index changes_by_time on changes (at, seq)`,
    `create index changes_by_source on changes (source, at, seq)`,
    `create index changes_by_node on changes (node_id, at, seq)`,
    `create index changes_by_settling on changes (source, settles_at)`,

    `create table deliveries (
      seq ${key}, id ${text} not null unique, channel ${text} not null, change_id ${text} not null,
      announcement ${text} not null, order_at ${text} not null, due_at ${text} not null,
      state ${text} not null, attempts integer not null, reason ${text}, messages ${text} not null,
      created_at ${text} not null, sent_at ${text}, owner ${text}, claimed_at ${text},
      unique (channel, change_id))`,
    // Rows that are done pile up for years: the indexes of the claims hold only what waits.
    `create index deliveries_due on deliveries (due_at, seq) where state in ('pending', 'retry')`,
    `create index deliveries_in_line on deliveries (channel, order_at, seq) where state in ('pending', 'retry', 'sending')`,
    `create index deliveries_unsettled on deliveries (state, seq) where state <> 'sent'`,
    // Never two of one channel at once, whatever the claimers do.
    `create unique index deliveries_sending on deliveries (channel) where state = 'sending'`,

    `create table tellings (change_id ${text} not null, delivery_id ${text} not null,
      primary key (change_id, delivery_id)) ${clustered}`,
    `create index tellings_by_delivery on tellings (delivery_id)`,
  ],

  ({ text, clustered }) => [
    `alter table deliveries add column manner ${text} not null default 'edit'`,
    `alter table deliveries add column doubts integer not null default 0`,

    `create table posts (
      id ${text} primary key, channel ${text} not null, form ${text} not null, state ${text} not null,
      messages ${text} not null, nodes ${text} not null, digest ${text}, at ${text} not null) ${clustered}`,
    `create table post_nodes (node_id ${text} not null, channel ${text} not null, post_id ${text} not null,
      primary key (node_id, channel, post_id)) ${clustered}`,
    `create index post_nodes_by_post on post_nodes (post_id)`,

    `create table moves (channel ${text} primary key, moved_from ${text} not null, moved_to ${text} not null) ${clustered}`,
  ],

  ({ text, clustered }) => [
    `create table notes (key ${text} primary key, value ${text} not null) ${clustered}`,
    `create table asks (key ${text} primary key, code ${text} not null, used_at ${text} not null) ${clustered}`,
    `create table follows (
      id ${text} primary key, channel ${text} not null, scope ${text} not null, made_by ${text} not null,
      at ${text} not null) ${clustered}`,
  ],

  ({ key, text, clustered }) => [
    `alter table deliveries add column revision integer not null default 0`,
    `alter table deliveries add column review ${text}`,
    `create index deliveries_held on deliveries (due_at) where state = 'held'`,
    `create table decisions (
      seq ${key}, delivery_id ${text} not null, channel ${text} not null, decided ${text} not null, decided_by ${text},
      at ${text} not null)`,
    `create index decisions_by_delivery on decisions (delivery_id, seq)`,
    `alter table tellings add column node_id ${text}`,
    `update tellings set node_id = (select node_id from changes where changes.id = tellings.change_id)`,
    `create index tellings_by_node on tellings (node_id) where node_id is not null`,
    `create table mutes (channel ${text} not null, node_id ${text} not null, made_by ${text} not null,
      at ${text} not null, primary key (channel, node_id)) ${clustered}`,
  ],

  // What the public saw last of a node that left: as well as is known of those that left before this was kept.
  ({ text }) => [
    `alter table nodes add column removed_path ${text}`,
    `alter table nodes add column removed_oid ${text}`,
    `update nodes set removed_path = path, removed_oid = oid where removed_at is not null`,
  ],

  // When files went: the best guess for those that went before this was kept.
  ({ text }) => [
    `alter table sources add column past ${text}`,
    `alter table nodes add column gone_at ${text}`,
    `update nodes set gone_at = removed_at where state = 'removed'`,
  ],
];

/** Any number that no other program sharing the database is likely to lock. */
const LOCK = 7_827_784_001;

/** The file or database was written by a later starpost. */
export class NewerLedger extends Error {
  override name = 'NewerLedger';
  constructor(found: number) {
    super(
      `it was written by a newer starpost (its schema is version ${found}, this one knows ${MIGRATIONS.length}). ` +
        'Update starpost, or restore a backup made with this version.',
    );
  }
}

/** Brings the schema up to date, a transaction each step. Several processes may do so at once. Throws NewerLedger. */
export async function migrate(db: Kysely<Tables>, dialect: Dialect): Promise<void> {
  while (await db.transaction().execute((trx) => step(trx, dialect)));
}

/** One migration; false when there was none left. */
async function step(trx: Transaction<Tables>, dialect: Dialect): Promise<boolean> {
  if (dialect === 'postgres') await sql`select pg_advisory_xact_lock(${sql.lit(LOCK)})`.execute(trx);
  await sql`create table if not exists starpost_migrations (version integer primary key)`.execute(trx);
  const row = await trx
    .selectFrom('starpost_migrations')
    .select((eb) => eb.fn.max('version').as('version'))
    .executeTakeFirst();
  const version = row?.version ?? 0;
  if (version > MIGRATIONS.length) throw new NewerLedger(version);
  const migration = MIGRATIONS[version];
  if (!migration) return false;
  for (const statement of migration(WORDS[dialect])) await sql.raw(statement).execute(trx);
  await trx
    .insertInto('starpost_migrations')
    .values({ version: version + 1 })
    .execute();
  return true;
}

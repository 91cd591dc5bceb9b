/** What bots remember, and what was asked for in chats. */
import type { Kysely } from 'kysely';
import type { FollowRecord, FollowScope } from './ledger.ts';
import { instant } from './rows.ts';
import type { Tables } from './tables.ts';

type Db = Kysely<Tables>;

export async function noteOf(db: Db, key: string): Promise<string | undefined> {
  return (await db.selectFrom('notes').select('value').where('key', '=', key).executeTakeFirst())?.value;
}

export async function writeNote(db: Db, key: string, value: string): Promise<void> {
  await db
    .insertInto('notes')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}

export async function keepAsk(db: Db, key: string, code: string, now: string, before: string): Promise<void> {
  const used_at = instant(now);
  await db
    .insertInto('asks')
    .values({ key, code, used_at })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ used_at }))
    .execute();
  await db.deleteFrom('asks').where('used_at', '<', instant(before)).execute();
}

export async function keptAsk(db: Db, key: string, now: string): Promise<string | undefined> {
  const set = { used_at: instant(now) };
  const row = await db.updateTable('asks').set(set).where('key', '=', key).returning('code').executeTakeFirst();
  return row?.code;
}

export async function followsOf(db: Db): Promise<FollowRecord[]> {
  const rows = await db.selectFrom('follows').selectAll().orderBy('at').orderBy('id').execute();
  return rows.map(({ id, channel, scope, made_by: by, at }) => ({
    ...{ id, channel, by, at },
    scope: JSON.parse(scope) as FollowScope,
  }));
}

export async function writeFollow(db: Db, { id, channel, scope, by, at }: FollowRecord): Promise<boolean> {
  const rows = await db
    .insertInto('follows')
    .values({ id, channel, scope: JSON.stringify(scope), made_by: by, at: instant(at) })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .execute();
  return rows.length > 0;
}

export async function removeFollow(db: Db, id: string): Promise<boolean> {
  return (await db.deleteFrom('follows').where('id', '=', id).returning('id').execute()).length > 0;
}

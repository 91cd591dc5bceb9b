/** The ledger over SQL: every query, the same for both databases. */
import { type Kysely, type SqlBool, sql, type Transaction } from 'kysely';
import { Stale, writeOutgoing, writePass, writePast } from './commit.ts';
import {
  decisionsOf,
  mutesOf,
  nextDecisionOf,
  removeMute,
  undecidedOf,
  writeDecision,
  writeMute,
} from './decisions.ts';
import type {
  Alone,
  AlsoWaiting,
  Backlog,
  ChangeRecord,
  DecisionRecord,
  Delivery,
  DeliveryFilter,
  FollowRecord,
  Hearer,
  Ledger,
  MuteRecord,
  NodeRecord,
  Outgoing,
  PassRecord,
  PastRecord,
  PostRecord,
  Settlement,
  SourceState,
  WaitingDelivery,
} from './ledger.ts';
import { followsOf, keepAsk, keptAsk, noteOf, removeFollow, writeFollow, writeNote } from './notes.ts';
import { settle, waitingOf } from './outgoing.ts';
import { hearersOf, postsOf } from './posts.ts';
import { type Among, amongOf, claim, nextDue, takeOver } from './queue.ts';
import { changeOf, deliveryOf, instant, nodeOf, sourceOf } from './rows.ts';
import type { Dialect, NodeTable, Tables } from './tables.ts';

/** Nodes are read a page at a time, so that nothing is locked while the reader thinks. */
const PAGE = 5_000;

/** Beside the tables: shows other processes that a claiming owner lives, where there can be others. */
export interface Presence {
  hold(owner: string): Promise<void>;
  alone(name: string): Promise<Alone | undefined>;
  close(): Promise<void>;
}

export class SqlLedger implements Ledger {
  readonly #db: Kysely<Tables>;
  readonly #dialect: Dialect;
  readonly #among: Among;
  readonly #presence: Presence | undefined;

  constructor(db: Kysely<Tables>, dialect: Dialect, presence?: Presence) {
    this.#db = db;
    this.#dialect = dialect;
    this.#among = amongOf(dialect);
    this.#presence = presence;
  }

  async source(name: string): Promise<SourceState | undefined> {
    const row = await this.#db.selectFrom('sources').selectAll().where('name', '=', name).executeTakeFirst();
    return row && sourceOf(row);
  }

  commit(pass: PassRecord): Promise<boolean> {
    return this.#unlessStale((trx) => writePass(trx, pass, this.#among));
  }

  commitPast(past: PastRecord): Promise<boolean> {
    return this.#unlessStale((trx) => writePast(trx, past));
  }

  amend(outgoing: Outgoing): Promise<boolean> {
    return this.#unlessStale(async (trx) => {
      await writeOutgoing(trx, outgoing);
      if (outgoing.decision) await writeDecision(trx, outgoing.decision);
    });
  }

  async #unlessStale(write: (trx: Transaction<Tables>) => Promise<void>): Promise<boolean> {
    try {
      await this.#db.transaction().execute(write);
      return true;
    } catch (error) {
      if (error instanceof Stale) return false;
      throw error;
    }
  }

  async *nodes(source: string): AsyncGenerator<NodeRecord> {
    let after = '';
    for (;;) {
      const rows = await this.#db
        .selectFrom('nodes')
        .selectAll()
        .where('source', '=', source)
        .where('id', '>', after)
        .orderBy('id')
        .limit(PAGE)
        .execute();
      for (const row of rows) yield nodeOf(row);
      const last = rows.at(-1);
      if (!last || rows.length < PAGE) return;
      after = last.id;
    }
  }

  async nodesByPath(source: string, paths: string[]): Promise<NodeRecord[]> {
    const there = await this.#nodesWhere(source, 'path', 'nodes_by_path', paths);
    // Only of nodes that moved: so the partial index serves.
    const born = await this.#nodesWhere(source, 'birth_path', 'nodes_by_birth', paths, sql`birth_path <> path`);
    return [...new Map([...there, ...born].map((node) => [node.id, node])).values()];
  }

  nodesById(source: string, ids: string[]): Promise<NodeRecord[]> {
    return this.#nodesWhere(source, 'id', undefined, ids);
  }

  /** SQLite is told the index: without statistics it takes the primary key and walks all nodes of the source. */
  async #nodesWhere(
    source: string,
    column: 'path' | 'birth_path' | 'id',
    index: string | undefined,
    values: string[],
    also = sql<SqlBool>`true`,
  ): Promise<NodeRecord[]> {
    if (values.length === 0) return [];
    const by = index !== undefined && this.#dialect === 'sqlite' ? sql`indexed by ${sql.ref(index)}` : sql``;
    const { rows } = await sql<NodeTable>`
      select * from nodes ${by} where source = ${source} and ${also} and ${this.#among(column, values)}`.execute(
      this.#db,
    );
    return rows.map(nodeOf);
  }

  async removals(since: string): Promise<NodeRecord[]> {
    const rows = await this.#db
      .selectFrom('nodes')
      .selectAll()
      .where('removed_at', '>=', instant(since))
      .where('state', '<>', 'live')
      .orderBy('removed_at', 'desc')
      .orderBy('id')
      .execute();
    return rows.map(nodeOf);
  }

  async changes(filter: { limit: number; sources?: readonly string[]; nodeId?: string }): Promise<ChangeRecord[]> {
    let query = this.#db
      .selectFrom('changes')
      .innerJoin('nodes', (join) =>
        join.onRef('nodes.source', '=', 'changes.source').onRef('nodes.id', '=', 'changes.node_id'),
      )
      .select('changes.body')
      .where(sql<SqlBool>`(nodes.state = 'live') = (changes.kind <> 'removed')`);
    if (filter.sources) query = query.where('changes.source', 'in', filter.sources);
    if (filter.nodeId !== undefined) query = query.where('changes.node_id', '=', filter.nodeId);
    const newest = query.orderBy('changes.at', 'desc').orderBy('changes.seq', 'desc');
    return (await newest.limit(filter.limit).execute()).map(changeOf);
  }

  async openChanges(source: string, now: string): Promise<ChangeRecord[]> {
    const rows = await this.#db
      .selectFrom('changes')
      .select('body')
      .where('source', '=', source)
      .where('settles_at', '>', instant(now))
      .orderBy('at')
      .orderBy('seq')
      .execute();
    return rows.map(changeOf);
  }

  waitingDeliveries(
    changeIds: readonly string[],
    nodeIds: readonly string[],
    also?: AlsoWaiting,
  ): Promise<WaitingDelivery[]> {
    return waitingOf(this.#db, this.#among, changeIds, nodeIds, also);
  }

  undecided(now: string): Promise<WaitingDelivery[]> {
    return undecidedOf(this.#db, now);
  }

  nextDecision(): Promise<string | undefined> {
    return nextDecisionOf(this.#db);
  }

  decisions(filter: { delivery?: string; limit: number }): Promise<DecisionRecord[]> {
    return decisionsOf(this.#db, filter);
  }

  mutes(): Promise<MuteRecord[]> {
    return mutesOf(this.#db);
  }

  mute(record: MuteRecord): Promise<boolean> {
    return writeMute(this.#db, record);
  }

  unmute(channel: string, nodeId: string): Promise<boolean> {
    return removeMute(this.#db, channel, nodeId);
  }

  hearers(nodeIds: readonly string[], channels: readonly string[]): Promise<Hearer[]> {
    return hearersOf(this.#db, this.#among, nodeIds, channels);
  }

  posts(channel: string, nodeIds: readonly string[]): Promise<PostRecord[]> {
    return postsOf(this.#db, this.#among, channel, nodeIds);
  }

  async moves(): Promise<{ channel: string; from: string; to: string }[]> {
    const rows = await this.#db.selectFrom('moves').selectAll().orderBy('channel').execute();
    return rows.map((row) => ({ channel: row.channel, from: row.moved_from, to: row.moved_to }));
  }

  async move(channel: string, from: string, to: string): Promise<void> {
    const row = { moved_from: from, moved_to: to };
    await this.#db
      .insertInto('moves')
      .values({ channel, ...row })
      .onConflict((conflict) => conflict.column('channel').doUpdateSet(row))
      .execute();
  }

  async claim(owner: string, now: string, limit: number, channels?: readonly string[]): Promise<Delivery[]> {
    await this.#presence?.hold(owner);
    return await claim(this.#db, this.#dialect, { owner, now, limit, channels });
  }

  settle(id: string, settlement: Settlement): Promise<void> {
    return settle(this.#db, this.#among, id, settlement);
  }

  async abandoned(owner: string): Promise<Delivery[]> {
    await this.#presence?.hold(owner);
    return await takeOver(this.#db, this.#dialect, owner);
  }

  nextDue(channels?: readonly string[]): Promise<string | undefined> {
    return nextDue(this.#db, this.#dialect, channels);
  }

  async backlog(): Promise<Backlog[]> {
    return await this.#db
      .selectFrom('deliveries')
      .select((eb) => ['channel', 'state', eb.fn.countAll<number>().as('count')])
      .where(sql<SqlBool>`state <> 'sent'`)
      .groupBy(['channel', 'state'])
      .orderBy('channel')
      .orderBy('state')
      .execute();
  }

  async postedChannels(): Promise<string[]> {
    const rows = await this.#db.selectFrom('posts').select('channel').distinct().orderBy('channel').execute();
    return rows.map(({ channel }) => channel);
  }

  note(key: string): Promise<string | undefined> {
    return noteOf(this.#db, key);
  }

  setNote(key: string, value: string): Promise<void> {
    return writeNote(this.#db, key, value);
  }

  keepAsk(key: string, code: string, now: string, before: string): Promise<void> {
    return keepAsk(this.#db, key, code, now, before);
  }

  keptAsk(key: string, now: string): Promise<string | undefined> {
    return keptAsk(this.#db, key, now);
  }

  follows(): Promise<FollowRecord[]> {
    return followsOf(this.#db);
  }

  follow(record: FollowRecord): Promise<boolean> {
    return writeFollow(this.#db, record);
  }

  unfollow(id: string): Promise<boolean> {
    return removeFollow(this.#db, id);
  }

  async forgetSent(channel: string, before: string): Promise<void> {
    await this.#db
      .deleteFrom('deliveries')
      .where('channel', '=', channel)
      .where('state', '=', 'sent')
      .where('sent_at', '<', instant(before))
      .execute();
  }

  async alone(name: string): Promise<Alone | undefined> {
    // A file has one process; nobody else can take over.
    if (!this.#presence) return { lost: new Promise(() => undefined), release: async () => undefined };
    return await this.#presence.alone(name);
  }

  async delivery(id: string): Promise<Delivery | undefined> {
    const row = await this.#db.selectFrom('deliveries').selectAll().where('id', '=', id).executeTakeFirst();
    return row && deliveryOf(row);
  }

  async deliveries(filter: DeliveryFilter): Promise<Delivery[]> {
    let query = this.#db.selectFrom('deliveries').selectAll().orderBy('seq', 'desc');
    if (filter.states) query = query.where(this.#among('state', filter.states));
    if (filter.channel !== undefined) query = query.where('channel', '=', filter.channel);
    if (filter.limit !== undefined) query = query.limit(filter.limit);
    return (await query.execute()).map(deliveryOf);
  }

  async retryDeliveries(ids: string[], now: string): Promise<number> {
    const rows = await this.#db
      .updateTable('deliveries')
      .set({ state: 'pending', due_at: instant(now), attempts: 0, reason: null })
      .where(this.#among('id', ids))
      .where('state', 'in', ['retry', 'unknown', 'dead'])
      .returning('id')
      .execute();
    return rows.length;
  }

  async dropDeliveries(ids: string[]): Promise<number> {
    const rows = await this.#db
      .updateTable('deliveries')
      .set({ state: 'dead', reason: 'dropped by hand' })
      .where(this.#among('id', ids))
      .where('state', 'in', ['pending', 'held', 'retry', 'unknown'])
      .returning('id')
      .execute();
    return rows.length;
  }

  async close(): Promise<void> {
    await this.#presence?.close();
    await this.#db.destroy();
  }
}

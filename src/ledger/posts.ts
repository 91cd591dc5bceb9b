/** What stands in which channel, in rows. */
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { Hearer, PostRecord } from './ledger.ts';
import type { Among } from './queue.ts';
import { instant } from './rows.ts';
import type { PostTable, Tables } from './tables.ts';

/** Posts of a channel that tell of one of the nodes, the oldest first. */
export async function postsOf(
  db: Kysely<Tables>,
  among: Among,
  channel: string,
  nodeIds: readonly string[],
): Promise<PostRecord[]> {
  if (nodeIds.length === 0) return [];
  const telling = db
    .selectFrom('post_nodes')
    .select('post_id')
    .where('channel', '=', channel)
    .where(among('node_id', nodeIds));
  const rows = await db
    .selectFrom('posts')
    .selectAll()
    .where('id', 'in', telling)
    .orderBy('at')
    .orderBy('id')
    .execute();
  return rows.map(postOf);
}

/** Who was told of the nodes, or is just being told. */
export async function hearersOf(
  db: Kysely<Tables>,
  among: Among,
  nodeIds: readonly string[],
  channels: readonly string[],
): Promise<Hearer[]> {
  if (nodeIds.length === 0 || channels.length === 0) return [];
  const posted = await db
    .selectFrom('post_nodes')
    .innerJoin('posts', 'posts.id', 'post_nodes.post_id')
    .select(['post_nodes.node_id', 'post_nodes.channel', 'posts.form'])
    .select(sql<boolean | number>`posts.digest is not null`.as('many'))
    .where(among('post_nodes.node_id', nodeIds))
    .where(among('post_nodes.channel', channels))
    .execute();
  const leaving = await db
    .selectFrom('deliveries')
    .innerJoin('tellings', 'tellings.delivery_id', 'deliveries.id')
    .select(['tellings.node_id', 'deliveries.channel', 'deliveries.change_id'])
    .where(sql<boolean>`deliveries.state in ('sending', 'retry')`)
    .where(among('tellings.node_id', nodeIds))
    .where(among('deliveries.channel', channels))
    .execute();
  const found = new Map<string, Hearer>();
  const add = (row: { channel: string; node_id: string }, as: Hearer['as']) => {
    const key = `${row.channel}\n${row.node_id}`;
    const known = found.get(key);
    if (!known || RANK[as] > RANK[known.as]) found.set(key, { channel: row.channel, nodeId: row.node_id, as });
  };
  for (const row of posted) add(row, row.form === 'review' ? 'review' : row.many ? 'digest' : 'post');
  for (const { change_id: key, channel, node_id } of leaving) {
    if (node_id === null) continue;
    add({ channel, node_id }, key.startsWith('review ') ? 'review' : key.startsWith('digest ') ? 'digest' : 'post');
  }
  return [...found.values()];
}

/** A post of its own says more of a node than a line does. */
const RANK: Record<Hearer['as'], number> = { review: 0, digest: 1, post: 2 };

/** Writes what stands there now; a post that was withdrawn leaves nothing behind. */
export async function writePosts(trx: Transaction<Tables>, among: Among, posts: readonly PostRecord[]): Promise<void> {
  if (posts.length === 0) return;
  const ids = posts.map(({ id }) => id);
  await trx.deleteFrom('post_nodes').where(among('post_id', ids)).execute();
  await trx.deleteFrom('posts').where(among('id', ids)).execute();
  const kept = posts.filter(({ state }) => state !== 'withdrawn');
  if (kept.length === 0) return;
  await trx
    .insertInto('posts')
    .values(
      kept.map(({ id, channel, form, state, messages, nodes, digest, at }) => ({
        ...{ id, channel, form, state, messages: JSON.stringify(messages), nodes: JSON.stringify(nodes) },
        ...{ digest: digest ? JSON.stringify(digest) : null, at: instant(at) },
      })),
    )
    .execute();
  const told = kept.flatMap(({ id, channel, nodes }) =>
    [...new Set(nodes)].map((nodeId) => ({ node_id: nodeId, channel, post_id: id })),
  );
  for (let start = 0; start < told.length; start += 500)
    await trx
      .insertInto('post_nodes')
      .values(told.slice(start, start + 500))
      .execute();
}

function postOf(row: Selectable<PostTable>): PostRecord {
  const { id, channel, form, state, at } = row;
  const post: PostRecord = {
    ...{ id, channel, form, state, at },
    messages: JSON.parse(row.messages) as string[],
    nodes: JSON.parse(row.nodes) as string[],
  };
  if (row.digest !== null) post.digest = JSON.parse(row.digest) as NonNullable<PostRecord['digest']>;
  return post;
}

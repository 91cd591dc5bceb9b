/** What a pass tells of its changes, gathered for the plan: texts, links, and which subscriptions' searches hold them. */
import type { NodeAnnouncement } from '../announce/announcement.ts';
import type { Described, Look, Told } from '../announce/compose.ts';
import type { Outcome } from '../announce/draft.ts';
import { goneOf, place, windowsOf } from '../announce/place.ts';
import { plan, type Undone } from '../announce/plan.ts';
import { type House, type Near, nearKey, queryKey } from '../announce/route.ts';
import type { ChangeRecord, NodeRecord } from '../change/change.ts';
import type { SubscriptionConfig } from '../config/schema.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Addresses } from '../library/address.ts';
import { isFound } from '../library/match.ts';
import { Presenter } from '../library/present.ts';
import type { Writer } from '../library/writer.ts';
import type { Node, ParsedNode } from '../node/node.ts';
import type { Compared } from './follow.ts';
import type { Source } from './source.ts';

/** How many of its removals a node that is back is told with. */
const EARLIER = 5;

/** Nodes of a neighbourhood, and of each node in it the links, that are looked at. */
const NEAR = 2_000;
const LINKS = 300;

export interface TellerParts {
  ledger: Pick<Ledger, 'hearers' | 'waitingDeliveries' | 'changes'>;
  addresses: Addresses;
  subscriptions: readonly SubscriptionConfig[];
  /** What holds in a channel, whoever subscribed. */
  house(channel: string): House & { look?: Look };
  /** Names of the channels whose posts can be changed once they are out. */
  revisable: readonly string[];
}

/** Changes of a pass as they are told. */
export class Teller {
  readonly #source: Source;
  readonly #writer: Writer;
  readonly #parts: TellerParts;
  readonly #presenter: Presenter;
  readonly #hoods = new Map<string, ReadonlySet<string>>();

  constructor(source: Source, writer: Writer, parts: TellerParts) {
    this.#source = source;
    this.#writer = writer;
    this.#parts = parts;
    this.#presenter = new Presenter(parts.addresses, writer);
  }

  async told({ decision, node }: Pick<Compared, 'decision' | 'node'>): Promise<Told[]> {
    const { change, record } = decision;
    if (!change || !node) return [];
    const told = await this.ofNode(nodeOf(record, node), change);
    return [change.kind === 'restored' ? { ...told, history: await this.#history(change, record) } : told];
  }

  async ofNode(node: Node, change: ChangeRecord): Promise<Told> {
    const commitUrl = this.#presenter.commitUrl(node.source, change.commit);
    return { change, commitUrl, ...this.#described(node), matches: await this.#matches(node, change) };
  }

  undone({ decision, node }: Compared): Undone[] {
    const { dropped, record } = decision;
    if (dropped === undefined) return [];
    const now = node && record.state === 'live' ? this.#described(nodeOf(record, node)) : undefined;
    return [{ changeId: dropped, ...(now && { now }) }];
  }

  /** Who hears of it, beside what waits already. */
  async outcome(told: readonly Told[], undone: readonly Undone[], massChange: number, now: string): Promise<Outcome> {
    const { ledger, revisable, subscriptions, house } = this.#parts;
    const changes = told.map(({ change }) => change);
    const nodes = changes.map(({ nodeId }) => nodeId);
    const hearers = await ledger.hearers(nodes, revisable);
    const removed = changes.filter(({ kind }) => kind === 'removed').map(({ nodeId }) => nodeId);
    const placements = place({ told, hearers, subscriptions, house });
    const waiting = await ledger.waitingDeliveries(
      [...changes.map(({ id }) => id), ...undone.map(({ changeId }) => changeId)],
      [...removed, ...goneOf(placements)],
      { held: nodes, ids: windowsOf(placements) },
    );
    const look = (channel: string) => house(channel).look;
    return plan({ told, undone, placements, waiting, hearers, look, massChange, now });
  }

  #described(node: Node): Described {
    const links = this.#presenter
      .references(node)
      .filter((reference) => reference.kind === 'cross' || reference.kind === 'field')
      .map(({ label, note, url, id }) => ({ title: label, note, url, nodeId: id }));
    return { node, url: this.#presenter.url(node), links };
  }

  /** Of a node that is not back yet, as far as the ledger knows, it gives the removals. */
  async #history(change: ChangeRecord, record: NodeRecord): Promise<NodeAnnouncement['history']> {
    const removals = await this.#parts.ledger.changes({ nodeId: change.nodeId, limit: EARLIER });
    const history = removals.map(({ kind, at }) => ({ kind, at })).toReversed();
    return [{ kind: 'created', at: record.published }, ...history];
  }

  /** Nothing is looked up that no subscription asks for. What was removed is told to who heard of it, whatever they ask. */
  async #matches(node: Node, { kind }: ChangeRecord): Promise<ReadonlySet<string> | undefined> {
    const { subscriptions } = this.#parts;
    if (kind === 'removed' || !subscriptions.some(({ near, query }) => near ?? query)) return undefined;
    const found = new Set<string>();
    for (const { near } of subscriptions) if (near && this.#isNear(node, near)) found.add(nearKey(near));
    const queries = new Set(subscriptions.flatMap(({ query }) => query ?? []));
    const text = queries.size > 0 ? ((await this.#source.text(node.oid)) ?? '') : '';
    for (const query of queries) if (isFound(query, node, text)) found.add(queryKey(query));
    return found;
  }

  /** By the links that are indexed, and by its own, which are not yet. */
  #isNear(node: Node, near: Near): boolean {
    if (this.#hood(near).has(node.id)) return true;
    const closer = this.#hood({ ...near, links: near.links - 1 });
    return this.#presenter.references(node).some(({ id }) => id !== undefined && closer.has(id));
  }

  /** Ids of a node and of those so many links away. */
  #hood(near: Near): ReadonlySet<string> {
    const key = nearKey(near);
    const known = this.#hoods.get(key);
    if (known) return known;
    const hood = hoodOf(this.#writer, this.#idOf(near.node), near.links);
    this.#hoods.set(key, hood);
    return hood;
  }

  /** `node`: an id, or a path in this source. */
  #idOf(node: string): string | undefined {
    return this.#writer.get(node)?.id ?? this.#writer.idAt(this.#source.name, node);
  }
}

function hoodOf(writer: Pick<Writer, 'near'>, center: string | undefined, links: number): ReadonlySet<string> {
  const found = new Set(center === undefined ? [] : [center]);
  let edge = [...found];
  for (let away = 0; away < links && found.size < NEAR; away++) {
    edge = edge.flatMap((id) => writer.near(id, LINKS)).filter((id) => !found.has(id));
    for (const id of edge) found.add(id);
  }
  return found;
}

export function nodeOf(record: NodeRecord, node: ParsedNode): Node {
  const { id, source, path, oid, published, updated } = record;
  return { ...node, id, source, path, oid, published, updated };
}

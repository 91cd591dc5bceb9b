/** Everything one pass says, and to whom, as data: new deliveries, and what becomes of those still waiting. Pure. */

import { deliveryId } from '../change/identity.ts';
import type { DigestItem, Manner } from './announcement.ts';
import {
  announcement,
  type Described,
  digestItem,
  further,
  type Look,
  lessened,
  removal,
  type Told,
} from './compose.ts';
import { changesOf, type DigestFrame, digestOf, itemsOf } from './digest.ts';
import { type Draft, draftOf, type Outcome, outcomeOf, type Waiting } from './draft.ts';
import { type Hearer, type Placement, refreshed } from './place.ts';
import { reviewPosts } from './review.ts';

/** A change that came to nothing. */
export interface Undone {
  changeId: string;
  /** Its node as it is, where it is there. */
  now?: Described;
}

export interface PlanInput {
  /** Changes of this pass, oldest first. */
  told: readonly Told[];
  undone: readonly Undone[];
  /** Where each of them is told. */
  placements: readonly Placement[];
  /** What waits and tells one of these changes, or anything of their nodes, or gathers for one of the placements. */
  waiting: readonly Waiting[];
  /** Who has words of these nodes that can still be changed. */
  hearers: readonly Hearer[];
  look?(channel: string): Look | undefined;
  /** More posts than this for one channel become one digest. */
  massChange: number;
  /** ISO instant. */
  now: string;
}

export function plan(input: PlanInput): Outcome {
  const { placements, waiting, told, undone } = input;
  const placed = Map.groupBy(placements, ({ channel }) => channel);
  const there = Map.groupBy(waiting, ({ channel }) => channel);
  const pass: Pass = {
    ...input,
    affected: new Set([...told.map(({ change }) => change.id), ...undone.map(({ changeId }) => changeId)]),
    heard: new Set(input.hearers.filter(({ as }) => as !== 'review').map((one) => `${one.channel} ${one.nodeId}`)),
    byNode: new Map(told.map((one) => [one.change.nodeId, one])),
  };
  const channels = new Set([...placed.keys(), ...there.keys()]);
  const drafts = [...channels].flatMap((name) =>
    new Channel(name, pass, there.get(name) ?? []).drafts(placed.get(name) ?? []),
  );
  return outcomeOf([...drafts, ...reviewPosts(drafts, waiting, input.now)]);
}

/** What all channels look up. */
interface Pass extends PlanInput {
  /** Ids of changes that are told anew, or came to nothing. */
  affected: ReadonlySet<string>;
  /** Channel and node, where something of it stands. */
  heard: ReadonlySet<string>;
  byNode: ReadonlyMap<string, Told>;
}

/** `mass`: together with all else of the pass. */
type Seat = Placement & { mass?: true };

/** A digest while it is worked on: its items by change. It is put together once, however many change. */
interface Sheet {
  items: Map<string, DigestItem>;
  frame: DigestFrame;
}

/** What one channel will hear, while it is worked out. */
class Channel {
  readonly #name: string;
  readonly #pass: Pass;
  readonly #look: Look;
  readonly #drafts = new Map<string, Draft>();
  readonly #sheets = new Map<string, Sheet>();
  /** By node: the delivery that holds it for approval. */
  readonly #held = new Map<string, string>();
  /** By change: the digest of many that tells it; one for what asks first, one for what does not. */
  readonly #crowds = { held: new Map<string, string>(), pending: new Map<string, string>() };
  /** By draft: the changes that have their place in it. */
  readonly #seated = new Map<string, Set<string>>();

  constructor(name: string, pass: Pass, waiting: readonly Waiting[]) {
    this.#name = name;
    this.#pass = pass;
    this.#look = pass.look?.(name) ?? {};
    // What asks for approval follows what it asks about.
    for (const one of waiting) if (one.announcement.type !== 'review') this.#adopt(one);
  }

  #adopt(waiting: Waiting): void {
    const { id, announcement: said, state } = waiting;
    const draft = draftOf(waiting);
    this.#drafts.set(id, draft);
    if (said.type === 'node' && state === 'held') this.#held.set(said.nodeId, id);
    // One that may be out is left to the removal's own delivery, which finds it in its place and edits it.
    if (said.type !== 'digest' || state === 'retry') return;
    const items = itemsOf(said);
    this.#sheets.set(id, { items: new Map(items.map((item) => [item.changeId, item])), frame: said });
    if (draft.mass) for (const { changeId } of items) this.#crowds[state].set(changeId, id);
  }

  drafts(all: readonly Placement[]): Draft[] {
    const placements = all.filter(({ unheard }) => !unheard);
    const seats = this.#crowded(placements).map((one) => ({ placement: one, id: this.#seat(one) }));
    for (const { placement, id } of seats) this.#remember(id, placement);
    for (const draft of this.#drafts.values()) this.#leave(draft);
    for (const { placement, id } of seats) this.#sit(placement, id);
    const removed = this.#pass.told.filter(({ change }) => change.kind === 'removed');
    const unwanted = all.filter((one) => one.unwanted).map(({ told }) => told);
    this.#withdraw(new Map([...removed, ...unwanted].map((told) => [told.change.nodeId, told])));
    for (const draft of this.#drafts.values()) this.#renew(draft);
    for (const [id, { items, frame }] of this.#sheets) {
      const draft = this.#drafts.get(id) as Draft;
      if (draft.touched) draft.announcement = items.size > 0 ? digestOf([...items.values()], frame) : undefined;
    }
    return [...this.#drafts.values()];
  }

  /** More posts than people want to see at once are told in one digest; what stands there is brought up to date beside it. */
  #crowded(placements: readonly Placement[]): Seat[] {
    const isNew = (one: Placement) => !one.gathered && one.manner !== 'refresh' && !this.#home(one);
    // What asks first and what does not are never told together.
    const crowds = Map.groupBy(placements.filter(isNew), ({ review }) => review !== undefined);
    const big = [...crowds.values()].filter((news) => news.length > this.#pass.massChange);
    const gone = new Set(big.flat());
    return [...big.flatMap((news) => this.#together(news)), ...placements.filter((one) => !gone.has(one))];
  }

  #together(news: readonly Placement[]): Seat[] {
    const { now, heard } = this.#pass;
    const settled = news.map(({ told }) => told.change.settlesAt).sort();
    // A digest with a removal in it does not wait: a removal never does.
    const isUrgent = news.some(({ told }) => told.change.kind === 'removed');
    const dueAt = isUrgent ? now : settled.at(-1)!;
    const isThere = ({ told }: Placement) => heard.has(`${this.#name} ${told.change.nodeId}`);
    // Of a post that waits for approval only its links are brought up to date before.
    const there = news.filter((one) => isThere(one) && (!one.review || !one.told.change.difference));
    const digest = news.map((one) => ({
      ...one,
      key: news[0]!.key,
      dueAt,
      manner: 'post' as const,
      mass: true as const,
    }));
    return [...digest, ...there.map((one) => ({ ...refreshed(one), review: undefined }))];
  }

  /** Id of the delivery that the placement belongs into. */
  #seat(placement: Placement): string {
    return this.#home(placement) ?? deliveryId(this.#name, placement.key);
  }

  /** Of what waits already: the digest of many that tells the change, or what is held of the node. */
  #home({ told, gathered, review, manner, unwanted }: Placement): string | undefined {
    if (gathered || unwanted) return undefined;
    const { id, kind, nodeId } = told.change;
    const crowd = manner === 'refresh' ? undefined : this.#crowds[review ? 'held' : 'pending'].get(id);
    return crowd ?? (review && kind !== 'removed' ? this.#held.get(nodeId) : undefined);
  }

  #remember(id: string, { told }: Placement): void {
    this.#seated.set(id, (this.#seated.get(id) ?? new Set()).add(told.change.id));
  }

  /** Takes out of a draft what is told elsewhere, or nowhere any more. */
  #leave(draft: Draft): void {
    const { announcement: said, state } = draft;
    if (state === 'retry' || !said) return;
    const { affected, undone } = this.#pass;
    const stays = this.#seated.get(draft.id);
    const sheet = this.#sheets.get(draft.id);
    for (const id of changesOf(said)) {
      if (!affected.has(id) || stays?.has(id)) continue;
      draft.touched = true;
      const now = undone.find(({ changeId }) => changeId === id)?.now;
      if (sheet) sheet.items.delete(id);
      else if (draft.announcement?.type === 'node')
        draft.announcement = lessened(draft.announcement, id, now, this.#look);
    }
  }

  #sit(placement: Seat, id: string): void {
    const { told, manner, gathered, review } = placement;
    const isMass = placement.mass === true;
    const draft = this.#drafts.get(id) ?? this.#begin(id, placement);
    if (draft.state === 'retry') return;
    const said = draft.announcement;
    draft.touched = true;
    const sheet = this.#sheets.get(id);
    if (sheet) sheet.items.set(told.change.id, digestItem(told, this.#look));
    else {
      if (said?.type === 'node' && review) draft.announcement = further(said, told, this.#look);
      else draft.announcement = placement.unwanted ? removal(told, this.#look) : announcement(told, this.#look);
      draft.manner = manner;
    }
    if (!gathered) this.#postpone(draft, placement, isMass);
  }

  #begin(id: string, { key, manner, dueAt, review, gathered, mass }: Seat): Draft {
    const state = review ? 'held' : 'pending';
    const draft: Draft = { id, channel: this.#name, key, manner, dueAt, state, isNew: true };
    if (review) draft.review = { ...review, shownAt: dueAt };
    this.#drafts.set(id, draft);
    const frame = { reason: gathered ?? ('mass' as const), at: this.#pass.now, language: this.#look.language };
    if (gathered || mass) this.#sheets.set(id, { items: new Map(), frame });
    return draft;
  }

  /** It waits for the last of its changes to settle; a removal is told at once. */
  #postpone(draft: Draft, { told, dueAt }: Placement, isMass: boolean): void {
    const { kind, settlesAt } = told.change;
    const at = isMass ? dueAt : settlesAt;
    if (draft.review) draft.review.shownAt = later(draft.review.shownAt, at);
    else if (kind === 'removed') draft.dueAt = at;
    else if (!draft.isNew) draft.dueAt = later(draft.dueAt, at);
  }

  /** Nobody is told any more of a node that was removed, or is excluded. What may be out already becomes its own withdrawal. */
  #withdraw(gone: ReadonlyMap<string, Told>): void {
    if (gone.size === 0) return;
    for (const draft of this.#drafts.values()) {
      const sheet = this.#sheets.get(draft.id);
      const isOut = (node: string) => {
        const told = gone.get(node);
        return told !== undefined && !this.#seated.get(draft.id)?.has(told.change.id);
      };
      if (sheet)
        for (const { changeId, nodeId } of [...sheet.items.values()])
          if (isOut(nodeId) && sheet.items.delete(changeId)) draft.touched = true;
      const said = draft.announcement;
      if (said?.type !== 'node' || !isOut(said.nodeId)) continue;
      const told = gone.get(said.nodeId) as Told;
      draft.touched = true;
      draft.announcement = draft.state === 'retry' ? removal(told, this.#look) : undefined;
      if (draft.state === 'retry')
        Object.assign(draft, { manner: 'refresh' satisfies Manner, dueAt: told.change.settlesAt });
    }
  }

  /** What waits says of a node what is so now, also where the change itself is no news. */
  #renew(draft: Draft): void {
    const { byNode } = this.#pass;
    const fresh = (node: string) => {
      const told = byNode.get(node);
      const isNews = told && (told.change.kind === 'removed' || this.#seated.get(draft.id)?.has(told.change.id));
      return isNews ? undefined : told;
    };
    for (const item of this.#sheets.get(draft.id)?.items.values() ?? []) {
      const told = fresh(item.nodeId);
      if (!told || item.kind === 'removed') continue;
      draft.touched = true;
      this.#sheets.get(draft.id)?.items.set(item.changeId, renewed(item, told));
    }
    const said = draft.announcement;
    const told = said?.type === 'node' && draft.state === 'held' ? fresh(said.nodeId) : undefined;
    if (said?.type !== 'node' || !told) return;
    draft.touched = true;
    draft.announcement = lessened(said, '', told, this.#look);
  }
}

/** The line as its node is now; of what is folded it says no more than the title. */
function renewed(item: DigestItem, { node, url }: Told): DigestItem {
  const { title, emoji, path, contentNote } = node;
  const now = { ...item, title, emoji, path, url, contentNote };
  return contentNote ? { ...now, difference: undefined } : now;
}

const later = (a: string, b: string) => (a > b ? a : b);

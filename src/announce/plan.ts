/** Everything one pass says, and to whom, as data: new deliveries, and what becomes of those still waiting. Pure. */

import type { ChangeRecord } from '../change/change.ts';
import { deliveryId } from '../change/identity.ts';
import type { Announcement, DigestAnnouncement, Manner } from './announcement.ts';
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
import { changesOf, digestOf, itemsOf, nodesOf, withItem, without } from './digest.ts';
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
  const { placements, waiting } = input;
  const channels = new Set([...placements, ...waiting].map(({ channel }) => channel));
  const drafts = [...channels].flatMap((channel) => new Channel(channel, input).drafts());
  return outcomeOf([...drafts, ...reviewPosts(drafts, waiting, input.now)]);
}

/** `mass`: together with all else of the pass. */
type Seat = Placement & { mass?: true };

/** What one channel will hear, while it is worked out. */
class Channel {
  readonly #name: string;
  readonly #input: PlanInput;
  readonly #look: Look;
  readonly #drafts = new Map<string, Draft>();
  /** By draft: the changes that have their place in it. */
  readonly #seated = new Map<string, Set<string>>();

  constructor(name: string, input: PlanInput) {
    this.#name = name;
    this.#input = input;
    this.#look = input.look?.(name) ?? {};
    // What asks for approval follows what it asks about.
    for (const one of input.waiting)
      if (one.channel === name && one.announcement.type !== 'review') this.#drafts.set(one.id, draftOf(one));
  }

  drafts(): Draft[] {
    const all = this.#input.placements.filter(({ channel }) => channel === this.#name);
    const placements = all.filter(({ unheard }) => !unheard);
    const seats = this.#crowded(placements).map((one) => ({ placement: one, id: this.#seat(one) }));
    for (const { placement, id } of seats) this.#remember(id, placement);
    for (const draft of this.#drafts.values()) this.#leave(draft);
    for (const { placement, id } of seats) this.#sit(placement, id);
    for (const { change } of this.#input.told) if (change.kind === 'removed') this.#withdraw(change);
    for (const { told, unwanted } of all) if (unwanted) this.#withdraw(told.change);
    for (const told of this.#input.told) this.#renew(told);
    return [...this.#drafts.values()];
  }

  /** More posts than people want to see at once are told in one digest; what stands there is brought up to date beside it. */
  #crowded(placements: readonly Placement[]): Seat[] {
    const isNew = (one: Placement) => !one.gathered && one.manner !== 'refresh' && !this.#home(one);
    // What asks first and what does not are never told together.
    const crowds = Map.groupBy(placements.filter(isNew), ({ review }) => review !== undefined);
    const big = [...crowds.values()].filter((news) => news.length > this.#input.massChange);
    const rest = placements.filter((one) => !big.some((news) => news.includes(one)));
    return [...big.flatMap((news) => this.#together(news)), ...rest];
  }

  #together(news: readonly Placement[]): Seat[] {
    const { now, hearers } = this.#input;
    const settled = news.map(({ told }) => told.change.settlesAt).sort();
    // A digest with a removal in it does not wait: a removal never does.
    const isUrgent = news.some(({ told }) => told.change.kind === 'removed');
    const dueAt = isUrgent ? now : settled.at(-1)!;
    const isThere = ({ told }: Placement) =>
      hearers.some((one) => one.channel === this.#name && one.nodeId === told.change.nodeId && one.as !== 'review');
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
    for (const [draftId, { announcement: said, state, mass }] of this.#drafts) {
      if (!said || Boolean(review) !== (state === 'held')) continue;
      if (mass && manner !== 'refresh' && state !== 'retry' && changesOf(said).includes(id)) return draftId;
      if (review && kind !== 'removed' && said.type === 'node' && said.nodeId === nodeId) return draftId;
    }
    return undefined;
  }

  #remember(id: string, { told }: Placement): void {
    this.#seated.set(id, (this.#seated.get(id) ?? new Set()).add(told.change.id));
  }

  /** Takes out of a draft what is told elsewhere, or nowhere any more. */
  #leave(draft: Draft): void {
    if (draft.state === 'retry' || !draft.announcement) return;
    const { told, undone } = this.#input;
    const affected = new Set([...told.map(({ change }) => change.id), ...undone.map(({ changeId }) => changeId)]);
    const stays = this.#seated.get(draft.id);
    const leaving = changesOf(draft.announcement).filter((id) => affected.has(id) && !stays?.has(id));
    for (const id of leaving) {
      const now = undone.find(({ changeId }) => changeId === id)?.now;
      this.#say(draft, takenOut(draft.announcement, id, now, this.#look));
    }
  }

  #sit(placement: Seat, id: string): void {
    const { told, manner, gathered, review, key } = placement;
    const isMass = placement.mass === true;
    const draft = this.#drafts.get(id) ?? this.#begin(id, placement);
    if (draft.state === 'retry') return;
    const said = draft.announcement;
    if (gathered || isMass || said?.type === 'digest') {
      const frame = { reason: gathered ?? ('mass' as const), at: this.#input.now, language: this.#look.language };
      const item = digestItem(told, this.#look);
      this.#say(draft, said?.type === 'digest' ? withItem(said, item) : digestOf([item], frame));
    } else if (said?.type === 'node' && review) this.#say(draft, further(said, told, this.#look));
    else this.#say(draft, placement.unwanted ? removal(told, this.#look) : announcement(told, this.#look));
    if (said?.type !== 'digest' && !isMass && !gathered) draft.manner = manner;
    draft.key ??= key;
    if (!gathered) this.#postpone(draft, placement, isMass);
  }

  #begin(id: string, { key, manner, dueAt, review }: Placement): Draft {
    const draft: Draft = {
      id,
      channel: this.#name,
      key,
      manner,
      dueAt,
      state: review ? 'held' : 'pending',
      isNew: true,
    };
    if (review) draft.review = { ...review, shownAt: dueAt };
    this.#drafts.set(id, draft);
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
  #withdraw({ nodeId, id, settlesAt }: ChangeRecord): void {
    const told = this.#input.told.find(({ change }) => change.id === id) as Told;
    for (const draft of this.#drafts.values()) {
      const said = draft.announcement;
      if (!said || this.#seated.get(draft.id)?.has(id) || !nodesOf(said).includes(nodeId)) continue;
      if (said.type === 'digest') {
        // One that may be out is left to the removal's own delivery, which finds it in its place and edits it.
        if (draft.state !== 'retry')
          this.#say(
            draft,
            without(said, (item) => item.nodeId === nodeId),
          );
      } else if (draft.state !== 'retry') this.#say(draft, undefined);
      else {
        this.#say(draft, removal(told, this.#look));
        Object.assign(draft, { manner: 'refresh' satisfies Manner, dueAt: settlesAt });
      }
    }
  }

  /** What waits says of a node what is so now, also where the change itself is no news. */
  #renew(told: Told): void {
    const { kind, nodeId, id } = told.change;
    if (kind === 'removed') return;
    for (const draft of this.#drafts.values()) {
      const said = draft.announcement;
      if (!said || draft.state === 'retry' || this.#seated.get(draft.id)?.has(id)) continue;
      if (said.type === 'digest' && nodesOf(said).includes(nodeId)) this.#say(draft, renewed(said, told));
      else if (said.type === 'node' && said.nodeId === nodeId && draft.state === 'held')
        this.#say(draft, lessened(said, '', told, this.#look));
    }
  }

  #say(draft: Draft, said: Announcement | undefined): void {
    draft.announcement = said;
    draft.touched = true;
  }
}

/** The digest with the node's lines as they are now; of what is folded they say no more than the title. */
function renewed(digest: DigestAnnouncement, told: Told): DigestAnnouncement {
  const { node, url } = told;
  const { title, emoji, path, contentNote } = node;
  const items = itemsOf(digest).map((item) => {
    if (item.nodeId !== told.change.nodeId || item.kind === 'removed') return item;
    const now = { ...item, title, emoji, path, url, contentNote };
    return contentNote ? { ...now, difference: undefined } : now;
  });
  return digestOf(items, digest);
}

function takenOut(said: Announcement, changeId: string, now: Described | undefined, look: Look) {
  if (said.type === 'digest') return without(said, (item) => item.changeId === changeId);
  return said.type === 'node' ? lessened(said, changeId, now, look) : undefined;
}

const later = (a: string, b: string) => (a > b ? a : b);

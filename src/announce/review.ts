/** What is shown to those who decide, and what follows from their answer, as data. Pure. */
import { deliveryId } from '../change/identity.ts';
import type { Decided, NodeAnnouncement, Post, ReviewAnnouncement } from './announcement.ts';
import { digestOf, itemOf, itemsOf } from './digest.ts';
import {
  type Amendment,
  type Draft,
  deadline,
  draftOf,
  type HeldFor,
  NEVER,
  type Outcome,
  outcomeOf,
  type Waiting,
} from './draft.ts';
import { windowKey } from './place.ts';
import { slotOf } from './schedule.ts';

/** Of the delivery that first shows what is held. */
export function reviewKey(held: string): string {
  return `review ${held}`;
}

/** For each delivery that is held and is other than before: the post that asks about it, new or brought up to date. */
export function reviewPosts(drafts: readonly Draft[], waiting: readonly Waiting[], now: string): Draft[] {
  return drafts.flatMap((draft): Draft[] => {
    const { touched, state, review, isNew, announcement: said, revision = -1 } = draft;
    if (!touched || state !== 'held' || !review) return [];
    const before = waiting.find((one) => one.id === draft.id)?.announcement;
    const post = said ?? before;
    if (post?.type !== 'node' && post?.type !== 'digest') return [];
    const shown = shows(draft, post, isNew ? 0 : revision + 1, now, review);
    const announcement: ReviewAnnouncement = said ? shown : { ...shown, decided: { as: 'withdrawn' } };
    const unseen = waiting.find((one) => asks(one, draft.id));
    if (unseen) {
      const renewed = said ? announcement : undefined;
      return [{ ...draftOf(unseen), announcement: renewed, dueAt: review.shownAt, touched: true }];
    }
    if (isNew && !said) return [];
    return [asked(review, draft.id, announcement, isNew ? undefined : `${revision + 1}`, said ? review.shownAt : now)];
  });
}

function asks({ announcement, state }: Waiting, held: string): boolean {
  return state === 'pending' && announcement.type === 'review' && announcement.delivery === held;
}

function asked(
  review: HeldFor,
  held: string,
  announcement: ReviewAnnouncement,
  step: string | undefined,
  dueAt: string,
): Draft {
  const { channel } = review;
  const key = step === undefined ? reviewKey(held) : `${reviewKey(held)} ${step}`;
  const draft = { id: deliveryId(channel, key), channel, key, announcement, manner: 'edit' as const, dueAt };
  return { ...draft, state: 'pending', isNew: true, touched: true };
}

function shows(
  { id, channel }: Pick<Draft, 'id' | 'channel'>,
  post: Post,
  revision: number,
  at: string,
  review: HeldFor,
) {
  const until = deadline(review);
  const shown: ReviewAnnouncement = { type: 'review', delivery: id, revision, channel, post, at };
  return until === undefined ? shown : { ...shown, unanswered: { at: until, otherwise: review.otherwise } };
}

/** What somebody decided, or nobody did in time. */
export type Decision =
  | { do: 'approve' | 'hold' | 'skip' }
  /** What is shown in the place of the author's first words; empty: those again. */
  | { do: 'edit'; summary: string };

/** The channel that gathers, where something waits there already. */
export interface Gathering {
  id: string;
  channel: string;
  key: string;
  at: string;
  reason: 'digest' | 'quiet';
}

/** Where the news goes that is approved at `now`; undefined: it is posted at once. */
export function gatheringOf({ channel, review }: Waiting, now: string): Gathering | undefined {
  const { at, gathered } = slotOf(review?.when ?? {}, now);
  const key = windowKey(at);
  return gathered && { id: deliveryId(channel, key), channel, key, at, reason: gathered };
}

/**
 * What follows from a decision on a held delivery. `gathering`: what waits where `gatheringOf` says, if anything does.
 * `by`: who decided, in words; absent: nobody.
 */
export function decide(
  held: Waiting,
  decision: Decision,
  { by, now, gathering }: { by?: string; now: string; gathering?: Waiting },
): Outcome {
  const { review, announcement: post } = held;
  if (!review || (post.type !== 'node' && post.type !== 'digest')) return { deliveries: [], amended: [] };
  const same = { id: held.id, revision: held.revision, manner: held.manner };
  const decided = (as: Decided | undefined, shown: Post, of: HeldFor = review) => {
    const announcement = shows(held, shown, held.revision + 1, now, of);
    const told = as ? { ...announcement, decided: { as, ...(by !== undefined && { by }) } } : announcement;
    return outcomeOf([asked(review, held.id, told, `${held.revision + 1}`, now)]).deliveries;
  };
  if (decision.do === 'skip') return { deliveries: decided('skipped', post), amended: [{ ...same, dueAt: now }] };
  if (decision.do === 'hold') {
    const kept: HeldFor = { ...review, isHeld: true };
    return {
      deliveries: decided('held', post, kept),
      amended: [{ ...same, announcement: post, dueAt: NEVER, state: 'held', review: kept }],
    };
  }
  if (decision.do === 'edit') {
    const edited = post.type === 'node' ? curated(post, decision.summary) : post;
    return {
      deliveries: decided(undefined, edited),
      amended: [{ ...same, announcement: edited, dueAt: held.dueAt, state: 'held', review }],
    };
  }
  const shown = decided('approved', post);
  const into = gatheringOf(held, now);
  if (!into) return { deliveries: shown, amended: [{ ...same, announcement: post, dueAt: now, state: 'pending' }] };
  const gathered = gather(post, into, gathering, now);
  return { deliveries: [...shown, ...gathered.deliveries], amended: [{ ...same, dueAt: now }, ...gathered.amended] };
}

function gather(post: Post, into: Gathering, waiting: Waiting | undefined, now: string): Outcome {
  const items = post.type === 'node' ? [itemOf(post)] : itemsOf(post);
  const draft: Draft = waiting
    ? draftOf(waiting)
    : {
        ...{ id: into.id, channel: into.channel, key: into.key },
        manner: 'post',
        dueAt: into.at,
        state: 'pending',
        isNew: true,
      };
  const said = draft.announcement?.type === 'digest' ? draft.announcement : undefined;
  const frame = said ?? { reason: into.reason, at: now, ...(post.language && { language: post.language }) };
  const all = new Map([...(said ? itemsOf(said) : []), ...items].map((item) => [item.changeId, item]));
  const digest = digestOf([...all.values()], frame);
  return outcomeOf([{ ...draft, announcement: digest, touched: true }]);
}

function curated(post: NodeAnnouncement, summary: string): NodeAnnouncement {
  const { curated: _, ...rest } = post;
  return summary === '' ? rest : { ...rest, curated: summary };
}

export type { Amendment };

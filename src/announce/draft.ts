/** A delivery that is not out yet, while a pass works out what becomes of it. Pure. */
import type { Announcement, Manner } from './announcement.ts';
import type { Review } from './place.ts';

/** What is kept of who decides. */
export interface HeldFor extends Review {
  /** ISO instant from which it is shown to those who decide. */
  shownAt: string;
  /** Somebody said that it shall wait: no time runs. */
  isHeld?: true;
}

/** A delivery that is not out yet. */
export interface Waiting {
  id: string;
  channel: string;
  changeId: string;
  announcement: Announcement;
  manner: Manner;
  /** `retry`: it was tried, and may be out without our knowing. `held`: it waits for approval. */
  state: 'pending' | 'retry' | 'held';
  /** ISO instant; of what is held: when it is decided without an answer. */
  dueAt: string;
  /** Counts what was amended, so that nobody amends what somebody else just did. */
  revision: number;
  review?: HeldFor;
}

export interface PlannedDelivery {
  id: string;
  channel: string;
  /** What makes it one of its kind in its channel: the change it tells, the first one of a digest. */
  changeId: string;
  announcement: Announcement;
  manner: Manner;
  /** ISO instant. */
  dueAt: string;
  state?: 'held';
  review?: HeldFor;
  /** Nobody else may have begun it: it gathers what several passes find. */
  gathers?: true;
}

export interface Amendment {
  id: string;
  /** Which revision it amends. */
  revision: number;
  /** Absent: withdrawn before anybody saw it. */
  announcement?: Announcement;
  manner: Manner;
  dueAt: string;
  state?: 'pending' | 'held';
  review?: HeldFor;
}

/** New deliveries, and what becomes of those that wait. */
export interface Outcome {
  deliveries: PlannedDelivery[];
  amended: Amendment[];
}

export interface Draft {
  id: string;
  channel: string;
  key: string;
  announcement?: Announcement;
  manner: Manner;
  dueAt: string;
  state: Waiting['state'];
  review?: HeldFor;
  revision?: number;
  /** Tells many changes of one pass. */
  mass?: boolean;
  isNew?: true;
  touched?: true;
}

/** What is held without an end. */
export const NEVER = '9999-12-31T00:00:00.000Z';

export function draftOf({
  id,
  channel,
  changeId,
  announcement,
  manner,
  state,
  dueAt,
  revision,
  review,
}: Waiting): Draft {
  const mass = announcement.type === 'digest' && announcement.reason === 'mass';
  return {
    ...{ id, channel, key: changeId, announcement, manner, state, dueAt, revision, mass },
    review: review && { ...review },
  };
}

export function outcomeOf(drafts: readonly Draft[]): Outcome {
  const touched = drafts.filter((draft) => draft.touched);
  return {
    deliveries: touched.flatMap(({ isNew, announcement, id, channel, key, ...draft }): PlannedDelivery[] => {
      if (!isNew || !announcement) return [];
      const { manner, review, state } = draft;
      const planned = { id, channel, changeId: key, announcement, manner, dueAt: deadlineOf(draft) };
      const gathers = announcement.type === 'digest' && announcement.reason !== 'mass';
      return [{ ...planned, ...(state === 'held' && { state, review }), ...(gathers && { gathers }) }];
    }),
    amended: touched.flatMap((draft): Amendment[] => {
      const { isNew, id, announcement, manner, state, review, revision = 0 } = draft;
      if (isNew) return [];
      return [{ id, revision, announcement, manner, dueAt: deadlineOf(draft), ...(state === 'held' && { review }) }];
    }),
  };
}

/** What is held is due when somebody should have decided. */
function deadlineOf({ state, dueAt, review }: Pick<Draft, 'state' | 'dueAt' | 'review'>): string {
  if (state !== 'held' || !review) return dueAt;
  return deadline(review) ?? NEVER;
}

/** When it is decided without an answer. */
export function deadline({ shownAt, after, isHeld }: HeldFor): string | undefined {
  return after === undefined || isHeld ? undefined : new Date(Date.parse(shownAt) + after).toISOString();
}

/** What each channel would get of some changes, when, and why something is held or left out. Pure. */
import type { ChangeKind } from '../change/change.ts';
import type { SubscriptionConfig } from '../config/schema.ts';
import { type PlaceInput, type Placement, place, subjectOf } from './place.ts';
import { REASONS, type Reason, verdict } from './route.ts';

export interface Explained {
  channel: string;
  /** Of the node. */
  id: string;
  path: string;
  title: string;
  kind: ChangeKind;
  /** What it becomes there. */
  does: 'post' | 'edit' | 'take back' | 'digest' | 'ask first' | 'nothing';
  /** ISO instant; absent where nothing comes of it. */
  at?: string;
  /** Why it waits, or is left out. */
  why?: string;
}

/** Reasons, the most telling first. */
const ORDER: readonly Reason[] = ['muted', 'except', 'note', 'ignored', 'minor', 'kind', 'scope', 'source'];

/** For each change and each channel that somebody subscribed or that has words of its node. */
export function explain(input: PlaceInput & { massChange: number }): Explained[] {
  const placements = place(input);
  const crowds = crowdsOf(placements, input.massChange);
  const channels = [...new Set([...input.subscriptions, ...placements].map(({ channel }) => channel))];
  return input.told.flatMap((told) =>
    channels.map((channel): Explained => {
      const { nodeId: id, path, title, kind } = told.change;
      const head = { channel, id, path, title, kind };
      const placed = placements.filter((one) => one.channel === channel && one.told === told && !one.unheard);
      const heard = input.hearers.some((one) => one.channel === channel && one.nodeId === id && one.as === 'post');
      const news = placed.find(({ manner }) => manner !== 'refresh') ?? placed[0];
      if (news) return { ...head, ...doing(news, heard, crowds.get(channel) ?? 0) };
      const own = input.subscriptions.filter((one) => one.channel === channel);
      return { ...head, does: 'nothing', why: REASONS[reasonOf(own, input, told)] };
    }),
  );
}

/** Why none of a channel's subscriptions tells it. */
function reasonOf(own: readonly SubscriptionConfig[], { house }: PlaceInput, told: PlaceInput['told'][number]): Reason {
  const reasons = own.map((one) => verdict(subjectOf(told), one, house(one.channel)));
  return ORDER.find((reason) => reasons.includes(reason)) ?? 'scope';
}

function doing(
  placement: Placement,
  heard: boolean,
  crowd: number,
): Omit<Explained, 'channel' | 'id' | 'path' | 'title' | 'kind'> {
  const { told, manner, dueAt, gathered, unwanted, review } = placement;
  if (told.change.kind === 'removed' || unwanted) return { does: 'take back', at: dueAt };
  const crowded = crowd > 0 ? `${crowd} changed together` : undefined;
  if (review) {
    const why = [`waits for approval in ${review.channel}`, crowded].filter((part) => part !== undefined);
    return { does: 'ask first', at: dueAt, why: why.join('; ') };
  }
  if (gathered === 'quiet') return { does: 'digest', at: dueAt, why: `quiet until ${minute(dueAt)}` };
  if (gathered) return { does: 'digest', at: dueAt, why: `gathered until ${minute(dueAt)}` };
  if (manner === 'refresh') return { does: 'edit', at: dueAt, why: 'only what stands there is brought up to date' };
  if (crowded) return { does: 'digest', at: dueAt, why: crowded };
  return { does: manner === 'post' || !heard ? 'post' : 'edit', at: dueAt };
}

/** `2026-03-14 08:00 UTC` */
function minute(at: string): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC`;
}

/** By channel: how many changes are told together, where they are too many. */
function crowdsOf(placements: readonly Placement[], massChange: number): Map<string, number> {
  const news = placements.filter((one) => !one.gathered && one.manner !== 'refresh');
  const counted = [...Map.groupBy(news, ({ channel }) => channel)].map(
    ([channel, all]) => [channel, all.length] as const,
  );
  return new Map(counted.filter(([, count]) => count > massChange));
}

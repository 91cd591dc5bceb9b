/** One delivery from claim to settlement: what each answer of a sink leads to. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { NodeAnnouncement } from '../announce/announcement.ts';
import { nodesOf } from '../announce/digest.ts';
import type { Delivery, PostRecord, Settlement } from '../ledger/ledger.ts';
import { type Acts, actsOf, afterAct, type Sending, sentPost } from './acts.ts';
import { tiredOfAsking } from './backoff.ts';
import { type Carrier, failed, type Lost, type Missing, unfound, wait } from './outcome.ts';
import { Closed, Locked, type Parcel, type Posted, Refused, type Sink, TryLater, Unknown } from './sink.ts';

/** Carries out a claimed delivery. Undefined: stopped before it could be known what became of it. */
export async function carry(carrier: Carrier, sink: Sink, delivery: Delivery): Promise<Settlement | undefined> {
  return await attempt(carrier, sink, delivery, undefined);
}

/** Finds out what became of a delivery whose sender is gone. Undefined: stopped before it could be known. */
export async function recover(carrier: Carrier, sink: Sink, delivery: Delivery): Promise<Settlement | undefined> {
  return await attempt(carrier, sink, delivery, { reason: 'its sender stopped before the answer', after: 0 });
}

/** All but the message may be done again without harm, so that is done first, and again whenever in doubt. */
async function attempt(
  carrier: Carrier,
  sink: Sink,
  delivery: Delivery,
  lost: Lost | undefined,
): Promise<Settlement | undefined> {
  try {
    const acts = await planned(carrier, sink, delivery);
    const posts = await change(carrier, sink, delivery, acts);
    const { send } = acts;
    if (!send) return done(carrier, delivery, [], posts);
    const { announcement, form, replyTo } = send;
    const parcel: Parcel = { id: delivery.id, channel: delivery.channel, announcement, form, replyTo };
    const found = lost ? await trace(carrier, sink, send, parcel, lost) : await post(carrier, sink, send, parcel);
    if (!Array.isArray(found)) return found && unfound(carrier, delivery, found);
    const at = carrier.now().toISOString();
    if (sink.posted && found.length > 0) posts.push(sentPost(delivery, send, found, at));
    return done(carrier, delivery, found, posts);
  } catch (error) {
    return failed(carrier, delivery, error);
  }
}

/** What to do, as the channel stands now. Nothing but this delivery changes what stands there about its nodes. */
async function planned({ ledger }: Carrier, sink: Sink, delivery: Delivery): Promise<Acts> {
  const { announcement, channel, manner } = delivery;
  if (sink.posted) return actsOf(delivery, await ledger.posts(channel, nodesOf(announcement)));
  // What is out stays out: only news is told.
  if (manner === 'refresh') return { changes: [] };
  return { changes: [], send: { announcement, form: 'post', follows: false } };
}

/** Changes what is out. One that is refused does not keep the others from being changed. */
async function change(
  carrier: Carrier,
  sink: Sink,
  delivery: Delivery,
  { changes, seek, send }: Acts,
): Promise<PostRecord[]> {
  const { posted, pace } = sink;
  if (!posted) return [];
  // The delivery itself has been counted; what it does beyond one request counts as well.
  const more = Math.max(0, changes.length + (seek ? 2 : 0) + (send ? 1 : 0) - 1);
  pace?.take(carrier.now().getTime(), more);
  pace?.land(carrier.now().getTime(), more);
  let refused: Refused | undefined;
  const posts: PostRecord[] = [];
  for (const act of changes) {
    const { post, announcement } = act;
    const form = act.do === 'edit' ? act.form : 'post';
    const parcel: Parcel = { id: post.id, channel: post.channel, announcement, form };
    try {
      if (act.do === 'withdraw') await posted.withdraw(parcel, post.messages);
      const edited = act.do === 'edit' ? await posted.edit(parcel, post.messages) : undefined;
      posts.push(afterAct(act, edited === 'gone'));
    } catch (error) {
      if (error instanceof Unknown) throw new TryLater(error.message);
      if (!(error instanceof Refused)) throw error;
      refused = error;
    }
  }
  if (refused) throw refused;
  if (seek) await takeBack(sink, posted, delivery);
  return posts;
}

/** The post of a node that was removed while nobody knew whether it was out. */
async function takeBack(sink: Sink, posted: Posted, delivery: Delivery): Promise<void> {
  const parcel: Parcel = { ...delivery, announcement: delivery.announcement as NodeAnnouncement, form: 'post' };
  const found = await sink.find(parcel);
  if (Array.isArray(found)) await posted.withdraw(parcel, found);
}

function done(carrier: Carrier, { channel }: Delivery, messages: string[], posts: PostRecord[]): Settlement {
  carrier.open(channel);
  return { state: 'sent', messages, at: carrier.now().toISOString(), posts };
}

async function post(
  carrier: Carrier,
  sink: Sink,
  send: Sending,
  parcel: Parcel,
): Promise<string[] | Missing | undefined> {
  try {
    return await sink.send(parcel);
  } catch (error) {
    if (!(error instanceof Unknown)) throw error;
    return await trace(carrier, sink, send, parcel, { reason: error.message });
  }
}

/** Looks for a message whose answer was lost. Undefined: stopped before the platform said anything. */
async function trace(
  carrier: Carrier,
  sink: Sink,
  { follows }: Sending,
  parcel: Parcel,
  lost: Lost,
): Promise<string[] | Missing | undefined> {
  const found = await ask(carrier, sink, parcel);
  if (found === 'absent') return { ...lost, state: 'absent', reason: `${lost.reason}; it did not arrive` };
  return found === 'unsure' ? { ...lost, state: carrier.policy(parcel.channel, follows) } : found;
}

/** Asks until the platform answers. A platform that stays silent, or a fault of ours, counts as `unsure`. */
async function ask(carrier: Carrier, sink: Sink, parcel: Parcel): Promise<string[] | 'absent' | 'unsure' | undefined> {
  for (let tries = 1; ; tries++) {
    try {
      return await sink.find(parcel);
    } catch (error) {
      if (error instanceof Refused || error instanceof Closed || error instanceof Locked) throw error;
      if (!(error instanceof TryLater || error instanceof Unknown)) {
        carrier.log.error({ err: error, delivery: parcel.id, channel: parcel.channel }, 'looking for a post failed');
        return 'unsure';
      }
      if (tiredOfAsking(tries)) return 'unsure';
      const after = error instanceof TryLater ? error.after : undefined;
      if (!(await pause(wait(carrier, tries, after), carrier.signal))) return undefined;
    }
  }
}

/** Waits; false when the signal ended it. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(milliseconds, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}

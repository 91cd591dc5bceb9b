/** Writes what the hub is to be told into the ledger, where it survives a crash and is tried again. */
import { deliveryId } from '../change/identity.ts';
import type { Changed } from '../feed/news.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { HUB_CHANNEL } from '../web/hub.ts';

/** Sent pings are kept for so long, milliseconds: for who looks into what the hub was told. */
const KEPT = 7 * 86_400_000;

/** Another replica may move the cursor meanwhile. */
const TRIES = 5;

/** One delivery for all topics of a pass; none where each of them already waits to be told. Returns how many topics. */
export async function planPings(
  ledger: Ledger,
  sources: readonly string[],
  documents: readonly Changed[],
  now: Date,
): Promise<number> {
  const waiting = await ledger.deliveries({ states: ['pending'], channel: HUB_CHANNEL });
  const known = new Set(
    waiting.flatMap(({ announcement }) => (announcement.type === 'ping' ? announcement.topics : [])),
  );
  const topics = documents.map(({ self }) => self).filter((topic) => !known.has(topic));
  if (topics.length === 0) return 0;
  const at = now.toISOString();
  // What was told needs no memory; nothing of it can be taken back.
  await ledger.forgetSent(HUB_CHANNEL, new Date(now.getTime() - KEPT).toISOString());
  // The same bytes may come back: when they did is part of the key.
  const changeId = `ping ${deliveryId(HUB_CHANNEL, JSON.stringify([at, documents.map(({ self, etag }) => [self, etag])]))}`;
  const id = deliveryId(HUB_CHANNEL, changeId);
  const ping = { id, channel: HUB_CHANNEL, changeId, announcement: { type: 'ping' as const, topics, at }, dueAt: at };
  for (let tries = 0; tries < TRIES; tries++) {
    const states = await Promise.all(sources.map((name) => ledger.source(name)));
    const state = states.find((one) => one !== undefined);
    if (!state) return 0;
    const nothing = { nodes: [], changes: [], dropped: [], amended: [] };
    const pass = { source: state.name, from: state.cursor, to: state.cursor, at: state.at, ...nothing };
    if (await ledger.commit({ ...pass, deliveries: [ping] })) return topics.length;
  }
  throw new Error('the ledger was busy; the hub will hear of the next change');
}

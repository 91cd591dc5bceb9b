/**
 * Tells a WebSub hub that feeds changed (https://www.w3.org/TR/websub/, 5). Pinging twice does no harm, so what may not
 * have arrived is simply sent again. The hub's address may hold a key: no message ever holds the address.
 */
import { type Parcel, Refused, type Sink, TryLater } from '../delivery/sink.ts';

/** The channel of pings. No configured channel can be called so. */
export const HUB_CHANNEL = 'websub:hub';

/** A hub that is silent for longer is asked again later. Milliseconds. */
const PATIENCE = 15_000;

export class HubSink implements Sink {
  readonly #hub: string;
  /** Topics of parcels that failed half-way, so that the next try goes on from there. */
  readonly #told = new Map<string, Set<string>>();

  constructor(hub: string) {
    this.#hub = hub;
  }

  async send({ id, announcement }: Parcel): Promise<string[]> {
    if (announcement.type !== 'ping') throw new Refused('only feeds are told to a hub');
    const told = this.#told.get(id) ?? new Set();
    this.#told.set(id, told);
    for (const topic of announcement.topics) {
      if (told.has(topic)) continue;
      await this.#ping(topic);
      told.add(topic);
    }
    this.#told.delete(id);
    return announcement.topics;
  }

  async find(): Promise<'absent'> {
    return 'absent';
  }

  async #ping(topic: string): Promise<void> {
    let response: Response;
    try {
      response = await fetch(this.#hub, {
        method: 'POST',
        // Some hubs know `hub.url`, some `hub.topic`; each leaves the other alone.
        body: new URLSearchParams({ 'hub.mode': 'publish', 'hub.url': topic, 'hub.topic': topic }),
        signal: AbortSignal.timeout(PATIENCE),
      });
      await response.body?.cancel();
    } catch {
      throw new TryLater('the hub cannot be reached');
    }
    if (response.ok) return;
    const { status } = response;
    if (status >= 500 || status === 429 || status === 408)
      throw new TryLater(`the hub answered ${status}`, afterOf(response.headers.get('retry-after')));
    throw new Refused(`the hub answered ${status}`);
  }
}

/** Milliseconds of a Retry-After in seconds; a date is not worth the trouble. */
function afterOf(value: string | null): number | undefined {
  return value && /^\d+$/.test(value) ? Number(value) * 1_000 : undefined;
}

/** The sending loop: takes what is due from the ledger, gives it to the sinks, writes down what became of it. */
import type { Delivery, Ledger, Settlement } from '../ledger/ledger.ts';
import type { Log } from '../log.ts';
import { backoff } from './backoff.ts';
import { carry, pause, recover } from './carry.ts';
import { join, type Lane, lanesOf, placesIn, wakeAt } from './lane.ts';
import type { Carrier, Policy } from './outcome.ts';
import type { Sink } from './sink.ts';
import { type Trouble, Troubles } from './troubles.ts';

/** The longest sleep, milliseconds: other processes may have planned deliveries, or died while sending. */
const SAFETY = 60_000;

/** The shortest sleep: another process may just be taking what looks due. */
const BREATH = 20;

export interface DelivererParts {
  ledger: Ledger;
  /** By channel. One sink serves all channels of its platform: channels that share a sink share its places in the air. */
  sinks: ReadonlyMap<string, Sink>;
  log: Log;
  now(): Date;
  /** Unique to one life of this process: by it, others know whose unfinished deliveries are left over. */
  owner: string;
  /** [0, 1), for the backoff. */
  random?: () => number;
  /** `may-miss` where nothing is said: a post too many can not be unsaid, a missing one is listed. */
  policy?(channel: string, follows: boolean): Policy;
}

export class Deliverer {
  readonly #ledger: Ledger;
  readonly #log: Log;
  readonly #owner: string;
  readonly #lanes: Map<string, Lane>;
  readonly #carrier: Carrier;
  readonly #stopping = new AbortController();
  readonly #flying = new Set<Promise<void>>();
  readonly #troubles: Troubles;
  #looking: Promise<void> | undefined;
  #again = false;
  #failures = 0;
  #recoverAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #running = false;

  constructor(parts: DelivererParts) {
    this.#ledger = parts.ledger;
    this.#log = parts.log;
    this.#owner = parts.owner;
    this.#lanes = lanesOf(parts.sinks);
    this.#troubles = new Troubles(parts.log, parts.now);
    this.#carrier = {
      log: parts.log,
      now: () => parts.now(),
      random: parts.random ?? Math.random,
      policy: (channel, follows) => parts.policy?.(channel, follows) ?? 'may-miss',
      signal: this.#stopping.signal,
      ledger: parts.ledger,
      hold: (channel, until) => this.#hold(channel, until),
      closed: (channel, reason) => this.#troubles.closed(channel, reason),
      open: (channel) => this.#troubles.open(channel),
      locked: (channel, reason) => this.#locked(channel, reason),
    };
  }

  /** Channels that take nothing now. */
  get troubles(): Trouble[] {
    return this.#troubles.list;
  }

  /** A channel that became known while running. */
  add(channel: string, sink: Sink): void {
    if (this.#lanes.has(channel)) return;
    const lane = [...this.#lanes.values()].find((one) => one.sink === sink);
    join(this.#lanes, channel, sink, lane);
    this.#lookAgain();
  }

  #hold(channel: string, until: number): void {
    const lane = this.#lanes.get(channel);
    if (!lane) return;
    lane.heldUntil = Math.max(lane.heldUntil, until);
    lane.stale = true;
    lane.sink.pace?.hold(lane.heldUntil);
  }

  /** Only this platform; the others go on. */
  #locked(channel: string, reason: string): void {
    const lane = this.#lanes.get(channel);
    if (!lane || lane.locked !== undefined) return;
    lane.locked = reason;
    this.#troubles.locked(lane.channels, reason);
  }

  /** Takes up what earlier owners left in the air, then sends what is due from now on. Throws when the ledger can not be read. */
  async start(): Promise<void> {
    await this.#warnOfStrays();
    await this.#recover();
    this.#running = true;
    this.wake();
  }

  /** New deliveries may be due. */
  wake(): void {
    for (const lane of this.#lanes.values()) lane.stale = true;
    this.#lookAgain();
  }

  #lookAgain(): void {
    if (!this.#running) return;
    this.#again = true;
    this.#looking ??= this.#look();
  }

  /** Resolves when nothing is in the air and nothing is due, or when stopped. */
  async idle(): Promise<void> {
    while (this.#running) {
      this.wake();
      await this.#looking;
      if (this.#failures > 0) await pause(SAFETY / 60, this.#stopping.signal);
      else if (this.#flying.size > 0) await Promise.race(this.#flying);
      else if (!this.#again) return;
    }
  }

  /** Takes nothing more, and resolves when what is being sent is sent and written down. */
  async stop(): Promise<void> {
    this.#running = false;
    this.#stopping.abort();
    clearTimeout(this.#timer);
    await this.#looking;
    while (this.#flying.size > 0) await Promise.all(this.#flying);
  }

  /** Looks until nobody asked to look again meanwhile. Looks never overlap. */
  async #look(): Promise<void> {
    while (this.#again && this.#running) {
      this.#again = false;
      try {
        this.#sleep(await this.#round());
        this.#failures = 0;
      } catch (error) {
        this.#failures += 1;
        this.#log.error({ err: error }, 'the ledger did not answer; deliveries wait');
        this.#sleep(backoff(this.#failures, this.#carrier.random));
      }
    }
    // In the same turn as the last look at #again: a wake between the two would be lost.
    this.#looking = undefined;
  }

  /** Sends up what is due; returns how many milliseconds nothing more can be. */
  async #round(): Promise<number> {
    const now = this.#carrier.now();
    if (now.getTime() >= this.#recoverAt) await this.#recover();
    let sleep = SAFETY;
    for (const lane of new Set(this.#lanes.values())) {
      const places = placesIn(lane, now.getTime());
      if (places > 0 && this.#running) await this.#fill(lane, places, now);
      sleep = Math.min(sleep, wakeAt(lane, this.#carrier.now().getTime()) - now.getTime());
    }
    return sleep;
  }

  async #fill(lane: Lane, places: number, now: Date): Promise<void> {
    // Before the ledger is asked: whoever wakes us meanwhile is heard.
    lane.stale = false;
    try {
      const claimed = await this.#ledger.claim(this.#owner, now.toISOString(), places, lane.channels);
      lane.full = claimed.length === places;
      for (const delivery of claimed) this.#fly(lane, delivery, carry);
      if (lane.full) return;
      const due = await this.#ledger.nextDue(lane.channels);
      lane.lookAt = Math.min(now.getTime() + SAFETY, due === undefined ? Number.POSITIVE_INFINITY : Date.parse(due));
    } catch (error) {
      lane.stale = true;
      throw error;
    }
  }

  /** Once taken over they are ours alone, so nothing between may fail. */
  async #recover(): Promise<void> {
    this.#recoverAt = this.#carrier.now().getTime() + SAFETY;
    for (const delivery of await this.#ledger.abandoned(this.#owner)) {
      const lane = this.#lanes.get(delivery.channel);
      if (lane) this.#fly(lane, delivery, recover);
      else this.#track(this.#settle(delivery, this.#stray(delivery)));
    }
  }

  #stray(delivery: Delivery): Settlement {
    return { state: 'unknown', reason: `left unfinished, and no channel ${delivery.channel} is configured any more` };
  }

  async #warnOfStrays(): Promise<void> {
    const strays = new Map<string, number>();
    for (const { channel, state, count } of await this.#ledger.backlog()) {
      if (state !== 'dead' && !this.#lanes.has(channel)) strays.set(channel, (strays.get(channel) ?? 0) + count);
    }
    for (const [channel, waiting] of strays) {
      this.#log.warn(
        { channel, waiting },
        'deliveries wait for a channel that is not configured; drop them or bring it back',
      );
    }
  }

  #fly(lane: Lane, delivery: Delivery, how: typeof carry): void {
    lane.flying += 1;
    lane.sink.pace?.take(this.#carrier.now().getTime(), 1);
    const flight = how(this.#carrier, lane.sink, delivery)
      .then((settlement) => settlement && this.#settle(delivery, settlement))
      .catch((error) => this.#log.error({ err: error, delivery: delivery.id }, 'a delivery was left unfinished'))
      .finally(() => {
        lane.flying -= 1;
        lane.stale = true;
        lane.sink.pace?.land(this.#carrier.now().getTime(), 1);
      });
    this.#track(flight);
  }

  #track(flight: Promise<void>): void {
    const landing = flight.finally(() => {
      this.#flying.delete(landing);
      this.#lookAgain();
    });
    this.#flying.add(landing);
  }

  /** What became of a delivery is known only here until it is written: a ledger that is away is waited for. */
  async #settle(delivery: Delivery, settlement: Settlement): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        await this.#ledger.settle(delivery.id, settlement);
        const { state } = settlement;
        this.#log.debug({ delivery: delivery.id, channel: delivery.channel, state }, 'delivery settled');
        return;
      } catch (error) {
        this.#log.error({ err: error, delivery: delivery.id }, 'the outcome of a delivery could not be written');
        const wait = Math.min(SAFETY, backoff(tries, this.#carrier.random));
        if (!(await pause(wait, this.#stopping.signal))) return;
      }
    }
  }

  #sleep(milliseconds: number): void {
    clearTimeout(this.#timer);
    if (!this.#running) return;
    this.#timer = setTimeout(() => this.wake(), Math.min(SAFETY, Math.max(BREATH, milliseconds)));
  }
}

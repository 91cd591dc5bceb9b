/** What is held until somebody approves it: decisions become deliveries, and those nobody makes are made in time. */
import type { Outcome, Waiting } from '../announce/draft.ts';
import { type Decision, decide, gatheringOf } from '../announce/review.ts';
import type { DecisionRecord, Ledger } from '../ledger/ledger.ts';
import type { Log } from '../log.ts';

export interface GateParts {
  ledger: Pick<Ledger, 'delivery' | 'waitingDeliveries' | 'undecided' | 'nextDecision' | 'amend'>;
  log: Log;
  now(): Date;
  /** New deliveries may be due. */
  wake(): void;
}

export interface Wish {
  /** Id of the delivery that is held. */
  held: string;
  /** What was seen of it. */
  revision: number;
  decision: Decision;
  /** `discord:ID`, `telegram:ID`; and how they are called. */
  by: string;
  name: string;
}

/** `changed`: it is another by now than was seen. `gone`: there is nothing to decide any more. */
export type Fate = 'done' | 'changed' | 'gone';

/** The longest sleep, milliseconds: other processes may have held something. */
const SAFETY = 60_000;
/** Tries to write what somebody else is just writing. */
const TRIES = 5;

export class Gate {
  readonly #parts: GateParts;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #running = false;

  constructor(parts: GateParts) {
    this.#parts = parts;
  }

  /** Decides at once what should have been decided. */
  async start(): Promise<void> {
    this.#running = true;
    await this.look();
  }

  wake(): void {
    if (this.#running) void this.look();
  }

  async stop(): Promise<void> {
    this.#running = false;
    clearTimeout(this.#timer);
    await this.#looking;
  }

  async decide({ held: id, revision, decision, by, name }: Wish): Promise<Fate> {
    const held = await this.#parts.ledger.delivery(id);
    if (held?.state !== 'held') return 'gone';
    if (held.revision !== revision) return 'changed';
    return (await this.#write(held as Waiting, decision, { by, name })) ? 'done' : 'changed';
  }

  /** False: somebody else was faster. */
  async #write(held: Waiting, decision: Decision, who?: { by: string; name: string }): Promise<boolean> {
    const { ledger, log, wake } = this.#parts;
    for (let tries = 0; tries < TRIES; tries++) {
      const now = this.#parts.now().toISOString();
      const into = decision.do === 'approve' ? gatheringOf(held, now) : undefined;
      const [gathering] = into ? await ledger.waitingDeliveries([], [], { ids: [into.id] }) : [];
      const outcome: Outcome = decide(held, decision, { now, gathering, ...(who && { by: who.name }) });
      const record: DecisionRecord = { delivery: held.id, channel: held.channel, decided: decision.do, at: now };
      if (who) record.by = who.by;
      if (await ledger.amend({ ...outcome, decision: record, at: now })) {
        log.info(
          { delivery: held.id, channel: held.channel, decided: decision.do, by: who?.by },
          'a post was decided on',
        );
        wake();
        return true;
      }
      const again = await ledger.delivery(held.id);
      if (again?.state !== 'held' || again.revision !== held.revision) return false;
    }
    return false;
  }

  /** Decides what should have been decided by now. Never rejects. */
  look(): Promise<void> {
    this.#looking ??= this.#round().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #round(): Promise<void> {
    const { ledger, log, now } = this.#parts;
    let sleep = SAFETY;
    try {
      for (const held of await ledger.undecided(now().toISOString()))
        if (held.review) await this.#write(held as Waiting, { do: held.review.otherwise });
      const next = await ledger.nextDecision();
      if (next !== undefined) sleep = Math.min(SAFETY, Math.max(0, Date.parse(next) - now().getTime()) + 1);
    } catch (err) {
      log.error({ err }, 'the ledger did not answer; decisions wait');
    }
    clearTimeout(this.#timer);
    if (!this.#running) return;
    this.#timer = setTimeout(() => void this.look(), sleep);
    this.#timer.unref();
  }
}

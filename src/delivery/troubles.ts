/** Channels that take nothing for now, and what the operator was told of them. */
import type { Log } from '../log.ts';

export interface Trouble {
  channel: string;
  reason: string;
  /** ISO instant. */
  since: string;
}

export class Troubles {
  readonly #log: Log;
  readonly #now: () => Date;
  readonly #known = new Map<string, Trouble>();

  constructor(log: Log, now: () => Date) {
    this.#log = log;
    this.#now = now;
  }

  get list(): Trouble[] {
    return [...this.#known.values()];
  }

  /** The operator is told once of each reason. */
  closed(channel: string, reason: string): void {
    if (this.#add(channel, reason))
      this.#log.error({ channel, reason }, 'the channel is closed to us: its posts wait, and it is tried every hour');
  }

  open(channel: string): void {
    if (this.#known.delete(channel)) this.#log.info({ channel }, 'the channel takes posts again');
  }

  /** A platform that lets nobody in. */
  locked(channels: readonly string[], reason: string): void {
    for (const channel of channels) this.#add(channel, reason);
    this.#log.fatal(
      { channels: channels.length, reason },
      'the platform does not let us in: nothing is posted there until the next start',
    );
  }

  #add(channel: string, reason: string): boolean {
    const known = this.#known.get(channel);
    this.#known.set(channel, { channel, reason, since: known?.since ?? this.#now().toISOString() });
    return known?.reason !== reason;
  }
}

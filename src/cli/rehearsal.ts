/** Delivers to nobody: the real sinks over ways that only write down what would be sent. */
import { randomUUID } from 'node:crypto';
import type { Config } from '../config/schema.ts';
import { Deliverer } from '../delivery/deliver.ts';
import { Pace } from '../delivery/pace.ts';
import type { Parcel, Sink } from '../delivery/sink.ts';
import { rehearsalRest } from '../discord/rehearsal.ts';
import { DiscordSink } from '../discord/sink.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Log } from '../log.ts';
import { channelsOf } from '../service/sinks.ts';
import { rehearsalApi } from '../telegram/rehearsal.ts';
import { TelegramSink } from '../telegram/sink.ts';

/** Later than anything that is not held for good. */
const AFTERWARDS = '9990-01-01T00:00:00.000Z';

/** A request to a platform, or a post to the terminal. */
export type Sent = {
  channel: string;
  /** Id of the delivery it carries out, or of the one that became the post it changes. */
  delivery: string;
  parcel: Parcel;
} & (
  | { platform: 'terminal' }
  | { platform: 'discord'; method: string; route: string; body?: unknown }
  | { platform: 'telegram'; method: string; body: unknown }
);

/** Names the parcel that each request belongs to: one at a time, so there is no doubt. */
class Tagging implements Sink {
  readonly parallel = 1;
  readonly posted: Sink['posted'];
  readonly #inner: Sink;
  readonly #tag: (parcel: Parcel) => void;

  constructor(inner: Sink, tag: (parcel: Parcel) => void) {
    this.#inner = inner;
    this.#tag = tag;
    const { posted } = inner;
    this.posted = posted && {
      edit: (parcel, messages) => {
        tag(parcel);
        return posted.edit(parcel, messages);
      },
      withdraw: (parcel, messages) => {
        tag(parcel);
        return posted.withdraw(parcel, messages);
      },
    };
  }

  send(parcel: Parcel): Promise<string[]> {
    this.#tag(parcel);
    return this.#inner.send(parcel);
  }

  find(parcel: Parcel): ReturnType<Sink['find']> {
    return this.#inner.find(parcel);
  }
}

/** Sends what is due in the ledger, platform by platform; `channels`: only these. */
export async function rehearse(
  ledger: Ledger,
  config: Config,
  channels: ReadonlySet<string>,
  log: Log,
  record: (sent: Sent) => void,
): Promise<void> {
  for (const [platform, inner] of Object.entries(sinksOf(config, (sent) => record(sent)))) {
    const named = config.channels.filter((one) => one.platform === platform && channels.has(one.name));
    const sinks = new Map(named.map(({ name }): [string, Sink] => [name, inner]));
    // Digests and quiet hours are over: what waits for them is seen as well.
    const now = () => new Date(AFTERWARDS);
    const deliverer = new Deliverer({
      ledger,
      sinks,
      log: log.child({}, { level: 'error' }),
      now,
      owner: randomUUID(),
    });
    await deliverer.start();
    await deliverer.idle();
    await deliverer.stop();
  }
}

function sinksOf(config: Config, record: (sent: Sent) => void): Record<string, Sink> {
  let parcel: Parcel | undefined;
  const tag = (one: Parcel) => {
    parcel = one;
  };
  const of = () => {
    if (!parcel) throw new Error('a request without a parcel');
    return { channel: parcel.channel, delivery: parcel.id, parcel };
  };
  const discord = new DiscordSink({
    rest: rehearsalRest((request) => record({ ...of(), platform: 'discord', ...request })),
    channels: channelsOf(config, 'discord'),
  });
  const telegram = new TelegramSink({
    api: rehearsalApi((request) => record({ ...of(), platform: 'telegram', ...request })),
    channels: channelsOf(config, 'telegram'),
    pace: new Pace(1e6),
    addresses: new Map(),
    moved: async () => undefined,
  });
  const terminal: Sink = {
    send: async (one) => {
      record({ channel: one.channel, delivery: one.id, parcel: one, platform: 'terminal' });
      return [one.id];
    },
    find: async () => 'absent',
  };
  return { terminal, discord: new Tagging(discord, tag), telegram: new Tagging(telegram, tag) };
}

/** Channels and subscriptions that were made in chats, beside those of the config. */
import { nameOfPlace, placeNamed } from '../config/channel.ts';
import type { ChannelConfig, Config, SubscriptionConfig } from '../config/schema.ts';
import { subscriptionMade } from '../config/subscription.ts';
import type { Sink } from '../delivery/sink.ts';
import type { Place } from '../desk/ask.ts';
import { type ScopeFault, scopeFaults } from '../desk/sound.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Library } from '../library/library.ts';
import type { Parts } from '../pipeline.ts';
import { revisable } from './sinks.ts';

export interface FollowedParts {
  config: Config;
  ledger: Pick<Ledger, 'follows' | 'mutes' | 'postedChannels' | 'backlog' | 'moves'>;
  library: Library;
  /** By platform. */
  sinks: ReadonlyMap<ChannelConfig['platform'], Sink>;
  /** Told of every channel that became known. */
  known(channel: string, sink: Sink): void;
  /** Told once of every subscription that tells nothing for now. */
  refused(at: string, fault: ScopeFault): void;
}

/** What a pass needs to know of who hears. */
export interface Listening {
  subscriptions: SubscriptionConfig[];
  house: Parts['house'];
  /** Channels whose posts can be changed and taken back. */
  revisable: string[];
}

export class Followed {
  readonly #parts: FollowedParts;
  readonly #channels = new Set<string>();
  /** Subscriptions that name what is not there. */
  #refused: ReadonlySet<SubscriptionConfig> = new Set();
  readonly #told = new Set<string>();

  constructor(parts: FollowedParts) {
    this.#parts = parts;
  }

  /** Learns of every place where something stands, waits, or is to be posted. */
  async open(): Promise<void> {
    const { ledger } = this.#parts;
    const [posted, waiting] = await Promise.all([ledger.postedChannels(), ledger.backlog()]);
    for (const channel of [...posted, ...waiting.map((one) => one.channel)]) this.#learn(channel);
    for (const { channel } of await ledger.follows()) this.#learn(channel);
    this.check();
  }

  /** Looks whether what the config's subscriptions name is there. Says nothing of an empty library. */
  check(): void {
    const { config, library, refused } = this.#parts;
    if (library.count() === 0) return;
    const sources = config.sources.map(({ name }) => name);
    const bad = new Set<SubscriptionConfig>();
    for (const subscription of config.subscriptions)
      for (const fault of scopeFaults(subscription, library, sources)) {
        bad.add(subscription);
        const key = `${subscription.at} ${fault.path.join('.')}`;
        if (!this.#told.has(key)) refused(subscription.at ?? '', fault);
        this.#told.add(key);
      }
    this.#refused = bad;
  }

  /** Of the config and of chats, as they are now. */
  async listening(): Promise<Listening> {
    const { config, ledger } = this.#parts;
    // What was not there may have come; what was there and went keeps what it had.
    if (this.#refused.size > 0) this.check();
    const [made, mutes] = await Promise.all([ledger.follows(), ledger.mutes()]);
    for (const { channel } of made) this.#learn(channel);
    const sound = config.subscriptions.filter((one) => !this.#refused.has(one));
    const looks = new Map(config.channels.map((channel) => [channel.name as string, channel]));
    const byChannel = Map.groupBy(mutes, ({ channel }) => channel);
    return {
      subscriptions: [...sound, ...made.map(({ channel, scope }) => subscriptionMade(channel, scope))],
      revisable: [...revisable(config), ...this.#channels],
      house: (channel) => ({
        look: looks.get(channel),
        muted: new Set(byChannel.get(channel)?.map(({ nodeId }) => nodeId)),
      }),
    };
  }

  /** The channel at a place: the config's name for it, or one that says where it is. */
  async at({ platform, address, topic }: Place): Promise<{ channel: string; fixed: SubscriptionConfig[] }> {
    const { config, ledger } = this.#parts;
    // A group that became a supergroup has another address now.
    const moves = platform === 'telegram' ? await ledger.moves() : [];
    const moved = moves.find(({ to, channel }) => to === address && topicOf(channel, config) === topic)?.channel;
    const own = config.channels.find(
      (one) =>
        (one.platform === 'discord' && platform === 'discord' && one.channel === address) ||
        (one.platform === 'telegram' && platform === 'telegram' && one.chat === address && one.topic === topic),
    );
    const channel = own?.name ?? moved ?? nameOfPlace(platform, address, topic);
    return { channel, fixed: config.subscriptions.filter((one) => one.channel === channel) };
  }

  #learn(channel: string): void {
    const place = this.#channels.has(channel) ? undefined : placeNamed(channel);
    const sink = place && this.#parts.sinks.get(place.platform);
    if (!sink) return;
    this.#channels.add(channel);
    this.#parts.known(channel, sink);
  }
}

function topicOf(channel: string, { channels }: Config): number | undefined {
  const found = channels.find(({ name }) => name === channel) ?? placeNamed(channel);
  return found?.platform === 'telegram' ? found.topic : undefined;
}

/** Channels and subscriptions that were made in chats, beside those of the config. */
import { nameOfPlace, placeNamed } from '../config/channel.ts';
import type { ChannelConfig, Config, SubscriptionConfig } from '../config/schema.ts';
import type { Sink } from '../delivery/sink.ts';
import type { Place } from '../desk/ask.ts';
import type { FollowRecord, Ledger } from '../ledger/ledger.ts';
import { revisable } from './sinks.ts';

export interface FollowedParts {
  config: Config;
  ledger: Pick<Ledger, 'follows' | 'postedChannels' | 'backlog' | 'moves'>;
  /** By platform. */
  sinks: ReadonlyMap<ChannelConfig['platform'], Sink>;
  /** Told of every channel that became known. */
  known(channel: string, sink: Sink): void;
}

export class Followed {
  readonly #parts: FollowedParts;
  readonly #channels = new Set<string>();

  constructor(parts: FollowedParts) {
    this.#parts = parts;
  }

  /** Learns of every place where something stands, waits, or is to be posted. */
  async open(): Promise<void> {
    const { ledger } = this.#parts;
    const [posted, waiting] = await Promise.all([ledger.postedChannels(), ledger.backlog()]);
    for (const channel of [...posted, ...waiting.map((one) => one.channel)]) this.#learn(channel);
    await this.subscriptions();
  }

  /** Of the config and of chats, as they are now. */
  async subscriptions(): Promise<SubscriptionConfig[]> {
    const { config, ledger } = this.#parts;
    const made = await ledger.follows();
    for (const { channel } of made) this.#learn(channel);
    return [...config.subscriptions, ...made.map(subscriptionOf)];
  }

  /** Channels whose posts can be changed and taken back. */
  revisable(): string[] {
    return [...revisable(this.#parts.config), ...this.#channels];
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

function subscriptionOf({ channel, scope }: FollowRecord): SubscriptionConfig {
  const { source, folders, tags, nodes } = scope;
  const kinds: SubscriptionConfig['kinds'] = ['created', 'revised', 'moved', 'removed', 'restored'];
  return { channel, source, folders, tags, nodes, kinds, minor: false, onRevision: 'edit' };
}

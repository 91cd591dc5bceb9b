/** A sink for each configured channel; a platform's library is loaded only where it has one. */
import { placeNamed } from '../config/channel.ts';
import type { Settings } from '../config/read.ts';
import type { ChannelConfig, Config } from '../config/schema.ts';
import type { Policy } from '../delivery/outcome.ts';
import { Pace } from '../delivery/pace.ts';
import { Locked, type Sink } from '../delivery/sink.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Log } from '../log.ts';
import { TerminalSink } from '../terminal/sink.ts';
import { HUB_CHANNEL, HubSink } from '../web/hub.ts';

export interface SinkParts {
  settings: Settings;
  ledger: Pick<Ledger, 'moves' | 'move'>;
  /** Where the terminal channels write. */
  terminal: { fd: number; isTTY?: boolean; columns?: number };
  /** Name of the Telegram bot that answers, once it is known. */
  telegramName(): string | undefined;
  log: Log;
}

export interface Sinks {
  /** By name. */
  channels: ReadonlyMap<string, Sink>;
  /** Also of platforms that no channel of the config is on: where a bot answers, channels are made in chats. */
  platforms: ReadonlyMap<ChannelConfig['platform'], Sink>;
}

export async function openSinks(parts: SinkParts): Promise<Sinks> {
  const { settings, terminal } = parts;
  const { channels, feeds, discord, telegram } = settings.config;
  const { discordToken, telegramToken } = settings.secrets;
  const color = terminal.isTTY === true;
  const open = {
    terminal: async () =>
      new TerminalSink({ write: terminal, width: terminal.columns ?? 80, color, links: color }) as Sink,
    discord: () => discordSink(parts),
    telegram: () => telegramSink(parts),
  };
  const wanted = new Set(channels.map((channel) => channel.platform));
  if (discord.commands && discordToken !== undefined) wanted.add('discord');
  if (telegram.commands && telegramToken !== undefined) wanted.add('telegram');
  const byName = new Map<string, Sink>();
  const platforms = new Map<ChannelConfig['platform'], Sink>();
  for (const platform of wanted) {
    const sink = await open[platform]();
    platforms.set(platform, sink);
    for (const channel of channels) if (channel.platform === platform) byName.set(channel.name, sink);
  }
  if (feeds.hub) byName.set(HUB_CHANNEL, new HubSink(feeds.hub));
  return { channels: byName, platforms };
}

/** Channels of the config whose posts can be changed and taken back. */
export function revisable({ channels }: Config): string[] {
  return channels.filter(({ platform }) => platform !== 'terminal').map(({ name }) => name);
}

/**
 * What is done when nobody can tell whether a message arrived: as the channel says; or else a first post may come twice
 * rather than be missed, and what follows it may be missed rather than come twice.
 */
export function policyOf({ config }: Settings): (channel: string, follows: boolean) => Policy {
  const chosen = new Map(
    config.channels.map((one) => [one.name, one.platform === 'terminal' ? undefined : one.ambiguous]),
  );
  return (channel, follows) => chosen.get(channel) ?? (follows ? 'may-miss' : 'may-repeat');
}

async function discordSink({ settings: { config, secrets } }: SinkParts): Promise<Sink> {
  if (secrets.discordToken === undefined) return withoutToken('Discord', 'STARPOST_DISCORD_TOKEN');
  const [{ DiscordSink }, { openRest }] = await Promise.all([
    import('../discord/sink.ts'),
    import('../discord/rest.ts'),
  ]);
  const rest = openRest({ token: secrets.discordToken, api: config.discord.api });
  return new DiscordSink({ rest, channels: channelsOf(config, 'discord'), answers: config.discord.commands });
}

async function telegramSink({ settings: { config, secrets }, ledger, telegramName, log }: SinkParts): Promise<Sink> {
  if (secrets.telegramToken === undefined) return withoutToken('Telegram', 'STARPOST_TELEGRAM_TOKEN');
  const [{ TelegramSink }, { telegramApi }] = await Promise.all([
    import('../telegram/sink.ts'),
    import('../telegram/api.ts'),
  ]);
  const channels = channelsOf(config, 'telegram');
  // A move is forgotten once the config names another chat.
  const chatOf = (channel: string) => {
    const found = channels.get(channel) ?? placeNamed(channel);
    return found?.platform === 'telegram' ? found.chat : undefined;
  };
  const moves = (await ledger.moves()).filter(({ channel, from }) => chatOf(channel) === from);
  return new TelegramSink({
    api: telegramApi(secrets.telegramToken, config.telegram.api),
    channels,
    bot: telegramName,
    pace: new Pace(config.telegram.perSecond),
    addresses: new Map(moves.map(({ channel, to }) => [channel, to])),
    moved: async (channel, _, to) => {
      await ledger.move(channel, chatOf(channel) ?? '', to);
      log.warn(
        { channel, chat: to },
        'the chat has become a supergroup: it is followed; write its new number into the config',
      );
    },
  });
}

/** The channels of a platform, by name. */
export function channelsOf<Platform extends ChannelConfig['platform']>(config: Config, platform: Platform) {
  type Found = Extract<ChannelConfig, { platform: Platform }>;
  const found = config.channels.filter((channel): channel is Found => channel.platform === platform);
  return new Map(found.map((channel) => [channel.name as string, channel]));
}

/** In the place of a platform's sink whose token is missing: the others run. */
function withoutToken(platform: string, variable: string): Sink {
  const locked = async () => {
    throw new Locked(`no token for ${platform}: expected it in the environment as ${variable}`);
  };
  return { send: locked, find: locked, posted: { edit: locked, withdraw: locked } };
}

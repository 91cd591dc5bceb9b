/** Both platforms on loopback, and the config that leads a starpost to them. */
import { FakeDiscord } from './fakes/discord/fake.ts';
import { FakeTelegram } from './fakes/telegram/fake.ts';

export interface Bots {
  discord: FakeDiscord;
  telegram: FakeTelegram;
  /** `discord` and `telegram` of the config. */
  config: Record<string, unknown>;
  /** The tokens. */
  env: Record<string, string>;
  stop(): Promise<void>;
}

/** `hurried`: neither platform limits how much it takes, so that a long story is told in a short time. */
export async function startBots({ hurried = true } = {}): Promise<Bots> {
  const [discord, telegram] = await Promise.all([FakeDiscord.start(), FakeTelegram.start()]);
  if (hurried) {
    const lots = { limit: 100_000, per: 1_000 };
    for (const route of Object.keys(discord.limits.routes)) discord.limits.routes[route] = lots;
    discord.limits.routes['POST /channels/:channel/messages'] = lots;
    discord.limits.global = lots;
    Object.assign(telegram.limits, { overall: 100_000, chat: 100_000, burst: 100_000, group: 1_000_000 });
  }
  return {
    discord,
    telegram,
    config: { discord: { api: discord.api }, telegram: { api: telegram.api, perSecond: hurried ? 1_000 : 30 } },
    env: { STARPOST_DISCORD_TOKEN: discord.token, STARPOST_TELEGRAM_TOKEN: telegram.token },
    stop: async () => {
      await Promise.all([discord.stop(), telegram.stop()]);
    },
  };
}

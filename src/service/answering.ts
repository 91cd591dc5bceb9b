/** The bots: of all processes that share a ledger one answers each platform, another takes over where it ends. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Settings } from '../config/read.ts';
import type { Counter } from '../desk/counter.ts';
import type { Alone, Ledger } from '../ledger/ledger.ts';
import type { Log } from '../log.ts';

export interface Bot {
  start(): Promise<void>;
  stop(): Promise<void>;
  readonly trouble: string | undefined;
  /** Telegram's name for it. */
  readonly username?: string | undefined;
}

export interface AnsweringParts {
  settings: Settings;
  counter: Counter;
  ledger: Pick<Ledger, 'alone' | 'note' | 'setNote'>;
  log: Log;
}

/** After so many milliseconds it is tried again to answer in another's place. */
const LOOK = 10_000;

type Platform = 'discord' | 'telegram';

export class Answering {
  readonly #parts: AnsweringParts;
  readonly #stopping = new AbortController();
  readonly #bots = new Map<Platform, Bot>();
  readonly #keeping: Promise<void>[] = [];

  constructor(parts: AnsweringParts) {
    this.#parts = parts;
  }

  /** Where commands are answered if all goes well. */
  get platforms(): Platform[] {
    const { config, secrets } = this.#parts.settings;
    const found: Platform[] = [];
    if (config.discord.commands && secrets.discordToken !== undefined) found.push('discord');
    if (config.telegram.commands && secrets.telegramToken !== undefined) found.push('telegram');
    return found;
  }

  /** Bots of this process, and what keeps each from answering. */
  get states(): { platform: string; trouble?: string }[] {
    return [...this.#bots].map(([platform, { trouble }]) => ({
      platform,
      ...(trouble === undefined ? {} : { trouble }),
    }));
  }

  /** Name of the Telegram bot, once it is known. */
  get telegramName(): string | undefined {
    return this.#bots.get('telegram')?.username;
  }

  start(): void {
    for (const platform of this.platforms) this.#keeping.push(this.#keep(platform));
  }

  /** When every question that was heard is answered. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#keeping);
  }

  async #keep(platform: Platform): Promise<void> {
    const { ledger, log } = this.#parts;
    const { signal } = this.#stopping;
    const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    while (!signal.aborted) {
      try {
        const alone = await ledger.alone(`bot ${platform}`);
        if (alone) await this.#serve(platform, alone, stopped);
      } catch (error) {
        log.error({ err: error, platform }, 'the bot stopped answering; it will try again');
      }
      if (!signal.aborted) await sleep(LOOK, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  async #serve(platform: Platform, alone: Alone, stopped: Promise<void>): Promise<void> {
    const bot = await this.#open(platform);
    this.#bots.set(platform, bot);
    try {
      // A platform that does not answer keeps nobody from stopping.
      if (!this.#stopping.signal.aborted) await Promise.race([bot.start(), stopped]);
      await Promise.race([alone.lost, stopped]);
    } finally {
      await bot.stop();
      this.#bots.delete(platform);
      await alone.release();
    }
  }

  /** A platform's library is loaded only where its bot answers. */
  async #open(platform: Platform): Promise<Bot> {
    const { settings, counter, ledger, log } = this.#parts;
    const { config, secrets } = settings;
    const notes = {
      get: (key: string) => ledger.note(key),
      set: (key: string, value: string) => ledger.setNote(key, value),
    };
    if (platform === 'telegram') {
      const { TelegramBot } = await import('../telegram/bot.ts');
      return new TelegramBot({ token: secrets.telegramToken ?? '', api: config.telegram.api, counter, notes, log });
    }
    const { DiscordBot } = await import('../discord/bot.ts');
    const { api, managers } = config.discord;
    return new DiscordBot({ token: secrets.discordToken ?? '', api, managers, counter, notes, log });
  }
}

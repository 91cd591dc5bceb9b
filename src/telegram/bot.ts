/** Answers people on Telegram: commands, buttons, links to nodes, and its name typed in any chat. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Bot, GrammyError, HttpError } from 'grammy';
import type { Update } from 'grammy/types';
import type { Counter } from '../desk/counter.ts';
import type { Log } from '../log.ts';
import { Answers } from './answers.ts';
import { reactionTo } from './errors.ts';
import { inlineAnswer } from './inline.ts';
import { digestOf, register } from './registration.ts';

export interface TelegramBotOptions {
  token: string;
  /** Another server that speaks the Bot API. */
  api?: string | undefined;
  counter: Counter;
  notes: { get(key: string): Promise<string | undefined>; set(key: string, value: string): Promise<void> };
  log: Log;
}

const UPDATES = ['message', 'channel_post', 'callback_query', 'inline_query'] as const;
/** Seconds that a question for updates stays open. */
const POLL = 30;
/** Waits that Telegram asks for are sat out up to this long, seconds: whoever asked has gone by then. */
const PATIENCE = 20;
/** Between two tries to reach Telegram, milliseconds; doubled each time. */
const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 120_000;
/** Updates that are remembered, so that none is answered twice. */
const REMEMBERED = 200;
const REGISTERED = 'telegram commands';
const HANDLED = 'telegram updates';

export class TelegramBot {
  readonly #options: TelegramBotOptions;
  readonly #stopped = new AbortController();
  readonly #open = new Set<Promise<void>>();
  /** The last answer of each chat: one chat's questions wait for each other, chats do not. */
  readonly #chats = new Map<number, Promise<void>>();
  #bot: Bot | undefined;
  #answers: Answers | undefined;
  #handled: number[] = [];
  #running: Promise<void> | undefined;
  #trouble: string | undefined = 'it has not logged in yet';

  constructor(options: TelegramBotOptions) {
    this.#options = options;
  }

  /** What keeps it from answering, in a few words. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** Name of the bot without `@`, once known. */
  get username(): string | undefined {
    return this.#bot?.isInited() ? this.#bot.botInfo.username : undefined;
  }

  /** Resolves after the first try to log in, whether it went well or not; others follow by themselves. */
  async start(): Promise<void> {
    this.#handled = numbersOf(await this.#options.notes.get(HANDLED));
    const first = Promise.withResolvers<void>();
    this.#running = this.#run(first.resolve);
    await Promise.race([first.promise, this.#running]);
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#bot?.stop().catch(() => undefined);
    await this.#running;
    await Promise.all(this.#open);
  }

  async #run(started: () => void): Promise<void> {
    const { log } = this.#options;
    for (let pause = FIRST_PAUSE; !this.#stopped.signal.aborted; pause = Math.min(LONGEST_PAUSE, 2 * pause)) {
      try {
        await this.#poll(() => {
          pause = FIRST_PAUSE;
          started();
        });
        return;
      } catch (error) {
        if (this.#stopped.signal.aborted) return;
        const code = error instanceof GrammyError ? error.error_code : undefined;
        if (code === 401 || code === 404) {
          this.#trouble = 'Telegram does not know the token';
          log.error(
            'Telegram does not know the bot’s token: commands are not answered there. Is STARPOST_TELEGRAM_TOKEN whole?',
          );
          return;
        }
        this.#trouble = code === 409 ? 'another program asks for its updates' : 'Telegram cannot be reached';
        if (code === 409) log.warn('another program answers with the same Telegram bot; this one tries again');
        else log.warn({ err: reactionTo(error, true) }, 'the bot cannot reach Telegram; it will try again');
        started();
        await sleep(pause, undefined, { signal: this.#stopped.signal, ref: false }).catch(() => undefined);
      }
    }
  }

  async #poll(started: () => void): Promise<void> {
    const { token, api, counter } = this.#options;
    const bot = new Bot(token, {
      client: { ...(api === undefined ? {} : { apiRoot: api.replace(/\/+$/, '') }), timeoutSeconds: POLL + 15 },
    });
    this.#bot = bot;
    await bot.init(this.#stopped.signal as never);
    const { username, id } = bot.botInfo;
    this.#answers = new Answers({ api: bot.api, counter, me: { username, id } });
    await this.#register(bot);
    bot.use((ctx) => this.#hear(ctx.update));
    bot.catch(({ error }) => this.#options.log.error({ err: error }, 'a question on Telegram could not be answered'));
    await bot.start({
      allowed_updates: [...UPDATES],
      timeout: POLL,
      onStart: () => {
        this.#trouble = undefined;
        started();
      },
    });
  }

  /** Only where what Telegram was told last is no longer true. */
  async #register(bot: Bot): Promise<void> {
    const { notes, log } = this.#options;
    const digest = digestOf(bot.botInfo.username);
    try {
      if ((await notes.get(REGISTERED)) === digest) return;
      await register(bot.api);
      await notes.set(REGISTERED, digest);
      log.info('commands are registered with Telegram');
    } catch (error) {
      if (error instanceof GrammyError && error.error_code === 401) throw error;
      log.warn({ err: error }, 'commands could not be registered with Telegram; the next start tries again');
    }
  }

  /** Telegram may tell an update again after trouble. */
  async #hear(update: Update): Promise<void> {
    if (this.#handled.includes(update.update_id)) return;
    this.#handled = [...this.#handled, update.update_id].slice(-REMEMBERED);
    await this.#options.notes.set(HANDLED, JSON.stringify(this.#handled));
    const chat =
      update.message?.chat.id ?? update.channel_post?.chat.id ?? update.callback_query?.message?.chat.id ?? 0;
    const before = this.#chats.get(chat) ?? Promise.resolve();
    const answering = (update.inline_query ? Promise.resolve() : before)
      .then(() => this.#guarded(update))
      .finally(() => {
        this.#open.delete(answering);
        if (this.#chats.get(chat) === answering) this.#chats.delete(chat);
      });
    this.#open.add(answering);
    if (!update.inline_query) this.#chats.set(chat, answering);
  }

  async #guarded(update: Update): Promise<void> {
    const { log } = this.#options;
    for (let tries = 0; tries < 2; tries++) {
      try {
        return await this.#answer(update);
      } catch (error) {
        const wait =
          error instanceof GrammyError && error.error_code === 429 ? (error.parameters.retry_after ?? 1) : undefined;
        if (wait !== undefined && wait <= PATIENCE && tries === 0 && !this.#stopped.signal.aborted)
          await sleep(wait * 1_000);
        else if (error instanceof GrammyError && error.error_code === 403)
          return log.debug('somebody who asked has blocked the bot');
        else if (error instanceof HttpError || error instanceof GrammyError)
          return log.warn({ err: reactionTo(error, true) }, 'an answer did not reach Telegram');
        else return log.error({ err: error }, 'a question on Telegram could not be answered');
      }
    }
  }

  async #answer({ message, channel_post: post, callback_query: pressed, inline_query: inline }: Update): Promise<void> {
    const [bot, answers] = [this.#bot, this.#answers];
    if (!bot || !answers) return;
    if (inline) {
      const { results, next_offset } = inlineAnswer(inline, this.#options.counter, bot.botInfo.username);
      await bot.api.answerInlineQuery(inline.id, results, { next_offset, cache_time: 10, is_personal: true });
    } else if (pressed) {
      let text: string | undefined;
      try {
        text = await answers.pressed(pressed);
      } finally {
        // The button spins until it is answered; a late answer is refused, and that is no harm.
        await bot.api
          .answerCallbackQuery(pressed.id, text === undefined ? {} : { text, show_alert: text.length > 60 })
          .catch(() => undefined);
      }
    } else {
      const asked = message ?? post;
      // What a bot wrote is never answered: two of them would go on for ever.
      if (asked && !asked.from?.is_bot) await answers.message(asked);
    }
  }
}

function numbersOf(text: string | undefined): number[] {
  if (text === undefined) return [];
  const found: unknown = JSON.parse(text);
  return Array.isArray(found) ? found.filter((one) => typeof one === 'number') : [];
}

/** Answers people on Discord: commands, suggestions while they type, buttons and menus. */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Client,
  DiscordjsError,
  DiscordjsErrorCodes,
  Events,
  GatewayIntentBits,
  type Interaction,
  Options,
} from 'discord.js';
import type { Counter } from '../desk/counter.ts';
import type { Log } from '../log.ts';
import { Answers } from './answers.ts';
import { definitions } from './definitions.ts';
import { complete } from './suggestions.ts';

export interface DiscordBotOptions {
  token: string;
  /** Another server that speaks Discord's API. */
  api?: string | undefined;
  counter: Counter;
  notes: { get(key: string): Promise<string | undefined>; set(key: string, value: string): Promise<void> };
  /** Ids of roles that may say what is posted, besides those who manage the channel. */
  managers?: readonly string[];
  log: Log;
}

/** Between two tries to reach Discord, milliseconds; doubled each time. */
const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 300_000;
const NOTE = 'discord commands';

export class DiscordBot {
  readonly #options: DiscordBotOptions;
  readonly #answers: Answers;
  readonly #stopped = new AbortController();
  #client: Client | undefined;
  #trying: Promise<void> | undefined;
  #trouble: string | undefined = 'it has not logged in yet';

  constructor(options: DiscordBotOptions) {
    this.#options = options;
    this.#answers = new Answers(options);
  }

  /** What keeps it from answering, in a few words. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** Resolves after the first try to log in, whether it went well or not; others follow by themselves. */
  async start(): Promise<void> {
    const first = await this.#login();
    if (first === 'later') this.#trying = this.#again();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#trying;
    await this.#answers.settled();
    await this.#client?.destroy();
  }

  async #again(): Promise<void> {
    for (let pause = FIRST_PAUSE; !this.#stopped.signal.aborted; pause = Math.min(LONGEST_PAUSE, 2 * pause)) {
      await sleep(pause, undefined, { signal: this.#stopped.signal, ref: false }).catch(() => undefined);
      if (this.#stopped.signal.aborted || (await this.#login()) !== 'later') return;
    }
  }

  async #login(): Promise<'in' | 'never' | 'later'> {
    const { log, token } = this.#options;
    const client = this.#connect();
    this.#client = client;
    try {
      const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
      await client.login(token);
      await Promise.race([ready, sleep(30_000, undefined, { ref: false })]);
      if (!client.isReady()) throw new Error('Discord did not greet the bot within 30 s');
      this.#trouble = undefined;
      await this.#register(client);
      return 'in';
    } catch (error) {
      await client.destroy();
      if (this.#stopped.signal.aborted) return 'never';
      const wrong = error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid;
      this.#trouble = wrong ? 'Discord does not know the token' : 'Discord cannot be reached';
      if (wrong)
        log.error(
          'Discord does not know the bot’s token: commands are not answered there. Is STARPOST_DISCORD_TOKEN whole?',
        );
      else log.warn({ err: error }, 'the bot could not log in to Discord; it will try again');
      return wrong ? 'never' : 'later';
    }
  }

  #connect(): Client {
    const { api, log } = this.#options;
    const client = new Client({
      intents: [GatewayIntentBits.Guilds],
      ...(api === undefined ? {} : { rest: { api: api.replace(/\/+$/, '') } }),
      // Nothing of what people write is kept.
      makeCache: Options.cacheWithLimits({ ...Options.DefaultMakeCacheSettings, ...SMALL }),
      allowedMentions: { parse: [] },
    });
    client.on(Events.InteractionCreate, (interaction) => this.#hear(interaction));
    client.on(Events.Error, (error) => log.warn({ err: error }, 'Discord: something went wrong'));
    client.on(Events.ShardError, (error) => log.warn({ err: error }, 'the line to Discord broke; it is opened again'));
    client.on(Events.Invalidated, () => {
      this.#trouble = 'Discord ended the session';
      log.error('Discord ended the bot’s session for good: commands are not answered until starpost is started again');
    });
    return client;
  }

  #hear(interaction: Interaction): void {
    if (this.#stopped.signal.aborted) return;
    const { counter, log } = this.#options;
    if (interaction.isAutocomplete()) void complete(interaction, counter, log);
    else if (interaction.isChatInputCommand() || interaction.isMessageComponent() || interaction.isModalSubmit())
      this.#answers.hear(interaction);
  }

  /** Only where what Discord was told last is no longer true: registering is limited to some hundred times a day. */
  async #register(client: Client<true>): Promise<void> {
    const { notes, log } = this.#options;
    const commands = definitions();
    const digest = createHash('sha256')
      .update(JSON.stringify([client.application.id, commands]))
      .digest('base64url');
    try {
      if ((await notes.get(NOTE)) === digest) return;
      await client.application.commands.set(commands);
      await notes.set(NOTE, digest);
      log.info({ commands: commands.length }, 'commands are registered with Discord');
    } catch (error) {
      log.warn({ err: error }, 'commands could not be registered with Discord; the next start tries again');
    }
  }
}

const SMALL = {
  MessageManager: 0,
  ReactionManager: 0,
  PresenceManager: 0,
  GuildMemberManager: {
    maxSize: 10,
    keepOverLimit: (member: { id: string; client: Client<true> }) => member.id === member.client.user.id,
  },
  UserManager: {
    maxSize: 10,
    keepOverLimit: (user: { id: string; client: Client<true> }) => user.id === user.client.user.id,
  },
  ThreadMemberManager: 0,
  GuildInviteManager: 0,
  GuildBanManager: 0,
  VoiceStateManager: 0,
};

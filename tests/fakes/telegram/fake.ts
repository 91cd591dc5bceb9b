/** Telegram's Bot API on loopback, strict on what Telegram is strict on. See ../README.md. */
import { Clock, type ClockOptions } from '../server/clock.ts';
import { Faults } from '../server/faults.ts';
import { type Answer, type Call, type Handler, Listener, type Refusal as Noted } from '../server/listener.ts';
import { Actor } from './actor.ts';
import { Core } from './core.ts';
import { bad, Refusal, tooFast } from './errors.ts';
import type { Limits } from './limits.ts';
import { chatMethods } from './methods/chats.ts';
import { commandMethods } from './methods/commands.ts';
import { messageMethods } from './methods/messages.ts';
import type { Method } from './methods/method.ts';
import { queryMethods } from './methods/queries.ts';
import { Params } from './params.ts';
import { Queries } from './queries.ts';
import { Updates } from './updates.ts';
import { chatOut } from './wire.ts';
import { Chat, type ChatKind, type Standing, type User } from './world.ts';

export interface TelegramOptions extends ClockOptions {
  /** Default: any free one. */
  port?: number;
}

export interface ChatWishes {
  type?: ChatKind;
  title?: string;
  username?: string;
  forum?: boolean;
  /** How the bot stands there; default: as it must to write. */
  standing?: Standing;
}

export class FakeTelegram {
  readonly clock: Clock;
  readonly faults: Faults;
  readonly core: Core;
  readonly updates: Updates;
  readonly #listener: Listener;
  readonly #queries: Queries;

  private constructor(options: TelegramOptions) {
    this.clock = new Clock(options);
    this.faults = new Faults(() => this.clock.now());
    this.core = new Core(this.clock);
    this.updates = new Updates(this.core);
    this.#queries = new Queries(this.core);
    const methods = {
      ...messageMethods(this.core),
      ...chatMethods(this.core),
      ...commandMethods(),
      ...queryMethods(this.#queries),
      ...this.updates.methods,
    };
    this.#listener = new Listener(handlerOf(this.core, methods), this.faults, this.clock);
  }

  static async start(options: TelegramOptions = {}): Promise<FakeTelegram> {
    const fake = new FakeTelegram(options);
    fake.core.api = `http://127.0.0.1:${await fake.#listener.listen(options.port ?? 0)}`;
    return fake;
  }

  async stop(): Promise<void> {
    this.updates.stop();
    await this.#listener.close();
  }

  /** For `telegram.api` of the config. */
  get api(): string {
    return this.core.api;
  }

  get token(): string {
    return this.core.token;
  }

  /** Every 4xx that was not injected, except 429. */
  get refusals(): Noted[] {
    return this.#listener.refusals;
  }

  /** Every 429 that was not injected. */
  get limited(): Noted[] {
    return this.#listener.limited;
  }

  get limits(): Limits {
    return this.core.gate.limits;
  }

  set limits(limits: Limits) {
    this.core.gate.limits = limits;
  }

  /** Off: an older server, which does not know `sendRichMessage`. */
  set rich(rich: boolean) {
    this.core.rich = rich;
  }

  chat({ type = 'private', title = 'Ada', username, forum = false, standing }: ChatWishes = {}): Chat {
    const number = this.core.world.number();
    const id = type === 'private' ? number : type === 'group' ? -number : -1_000_000_000_000 - number;
    const chat = new Chat({
      id,
      kind: type,
      title,
      forum,
      standing: standing ?? (type === 'channel' ? 'administrator' : 'member'),
      ...(username ? { username } : {}),
    });
    this.core.world.chats.set(id, chat);
    return chat;
  }

  /** Makes a supergroup of a group: its messages stay behind, its old id answers with the new one. */
  migrate(group: Chat): Chat {
    const supergroup = this.chat({ type: 'supergroup', title: group.title });
    group.movedTo = supergroup.id;
    const service = { message_id: group.nextId(), date: Math.floor(this.clock.now() / 1000), chat: chatOut(group) };
    this.core.emit('message', { ...service, migrate_to_chat_id: supergroup.id });
    return supergroup;
  }

  find(id: number): Chat | undefined {
    return this.core.world.chats.get(id);
  }

  /** A person who never spoke to the bot yet. */
  user(name: string, username?: string): Actor {
    const { core } = this;
    const chat = this.chat({ title: name, standing: 'stranger', ...(username ? { username } : {}) });
    const user: User = { id: chat.id, name, bot: false, ...(username ? { username } : {}) };
    core.world.users.set(user.id, user);
    return new Actor(core, this.#queries, user, chat);
  }
}

function handlerOf(core: Core, methods: Record<string, Method>): Handler {
  const known = new Map(Object.entries(methods).map(([name, method]) => [name.toLowerCase(), method]));
  return {
    label: (call) => `${nameOf(call)} ${new Params(call).text('chat_id') ?? ''}`.trim(),
    handle: (call) => answer(core, known, call),
    tooFast: (ms) => {
      const seconds = core.clock.seconds(ms);
      return tooFast(core.clock.scale === 1 && seconds >= 1 ? Math.ceil(seconds) : seconds).answer;
    },
    unreadable: () => bad("can't parse the request").answer,
  };
}

function nameOf(call: Call): string {
  return call.path.split('/')[2] ?? '';
}

async function answer(core: Core, methods: Map<string, Method>, call: Call): Promise<Answer> {
  const [, bot] = decodeURIComponent(call.path).split('/');
  if (bot !== `bot${core.token}`) return new Refusal(401, 'Unauthorized').answer;
  const method = methods.get(nameOf(call).toLowerCase());
  if (!method) return new Refusal(404, 'Not Found').answer;
  try {
    const result = await method(new Params(call), call.gone);
    return { status: 200, body: { ok: true, result } };
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

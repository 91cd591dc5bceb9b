/** Discord on loopback: its REST API and its gateway, strict on what Discord is strict on. See ../README.md. */

import { PermissionFlagsBits } from 'discord-api-types/v10';
import { Clock, type ClockOptions } from '../server/clock.ts';
import { Faults } from '../server/faults.ts';
import { type Answer, type Call, type Handler, Listener, type Refusal as Noted } from '../server/listener.ts';
import { Actor } from './actor.ts';
import { Core } from './core.ts';
import { badRequest, notFound, Refusal, unauthorized } from './errors.ts';
import { Gateway, guildCreated } from './gateway.ts';
import { Interactions } from './interactions.ts';
import { type Limits, tooMany } from './limits.ts';
import { commandRoutes } from './routes/commands.ts';
import { interactionRoutes } from './routes/interactions.ts';
import { messageRoutes } from './routes/messages.ts';
import { directChannel, placeRoutes } from './routes/places.ts';
import { type Matched, ok, Router } from './routes/router.ts';
import { channelOut } from './wire.ts';
import { Channel, type ChannelKind, type Guild, type Permission, USUAL, type User } from './world.ts';

export interface DiscordOptions extends ClockOptions {
  /** Default: any free one. */
  port?: number;
}

export interface ChannelWishes {
  name?: string;
  /** Default: a new one. */
  id?: string;
  type?: Exclude<ChannelKind, 'dm'>;
  guild?: Guild;
  /** Of a thread. */
  parent?: Channel;
  /** What the bot may do; default: all it needs. */
  permissions?: Permission[];
}

export class FakeDiscord {
  readonly clock: Clock;
  readonly faults: Faults;
  readonly core: Core;
  readonly gateway: Gateway;
  readonly #listener: Listener;
  readonly #interactions: Interactions;

  private constructor(options: DiscordOptions) {
    this.clock = new Clock(options);
    this.faults = new Faults(() => this.clock.now());
    this.core = new Core(this.clock);
    this.#interactions = new Interactions(this.core);
    const handler = handlerOf(this.core, this.#interactions, () => this.gateway);
    this.#listener = new Listener(handler, this.faults, this.clock);
    this.gateway = new Gateway(this.core, this.#listener.server);
  }

  static async start(options: DiscordOptions = {}): Promise<FakeDiscord> {
    const fake = new FakeDiscord(options);
    fake.core.api = `http://127.0.0.1:${await fake.#listener.listen(options.port ?? 0)}/api`;
    return fake;
  }

  async stop(): Promise<void> {
    this.gateway.stop();
    await this.#listener.close();
  }

  /** For `discord.api` of the config. */
  get api(): string {
    return this.core.api;
  }

  /** The bot's; any other is refused. */
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

  set nonceWindow(ms: number) {
    this.core.nonceWindow = ms;
  }

  /** A guild the bot is a member of. */
  guild(name = 'The Garden'): Guild {
    const { core } = this;
    const usual = USUAL.reduce((sum, permission) => sum | PermissionFlagsBits[permission], 0n);
    const id = core.id();
    const roles = [
      { id, name: '@everyone', permissions: usual },
      { id: core.id(), name: 'starpost', permissions: usual },
    ];
    const guild: Guild = { id, name, roles, members: new Set([core.bot, core.owner]), joined: true, channels: [] };
    core.world.guilds.set(id, guild);
    core.emit('GUILD_CREATE', guildCreated(core, guild), guild);
    return guild;
  }

  /** Puts the bot out of a guild. */
  kick(guild: Guild): void {
    guild.joined = false;
    this.core.emit('GUILD_DELETE', { id: guild.id }, guild);
  }

  /** A person, a member of every guild there is. */
  user(username: string): Actor {
    const { core } = this;
    const user: User = { id: core.id(), username, bot: false };
    core.world.users.set(user.id, user);
    for (const guild of core.world.guilds.values()) guild.members.add(user);
    return new Actor(core, this.#interactions, user);
  }

  /** The channel between the bot and one person. */
  direct(actor: Actor): Channel {
    return directChannel(this.core, actor.user);
  }

  /** The thread that the bot opened, or any other channel. */
  find(id: string): Channel | undefined {
    return this.core.world.channels.get(id);
  }

  /** A channel; in the first guild unless one is given. */
  channel({ name = 'updates', id, type = 'text', guild, parent, permissions }: ChannelWishes = {}): Channel {
    const { core } = this;
    const home = guild ?? parent?.guild ?? [...core.world.guilds.values()][0] ?? this.guild();
    const channel = new Channel({
      id: id ?? core.id(),
      kind: type,
      name,
      guild: home,
      ...(parent ? { parent } : {}),
      ...(permissions ? { permissions } : {}),
    });
    home.channels.push(channel);
    core.world.channels.set(channel.id, channel);
    core.emit(type === 'thread' ? 'THREAD_CREATE' : 'CHANNEL_CREATE', channelOut(channel, core.bot), home);
    return channel;
  }
}

function handlerOf(core: Core, interactions: Interactions, gateway: () => Gateway): Handler {
  const router = new Router([
    ...messageRoutes(core),
    ...placeRoutes(core),
    ...commandRoutes(core),
    ...interactionRoutes(core, interactions),
    { pattern: 'GET /gateway', open: true, handle: () => ok({ url: gateway().url }) },
    { pattern: 'GET /gateway/bot', handle: () => ok(gatewayOut(gateway())) },
  ]);
  const below = (path: string) => path.replace(/^\/api(\/v\d+)?/, '');
  return {
    label: (call) => `${call.method} ${below(call.path)}`,
    handle: (call) => answer(core, router, call, below(call.path)),
    tooFast: (ms) => tooMany(core.clock, ms, 'user'),
    unreadable: () => badRequest().answer,
  };
}

function gatewayOut({ url, identifiesLeft: remaining }: Gateway): unknown {
  const session_start_limit = { total: 1000, remaining, reset_after: 86_400_000, max_concurrency: 1 };
  return { url, shards: 1, session_start_limit };
}

async function answer(core: Core, router: Router, call: Call, path: string): Promise<Answer> {
  const found = router.find(call.method, path);
  if (!found) return notFound().answer;
  const { route, at } = found;
  if (!route.open && call.header('authorization') !== `Bot ${core.token}`) return unauthorized().answer;
  const major = at['channel'] ?? at['guild'] ?? at['token'] ?? at['application'] ?? '';
  const passed = core.gate.pass(route.pattern, major, route.open === true);
  if ('refused' in passed) return passed.refused;
  const result = await settle(() => route.handle({ call, at } satisfies Matched));
  return { ...result, headers: { ...passed.headers, ...result.headers } };
}

async function settle(handle: () => Answer | Promise<Answer>): Promise<Answer> {
  try {
    return await handle();
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

/** The gateway: hello, heartbeats, identify, resume, and the events a session asked for. JSON without compression. */
import type { Server } from 'node:http';
import { GatewayCloseCodes, GatewayIntentBits, GatewayOpcodes } from 'discord-api-types/v10';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Fields, fieldsOf } from '../server/body.ts';
import type { Core } from './core.ts';
import { Session } from './session.ts';
import { Talk } from './talk.ts';
import { channelOut, guildOut, memberOut, userOut } from './wire.ts';
import type { Guild } from './world.ts';

export class Gateway {
  /** In ms of the fake's time. */
  heartbeat = 41_250;
  /** How often a bot may identify in a day. */
  identifiesLeft = 1000;
  identified = 0;
  resumed = 0;
  readonly #core: Core;
  readonly #sockets: WebSocketServer;
  readonly #sessions = new Map<string, Session>();

  constructor(core: Core, server: Server) {
    this.#core = core;
    this.#sockets = new WebSocketServer({ server, path: '/gateway' });
    this.#sockets.on('connection', (socket) => this.#welcome(socket));
    core.emit = (event, data, guild) => this.#emit(event, data, guild);
  }

  get url(): string {
    return `${this.#core.api.replace('http', 'ws').replace(/\/api$/, '')}/gateway`;
  }

  /** Whether a bot is connected and ready for events. */
  get connected(): boolean {
    return [...this.#sessions.values()].some(({ connection }) => connection !== undefined);
  }

  /** Cuts every connection; the sessions may be resumed. */
  drop(): void {
    for (const socket of this.#sockets.clients) socket.terminate();
  }

  /** Asks every client to come back and resume. */
  reconnect(): void {
    this.#toAll({ op: GatewayOpcodes.Reconnect, d: null });
  }

  /** Tells every client that its session is no longer good. */
  invalidate(resumable: boolean): void {
    if (!resumable) this.#sessions.clear();
    this.#toAll({ op: GatewayOpcodes.InvalidSession, d: resumable });
  }

  /** Closes every connection with a code: 4004, 4007, 4009, … */
  close(code: number): void {
    for (const socket of this.#sockets.clients) socket.close(code);
  }

  stop(): void {
    this.drop();
    this.#sockets.close();
  }

  #toAll(payload: Fields): void {
    for (const socket of this.#sockets.clients) socket.send(JSON.stringify(payload));
  }

  #emit(event: string, data: Fields, guild?: Guild): void {
    for (const session of this.#sessions.values()) {
      if (wants(session, event, guild)) session.dispatch(event, veiled(session, event, data));
    }
  }

  #welcome(socket: WebSocket): void {
    const talk = new Talk(this.#core, socket, {
      begin: (intents) => this.#begin(intents),
      find: (id) => this.#sessions.get(id),
      ready: (session) => this.#ready(session),
      resumed: () => this.resumed++,
    });
    const deadline = () => this.#core.clock.after(this.heartbeat * 1.5, () => socket.close(4009, 'Session timed out.'));
    let timer = deadline();
    socket.on('message', (data) => {
      const payload = decoded(String(data));
      if (payload?.['op'] === GatewayOpcodes.Heartbeat) {
        clearTimeout(timer);
        timer = deadline();
      }
      const code = payload === undefined ? GatewayCloseCodes.DecodeError : talk.hear(payload);
      if (code !== undefined) socket.close(code);
    });
    socket.on('close', () => {
      clearTimeout(timer);
      talk.end();
    });
    const heartbeat_interval = Math.max(1, Math.round(this.heartbeat / this.#core.clock.scale));
    socket.send(JSON.stringify({ op: GatewayOpcodes.Hello, d: { heartbeat_interval }, s: null, t: null }));
  }

  #begin(intents: number): Session | undefined {
    if (this.identifiesLeft <= 0) return undefined;
    this.identifiesLeft--;
    this.identified++;
    const session = new Session(this.#core.id(), intents);
    this.#sessions.set(session.id, session);
    return session;
  }

  #ready(session: Session): void {
    const { bot, world } = this.#core;
    const guilds = [...world.guilds.values()].filter(({ joined }) => joined);
    session.dispatch('READY', {
      v: 10,
      user: { ...userOut(bot), verified: true },
      guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
      session_id: session.id,
      session_type: 'normal',
      resume_gateway_url: this.url,
      shard: [0, 1],
      application: { id: bot.id, flags: 0 },
    });
    for (const guild of guilds) {
      if (wants(session, 'GUILD_CREATE', guild)) session.dispatch('GUILD_CREATE', guildCreated(this.#core, guild));
    }
  }
}

function decoded(text: string): Fields | undefined {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Whether a session's intents ask for an event. */
function wants({ intents }: Session, event: string, guild: Guild | undefined): boolean {
  if (event === 'INTERACTION_CREATE') return true;
  if (guild && !guild.joined && event !== 'GUILD_DELETE') return false;
  if (!event.startsWith('MESSAGE_')) return (intents & GatewayIntentBits.Guilds) !== 0;
  return (intents & (guild ? GatewayIntentBits.GuildMessages : GatewayIntentBits.DirectMessages)) !== 0;
}

/** What others wrote in a guild is hidden from a bot that may not read content. */
function veiled({ intents }: Session, event: string, data: Fields): Fields {
  const isOwn = fieldsOf(data['author'])['bot'] === true;
  const mayRead = isOwn || data['guild_id'] === undefined || (intents & GatewayIntentBits.MessageContent) !== 0;
  if (!event.startsWith('MESSAGE_') || mayRead || !('content' in data)) return data;
  return { ...data, content: '', embeds: [], components: [], attachments: [] };
}

export function guildCreated(core: Core, guild: Guild): Fields {
  const of = (isThread: boolean) =>
    guild.channels
      .filter(({ deleted, kind }) => !deleted && (kind === 'thread') === isThread)
      .map((channel) => channelOut(channel, core.bot));
  return {
    ...guildOut(guild, core.owner),
    joined_at: '2026-01-01T00:00:00.000000+00:00',
    large: false,
    unavailable: false,
    member_count: guild.members.size,
    members: [memberOut(guild, core.bot)],
    channels: of(false),
    threads: of(true),
    voice_states: [],
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}

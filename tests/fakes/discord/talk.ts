/** The talk with one client over one connection to the gateway. */
import { GatewayCloseCodes, GatewayIntentBits, GatewayOpcodes } from 'discord-api-types/v10';
import type { WebSocket } from 'ws';
import { type Fields, fieldsOf, textOf } from '../server/body.ts';
import type { Core } from './core.ts';
import type { Session } from './session.ts';

/** What needs leave in the developer's portal, which this bot does not have. */
const PRIVILEGED = GatewayIntentBits.GuildMembers | GatewayIntentBits.GuildPresences | GatewayIntentBits.MessageContent;

/** What the gateway does for a client. */
export interface Door {
  /** @returns none when the day's sessions are used up */
  begin(intents: number): Session | undefined;
  find(id: string): Session | undefined;
  ready(session: Session): void;
  resumed(): void;
}

export class Talk {
  readonly #core: Core;
  readonly #socket: WebSocket;
  readonly #door: Door;
  #session: Session | undefined;

  constructor(core: Core, socket: WebSocket, door: Door) {
    this.#core = core;
    this.#socket = socket;
    this.#door = door;
  }

  /** @returns the code to close the connection with, if the client broke a rule */
  hear(payload: Fields): GatewayCloseCodes | undefined {
    const data = fieldsOf(payload['d']);
    if (payload['op'] === GatewayOpcodes.Identify) return this.#identify(data);
    if (payload['op'] === GatewayOpcodes.Resume) return this.#resume(data);
    if (payload['op'] === GatewayOpcodes.Heartbeat) {
      this.#send({ op: GatewayOpcodes.HeartbeatAck });
      return undefined;
    }
    if (this.#session === undefined) return GatewayCloseCodes.NotAuthenticated;
    return payload['op'] === GatewayOpcodes.PresenceUpdate ? undefined : GatewayCloseCodes.UnknownOpcode;
  }

  end(): void {
    if (this.#session?.connection === this.#connection) this.#session.connection = undefined;
  }

  readonly #connection = {
    send: (payload: Fields) => this.#send(payload),
    close: (code: number, reason: string) => this.#socket.close(code, reason),
  };

  #send(payload: Fields): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(payload));
  }

  #isOurs(token: unknown): boolean {
    return textOf(token).replace(/^Bot /, '') === this.#core.token;
  }

  #identify({ token, intents }: Fields): GatewayCloseCodes | undefined {
    if (this.#session) return GatewayCloseCodes.AlreadyAuthenticated;
    if (!this.#isOurs(token)) return GatewayCloseCodes.AuthenticationFailed;
    if (typeof intents !== 'number') return GatewayCloseCodes.InvalidIntents;
    if ((intents & PRIVILEGED) !== 0) return GatewayCloseCodes.DisallowedIntents;
    const session = this.#door.begin(intents);
    if (!session) {
      this.#send({ op: GatewayOpcodes.InvalidSession, d: false });
      return undefined;
    }
    this.#take(session);
    this.#door.ready(session);
    return undefined;
  }

  #resume({ token, session_id, seq }: Fields): GatewayCloseCodes | undefined {
    if (!this.#isOurs(token)) return GatewayCloseCodes.AuthenticationFailed;
    const session = this.#door.find(textOf(session_id));
    if (session && (typeof seq !== 'number' || seq > session.seq)) return GatewayCloseCodes.InvalidSeq;
    session?.connection?.close(GatewayCloseCodes.UnknownError, 'Taken up elsewhere.');
    if (session) this.#take(session);
    if (!session?.replay(Number(seq))) {
      this.end();
      this.#session = undefined;
      this.#send({ op: GatewayOpcodes.InvalidSession, d: false });
      return undefined;
    }
    this.#door.resumed();
    session.dispatch('RESUMED', {});
    return undefined;
  }

  #take(session: Session): void {
    this.#session = session;
    session.connection = this.#connection;
  }
}

/** What a person asked the bot by a command, button, menu or form, and how the bot answered so far. */
import { randomBytes } from 'node:crypto';
import { PermissionFlagsBits } from 'discord-api-types/v10';
import type { Fields } from '../server/body.ts';
import type { Core } from './core.ts';
import { alreadyAnswered, invalidToken, unknownInteraction, unknownWebhook } from './errors.ts';
import { memberOut, messageOut, userOut } from './wire.ts';
import { type Channel, type Message, USUAL, type User } from './world.ts';

/** Discord's numbers of the kinds. */
export const KIND = { command: 2, component: 3, autocomplete: 4, modal: 5 } as const;
export type Kind = (typeof KIND)[keyof typeof KIND];

/** Of the fake's time, as Discord's documentation has them ("Receiving and Responding"). */
export const MS_TO_ANSWER = 3_000;
const MS_TOKEN_LIVES = 15 * 60_000;

export interface Asked {
  kind: Kind;
  user: User;
  channel: Channel;
  data: Fields;
  /** The message that holds the button or menu. */
  source?: Message;
}

export class Interaction {
  readonly id: string;
  readonly token = `aW50ZXJhY3Rpb246${randomBytes(24).toString('base64url')}`;
  readonly asked: Asked;
  readonly created: number;
  /** The message of the first answer. */
  original: Message | undefined;
  readonly followups: Message[] = [];
  modal: Fields | undefined;
  choices: Fields[] | undefined;
  /** The kind of the first answer, by Discord's number. */
  answer: number | undefined;
  /** Settles with the first answer. */
  readonly first = Promise.withResolvers<void>();
  /** Settles when the person sees something: at once, or after "is thinking". */
  readonly seen = Promise.withResolvers<void>();

  constructor(id: string, created: number, asked: Asked) {
    this.id = id;
    this.created = created;
    this.asked = asked;
  }
}

export class Interactions {
  readonly #core: Core;
  readonly #byToken = new Map<string, Interaction>();

  constructor(core: Core) {
    this.#core = core;
  }

  /** Tells the bot. */
  ask(asked: Asked): Interaction {
    const now = this.#core.clock.now();
    for (const [token, old] of this.#byToken) {
      if (now - old.created < MS_TOKEN_LIVES) break;
      this.#byToken.delete(token);
    }
    const interaction = new Interaction(this.#core.id(), now, asked);
    this.#byToken.set(interaction.token, interaction);
    this.#core.emit('INTERACTION_CREATE', this.#out(interaction));
    return interaction;
  }

  /** For the first answer. @throws {Refusal} late, unknown, or answered before */
  toAnswer(id: string, token: string): Interaction {
    const interaction = this.#byToken.get(token);
    if (!interaction || interaction.id !== id) throw unknownInteraction();
    if (interaction.answer !== undefined) throw alreadyAnswered();
    if (this.#core.clock.now() - interaction.created > MS_TO_ANSWER) throw unknownInteraction();
    return interaction;
  }

  /** For what follows. */
  answered(application: string, token: string): Interaction {
    const interaction = this.#byToken.get(token);
    if (!interaction || application !== this.#core.bot.id) throw unknownWebhook();
    if (this.#core.clock.now() - interaction.created > MS_TOKEN_LIVES) throw invalidToken();
    if (interaction.answer === undefined) throw unknownWebhook();
    return interaction;
  }

  #out({ id, token, asked }: Interaction): Fields {
    const { kind, user, channel, data, source } = asked;
    const { guild } = channel;
    const rights = String(USUAL.reduce((sum, permission) => sum | PermissionFlagsBits[permission], 0n));
    const managing = channel.managers.has(user) ? String(BigInt(rights) | PermissionFlagsBits.ManageChannels) : rights;
    const who = guild ? { member: { ...memberOut(guild, user), permissions: managing } } : { user: userOut(user) };
    return {
      id,
      application_id: this.#core.bot.id,
      type: kind,
      token,
      version: 1,
      channel_id: channel.id,
      channel: { id: channel.id, type: channel.kind === 'dm' ? 1 : 0, name: channel.name },
      ...(guild ? { guild_id: guild.id, guild: { id: guild.id, locale: 'en-US', features: [] } } : {}),
      ...who,
      data,
      ...(source ? { message: messageOut(source) } : {}),
      locale: 'en-US',
      guild_locale: 'en-US',
      app_permissions: rights,
      entitlements: [],
      authorizing_integration_owners: guild ? { 0: guild.id } : { 1: user.id },
      context: guild ? 0 : 1,
      attachment_size_limit: 10 << 20,
    };
  }
}

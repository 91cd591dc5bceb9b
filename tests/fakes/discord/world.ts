/** Guilds, channels, people and messages, as Discord itself would know them. */
import type { PermissionFlagsBits } from 'discord-api-types/v10';
import type { Fields, Upload } from '../server/body.ts';
import { shownOf } from './shown.ts';

export type Permission = keyof typeof PermissionFlagsBits;

/** What the bot may do in a channel unless told otherwise. It may mention everyone, so that a slip shows. */
export const USUAL: Permission[] = [
  'ViewChannel',
  'SendMessages',
  'SendMessagesInThreads',
  'CreatePublicThreads',
  'EmbedLinks',
  'AttachFiles',
  'ReadMessageHistory',
  'AddReactions',
  'UseExternalEmojis',
  'MentionEveryone',
];

/** Channel types by the numbers of Discord's API. */
export const CHANNEL_TYPE = { text: 0, dm: 1, announcement: 5, thread: 11, forum: 15 } as const;
export type ChannelKind = keyof typeof CHANNEL_TYPE;

export interface User {
  id: string;
  username: string;
  bot: boolean;
}

export interface Guild {
  id: string;
  name: string;
  roles: { id: string; name: string; permissions: bigint }[];
  members: Set<User>;
  /** Whether the bot is in it. */
  joined: boolean;
  channels: Channel[];
}

export interface Attachment extends Upload {
  id: string;
  description?: string;
}

export interface Message {
  id: string;
  channel: Channel;
  author: User;
  content: string;
  embeds: Fields[];
  components: Fields[];
  attachments: Attachment[];
  flags: number;
  nonce?: string | number;
  replyTo?: string;
  /** Milliseconds since 1970. */
  created: number;
  edited?: number;
  /** Whom it ever pinged, by its first text or an edit: `@everyone`, `@here`, `<@5>`, `<@&6>`. */
  pings: string[];
  /** Of an answer that one person alone sees. */
  onlyFor?: User;
  /** Of an answer to an interaction. */
  interaction?: { id: string; user: User; name?: string };
}

/** What the channel was told, in order; `body` is the request's. */
export interface HistoryEntry {
  at: number;
  kind: 'create' | 'edit' | 'delete';
  id: string;
  body?: Fields;
  pings: string[];
}

export class Channel {
  readonly id: string;
  readonly kind: ChannelKind;
  readonly name: string;
  readonly guild: Guild | undefined;
  readonly parent: Channel | undefined;
  readonly recipient: User | undefined;
  readonly byId = new Map<string, Message>();
  readonly history: HistoryEntry[] = [];
  /** What the bot may do here. */
  permissions: Set<Permission>;
  /** Who may manage it. */
  readonly managers = new Set<User>();
  deleted = false;
  archived = false;
  locked = false;
  /** Of a direct channel whose person takes no messages of the bot. */
  closed = false;

  constructor(of: {
    id: string;
    kind: ChannelKind;
    name: string;
    guild?: Guild;
    parent?: Channel;
    recipient?: User;
    permissions?: Permission[];
  }) {
    this.id = of.id;
    this.kind = of.kind;
    this.name = of.name;
    this.guild = of.guild;
    this.parent = of.parent;
    this.recipient = of.recipient;
    this.permissions = new Set(of.permissions ?? of.parent?.permissions ?? USUAL);
  }

  /** What everybody sees here now, oldest first. */
  get messages(): Message[] {
    return [...this.byId.values()].filter((message) => message.onlyFor === undefined);
  }

  /** The same as text: what is written, the labels of buttons, the names of files. */
  shown(): string {
    return this.messages.map(shownOf).join('\n\n');
  }

  allow(...permissions: Permission[]): void {
    for (const permission of permissions) this.permissions.add(permission);
  }

  deny(...permissions: Permission[]): void {
    for (const permission of permissions) this.permissions.delete(permission);
  }

  can(permission: Permission): boolean {
    return this.kind === 'dm' || this.permissions.has(permission);
  }
}

const EPOCH = 1_420_070_400_000;

/** Ids that carry their time, as Discord's do. */
export class Snowflakes {
  #last = 0n;

  next(now: number): string {
    const id = BigInt(Math.floor(now - EPOCH)) << 22n;
    this.#last = id > this.#last ? id : this.#last + 1n;
    return String(this.#last);
  }
}

export class World {
  readonly users = new Map<string, User>();
  readonly guilds = new Map<string, Guild>();
  readonly channels = new Map<string, Channel>();
  readonly snowflakes = new Snowflakes();
}

/** Chats, topics, people and messages, as Telegram itself would know them. */
import type { Fields, Upload } from '../server/body.ts';

export interface User {
  id: number;
  name: string;
  username?: string;
  bot: boolean;
}

export type ChatKind = 'private' | 'group' | 'supergroup' | 'channel';

/** How the bot stands in a chat. `stranger` is a person who never spoke to the bot. */
export type Standing =
  | 'administrator'
  | 'member'
  | 'restricted'
  | 'left'
  | 'kicked'
  | 'blocked'
  | 'deactivated'
  | 'stranger';

export interface Entity {
  type: string;
  /** In UTF-16 units, as is `length`. */
  offset: number;
  length: number;
  url?: string;
  language?: string;
  user?: { id: number };
  custom_emoji_id?: string;
}

export interface Message {
  id: number;
  chat: Chat;
  from?: User;
  /** Milliseconds since 1970. */
  created: number;
  edited?: number;
  /** The text, the caption of a file, or the plain text of a rich message. */
  text: string;
  entities: Entity[];
  /** As it was sent: `rich_message` of a rich message. */
  rich?: Fields;
  file?: Upload & { kind: 'document' | 'photo'; id: string };
  markup?: Fields;
  linkPreview?: Fields;
  silent: boolean;
  thread?: number;
  replyTo?: number;
  /** Of a message that a person sent from the bot's inline results. */
  inlineId?: string;
  /** Whom it ever pinged: `@name`, or `tg://user?id=5`. */
  pings: string[];
  /** Links in it that invite into a chat. */
  joins: string[];
}

/** What the chat was told, in order; `body` is the request's. */
export interface HistoryEntry {
  at: number;
  kind: 'create' | 'edit' | 'delete';
  method: string;
  id: number;
  body: Fields;
  pings: string[];
}

export class Chat {
  id: number;
  readonly kind: ChatKind;
  readonly title: string;
  readonly username: string | undefined;
  readonly forum: boolean;
  readonly byId = new Map<number, Message>();
  readonly history: HistoryEntry[] = [];
  /** By `message_thread_id`. */
  readonly topics = new Map<number, { name: string; closed: boolean }>();
  readonly members = new Set<User>();
  readonly administrators = new Set<User>();
  standing: Standing;
  /** Of the bot as administrator. */
  rights: { post: boolean; edit: boolean; delete: boolean } = { post: true, edit: true, delete: true };
  movedTo: number | undefined;
  #lastId = 0;

  constructor(of: {
    id: number;
    kind: ChatKind;
    title: string;
    username?: string;
    forum: boolean;
    standing: Standing;
  }) {
    this.id = of.id;
    this.kind = of.kind;
    this.title = of.title;
    this.username = of.username;
    this.forum = of.forum;
    this.standing = of.standing;
  }

  readonly #waiting: ((message: Message) => void)[] = [];

  /** For the fake: notes what the bot did here. */
  tell(entry: HistoryEntry): void {
    this.history.push(entry);
    const message = this.byId.get(entry.id);
    if (entry.kind === 'create' && message) for (const wake of this.#waiting.splice(0)) wake(message);
  }

  /** The next message of the bot. */
  nextMessage(): Promise<Message> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  nextId(): number {
    return ++this.#lastId;
  }

  /** What everybody sees here now, oldest first. */
  get messages(): Message[] {
    return [...this.byId.values()];
  }

  /** The same as text, with the labels of buttons. */
  shown(): string {
    return this.messages.map(shownOf).join('\n\n');
  }

  /** A new topic; @returns its `message_thread_id` */
  topic(name: string): number {
    const id = this.nextId();
    this.topics.set(id, { name, closed: false });
    return id;
  }
}

export function shownOf(message: Message): string {
  const file = message.file ? [`[${message.file.name}]`] : [];
  const labels = rowsOf(message.markup).flatMap((row) => row.map(({ text }) => `[${String(text)}]`));
  return [...file, message.text, ...labels].join('\n');
}

/** The rows of an inline keyboard. */
export function rowsOf(markup: Fields | undefined): Fields[][] {
  const rows = markup?.['inline_keyboard'];
  return Array.isArray(rows) ? (rows as Fields[][]) : [];
}

export class World {
  readonly chats = new Map<number, Chat>();
  readonly users = new Map<number, User>();
  /** Messages from inline results, by `inline_message_id`. */
  readonly inline = new Map<string, Message>();
  #lastNumber = 1_000_000;

  number(): number {
    return ++this.#lastNumber;
  }
}

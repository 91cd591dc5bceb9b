/** What can be asked of the desk, as plain data. Commands, buttons, menus and deep links all become one of these. */

/** Parts of an ask that follows channels: only who may manage a place may ask it there. */
export type FollowAsk =
  | { view: 'following' }
  | Follow
  /** One node of which nothing new is posted; again. A query as in `show`. */
  | { view: 'mute'; node: string }
  | { view: 'unmute'; node: string }
  /** Key of what is followed, as `following` gives it. */
  | { view: 'unfollow'; what: string };

/** One of folder, tag, node, emoji and query, or everything. */
export interface Follow {
  view: 'follow';
  folder?: string;
  tag?: string;
  /** A query as in `show`. */
  node?: string;
  /** With a node: also those so many links away, `1` to `3`. */
  links?: string;
  emoji?: string;
  /** Nodes that a search for these words finds. */
  query?: string;
  /** `daily`, `weekly`, or a cron expression: all of it gathered in one post then. */
  digest?: string;
  /** IANA time zone of the digest. */
  zone?: string;
}

/** `page` counts from 0. `node` is an id, the short id of a button, a path, a title, an emoji, a number or words. */
export type LookUp =
  /** `section`: its place among the node's sections from 0, or words of its title. `at`: an ISO date or a commit. */
  | { view: 'show'; node: string; section?: number | string; at?: string; page?: number }
  | { view: 'links'; node: string; page?: number }
  | { view: 'history'; node: string; page?: number }
  /** Keys of two revisions as `history` gives them; without `to`: with the present one. */
  | { view: 'diff'; node: string; from: string; to?: string; page?: number }
  | { view: 'constellation'; node: string }
  | { view: 'search'; query: string; page?: number }
  | { view: 'latest'; folder?: string; tag?: string; page?: number }
  | { view: 'random'; folder?: string; tag?: string }
  | { view: 'tags'; page?: number }
  | { view: 'map'; folder?: string; page?: number }
  /** Addresses of the feeds of what is looked at; of everything where nothing is named. */
  | { view: 'feeds'; node?: string; folder?: string; tag?: string }
  | { view: 'help' };

/** What somebody says of a post that waits for approval: only who may manage the place where it is asked. */
export interface ReviewAsk {
  view: 'review';
  do: 'approve' | 'edit' | 'hold' | 'skip';
  /** Id of the delivery that is held, and what was seen of it. */
  held: string;
  revision: number;
  /** For `edit`; empty: the author's words again. */
  summary?: string;
}

export type Ask = LookUp | FollowAsk | ReviewAsk;

export type View = Ask['view'];

/** An ask with the way that led to it, so that a button can lead back. */
export interface Asked {
  ask: Ask;
  /** What was looked at before, the latest last. */
  trail: Ask[];
}

/** Where it is asked: a channel that posts can go to. */
export interface Place {
  platform: 'discord' | 'telegram';
  /** Id of the channel or chat, as the platform writes it. */
  address: string;
  /** Topic of a Telegram group. */
  topic?: number;
}

/** Who asks, and where. */
export interface Context {
  /** BCP 47 tag of who asks. */
  language: string;
  /** Absent where nothing can be posted (inline, a server the bot is not in). */
  place?: Place;
  /** Whether who asks may manage the place; only looked at for a FollowAsk. */
  manages?: boolean;
  /** For the record of who followed or decided: `discord:ID`, `telegram:ID`; and how they are called. */
  by?: string;
  name?: string;
}

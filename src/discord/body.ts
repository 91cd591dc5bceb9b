/**
 * The parts of Discord's API that we speak: messages made of components, "Components V2"
 * (https://docs.discord.com/developers/components/reference).
 */

/** Markdown; all text displays of a message together hold at most 4,000 characters. */
export interface Text {
  type: 10;
  id?: number;
  content: string;
}

export interface Separator {
  type: 14;
  divider: boolean;
  spacing: 1 | 2;
}

/** A button that opens an address. */
export interface LinkButton {
  type: 2;
  style: 5;
  label: string;
  url: string;
}

/** A button that our bot is told of. */
export interface AskButton {
  type: 2;
  style: 1 | 2 | 3;
  label: string;
  /** At most 100 characters, and once in a message. */
  custom_id: string;
}

/** A row of at most five buttons. */
export interface Row {
  type: 1;
  id?: number;
  components: (LinkButton | AskButton)[];
}

/** A box with a coloured edge; as a spoiler, it shows nothing of its inside before a tap. */
export interface Container {
  type: 17;
  id?: number;
  accent_color?: number;
  spoiler?: boolean;
  components: (Text | Separator | Row)[];
}

export type Component = Text | Container | Row;

/** What a message is made of, on posting and on editing. */
export interface Look {
  flags: number;
  components: Component[];
  /** Has to be said each time: an edit that leaves it out may ping. */
  allowed_mentions: { parse: never[]; replied_user: false };
}

export interface NewMessage extends Look {
  nonce: string;
  enforce_nonce: true;
  message_reference?: { message_id: string; fail_if_not_exists: false };
}

/** As it goes to the API, below its version. */
export interface ApiRequest {
  method: 'POST';
  route: `/${string}`;
  body: NewMessage;
}

export const IS_COMPONENTS_V2 = 1 << 15;
export const SUPPRESS_NOTIFICATIONS = 1 << 12;

/**
 * Room for the text of a message, UTF-16 units. Discord takes 4,000 code points in all text displays together, and no
 * more than 10,170 bytes with 12 added for each of them (measured: discord/discord-api-docs#8554). A unit is at most
 * one code point and three bytes, so this fits both.
 */
export const MOST_TEXT = 3_200;

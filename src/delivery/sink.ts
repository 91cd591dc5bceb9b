/** The port of a platform. Errors are typed by the reaction they need; anything else thrown is a bug. */
import type { Announcement } from '../announce/announcement.ts';
import type { Pace } from './pace.ts';

/**
 * What a message looks like. `post`: everything. `change`: a short reply to an earlier post, saying what changed.
 * `earlier`: what is left of a post that a newer one has taken the place of, a line that leads to the node.
 */
export type Form = 'post' | 'change' | 'earlier';

/** What a sink is given: one announcement for one channel, with a key that stays the same over retries and edits. */
export interface Parcel {
  id: string;
  channel: string;
  announcement: Announcement;
  form: Form;
  /** Ids of the messages a `change` replies to. */
  replyTo?: string[];
}

export interface Sink {
  /** Ids of the platform's messages it became. Throws TryLater, Refused, Unknown, Closed or Locked. */
  send(parcel: Parcel): Promise<string[]>;
  /**
   * Looks whether a parcel arrived whose answer was lost: its message ids, `absent` when it surely did not,
   * `unsure` when the platform cannot tell.
   */
  find(parcel: Parcel): Promise<string[] | 'absent' | 'unsure'>;
  /** Absent where what is out stays out. */
  readonly posted?: Posted;
  /** How many deliveries may be in the air at once. */
  readonly parallel?: number;
  /** How fast they may leave, where the platform does not tell by itself. */
  readonly pace?: Pace;
}

/** What can be done about messages that are out. Both may be repeated without harm, and throw what `send` throws but Unknown. */
export interface Posted {
  /** Makes the messages look like the parcel. `gone`: somebody deleted them. The parcel's id is that of the post. */
  edit(parcel: Parcel, messages: readonly string[]): Promise<'edited' | 'gone'>;
  /** Deletes the messages, or empties and strikes them where the platform forbids it. The parcel tells the removal. */
  withdraw(parcel: Parcel, messages: readonly string[]): Promise<void>;
}

/** Not now: the platform or the road to it is busy. Nothing was posted. */
export class TryLater extends Error {
  override name = 'TryLater';
  /** Milliseconds to wait, where the platform said so. */
  readonly after: number | undefined;
  /** Whether every channel of the platform has to wait. */
  readonly everywhere: boolean;
  constructor(message: string, after?: number, everywhere = false) {
    super(message);
    this.after = after;
    this.everywhere = everywhere;
  }
}

/** Never: repeating it cannot help. Nothing was posted. */
export class Refused extends Error {
  override name = 'Refused';
}

/** It may have been posted, or not. */
export class Unknown extends Error {
  override name = 'Unknown';
}

/** The channel is gone, or will not have us: nothing can be posted there until somebody mends it. */
export class Closed extends Error {
  override name = 'Closed';
}

/** The platform does not let us in at all (a wrong token): nothing can be posted to any of its channels. */
export class Locked extends Error {
  override name = 'Locked';
}

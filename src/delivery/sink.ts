/** The port of a platform. Errors are typed by the reaction they need; anything else thrown is a bug. */
import type { Announcement } from '../announce/announcement.ts';

/** What a sink is given: one announcement for one channel, with a key that stays the same over retries. */
export interface Parcel {
  id: string;
  channel: string;
  announcement: Announcement;
}

export interface Sink {
  /** Ids of the platform's messages it became. Throws TryLater, Refused or Unknown. */
  send(parcel: Parcel): Promise<string[]>;
  /**
   * Looks whether a parcel arrived whose answer was lost: its message ids, `absent` when it surely did not,
   * `unsure` when the platform cannot tell.
   */
  find(parcel: Parcel): Promise<string[] | 'absent' | 'unsure'>;
}

/** Not now: the platform or the road to it is busy. Nothing was posted. */
export class TryLater extends Error {
  override name = 'TryLater';
  /** Milliseconds to wait, where the platform said so. */
  readonly after: number | undefined;
  constructor(message: string, after?: number) {
    super(message);
    this.after = after;
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

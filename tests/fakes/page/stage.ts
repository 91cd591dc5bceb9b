/** What a visitor of the page did last and sees because of it. */
import type { Actor as DiscordActor, Seen } from '../discord/actor.ts';
import type { FakeDiscord } from '../discord/fake.ts';
import type { Fields } from '../server/body.ts';
import type { Actor as TelegramActor } from '../telegram/actor.ts';
import type { FakeTelegram } from '../telegram/fake.ts';

export class Stage {
  readonly discord: FakeDiscord;
  readonly telegram: FakeTelegram;
  /** The visitor on either platform. */
  readonly there: DiscordActor;
  readonly here: TelegramActor;
  notice = '';
  /** A form of the bot's that waits to be filled in. */
  form: Seen | undefined;
  /** Inline results that were found last. */
  results: Fields[] = [];

  constructor(discord: FakeDiscord, telegram: FakeTelegram) {
    this.discord = discord;
    this.telegram = telegram;
    this.there = discord.user('visitor');
    this.here = telegram.user('Visitor', 'visitor');
  }
}

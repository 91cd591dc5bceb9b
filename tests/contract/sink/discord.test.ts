import { expect } from 'vitest';
import { openRest } from '../../../src/discord/rest.ts';
import { DiscordSink } from '../../../src/discord/sink.ts';
import { FakeDiscord } from '../../fakes/discord/fake.ts';
import { type PostedStage, postedContract } from './posted.ts';
import { sinkContract } from './suite.ts';

/** A channel of a Discord on loopback, where the bot may mention everyone: so a slip would show. */
async function open(): Promise<PostedStage> {
  const fake = await FakeDiscord.start();
  const channel = fake.channel();
  const config = { name: 'garden', platform: 'discord', channel: channel.id, silent: false } as const;
  return {
    sink: new DiscordSink({
      rest: openRest({ token: fake.token, api: fake.api }),
      channels: new Map([['garden', config]]),
    }),
    channel: 'garden',
    shown: async () => channel.shown(),
    vanish: async () => channel.byId.clear(),
    close: async () => {
      await fake.stop();
      expect(channel.history.flatMap(({ pings }) => pings)).toEqual([]);
      expect(fake.limited).toEqual([]);
      // That a message is not there any more is found out by asking.
      expect(fake.refusals.filter(({ status }) => status !== 404)).toEqual([]);
    },
  };
}

sinkContract('discord', open, { knows: true });
postedContract('discord', open);

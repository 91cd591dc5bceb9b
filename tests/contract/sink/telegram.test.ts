import { describe } from 'vitest';
import type { TelegramChannel } from '../../../src/config/schema.ts';
import { Pace } from '../../../src/delivery/pace.ts';
import { telegramApi } from '../../../src/telegram/api.ts';
import { TelegramSink } from '../../../src/telegram/sink.ts';
import { FakeTelegram } from '../../fakes/telegram/fake.ts';
import { type PostedStage, postedContract } from './posted.ts';
import { sinkContract } from './suite.ts';

/** A channel of a Telegram on loopback. */
async function open(rich: boolean, knowsRich = true): Promise<PostedStage> {
  const fake = await FakeTelegram.start();
  fake.rich = knowsRich;
  const chat = fake.chat({ type: 'channel', title: 'Garden' });
  const channel: TelegramChannel = {
    ...{ name: 'garden', platform: 'telegram', chat: String(chat.id), silent: false, linkPreview: false },
    ...{ rich, ambiguous: undefined },
  };
  return {
    sink: new TelegramSink({
      api: telegramApi(fake.token, fake.api),
      channels: new Map([['garden', channel]]),
      pace: new Pace(29),
      addresses: new Map(),
      moved: async () => {},
    }),
    channel: 'garden',
    shown: async () => chat.shown(),
    vanish: async () => chat.byId.clear(),
    close: () => fake.stop(),
  };
}

describe.each([
  ['telegram', () => open(false)],
  ['telegram, rich', () => open(true)],
  ['telegram, rich, to an older server', () => open(true, false)],
] as const)('%s', (name, stage) => {
  sinkContract(name, stage, { knows: false });
  postedContract(name, stage);
});

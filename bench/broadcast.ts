/** One announcement to very many chats: what part of the platform's permitted rate is used, and how often it says "too fast". */
import { Deliverer } from '../src/delivery/deliver.ts';
import { Pace } from '../src/delivery/pace.ts';
import type { Sink } from '../src/delivery/sink.ts';
import { openRest } from '../src/discord/rest.ts';
import { DiscordSink } from '../src/discord/sink.ts';
import { openSqlite } from '../src/ledger/sqlite.ts';
import { createLog } from '../src/log.ts';
import { telegramApi } from '../src/telegram/api.ts';
import { TelegramSink } from '../src/telegram/sink.ts';
import { type Bots, startBots } from '../tests/bots.ts';
import { created } from '../tests/contract/sink/announcements.ts';

export interface Broadcast {
  platform: 'discord' | 'telegram';
  chats: number;
  /** Of the permitted rate, from the first message to the last. */
  share: number;
  /** Answers of 429 after the first second. */
  refused: number;
}

/** Requests a second that each platform permits a bot (see docs/decisions/0007 and 0008). */
const PERMITTED = { discord: 50, telegram: 30 };

export async function broadcast(platform: Broadcast['platform'], chats: number): Promise<Broadcast> {
  const bots = await startBots({ hurried: false });
  const times: number[] = [];
  const { sink, limited } = platform === 'discord' ? discord(bots, chats, times) : telegram(bots, chats, times);
  const names = Array.from({ length: chats }, (_, nr) => nameOf(nr));
  const ledger = await openSqlite(':memory:');
  const at = new Date().toISOString();
  const announcement = created();
  const deliveries = names.map((channel, nr) => ({
    ...{ id: `${String(nr).padStart(8, '0')}-5eed-5abc-8def-0123456789ab`, channel, changeId: announcement.changeId },
    ...{ announcement, dueAt: at },
  }));
  const nothing = { nodes: [], changes: [], dropped: [], amended: [] };
  await ledger.commit({ source: 's', to: 'c1', at, ...nothing, deliveries });
  const deliverer = new Deliverer({
    ...{ ledger, log: createLog({ level: 'error' }), now: () => new Date(), owner: 'bench' },
    sinks: new Map(names.map((name) => [name, sink])),
  });
  await deliverer.start();
  while (times.length < chats) await new Promise((resolve) => setTimeout(resolve, 50));
  await deliverer.stop();
  await ledger.close();
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  const refused = limited().filter((one) => one.at - first > 1_000).length;
  await bots.stop();
  return { platform, chats, refused, share: (chats - 1) / ((last - first) / 1_000) / PERMITTED[platform] };
}

const nameOf = (nr: number) => `chat-${nr}`;

interface Stage {
  sink: Sink;
  limited(): { at: number }[];
}

/** Notes when each message was out. */
function noting(sink: Sink, times: number[]): Sink {
  const send = sink.send.bind(sink);
  sink.send = async (parcel) => {
    const ids = await send(parcel);
    times.push(Date.now());
    return ids;
  };
  return sink;
}

function discord({ discord: fake }: Bots, chats: number, times: number[]): Stage {
  const common = { platform: 'discord' as const, silent: false, ambiguous: undefined };
  const channels = Array.from({ length: chats }, (_, nr) => {
    const { id } = fake.channel({ name: nameOf(nr) });
    return [nameOf(nr), { name: nameOf(nr), channel: id, ...common }] as const;
  });
  const rest = openRest({ token: fake.token, api: fake.api });
  return { sink: noting(new DiscordSink({ rest, channels: new Map(channels) }), times), limited: () => fake.limited };
}

function telegram({ telegram: fake }: Bots, chats: number, times: number[]): Stage {
  const common = {
    platform: 'telegram' as const,
    silent: false,
    linkPreview: false,
    rich: false,
    ambiguous: undefined,
  };
  const channels = Array.from({ length: chats }, (_, nr) => {
    const { id } = fake.chat({ type: 'private', title: nameOf(nr), standing: 'member' });
    return [nameOf(nr), { name: nameOf(nr), chat: String(id), ...common }] as const;
  });
  const sink = new TelegramSink({
    ...{ api: telegramApi(fake.token, fake.api), channels: new Map(channels), addresses: new Map() },
    pace: new Pace(PERMITTED.telegram),
    moved: () => Promise.reject(new Error('nothing moves here')),
  });
  return { sink: noting(sink, times), limited: () => fake.limited };
}

if (import.meta.main) {
  const chats = Number(process.argv[2] ?? 10_000);
  for (const platform of ['discord', 'telegram'] as const) {
    const { share, refused } = await broadcast(platform, chats);
    const percent = Math.round(share * 1_000) / 10;
    process.stdout.write(
      `${platform}: ${chats} chats at ${percent} % of the permitted rate, ${refused} times too fast\n`,
    );
  }
}

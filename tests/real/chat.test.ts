/** A real history told to both platforms, and every real node as a post there. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { announcement } from '../../src/announce/compose.ts';
import { Pace } from '../../src/delivery/pace.ts';
import type { Parcel, Sink } from '../../src/delivery/sink.ts';
import { openRest } from '../../src/discord/rest.ts';
import { DiscordSink } from '../../src/discord/sink.ts';
import { parseNode } from '../../src/node/parse.ts';
import { telegramApi } from '../../src/telegram/api.ts';
import { TelegramSink } from '../../src/telegram/sink.ts';
import { type Bots, startBots } from '../bots.ts';
import type { Channel } from '../fakes/discord/world.ts';
import type { Chat } from '../fakes/telegram/world.ts';
import { freePort, Running, starpost } from '../process.ts';
import { temporaryFolder } from '../repo.ts';
import { commitsAfter } from './oracle.ts';

const SHARED = join(import.meta.dirname, '../../../shared');
const BUNDLE = join(SHARED, 'repos/eips.bundle');
/** `STARPOST_REPLAY=300` for the whole. */
const COMMITS = Number(process.env['STARPOST_REPLAY'] ?? 60);
const SECRET = 'a secret of the chat replay';

interface ShownNode {
  path: string;
  title: string;
  status: string;
}

describe.runIf(existsSync(BUNDLE))('a real history', () => {
  let bots: Bots;
  let folder = '';
  let repo = '';
  let lounge: Channel;
  let readers: Chat;
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: repo, encoding: 'utf8', maxBuffer: 64 << 20 }).trim();

  beforeAll(async () => {
    bots = await startBots();
    folder = await temporaryFolder();
    repo = join(folder, 'repo');
    execFileSync('git', ['clone', '--quiet', '--branch', 'master', BUNDLE, repo]);
    lounge = bots.discord.channel({ name: 'lounge' });
    readers = bots.telegram.chat({ type: 'channel', title: 'Readers' });
  });

  afterAll(async () => {
    await bots.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test(`${COMMITS} commits: nothing is refused, and every post ends as its node does`, async () => {
    const bare = join(folder, 'watched.git');
    execFileSync('git', ['clone', '--quiet', '--bare', repo, bare]);
    const start = git('rev-list', '--first-parent', '--max-count=1', `--skip=${COMMITS}`, 'HEAD');
    const push = (commit: string) => execFileSync('git', ['update-ref', 'refs/heads/master', commit], { cwd: bare });
    push(start);
    const config = join(folder, 'starpost.yaml');
    await writeFile(
      config,
      stringify({
        ...{ data: 'data', poll: '0 0 1 1 *', baseUrl: 'https://eips.example', ...bots.config },
        sources: [{ name: 'eips', url: bare, settle: '0s', massChange: 1_000, references: { requires: 'eip-{}.md' } }],
        channels: [
          { name: 'lounge', platform: 'discord', channel: lounge.id },
          { name: 'readers', platform: 'telegram', chat: readers.id },
        ],
        subscriptions: [{ channel: 'lounge' }, { channel: 'readers' }],
      }),
    );
    const port = await freePort();
    const files = { posts: join(folder, 'posts.txt'), log: join(folder, 'log.txt') };
    const service = Running.start(config, port, files, { STARPOST_HOOK_SECRET_GENERIC: SECRET, ...bots.env });
    await service.at(start);
    for (const commit of commitsAfter(repo, start, git('rev-parse', 'HEAD'))) {
      push(commit);
      await service.hook(SECRET);
      await service.at(commit);
    }
    await expect
      .poll(async () => (await starpost(['deliveries', '--json', '--config', config])).stdout, { timeout: 60_000 })
      .toBe('');
    // Stopping ends the question for updates that is open, which Telegram may call a conflict: nobody hears that any more.
    const known = bots.telegram.refusals.length;
    await service.end('SIGTERM');
    const ended = bots.telegram.refusals.slice(known);
    expect(ended.filter(({ label }) => label !== 'getUpdates')).toEqual([]);
    // An edit that comes to the same words is none to Telegram, and says so.
    const refused = bots.telegram.refusals
      .slice(0, known)
      .filter((one) => !JSON.stringify(one).includes('not modified'));
    expect([...bots.discord.refusals, ...bots.discord.limited, ...refused, ...bots.telegram.limited]).toEqual([]);

    const nodes = (await starpost(['nodes', '--json', '--config', config])).stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as ShownNode & { id: string });
    const byId = new Map(nodes.map((node) => [node.id, node]));
    const idIn = (text: string) => /eips\.example\/nodes\/([0-9a-f-]{36})/.exec(text)?.[1] ?? '';
    for (const [place, texts] of [
      ['Discord', lounge.messages.map(({ components }) => JSON.stringify(components))],
      ['Telegram', readers.messages.map(({ text, entities }) => `${text} ${entities.map(({ url }) => url).join(' ')}`)],
    ] as const) {
      const ids = texts.map(idIn);
      expect(new Set(ids).size, `${place}: a post for each node`).toBe(ids.length);
      expect(ids.length).toBeGreaterThan(COMMITS / 6);
      for (const text of texts) {
        const node = byId.get(idIn(text));
        expect(node, `${place}: the post of a node that is there`).toBeDefined();
        expect(letters(text), place).toContain(letters(node!.title));
        expect(letters(text), place).toContain(letters(node!.status));
      }
    }
    // Discord's and Telegram's readers were told of the same nodes, in the same order.
    const order = (texts: string[]) => texts.map(idIn);
    expect(order(created(lounge.history))).toEqual(order(created(readers.history)));
  }, 1_800_000);
});

function created(history: readonly { kind: string; body?: unknown }[]): string[] {
  return history.filter(({ kind }) => kind === 'create').map(({ body }) => JSON.stringify(body));
}

/** Escapes and markup aside. */
function letters(text: string): string {
  return text.replace(/\\\\?[nu"]|[^\p{L}\p{N}]+/gu, '').toLowerCase();
}

describe.runIf(existsSync(BUNDLE))('every real node', () => {
  let bots: Bots;
  const sinks: Sink[] = [];

  beforeAll(async () => {
    bots = await startBots();
    const channel = bots.discord.channel({ name: 'all' });
    const chat = bots.telegram.chat({ type: 'channel', title: 'All' });
    const common = { silent: false, ambiguous: undefined };
    sinks.push(
      new DiscordSink({
        rest: openRest({ token: bots.discord.token, api: bots.discord.api }),
        channels: new Map([['all', { name: 'all', platform: 'discord', channel: channel.id, ...common }]]),
      }),
      new TelegramSink({
        api: telegramApi(bots.telegram.token, bots.telegram.api),
        channels: new Map([
          [
            'all',
            { name: 'all', platform: 'telegram', chat: String(chat.id), linkPreview: false, rich: false, ...common },
          ],
        ]),
        pace: new Pace(1e6),
        addresses: new Map(),
        moved: () => Promise.reject(new Error('nothing moves here')),
      }),
    );
  });

  afterAll(() => bots.stop());

  test('is taken by both platforms, with and without a content note, and pings nobody', async () => {
    let count = 0;
    for (const [path, text] of realNodes()) {
      for (const contentNote of [undefined, 'a note']) {
        const parcel = parcelOf(path, text, contentNote, count++);
        await Promise.all(sinks.map((sink) => sink.send(parcel)));
      }
    }
    expect(count).toBeGreaterThan(1_900);
    expect([...bots.discord.refusals, ...bots.telegram.refusals]).toEqual([]);
    const [channel] = [...bots.discord.core.world.channels.values()].filter(({ name }) => name === 'all');
    const [chat] = [...bots.telegram.core.world.chats.values()].filter(({ title }) => title === 'All');
    expect(channel!.messages).toHaveLength(count);
    expect(channel!.messages.flatMap(({ pings }) => pings)).toEqual([]);
    expect(chat!.messages.flatMap(({ pings, joins }) => [...pings, ...joins])).toEqual([]);
  }, 300_000);
});

function* realNodes(): Generator<[path: string, text: string]> {
  const folder = join(SHARED, 'nodes');
  for (const file of existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [])
    if (file.endsWith('.md')) yield [file, readFileSync(join(folder, file), 'utf8')];
  const clone = mkdtempSync(join(tmpdir(), 'starpost-eips-'));
  try {
    execFileSync('git', ['clone', '--quiet', '--branch', 'master', BUNDLE, clone]);
    for (const file of readdirSync(clone, { recursive: true, encoding: 'utf8' }))
      if (file.endsWith('.md')) yield [file, readFileSync(join(clone, file), 'utf8')];
  } finally {
    rmSync(clone, { recursive: true });
  }
}

function parcelOf(path: string, text: string, contentNote: string | undefined, nr: number): Parcel {
  const at = '2026-03-01T12:00:00.000Z';
  const parsed = parseNode(text, path, { fields: { requires: 'eip-{}.md' } });
  const node = { ...parsed, contentNote, id: `n${nr}`, source: 's', path, oid: '1', published: at, updated: at };
  const url = `https://garden.example/nodes/${nr}`;
  const change = {
    ...{ id: `c${nr}`, source: 's', nodeId: node.id, kind: 'created' as const, grade: 'substantial' as const, path },
    ...{
      title: node.title,
      emoji: node.emoji,
      commit: 'c0ffee'.repeat(7).slice(0, 40),
      at,
      firstAt: at,
      settlesAt: at,
    },
  };
  const links = parsed.references.map(({ title, note }) => ({ title, note, url, nodeId: node.id }));
  const id = `${String(nr).padStart(8, '0')}-5eed-5abc-8def-0123456789ab`;
  return { id, channel: 'all', form: 'post', announcement: announcement({ change, node, url, links }) };
}

/**
 * `starpost run` as a process, killed again and again while changes go to six channels of two platforms that misbehave.
 * STARPOST_KILLS: how often (`npm run test:crash`: 200); 20 where nothing is said.
 */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { type Bots, startBots } from '../bots.ts';
import type { Fields } from '../fakes/server/body.ts';
import { type FaultKind, randomOf } from '../fakes/server/faults.ts';
import { freePort, Running, starpost } from '../process.ts';
import { Repo, temporaryFolder } from '../repo.ts';
import { type Expected, expected, type Happening, history, type OnRevision, textOf, titleOf } from './oracle.ts';

const KILLS = Number(process.env['STARPOST_KILLS'] ?? 20);
const CHANGES = Math.ceil(KILLS * 2.5);
const SECRET = 'a secret of the crash test';

/** What goes wrong on the way, each with a chance of a hundredth; without an answer only now and then: that takes long. */
const FAULTS: FaultKind[] = ['429', '502', '502-after', 'drop', 'drop-after', 'garbled'];

interface Sent {
  title: string;
  reply: boolean;
}

interface Place {
  name: string;
  onRevision: OnRevision;
  config: Record<string, unknown>;
  /** Everything that was ever sent there, in order. */
  sent(): Sent[];
  /** What stands there now. */
  shown(): string[];
}

let bots: Bots;
let repo: Repo;
let folder = '';
const places: Place[] = [];

beforeAll(async () => {
  bots = await startBots();
  repo = await Repo.create();
  folder = await temporaryFolder();
  const kinds = ['edit', 'edit+reply', 'post'] as const;
  for (const onRevision of kinds) places.push(discordPlace(onRevision));
  places.push(telegramPlace('edit', 'may-repeat'), telegramPlace('post', undefined), telegramPlace('edit', 'may-miss'));
});

afterAll(async () => {
  await bots.stop();
  await repo.cleanup();
  await rm(folder, { recursive: true, force: true });
});

test(`${CHANGES} changes, ${KILLS} kills`, async () => {
  for (const fake of [bots.discord, bots.telegram]) {
    fake.faults.seed(KILLS);
    for (const kind of FAULTS) fake.faults.add({ kind, chance: 0.01 });
    fake.faults.add({ kind: 'silent-after', chance: 0.01, times: 2 }, { kind: 'silent', chance: 0.01, times: 2 });
  }
  const happenings = history(CHANGES, KILLS);
  const kills = await play(happenings);
  expect(kills).toBe(KILLS);
  const { unknown, doubts } = await outcome();
  for (const place of places) {
    const wanted = expected(happenings, place.onRevision);
    const sent = place.sent().map(({ title, reply }) => (reply ? `re: ${title}` : title));
    if (place.name.startsWith('discord')) {
      expect(unknown.get(place.name) ?? 0, `${place.name}: unknown`).toBe(0);
      expect(strayIn(sent, wanted), place.name).toEqual([]);
      expect(shownIn(place, wanted), place.name).toEqual([]);
      continue;
    }
    const doubted = (unknown.get(place.name) ?? 0) + (doubts.get(place.name) ?? 0);
    const stood = standIns(sent, wanted);
    const missing = missingIn(sent, wanted).length;
    expect(inOrder(sent, happenings), place.name).toBe(true);
    // Where nobody knows of a first post, the node's next change is told in its place.
    const repeats = sent.length - new Set(sent).size + stood.length;
    expect(repeats, `${place.name}: repeats, and how many were doubted`).toBeLessThanOrEqual(doubted);
    expect(missing, `${place.name}: missing, and how many are unknown`).toBeLessThanOrEqual(
      unknown.get(place.name) ?? 0,
    );
    if (place.config['ambiguous'] === 'may-repeat') expect(missing, place.name).toBe(0);
    if (place.config['ambiguous'] === 'may-miss') expect(doubts.get(place.name) ?? 0, place.name).toBe(0);
  }
  expect(refusals()).toEqual([]);
}, 3_600_000);

/** Pushes one change after the other, and kills the process at moments of its own; returns how often. */
async function play(happenings: readonly Happening[]): Promise<number> {
  await repo.write('README.txt', 'Beds of a garden.');
  const first = await repo.commit();
  const config = await writeConfig();
  const port = await freePort();
  const files = { posts: join(folder, 'posts.txt'), log: join(folder, 'log.txt') };
  const begin = () => Running.start(config, port, files, { STARPOST_HOOK_SECRET_GENERIC: SECRET, ...bots.env });
  let service = begin();
  await service.at(first);
  const random = randomOf(KILLS);
  let kills = 0;
  for (const [index, happening] of happenings.entries()) {
    const commit = await carryOut(happening);
    await service.hook(SECRET);
    // The last kills come close together, so that all of them come.
    if (kills < KILLS && (random() < 0.4 || happenings.length - index <= KILLS - kills)) {
      // Anywhere between the fetch and the end of the sending.
      await new Promise((resolve) => setTimeout(resolve, random() * 300));
      await service.end('SIGKILL');
      kills += 1;
      service = begin();
    }
    await service.at(commit);
  }
  await settled(config);
  await service.end('SIGTERM');
  expect(service.exitCode).toBe(0);
  return kills;
}

async function carryOut(happening: Happening): Promise<string> {
  const { kind, path, from } = happening;
  if (kind === 'removed') await repo.remove(path);
  else if (from !== undefined) await repo.move(from, path);
  else await repo.write(path, textOf(happening));
  return repo.commit();
}

/** Waits until nothing is left but what nobody can tell of. */
async function settled(config: string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const open = await deliveries(config);
    if (open.every(({ state }) => state === 'unknown')) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('deliveries are still under way');
}

interface Listed {
  channel: string;
  state: string;
  doubts: number;
}

async function deliveries(config: string): Promise<Listed[]> {
  const { stdout } = await starpost(['deliveries', 'list', '--json', '--config', config]);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Listed);
}

/** By channel: how many deliveries nobody can tell of, and how often one was sent again in doubt. */
async function outcome(): Promise<{ unknown: Map<string, number>; doubts: Map<string, number> }> {
  const { openSqlite } = await import('../../src/ledger/sqlite.ts');
  const ledger = await openSqlite(join(folder, 'data', 'ledger.db'));
  const [unknown, doubts] = [new Map<string, number>(), new Map<string, number>()];
  for (const one of await ledger.deliveries({})) {
    if (one.state === 'unknown') unknown.set(one.channel, (unknown.get(one.channel) ?? 0) + 1);
    doubts.set(one.channel, (doubts.get(one.channel) ?? 0) + one.doubts);
    expect(['sent', 'unknown']).toContain(one.state);
  }
  await ledger.close();
  return { unknown, doubts };
}

/** What stands in a channel and should not, or does not and should. */
function shownIn(place: Place, { shown }: Expected): string[] {
  const texts = place.shown();
  const faults: string[] = [];
  const messages = [...shown.values()].reduce((sum, one) => sum + one.messages, 0);
  if (texts.length !== messages) faults.push(`${texts.length} messages instead of ${messages}`);
  for (const [node, { title }] of shown) {
    const number = new RegExp(`Bed ${node} version \\d+`, 'g');
    const now = texts.filter((text) => text.includes(title) && text.includes(`row${node}x`));
    if (now.length !== 1) faults.push(`${title} is shown ${now.length} times`);
    const words = texts.flatMap((text) => text.match(new RegExp(`row${node}x\\d+x0`, 'g')) ?? []);
    if (words.some((word) => !word.startsWith(`row${node}x${title.split(' ').at(-1)}x`)))
      faults.push(`old words of ${title}`);
    if (!texts.some((text) => number.test(text))) faults.push(`nothing of ${title}`);
  }
  return faults;
}

/** What was not sent, though nothing of its node was taken back before it could be. */
function missingIn(sent: readonly string[], wanted: Expected): string[] {
  return wanted.sent.filter(({ title, takenBack }) => !takenBack && !sent.includes(title)).map(({ title }) => title);
}

/** What was sent twice, in the wrong order or without reason, and what is missing. */
function strayIn(sent: readonly string[], wanted: Expected): string[] {
  const known = wanted.sent.map(({ title }) => title).filter((title) => sent.includes(title));
  return [...sent.filter((title, at) => title !== known[at]), ...missingIn(sent, wanted)];
}

/** What is only sent because an earlier message is missing: to who expects an edit it comes as a surprise. */
function standIns(sent: readonly string[], wanted: Expected): string[] {
  const known = new Set(wanted.sent.map(({ title }) => title));
  return sent.filter((title) => !known.has(title));
}

/** Whether each message tells of a happening, none of one before that of the message before it. */
function inOrder(sent: readonly string[], happenings: readonly Happening[]): boolean {
  const titles = happenings.map(titleOf);
  let at = 0;
  for (const title of sent) {
    at = titles.indexOf(title.replace(/^re: /, ''), at);
    if (at < 0) return false;
  }
  return true;
}

/** Deleting or editing twice is harmless, and all that a repeated act may come to. */
function refusals(): unknown[] {
  const harmless = /10008|not modified|message to (delete|edit) not found/;
  const all = [...bots.discord.refusals, ...bots.telegram.refusals];
  // A bot that was killed while it waited for updates is in the way of the next one for a moment.
  return all.filter((one) => !harmless.test(JSON.stringify(one)) && !JSON.stringify(one).includes('getUpdates'));
}

const TITLE = /Bed \d+ version \d+/;
const titleIn = (text: string) => TITLE.exec(text)?.[0] ?? '';

function discordPlace(onRevision: OnRevision): Place {
  const channel = bots.discord.channel({ name: onRevision.replace('+', '-') });
  const text = (body: Fields | undefined) => JSON.stringify(body);
  return {
    name: `discord-${channel.name}`,
    onRevision,
    config: { platform: 'discord', channel: channel.id },
    sent: () =>
      channel.history
        .filter(({ kind }) => kind === 'create')
        .map(({ body }) => ({ title: titleIn(text(body)), reply: body?.['message_reference'] !== undefined })),
    shown: () => channel.messages.map(({ components }) => JSON.stringify(components)),
  };
}

function telegramPlace(onRevision: OnRevision, ambiguous: string | undefined): Place {
  const chat = bots.telegram.chat({ type: 'channel', title: `${onRevision} ${ambiguous ?? 'default'}` });
  return {
    name: `telegram-${onRevision}-${ambiguous ?? 'default'}`,
    onRevision,
    config: { platform: 'telegram', chat: chat.id, ...(ambiguous ? { ambiguous } : {}) },
    sent: () =>
      chat.history
        .filter(({ kind }) => kind === 'create')
        .map(({ body }) => ({ title: titleIn(String(body['text'])), reply: body['reply_parameters'] !== undefined })),
    shown: () => chat.messages.map(({ text }) => text),
  };
}

async function writeConfig(): Promise<string> {
  const file = join(folder, 'starpost.yaml');
  const config = {
    ...{ title: 'Beds', data: 'data', poll: '0 0 1 1 *', ...bots.config },
    sources: [{ name: 'beds', url: repo.dir, settle: '0s' }],
    channels: places.map(({ name, config }) => ({ name, ...config })),
    subscriptions: places.map(({ name, onRevision }) => ({ channel: name, onRevision })),
  };
  await writeFile(file, stringify(config));
  return file;
}

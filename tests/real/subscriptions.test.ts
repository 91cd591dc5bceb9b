/** 500 real commits told to 40 channels that hear differently: each gets exactly what the oracle says. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodesOf } from '../../src/announce/digest.ts';
import { type SubscriptionConfig, schema } from '../../src/config/schema.ts';
import { Deliverer } from '../../src/delivery/deliver.ts';
import type { Parcel, Sink } from '../../src/delivery/sink.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import { openSqlite } from '../../src/ledger/sqlite.ts';
import { Addresses } from '../../src/library/address.ts';
import { Library } from '../../src/library/library.ts';
import { createLog } from '../../src/log.ts';
import { Source } from '../../src/pipeline/source.ts';
import { passTo } from '../../src/pipeline.ts';
import { Indexer } from '../../src/service/indexer.ts';
import { temporaryFolder } from '../repo.ts';
import { Channel, type Ears, type Seen, type Sent } from './channels.ts';

const BUNDLE = join(import.meta.dirname, '../../../shared/repos/eips.bundle');
const COMMITS = 500;
const MASS = 6;
const SETTLE = 5 * 60_000;

const eip = (number: number) => `EIPS/eip-${number}.md`;
const WATCHED = [1, 20, 155, 721, 1559, 2718, 2930, 4337, 4844, 7702, 7594, 6963, 5069, 7, 3675, 7642].map(eip);

/** Scopes, times and manners in turn, each with each other somewhere. */
function ears(): Ears[] {
  const scopes: Partial<Ears>[] = [
    {},
    { nodes: WATCHED },
    { words: 'gas transaction' },
    { near: { node: eip(1559), links: 1 } },
    { near: { node: eip(2718), links: 2 }, except: WATCHED.slice(0, 8) },
    { except: WATCHED },
    { words: 'wallet', nodes: WATCHED.slice(4) },
    { kinds: ['created', 'moved', 'restored'] },
  ];
  const times: Partial<Ears>[] = [
    {},
    { daily: 8 },
    { quiet: [21, 7] },
    { weekly: [1, 9] },
    { daily: 3, quiet: [22, 6] },
  ];
  const manners: Partial<Ears>[] = [
    {},
    { onRevision: 'edit+reply', minor: true },
    { onRevision: 'post' },
    { onRevision: 'ignore' },
  ];
  return scopes.flatMap((scope, a) =>
    times.map((time, b) => ({ name: `c${a}${b}`, ...scope, ...time, ...manners[(a + b) % manners.length] })),
  );
}

function subscriptionOf({
  name,
  nodes = [],
  words,
  near,
  except = [],
  kinds,
  minor,
  onRevision,
  daily,
  weekly,
  quiet,
}: Ears) {
  const hour = (value: number) => `${String(value).padStart(2, '0')}:00`;
  const cron = daily !== undefined ? `0 ${daily} * * *` : weekly ? `0 ${weekly[1]} * * ${weekly[0]}` : undefined;
  return {
    ...{ channel: name, nodes, except: { nodes: except } },
    ...(words && { query: words }),
    ...(near && { near }),
    ...(kinds && { kinds }),
    ...(minor && { minor }),
    ...(onRevision && { onRevision }),
    ...(cron && { digest: { cron } }),
    ...(quiet && { quiet: { from: hour(quiet[0]), to: hour(quiet[1]) } }),
  };
}

/** A platform that takes everything, and keeps what stands there. */
class Board implements Sink {
  readonly parallel = 64;
  readonly sent = new Map<string, Sent[]>();
  readonly standing = new Map<string, { channel: string; line: string }>();
  now = '';

  async send(parcel: Parcel): Promise<string[]> {
    const { id, channel, announcement, form } = parcel;
    const what = announcement.type === 'digest' ? 'digest' : form === 'change' ? 'reply' : 'node';
    const nodes = [...new Set(nodesOf(announcement))].sort();
    this.sent.set(channel, [...(this.sent.get(channel) ?? []), { at: this.now, what, nodes }]);
    this.#show(id, parcel, what);
    return [id];
  }

  async find(): Promise<'absent'> {
    return 'absent';
  }

  readonly posted = {
    edit: async (parcel: Parcel, [id]: readonly string[]) => {
      const what = parcel.announcement.type === 'digest' ? 'digest' : parcel.form === 'change' ? 'reply' : 'node';
      this.#show(id!, parcel, parcel.form === 'earlier' ? 'old node' : what);
      return 'edited' as const;
    },
    withdraw: async (_: Parcel, [id]: readonly string[]) => {
      this.standing.delete(id!);
    },
  };

  #show(id: string, { channel, announcement }: Parcel, what: string): void {
    const line = `${what}: ${[...new Set(nodesOf(announcement))].sort().join(' ')}`;
    this.standing.set(id, { channel, line });
  }
}

describe.runIf(existsSync(BUNDLE))('500 commits, 40 channels', () => {
  let folder = '';
  let ledger: Ledger;
  let library: Library;
  beforeAll(async () => {
    folder = await temporaryFolder();
    ledger = await openSqlite(':memory:');
    library = new Library(join(folder, 'library.db'));
  });
  afterAll(async () => {
    library.close();
    await ledger.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('each gets exactly what the oracle says', { timeout: 900_000 }, async () => {
    const all = ears();
    expect(all).toHaveLength(40);
    const config = schema.parse({
      sources: [
        {
          name: 'eips',
          url: BUNDLE,
          branch: 'master',
          include: ['EIPS/*.md'],
          references: { requires: 'EIPS/eip-{}.md' },
          massChange: MASS,
        },
      ],
      channels: all.map(({ name }) => ({ name, platform: 'terminal' })),
      subscriptions: all.map(subscriptionOf),
    });
    const log = createLog({ level: 'silent' });
    const source = new Source(config.sources[0]!, folder, log);
    await source.fetch();
    const git = (...args: string[]) =>
      execFileSync('git', args, { cwd: source.mirror.gitDir, encoding: 'utf8', maxBuffer: 1 << 28 });
    const head = git('rev-parse', 'HEAD', '--').split('\n')[0]!;
    const commits = git('rev-list', '--first-parent', '--reverse', '-n', String(COMMITS + 1), head)
      .trim()
      .split('\n');

    const board = new Board();
    const oracle = new Map(all.map((one) => [one.name, new Channel(one)]));
    let clock = Date.parse('2026-03-20T12:00:00.000Z');
    const names = all.map(({ name }) => name);
    const deliverer = new Deliverer({
      ...{ ledger, log, owner: 'oracle', now: () => new Date(clock) },
      sinks: new Map(names.map((name) => [name, board])),
    });
    const parts = {
      ...{ ledger, library, log, addresses: new Addresses('http://x', new Map()) },
      subscriptions: config.subscriptions as SubscriptionConfig[],
      ...{ house: () => ({}), revisable: names, report: () => undefined, now: () => new Date(clock) },
      pace: { settle: SETTLE, settleAtMost: 60 * 60_000 },
    };
    await passTo(source, commits[0]!, parts);
    await new Indexer({ library, text: (node) => source.text(node.oid), log }).run();
    await deliverer.start();

    /** Lets everything happen that is due by then, each at its time. */
    const until = async (time: number) => {
      for (;;) {
        const due = await ledger.nextDue();
        if (due === undefined || Date.parse(due) > time) break;
        clock = Math.max(clock, Date.parse(due));
        board.now = new Date(clock).toISOString();
        await deliverer.idle();
      }
      clock = time;
      for (const channel of oracle.values()) channel.pass(new Date(clock).toISOString());
    };

    // From seconds to days between two commits, the same in every run.
    const gaps = [20, 45, 90, 240, 290, 400, 1_800, 4_000, 9_000, 20_000, 30, 60, 50_000, 120_000];
    let changes = 0;
    for (const [nr, commit] of commits.slice(1).entries()) {
      await until(clock + 1_000 * gaps[(nr * 5 + Math.floor(nr / 3)) % gaps.length]!);
      const now = new Date(clock).toISOString();
      const open = new Set((await ledger.openChanges('eips', now)).map(({ id }) => id));
      const result = await passTo(source, commit, parts);
      const still = new Set((await ledger.openChanges('eips', now)).map(({ id }) => id));
      const told = result.told;
      const seen = told.map(
        ({ change, node }): Seen => ({
          ...{
            id: change.id,
            node: change.nodeId,
            kind: change.kind,
            minor: change.grade === 'minor',
            path: change.path,
          },
          ...(change.from !== undefined && { from: change.from }),
          ...{ differs: change.difference !== undefined, settles: change.settlesAt },
          text: [node.title, node.tagline, node.path, git('cat-file', 'blob', node.oid)].join(' '),
        }),
      );
      const dropped = [...open].filter((id) => !still.has(id) && !seen.some((one) => one.id === id));
      const own = new Map(told.map(({ node }) => [node.id, node]));
      const near = ({ node, links }: { node: string; links: number }) => {
        const [wide, close] = [hood(library, node, links), hood(library, node, links - 1)];
        for (const [id, { path, references }] of own) {
          const targets = references.map((one) => library.resolve('eips', path, one));
          if (targets.some((target) => target?.to === 'node' && close.has(target.id))) wide.add(id);
        }
        return wide;
      };
      for (const channel of oracle.values()) channel.hear(now, seen, dropped, near, MASS);
      await new Indexer({ library, text: (node) => source.text(node.oid), log }).run();
      for (const channel of oracle.values()) channel.pass(now);
      await until(clock);
      changes += seen.length;
    }
    await until(clock + 15 * 24 * 3_600_000);
    await deliverer.stop();
    source.close();

    expect(changes).toBeGreaterThan(COMMITS / 2);
    for (const { name } of all) {
      const channel = oracle.get(name)!;
      expect([name, inOrder(board.sent.get(name) ?? [])]).toEqual([name, inOrder(channel.sent)]);
      const standing = [...board.standing.values()].filter((one) => one.channel === name).map(({ line }) => line);
      expect([name, standing.sort()]).toEqual([name, channel.standing]);
    }
    const sent = [...board.sent.values()].flat();
    // Every way of telling was met.
    for (const what of ['node', 'digest', 'reply']) expect(sent.some((one) => one.what === what)).toBe(true);
    expect(sent.length).toBeGreaterThan(500);
    const heardOf = (name: string) => board.sent.get(name)?.length ?? 0;
    for (const name of ['c10', 'c20', 'c30', 'c40', 'c50', 'c60', 'c70'])
      expect([name, heardOf(name)]).not.toEqual([name, 0]);
  });
});

function inOrder(sent: readonly Sent[]): string[] {
  return sent.map(({ at, what, nodes }) => `${at} ${what} ${nodes.join(' ')}`).sort();
}

/** Everybody who can be reached over so many links, asked of the library one link at a time. */
function hood(library: Library, path: string, links: number): Set<string> {
  const found = new Set<string>();
  const start = library.byPath('eips', path)?.id;
  const walk = (id: string, left: number) => {
    found.add(id);
    if (left > 0) for (const next of library.stars.near(id, 10_000)) walk(next, left - 1);
  };
  if (start !== undefined) walk(start, links);
  return found;
}

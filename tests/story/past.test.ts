/** What was before the first run is told after it, as if it had been watched, whatever comes between. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config/read.ts';
import type { ChangeRecord, Ledger } from '../../src/ledger/ledger.ts';
import { openSqlite } from '../../src/ledger/sqlite.ts';
import { Addresses } from '../../src/library/address.ts';
import { Library } from '../../src/library/library.ts';
import { createLog } from '../../src/log.ts';
import { type PastParts, TOLD, tellPast } from '../../src/pipeline/past.ts';
import { Source } from '../../src/pipeline/source.ts';
import { type Parts, passTo } from '../../src/pipeline.ts';
import { Garden, nodeText } from '../garden.ts';

const BEDS = 60;
const ROUNDS = 6;
/** So many changes each bed has: more than the first run tells, and than go into one piece. */
const ALL = BEDS * ROUNDS;

let garden: Garden;
/** Commits after each of which a pass looked, oldest first. */
let commits: string[];
const log = createLog({ level: 'silent', write: () => undefined });
const now = () => new Date('2026-03-01T00:00:00Z');

beforeEach(async () => {
  garden = await Garden.create();
  commits = [];
  for (let round = 1; round <= ROUNDS; round++) await plant(round);
});
afterEach(() => garden[Symbol.asyncDispose]());

/** All beds at once, so that many changes are of one instant. */
async function plant(round: number, beds = BEDS): Promise<void> {
  for (let bed = 0; bed < beds; bed++) {
    const body = `Round ${round} of bed ${bed}. `.repeat(round);
    await garden.repo.write(`beds/${bed}.md`, nodeText(`Bed ${bed}`, body, [], round < 3 ? 'early' : 'late'));
  }
  commits.push(await garden.repo.commit());
}

/** A starpost without a service: its ledger is in `file`. */
class Post {
  readonly source: Source;
  readonly ledger: Ledger;
  readonly #parts: Parts;

  constructor(source: Source, ledger: Ledger, library: Library) {
    this.source = source;
    this.ledger = ledger;
    const addresses = new Addresses('https://garden.example', new Map());
    const nobody = { subscriptions: [], revisable: [], house: () => ({}) };
    this.#parts = { ledger, library, addresses, ...nobody, log, now, report: () => undefined };
  }

  static async open(name: string): Promise<Post> {
    await garden.writeConfig();
    const [config] = readConfig(garden.configFile, {}, {}).config.sources;
    const folder = join(garden.folder, name);
    const source = new Source(config!, folder, log);
    return new Post(source, await openSqlite(join(folder, 'ledger.db')), new Library(join(folder, 'library.db')));
  }

  async pass(commit: string): Promise<void> {
    await this.source.fetch();
    await passTo(this.source, commit, this.#parts);
  }

  tell(parts: Partial<PastParts> = {}): Promise<boolean> {
    return tellPast(this.source, { ledger: this.ledger, log, now, ...parts });
  }

  /** Newest first, as readers of feeds have them: when they were seen makes no difference. */
  async told(): Promise<Partial<ChangeRecord>[]> {
    const changes = await this.ledger.changes({ limit: 10 * ALL });
    return changes.map((change) => ({ ...change, firstAt: undefined, settlesAt: undefined }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.source.close();
    this.#parts.library.close();
    await this.ledger.close();
  }
}

async function watched(): Promise<Partial<ChangeRecord>[]> {
  await using post = await Post.open('watched');
  for (const commit of commits) await post.pass(commit);
  await post.tell();
  return await post.told();
}

/** `rest` that ends the telling when it is called for the given time. */
function endingAt(times: number): () => Promise<void> {
  return async () => {
    if (--times === 0) throw new Error('killed');
  };
}

describe('the history before the first run', () => {
  test('is told with the changes, in the order, that passes over each commit would have told', async () => {
    await using post = await Post.open('new');
    await post.pass(commits.at(-1)!);
    expect((await post.told()).length).toBeLessThan(ALL / 2);
    const nodes = await Array.fromAsync(post.ledger.nodes('garden'));
    expect(await post.tell()).toBe(true);
    expect(await post.told()).toEqual(await watched());
    expect(await post.told()).toHaveLength(ALL);
    expect(await post.ledger.source('garden')).toMatchObject({ cursor: commits.at(-1), past: TOLD });
    expect(await Array.fromAsync(post.ledger.nodes('garden'))).toEqual(nodes);
    expect(await post.ledger.deliveries({})).toEqual([]);
    expect(await post.ledger.openChanges('garden', '2026-02-01T00:00:00Z')).toEqual([]);
  });

  test('killed half way, it goes on where it was', async () => {
    await using post = await Post.open('killed');
    await post.pass(commits.at(-1)!);
    await expect(post.tell({ rest: endingAt(ALL - 40) })).rejects.toThrow('killed');
    const half = await post.told();
    expect(half.length).toBeGreaterThan(ALL / 2);
    expect(half.length).toBeLessThan(ALL);
    let steps = 0;
    await post.tell({ rest: async () => void steps++ });
    expect(steps).toBeLessThan(ALL);
    expect(await post.told()).toEqual(await watched());
  });

  test('passes that come between, over a rewritten history too, and another replica, change nothing of it', async () => {
    await using post = await Post.open('busy');
    await using live = await Post.open('live');
    for (const commit of commits) await live.pass(commit);
    await post.pass(commits.at(-1)!);
    const grow = async (round: number) => {
      await plant(round);
      for (const one of [live, post]) await one.pass(commits.at(-1)!);
    };
    let steps = 0;
    const rest = async () => {
      steps++;
      if (steps === 30) await grow(7);
      if (steps === 60) await post.tell();
      if (steps !== 90) return;
      await garden.repo.git('reset', '--quiet', '--hard', 'HEAD~3');
      await grow(8);
    };
    expect(await post.tell({ rest })).toBe(true);
    expect(await post.told()).toEqual(await live.told());
    expect(await post.told()).toHaveLength(ALL + 2 * BEDS);
  });

  test('a ledger of a former version, which knew the newest only, is told the rest', async () => {
    await using post = await Post.open('former');
    await post.pass(commits.at(-1)!);
    await plant(7, 9);
    await post.pass(commits.at(-1)!);
    forgetMark(join(garden.folder, 'former', 'ledger.db'));
    expect((await post.ledger.source('garden'))?.past).toBeUndefined();
    expect(await post.tell()).toBe(true);
    expect(await post.told()).toEqual(await watched());
  });

  test('that is not in the mirror any more is done with', async () => {
    await using post = await Post.open('gone');
    await post.pass(commits.at(-1)!);
    const told = await post.told();
    await garden.repo.git('checkout', '--quiet', '--orphan', 'other');
    await garden.repo.commit();
    await garden.repo.git('branch', '--quiet', '--force', '--move', 'other', 'main');
    await post.source.rebuildMirror();
    expect(await post.tell()).toBe(true);
    expect(await post.told()).toEqual(told);
  });

  test('comes to feeds that were built before it was told', async () => {
    await garden.start();
    const { items } = await garden.feed('all');
    const feed = `nodes/${items.at(-1)!.id.replace('urn:uuid:', '')}`;
    const redirect = async () => (await garden.fetch('/feeds/tags/early.json', { redirect: 'manual' })).status;
    const whole = await garden.feed(feed);
    expect([whole.items.length, await redirect()]).toEqual([ROUNDS, 301]);
    await garden.stop();
    const file = join(garden.folder, 'data', 'ledger.db');
    forgetOld(file);
    forgetMark(file);
    await garden.start();
    expect(await garden.feed(feed)).toEqual(whole);
    expect(await redirect()).toBe(301);
  });
});

function forgetMark(file: string): void {
  using database = new DatabaseSync(file);
  database.exec('update sources set past = null');
}

/** All but the newest: what a former version would have told. */
function forgetOld(file: string): void {
  using database = new DatabaseSync(file);
  database.exec('delete from changes where id not in (select id from changes order by at desc, seq desc limit 80)');
}

/**
 * Where commands that only look do their work: the real mirrors, a ledger in memory and a library in a temporary
 * folder. Nothing they do is ever told to anybody. Node identities come from the real ledger where there is one.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '../config/read.ts';
import { DeskCounter } from '../desk/desk-counter.ts';
import { Histories } from '../desk/history.ts';
import { Desk } from '../desk/query.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { openSqlite } from '../ledger/sqlite.ts';
import { Addresses, type SourceAddresses } from '../library/address.ts';
import { Library } from '../library/library.ts';
import { Presenter } from '../library/present.ts';
import type { Log } from '../log.ts';
import type { Node } from '../node/node.ts';
import type { Report } from '../pipeline/baseline.ts';
import { Source } from '../pipeline/source.ts';
import { type Parts, passTo } from '../pipeline.ts';
import { Indexer } from '../service/indexer.ts';
import { ledgerFile, libraryFile, openLedger } from '../service/places.ts';
import { Skies } from '../service/skies.ts';
import { progressLine, UsageError } from './context.ts';

export interface WorkspaceOptions {
  log: Log;
  report?: Report;
  /** Tell as a preview does: at once, to the config's subscriptions. */
  telling?: boolean;
}

export class Workspace {
  readonly settings: Settings;
  readonly sources: Source[];
  readonly library: Library;
  readonly ledger: Ledger;
  readonly presenter: Presenter;
  readonly desk: Desk;
  readonly parts: Parts;
  readonly heads = new Map<string, string>();
  /** Where the sources can be seen. */
  readonly places = new Map<string, SourceAddresses>();
  readonly #folder: string;

  private constructor(settings: Settings, folder: string, ledger: Ledger, options: WorkspaceOptions) {
    const { config } = settings;
    this.settings = settings;
    this.#folder = folder;
    this.ledger = ledger;
    this.sources = config.sources.map((source) => new Source(source, config.data, options.log, progressLine()));
    this.library = new Library(join(folder, 'library.db'));
    const addresses = new Addresses(config.baseUrl, this.places);
    this.presenter = new Presenter(addresses, this.library);
    this.desk = new Desk({ library: this.library, presenter: this.presenter, text: (node) => this.text(node) });
    this.parts = {
      ledger,
      library: this.library,
      addresses,
      subscriptions: options.telling ? config.subscriptions : [],
      revisable: [],
      house: (channel) => ({ look: config.channels.find(({ name }) => name === channel) }),
      log: options.log,
      report: options.report ?? (() => undefined),
      now: () => new Date(),
      pace: options.telling ? { settle: 0, settleAtMost: 0 } : undefined,
    };
  }

  static async open(settings: Settings, options: WorkspaceOptions): Promise<Workspace> {
    const folder = mkdtempSync(join(tmpdir(), 'starpost-'));
    const workspace = new Workspace(settings, folder, await openSqlite(':memory:'), options);
    try {
      for (const source of workspace.sources) await workspace.#fetch(source);
    } catch (error) {
      await workspace.close();
      throw error;
    }
    return workspace;
  }

  async #fetch(source: Source): Promise<void> {
    const head = await source.fetch();
    if (!('empty' in head)) this.heads.set(source.name, head.commit);
    const branch = 'empty' in head ? '' : head.branch;
    this.places.set(source.name, {
      link: source.config.link,
      url: (await source.mirror.remoteUrl()) ?? '',
      branch,
    });
  }

  /** Brings the library to the present of every source. */
  async load(): Promise<this> {
    await this.#adopt();
    for (const source of this.sources) await this.to(source, this.heads.get(source.name));
    return this;
  }

  /** Brings the library to a commit of one source. */
  async to(source: Source, commit: string | undefined): Promise<void> {
    if (commit === undefined) return;
    const { outcome } = await passTo(source, commit, this.parts);
    if (outcome === 'changed' && this.library.head(source.name) !== commit) await passTo(source, commit, this.parts);
  }

  /** Makes search and backlinks complete. */
  async index(): Promise<this> {
    await new Indexer({ library: this.library, text: (node) => this.text(node), log: this.parts.log }).run();
    return this;
  }

  async text(node: Node): Promise<string | undefined> {
    return this.sources.find((source) => source.name === node.source)?.text(node.oid);
  }

  /** The desk as chats have it: every answer a card. */
  counter(): DeskCounter {
    const { library, presenter, settings, sources } = this;
    const { title, baseUrl } = settings.config;
    const skies = new Skies(library);
    return new DeskCounter({
      ...{ library, presenter, log: this.parts.log },
      site: { title, baseUrl, sources: sources.map(({ name }) => name) },
      histories: new Histories(sources, (source) => library.head(source)),
      text: (node) => this.text(node),
      picture: (node) => skies.picture(node),
      random: Math.random,
      // Nothing here has buttons.
      asks: { keep: async () => undefined, kept: async () => undefined },
    });
  }

  /** A revision of the (first) source as a commit. */
  async commit(source: Source, revision: string): Promise<string> {
    const commit = await source.mirror.resolve(revision);
    if (commit === undefined)
      throw new UsageError(`no such commit in ${source.name}: ${revision}. Expected a hash, a branch, or HEAD~N.`);
    return commit;
  }

  /** Takes over who the nodes are from the real ledger. */
  async #adopt(): Promise<void> {
    const { config, secrets } = this.settings;
    if (!secrets.databaseUrl && !existsSync(ledgerFile(config))) return;
    const real = await openLedger(this.settings);
    try {
      for (const { name } of this.sources) {
        const state = await real.source(name);
        if (!state) continue;
        const nodes = [];
        for await (const node of real.nodes(name)) nodes.push(node);
        const nothing = { changes: [], dropped: [], deliveries: [], amended: [] };
        const { cursor, at, past } = state;
        await this.ledger.commit({ source: name, to: cursor, at, past, nodes, ...nothing });
      }
    } finally {
      await real.close();
    }
  }

  async close(): Promise<void> {
    for (const source of this.sources) source.close();
    this.library.close();
    await this.ledger.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** Whether a running service has left a whole library behind that can be asked at once. */
export function liveLibrary(settings: Settings): string | undefined {
  const file = libraryFile(settings.config);
  return existsSync(file) ? file : undefined;
}

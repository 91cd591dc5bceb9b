/** Builds the parts a config asks for, starts them, stops them in reverse. */
import { randomUUID } from 'node:crypto';
import type { Settings } from './config/read.ts';
import { Deliverer } from './delivery/deliver.ts';
import { Shelf } from './feed/shelf.ts';
import { FileStamps } from './feed/stamps.ts';
import type { Ledger } from './ledger/ledger.ts';
import { Addresses, type SourceAddresses } from './library/address.ts';
import { Library } from './library/library.ts';
import { Presenter } from './library/present.ts';
import type { Log } from './log.ts';
import { TOLD } from './pipeline/past.ts';
import { Source } from './pipeline/source.ts';
import type { PassResult } from './pipeline.ts';
import { Answering } from './service/answering.ts';
import { Awaited } from './service/awaited.ts';
import { Behind } from './service/behind.ts';
import { openDesk } from './service/desk.ts';
import { Followed } from './service/followed.ts';
import { Gate } from './service/gate.ts';
import { pagesMark, placesOf } from './service/makings.ts';
import { misnamed } from './service/misnamed.ts';
import { PageShelf } from './service/page-shelf.ts';
import { Pages } from './service/pages.ts';
import { isNews, Passes } from './service/passes.ts';
import { Pasts } from './service/pasts.ts';
import { libraryFile, openLedger, pagesFile, shelfFile, stampsFile } from './service/places.ts';
import { Publisher } from './service/publisher.ts';
import { refusal } from './service/report.ts';
import { showSamples } from './service/samples.ts';
import { Serving } from './service/serving.ts';
import { openSinks, policyOf, type Sinks } from './service/sinks.ts';
import { Timetable } from './service/timetable.ts';
import { Watcher } from './service/watcher.ts';
import { Edge } from './web/edge/edge.ts';
import type { Health } from './web/health.ts';

export interface ServiceOptions {
  /** Where the terminal channels write. */
  terminal: { fd: number; isTTY?: boolean; columns?: number };
  progress?: (progress: { stage: string; percent: number }) => void;
  now?: () => Date;
}

/** What takes its time to open. */
interface Opened {
  ledger: Ledger;
  stamps: FileStamps;
  sinks: Sinks;
  names: { telegram(): string | undefined };
  /** Sources that the ledger knows. */
  known: string[];
  /** Those of which it knows also what was before the first run. */
  told: string[];
}

export class Service {
  readonly #settings: Settings;
  readonly #log: Log;
  readonly #ledger: Ledger;
  readonly #stamps: FileStamps;
  readonly #shelf: Shelf;
  readonly #library: Library;
  readonly #awaited: Awaited;
  readonly #places = new Map<string, SourceAddresses>();
  readonly #addresses: Addresses;
  readonly #publisher: Publisher;
  readonly #pageShelf: PageShelf;
  readonly #pages: Pages;
  readonly #deliverer: Deliverer;
  readonly #behind: Behind;
  readonly #serving: Serving;
  readonly #watchers: Watcher[];
  readonly #followed: Followed;
  readonly #answering: Answering;
  readonly #gate: Gate;
  #stopping = false;
  #timetable: Timetable | undefined;

  private constructor(settings: Settings, log: Log, opened: Opened, options: ServiceOptions) {
    const { ledger, stamps, sinks } = opened;
    const { config } = settings;
    const now = options.now ?? (() => new Date());
    this.#settings = settings;
    this.#log = log;
    this.#ledger = ledger;
    this.#stamps = stamps;
    this.#library = new Library(libraryFile(config));
    const names = config.sources.map(({ name }) => name);
    this.#awaited = new Awaited(this.#library, names, opened.known);
    this.#shelf = new Shelf(shelfFile(config));
    const known = placesOf(this.#shelf.state);
    for (const { name, link, url, branch } of config.sources)
      this.#places.set(name, { link, url: known[name]?.url ?? url, branch: branch ?? known[name]?.branch ?? 'HEAD' });
    this.#addresses = new Addresses(config.baseUrl, this.#places);
    const sources = config.sources.map((source) => new Source(source, config.data, log, options.progress));
    const presenter = new Presenter(this.#addresses, this.#library);
    const edge = new Edge();
    const pasts = new Pasts({
      ...{ sources, ledger, log, now, told: opened.told },
      idle: () => this.#idle(),
      done: () => this.#behind.pastTold(),
    });
    this.#publisher = new Publisher({
      config,
      library: this.#library,
      ledger,
      sources,
      presenter,
      addresses: this.#addresses,
      places: this.#places,
      stamps,
      shelf: this.#shelf,
      copies: edge,
      isRead: () => this.#awaited.isOver,
      past: () => pasts.told,
      log,
      now,
    });
    this.#pageShelf = new PageShelf(pagesFile(config), log);
    this.#pages = new Pages({
      ...{ baseUrl: config.baseUrl, library: this.#library, ledger, sources, places: this.#places, now },
      kept: { shelf: this.#pageShelf, mark: pagesMark(config) },
    });
    this.#deliverer = new Deliverer({
      ...{ ledger, sinks: sinks.channels, log, now },
      owner: randomUUID(),
      policy: policyOf(settings),
    });
    this.#followed = new Followed({
      ...{ config, ledger, library: this.#library, sinks: sinks.platforms },
      known: (channel, sink) => this.#deliverer.add(channel, sink),
      refused: (at, fault) =>
        log.error(refusal(settings, at, fault), 'a subscription tells nothing until it is mended'),
    });
    this.#gate = new Gate({ ledger, log, now, wake: () => this.#deliverer.wake() });
    const counter = openDesk({
      ...{ config, ledger, library: this.#library, presenter, followed: this.#followed, gate: this.#gate, log, now },
      histories: this.#pages.histories,
      text: (node) => this.#publisher.text(node),
      picture: (node) => this.#pages.skies.picture(node),
    });
    this.#answering = new Answering({ settings, counter, ledger, log });
    opened.names.telegram = () => this.#answering.telegramName;
    this.#behind = new Behind({
      ...{ library: this.#library, publisher: this.#publisher, pasts, log },
      wake: () => this.#deliverer.wake(),
      makeAhead: () => this.#serving.makeAhead(),
    });
    const passes = new Passes({
      ...{ ledger, library: this.#library, addresses: this.#addresses, places: this.#places, log, now },
      ...{ awaited: this.#awaited, followed: this.#followed },
      done: (result) => this.#passed(result),
    });
    const pass = (source: Source, signal: AbortSignal) => this.#behind.during(() => passes.run(source, signal));
    this.#watchers = sources.map((source) => new Watcher(source, { pass, log, now }));
    this.#serving = new Serving({
      ...{ settings, feeds: this.#publisher.feeds, pages: this.#pages, edge, log },
      health: () => this.#health(),
      look: () => this.#lookAll(false),
      idle: () => this.#idle(),
    });
  }

  /** Opens ledger and library; throws what is wrong with either. Nothing runs yet. */
  static async open(settings: Settings, log: Log, options: ServiceOptions): Promise<Service> {
    const ledger = await openLedger(settings);
    const stamps = await FileStamps.open(stampsFile(settings.config), log);
    const names = { telegram: (): string | undefined => undefined };
    const telegramName = () => names.telegram();
    const sinks = await openSinks({ settings, ledger, terminal: options.terminal, telegramName, log });
    const states = await Promise.all(settings.config.sources.map(({ name }) => ledger.source(name)));
    const known = states.flatMap((state) => state?.name ?? []);
    const told = states.flatMap((state) => (state?.past === TOLD ? state.name : []));
    return new Service(settings, log, { ledger, stamps, sinks, names, known, told }, options);
  }

  /** Port that pages and feeds are served on, once started. */
  get port(): number | undefined {
    return this.#serving.port;
  }

  /** Serves at once what is known, then looks for what is new. Resolves after the first look at every source. */
  async start(): Promise<void> {
    const { poll } = this.#settings.config;
    await this.#serving.start();
    // A source that the config names no more, or by another name, leaves feeds and pages.
    await this.#library.change((writer) => writer.keep(this.#settings.config.sources.map(({ name }) => name)));
    await this.#followed.open();
    await this.#deliverer.start();
    this.#answering.start();
    await this.#gate.start();
    await Promise.all(this.#watchers.map((watcher) => watcher.look()));
    if (this.#stopping) return;
    if (!this.#awaited.isOver)
      this.#log.error(
        { sources: this.#awaited.missing },
        'feeds stay as they are until these sources can be read; to go on without one, take it out of the config',
      );
    this.#followed.check();
    showSamples(this.#settings.config, this.#library, new Presenter(this.#addresses, this.#library), this.#log);
    void this.#publisher.catchUp().then(() => this.#caughtUp());
    void this.#behind.run();
    this.#timetable = new Timetable(poll, () => this.#lookAll(true));
    this.#log.info({ nodes: this.#library.count(), poll }, 'ready');
  }

  async #caughtUp(): Promise<void> {
    this.#deliverer.wake();
    for (const fault of await misnamed(this.#settings, this.#publisher.feeds))
      this.#log.warn(fault, 'options of a feed say nothing until it is called by its present name');
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#answering.stop();
    await this.#timetable?.stop();
    // Both read the texts that the watchers close.
    await this.#behind.stop();
    await this.#serving.rest();
    await Promise.all(this.#watchers.map((watcher) => watcher.stop()));
    await this.#gate.stop();
    await this.#deliverer.stop();
    await this.#serving.stop();
    await this.#publisher.feeds.settled();
    this.#shelf.close();
    this.#pageShelf.close();
    await this.#stamps.close();
    this.#library.close();
    await this.#ledger.close();
  }

  /** Looks at every source now; resolves when the ledger holds what is new and all that is due was sent. */
  async look(): Promise<void> {
    await Promise.all(this.#watchers.map((watcher) => watcher.look()));
    await this.#behind.settled();
    await this.#gate.look();
    await this.#deliverer.idle();
  }

  /** Resolves when no source is being looked at. */
  #idle(): Promise<unknown> {
    return Promise.all(this.#watchers.map((watcher) => watcher.idle()));
  }

  #lookAll(patiently: boolean): void {
    for (const watcher of this.#watchers) void watcher.look(patiently);
  }

  /** Library and ledger hold what a look at a source brought. */
  async #passed(result: PassResult): Promise<void> {
    if (isNews(result)) {
      this.#deliverer.wake();
      this.#gate.wake();
    }
    this.#pages.forget(result.touched.flatMap(({ before, after }) => (before && !after ? before.id : [])));
    await this.#behind.paused();
    await this.#publisher.publish(result);
    void this.#behind.run(isNews(result));
  }

  #health(): Health {
    return {
      ready: this.#watchers.every(({ status }) => status.ready || this.#library.head(status.source) !== undefined),
      sources: this.#watchers.map(({ status }) => ({
        name: status.source,
        head: this.#library.head(status.source),
        fetched: status.lastLook,
        unreachableSince: status.failingSince,
      })),
      closed: this.#deliverer.troubles,
      bots: this.#answering.states,
    };
  }
}

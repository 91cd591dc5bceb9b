/** Feeds, pages, hooks and health at one port, and the pages that are likely to be asked for next. */
import type { Settings } from '../config/read.ts';
import type { Log } from '../log.ts';
import { createApp } from '../web/app.ts';
import type { Edge } from '../web/edge/edge.ts';
import type { Listening } from '../web/edge/listen.ts';
import type { Health } from '../web/health.ts';
import type { ServedFeeds } from '../web/parts.ts';
import { Ahead } from './ahead.ts';
import { type Pages, siteOf } from './pages.ts';

export interface ServingParts {
  settings: Settings;
  feeds: ServedFeeds;
  pages: Pages;
  edge: Edge;
  health(): Health;
  /** A web hook said that there may be something new. */
  look(): void;
  /** Resolves when no source is being looked at. */
  idle(): Promise<unknown>;
  log: Log;
}

/** Newest nodes whose pages are asked for next, and of so many of them what lies around: what they say of each other has changed too. */
const LIKELY = 100;
const CENTERS = 10;
/** Pages that are made before anybody asks: no more than there is room for. */
const MOST = 40_000;

export class Serving {
  readonly #parts: ServingParts;
  readonly #app: ReturnType<typeof createApp>;
  readonly #ahead: Ahead;
  #listening: Listening | undefined;

  constructor(parts: ServingParts) {
    const { settings, feeds, pages, edge, log } = parts;
    const { sources } = settings.config;
    this.#parts = parts;
    this.#app = createApp({
      ...{ site: siteOf(settings.config), feeds, copies: edge, pages, hooks: settings.secrets.hooks, log },
      health: () => parts.health(),
      look: (forge) => {
        log.info({ forge, sources: sources.length }, 'a web hook says: look now');
        parts.look();
      },
    });
    this.#ahead = new Ahead({
      version: () => pages.version(),
      likely: () => ['/', ...pagesOf(pages.likely(LIKELY, CENTERS))],
      every: () => pagesOf(pages.ids().slice(0, MOST)),
      done: () => pages.tidy(),
      idle: () => parts.idle(),
      ask: async (path) => this.#app.request(path, { headers: { 'Accept-Encoding': 'br' } }),
      log,
    });
  }

  /** Once it listens. */
  get port(): number | undefined {
    return this.#listening?.port;
  }

  /** Rejects where the port is taken or forbidden. */
  async start(): Promise<void> {
    const { settings, edge, log } = this.#parts;
    const { listen: at, baseUrl } = settings.config;
    this.#listening = await edge.listen(this.#app, at, baseUrl);
    log.info({ address: `http://${at.host}:${this.port}`, public: baseUrl }, 'listening');
  }

  /** Whatever changed is in the library by now. */
  makeAhead(): void {
    void this.#ahead.run();
  }

  /** Makes only what is asked for, from now on. */
  async rest(): Promise<void> {
    await this.#ahead.stop();
  }

  async stop(): Promise<void> {
    await this.#listening?.close();
  }
}

const pagesOf = (ids: readonly string[]) => ids.map((id) => `/nodes/${id}`);

/** The whole web server over a real garden. */

import type { HistorySource } from '../../../src/desk/history.ts';
import type { FeedStoreParts } from '../../../src/feed/store.ts';
import { parseNode } from '../../../src/node/parse.ts';
import { Pages } from '../../../src/service/pages.ts';
import { createApp } from '../../../src/web/app.ts';
import type { Health } from '../../../src/web/health.ts';
import type { HookSecrets } from '../../../src/web/hooks.ts';
import type { ServedPages, WebParts } from '../../../src/web/parts.ts';
import type { Garden } from '../../unit/feed/garden.ts';

export const BASE = 'https://garden.example';

export interface Site {
  app: ReturnType<typeof createApp>;
  store: ReturnType<Garden['store']>;
  /** Forges whose hooks were believed. */
  looks: (keyof HookSecrets)[];
  health: Health;
}

/** `served`: what its pages are made of instead. */
export function siteOf(
  garden: Garden,
  feeds: Partial<FeedStoreParts> = {},
  web: Partial<WebParts> = {},
  served: Partial<ServedPages> = {},
): Site {
  const store = garden.store(feeds);
  const looks: Site['looks'] = [];
  const health: Health = { ready: true, sources: [], closed: [] };
  const app = createApp({
    site: { title: 'The tide garden', description: 'Notes on <tides>', language: 'en', baseUrl: BASE },
    feeds: store,
    pages: Object.assign(pagesOf(garden), served),
    health: () => health,
    hooks: {},
    look: (forge) => void looks.push(forge),
    log: garden.log,
    ...web,
  });
  return { app, store, looks, health };
}

/** The texts are those that the garden has as HTML, which Markdown may hold. */
function pagesOf(garden: Garden): Pages {
  const { library, ledger } = garden;
  const source: HistorySource = {
    name: 'garden',
    mirror: { gitDir: garden.folder },
    text: async (oid) => {
      const node = [...library.nodes()].find((one) => one.oid === oid);
      return node && (garden.html.get(node.path) ?? 'The text.');
    },
    parse: (text, path) => parseNode(text, path, { fields: {} }),
    state: (_path, node) => (node ? 'live' : 'hidden'),
  };
  return new Pages({
    ...{ baseUrl: BASE, library, ledger, sources: [source], now: () => garden.now },
    places: new Map([['garden', { link: 'page', url: 'https://forge.example/mara/garden', branch: 'main' }]]),
  });
}

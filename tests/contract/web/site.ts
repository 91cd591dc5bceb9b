/** The whole web server over a real garden. */
import type { FeedStoreParts } from '../../../src/feed/store.ts';
import { createApp } from '../../../src/web/app.ts';
import type { Health } from '../../../src/web/health.ts';
import type { HookSecrets } from '../../../src/web/hooks.ts';
import type { WebParts } from '../../../src/web/parts.ts';
import type { Garden } from '../../unit/feed/garden.ts';

export const BASE = 'https://garden.example';

export interface Site {
  app: ReturnType<typeof createApp>;
  store: ReturnType<Garden['store']>;
  /** Forges whose hooks were believed. */
  looks: (keyof HookSecrets)[];
  health: Health;
}

export function siteOf(garden: Garden, feeds: Partial<FeedStoreParts> = {}, web: Partial<WebParts> = {}): Site {
  const store = garden.store(feeds);
  const looks: Site['looks'] = [];
  const health: Health = { ready: true, sources: [] };
  const app = createApp({
    site: { title: 'The tide garden', description: 'Notes on <tides>', language: 'en', baseUrl: BASE },
    feeds: store,
    node: async (id) => {
      const node = garden.library.get(id);
      if (node) return { node, html: garden.html.get(node.path) ?? '<p>The text.</p>', references: [], backlinks: [] };
      const [record] = await garden.ledger.nodesById('garden', [id]);
      return record?.removedAt ? 'gone' : undefined;
    },
    health: () => health,
    hooks: {},
    look: (forge) => void looks.push(forge),
    log: garden.log,
    ...web,
  });
  return { app, store, looks, health };
}

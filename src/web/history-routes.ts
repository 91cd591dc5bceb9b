/** Routes of histories: page by page, and any two versions compared. */
import type { Context, Hono } from 'hono';
import { type Asked, comparisonPage, historyPage, historyPath, ROWS } from './history-page.ts';
import { type Html, own } from './layout.ts';
import type { Lost } from './lost-page.ts';
import type { WebParts } from './parts.ts';
import { type Pages, sendLost, sendPage } from './send.ts';

export function historyRoutes(app: Hono, { site, pages }: Pick<WebParts, 'site' | 'pages'>, kept: Pages): void {
  const idOf = (c: Context) => (c.req.param('id') ?? '').toLowerCase();
  const made = async (id: string, asked: Asked): Promise<Html | Lost> => {
    const chosen = [asked.from, asked.to].filter((key) => key !== undefined);
    const history = await pages.revisions(id, (asked.page - 1) * ROWS, ROWS, chosen);
    if (history === 'gone') return 410;
    if (history === undefined || (asked.page > 1 && history.listed.revisions.length === 0)) return 404;
    return historyPage(site, history, asked);
  };
  app.get('/nodes/:id/history', async (c) => {
    const [id, [from, to]] = [idOf(c), [c.req.query('from'), c.req.query('to')].map(keyOf)];
    const turned = c.req.query('page');
    if (turned === undefined && from && to) return c.redirect(own(site, `${historyPath({ id })}/${from}/${to}`), 302);
    if (turned === undefined) return kept.send(c, pages.version(), () => made(id, { page: 1 }));
    // Turned with versions chosen: they come along.
    const page = numberOf(turned);
    const found = page === undefined ? 404 : await made(id, { page, from, to });
    return typeof found === 'number' ? sendLost(c, site, found) : sendPage(c, site, found);
  });
  app.get('/nodes/:id/history/page/:page', async (c) => {
    const page = numberOf(c.req.param('page'));
    if (page === undefined) return sendLost(c, site, 404);
    if (page === 1) return c.redirect(own(site, historyPath({ id: idOf(c) })), 301);
    return kept.send(c, pages.version(), () => made(idOf(c), { page }));
  });
  app.get('/nodes/:id/history/:one/:other', (c) =>
    kept.send(c, pages.version(), async () => {
      const found = await pages.comparison(idOf(c), c.req.param('one'), c.req.param('other'));
      if (found === undefined) return 404;
      return found === 'gone' ? 410 : comparisonPage(site, found.node, found.comparison);
    }),
  );
}

/** Only what a key can be made of goes back into an address. */
function keyOf(text: string | undefined): string | undefined {
  return text ? text.replace(/[^0-9a-f]/g, '').slice(0, 64) || '0' : undefined;
}

function numberOf(text: string): number | undefined {
  return /^[1-9]\d{0,5}$/.test(text) ? Number(text) : undefined;
}

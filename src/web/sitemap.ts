/** For search engines: https://www.sitemaps.org/protocol.html and RFC 9309. */
import type { Node } from '../node/node.ts';
import { escapeHtml } from '../node/sanitize.ts';
import type { WebSite } from './site.ts';

/** A file may name 50,000 addresses. */
const AT_ONCE = 40_000;

const XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"';

/** How many parts the list of `nodes` nodes has, besides the first one, of all other pages. */
export function partsOf(nodes: number): number {
  return Math.ceil(nodes / AT_ONCE);
}

export function sitemapIndex(site: WebSite, nodes: number): string {
  const parts = Array.from(
    { length: partsOf(nodes) + 1 },
    (_, at) => `<sitemap><loc>${site.baseUrl}/sitemap-${at}.xml</loc></sitemap>\n`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex ${XMLNS}>\n${parts.join('')}</sitemapindex>\n`;
}

/** Part 0: pages that are no nodes, by their paths. */
export function sitemapOfPages(site: WebSite, paths: readonly string[]): string {
  return urlset(paths.map((path) => url(site.baseUrl + path)));
}

/** Part 1 and on. Nodes that search engines shall not list are left out. */
export async function sitemapOfNodes(site: WebSite, part: number, nodes: AsyncIterable<Node>): Promise<string> {
  const urls: string[] = [];
  let at = 0;
  for await (const { id, updated, contentNote } of nodes) {
    const inPart = Math.floor(at++ / AT_ONCE) + 1;
    if (inPart > part) break;
    if (inPart === part && !(contentNote && site.indexNoted === false))
      urls.push(url(`${site.baseUrl}/nodes/${id}`, updated));
  }
  return urlset(urls);
}

/** Addresses that only make work: comparisons and searches have no end. */
export function robots(site: WebSite): string {
  const base = new URL(site.baseUrl).pathname.replace(/\/+$/, '');
  const closed = ['/hooks/', '/search', '/nodes/*/history'].map((path) => `Disallow: ${base}${path}\n`);
  return `User-agent: *\n${closed.join('')}\nSitemap: ${site.baseUrl}/sitemap.xml\n`;
}

function urlset(urls: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<urlset ${XMLNS}>\n${urls.join('')}</urlset>\n`;
}

function url(address: string, changed?: string): string {
  return `<url><loc>${escapeHtml(address)}</loc>${changed ? `<lastmod>${changed}</lastmod>` : ''}</url>\n`;
}

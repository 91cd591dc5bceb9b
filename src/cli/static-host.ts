/**
 * What hosts of static files want to be told: `_headers` and `_redirects` are read by Netlify, Cloudflare Pages and
 * others (https://docs.netlify.com/routing/headers/); hosts that do not know them serve the right types by the names
 * of the files, and the redirects are lost.
 */
import { type FeedName, FORMATS, feedPath } from '../feed/feed.ts';
import { encodePath } from '../library/address.ts';
import { policy } from '../web/send.ts';

const TYPES = {
  '/feeds/*.atom': 'application/atom+xml; charset=utf-8',
  '/feeds/*.rss': 'application/rss+xml; charset=utf-8',
  '/feeds/*.json': 'application/feed+json; charset=utf-8',
  '/feeds.opml': 'text/x-opml; charset=utf-8',
};

/** `base`: path of the site below its host, without a slash at its end. */
export function headersFile(base: string, hub: string | undefined): string {
  const open = [
    'Access-Control-Allow-Origin: *',
    'X-Content-Type-Options: nosniff',
    'Cache-Control: public, max-age=60',
  ];
  const feeds = hub ? [...open, `Link: <${hub}>; rel="hub"`] : open;
  const types = Object.entries(TYPES).map(([path, type]) => block(base + path, [`Content-Type: ${type}`]));
  const page = [`Content-Security-Policy: ${policy({})}`, 'Referrer-Policy: no-referrer'];
  return [
    block(`${base}/feeds/*`, feeds),
    block(`${base}/feeds.opml`, open),
    ...types,
    block(`${base}/nodes/*`, page),
  ].join('\n');
}

/** `moved`: feeds at another address now. `former`: paths that nodes had in the repository, and whose they were. */
export function redirectsFile(
  base: string,
  moved: readonly { from: FeedName; to: FeedName }[],
  former: readonly { path: string; id: string }[],
): string {
  const feeds = moved.flatMap(({ from, to }) => [
    `${base}/feeds/${encodePath(from)} ${base}/feeds/${encodePath(to)} 301`,
    ...FORMATS.map((format) => `${base}${feedPath(from, format)} ${base}${feedPath(to, format)} 301`),
  ]);
  const nodes = former.map(({ path, id }) => `${base}/${encodePath(path)} ${base}/nodes/${id} 301`);
  return [...feeds, ...nodes].map((line) => `${line}\n`).join('');
}

function block(path: string, headers: readonly string[]): string {
  return `${path}\n${headers.map((header) => `  ${header}\n`).join('')}`;
}

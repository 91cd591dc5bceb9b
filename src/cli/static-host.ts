/**
 * What hosts of static files want to be told: `_headers` is read by Netlify, Cloudflare Pages and others
 * (https://docs.netlify.com/routing/headers/, https://developers.cloudflare.com/pages/configuration/headers/); hosts that
 * do not know it serve the right types by the names of the files.
 */
import { FORMATS, feedPath } from '../feed/feed.ts';
import type { Answers } from './static-files.ts';

/** Said of every page by the server. */
const SECURITY = ['Content-Security-Policy', 'Referrer-Policy', 'X-Content-Type-Options'];
/** Said of every feed besides. */
const OPEN = ['Content-Type', 'Access-Control-Allow-Origin', 'Access-Control-Expose-Headers', 'Cache-Control'];

/**
 * Where fields belong, and an address whose answer has them. Hosts join what several blocks say of one field, so no
 * field is in two blocks that one file can fit. The policy of pages therefore goes to every file: it cannot be taken off
 * again, and any address that is unknown is answered with a page.
 */
const BLOCKS: [pattern: string, sample: string, fields: readonly string[]][] = [
  ['/*', '/', SECURITY],
  ...FORMATS.map((format): [string, string, string[]] => [`/feeds/*.${format}`, feedPath('all', format), OPEN]),
  ['/feeds.opml', '/feeds.opml', OPEN],
  ['/sitemap*.xml', '/sitemap.xml', ['Content-Type']],
  ['/emoji/*', '/emoji/2728.svg', ['Cache-Control']],
];

/** `base`: path of the site below its host, without a slash at its end. */
export async function headersFile(app: Answers, base: string): Promise<string> {
  const blocks = BLOCKS.map(async ([pattern, sample, fields]) => {
    const { headers } = await app.request(base + sample);
    return `${base}${pattern}\n${fields.map((field) => `  ${field}: ${headers.get(field)}\n`).join('')}`;
  });
  return (await Promise.all(blocks)).join('\n');
}

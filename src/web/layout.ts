/** What every page shares. No scripts, no cookies, nothing from elsewhere. */
import { html, raw } from 'hono/html';
import type { FeedName } from '../feed/feed.ts';
import { feedPath } from '../feed/feed.ts';
import { encodePath } from '../library/address.ts';
import type { WebSite } from './site.ts';

/** Text that is already HTML; `html` escapes everything else. */
export type Html = ReturnType<typeof html>;

export interface Page {
  title: string;
  body: Html;
  /** Further feeds that a reader of the page may follow, besides those of the site. */
  feeds?: { name: FeedName; title: string }[];
  /** Not for search engines. */
  hidden?: boolean;
}

const KINDS = [
  ['atom', 'application/atom+xml'],
  ['rss', 'application/rss+xml'],
  ['json', 'application/feed+json'],
] as const;

export function layout(site: WebSite, page: Page): Html {
  const feeds = [
    { name: 'all', title: site.title },
    { name: 'changes', title: `${site.title}: changes` },
    ...(page.feeds ?? []),
  ];
  const links = feeds.flatMap(({ name, title }) =>
    KINDS.map(
      ([format, type]) =>
        html`<link rel="alternate" type="${type}" title="${title}" href="${site.baseUrl}${feedPath(name, format)}">\n`,
    ),
  );
  return html`<!DOCTYPE html>
<html lang="${site.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${page.hidden ? raw('<meta name="robots" content="noindex">') : ''}
<title>${page.title}</title>
<link rel="stylesheet" href="${own(site, '/style.css')}">
<link rel="icon" href="${own(site, '/icon.svg')}" type="image/svg+xml">
${links}</head>
<body>
<a class="skip" href="#main">Skip to the text</a>
<header class="site"><a href="${own(site, '/')}"><bdi>${site.title}</bdi></a></header>
<main id="main">
${page.body}
</main>
<footer class="site"><p><a href="${own(site, '/')}">All feeds</a> · <a href="${own(site, '/feeds.opml')}">OPML</a></p></footer>
</body>
</html>
`;
}

/** One of our own addresses as a page links it: right under whatever host the page was reached. */
export function own(site: WebSite, path: string): string {
  return new URL(site.baseUrl).pathname.replace(/\/+$/, '') + path;
}

/** `Atom · RSS · JSON`, as links to a feed. */
export function formats(site: WebSite, name: FeedName): Html {
  const link = (format: 'atom' | 'rss' | 'json', shown: string): Html =>
    html`<a href="${own(site, feedPath(name, format))}">${shown}</a>`;
  const page = `/feeds/${encodePath(name)}`;
  return html`<span class="formats"><a href="${own(site, page)}">Follow</a> · ${link('atom', 'Atom')} · ${link('rss', 'RSS')} · ${link('json', 'JSON')}</span>`;
}

/** `14 December 2025`, in UTC like everything that git and the feeds say. */
export function day(iso: string): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(iso));
}

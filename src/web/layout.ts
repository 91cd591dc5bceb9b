/** What every page shares. No scripts, no cookies, nothing from elsewhere. */
import { html, raw } from 'hono/html';
import type { FeedName } from '../feed/feed.ts';
import { feedPagePath, feedPath } from '../feed/feed.ts';
import type { Node } from '../node/node.ts';
import type { WebSite } from './site.ts';

/** Text that is already HTML; `html` escapes everything else. */
export type Html = ReturnType<typeof html>;

export interface Page {
  /** Without the site's; absent on the front page. */
  title?: string;
  body: Html;
  /** From the root of the site, percent-encoded: its one address. Absent: the page has none. */
  path?: string;
  /** The address that stands for this one, if that is another. */
  canonical?: string;
  /** One line, plain text. */
  description?: string;
  /** For link previews. */
  picture?: { path: string; alt: string; width: number; height: number };
  kind?: 'website' | 'article';
  /** Further feeds that a reader of the page may follow, besides those of the site. */
  feeds?: { name: FeedName; title: string }[];
  /** Not for search engines. */
  hidden?: boolean;
  /** What is written in the search field. */
  query?: string;
}

const KINDS = [
  ['atom', 'application/atom+xml'],
  ['rss', 'application/rss+xml'],
  ['json', 'application/feed+json'],
] as const;

/** The language of our own words. An author's stand in elements of their own that say theirs. */
const OURS = 'en';

const PLACES = [
  ['/folders', 'Folders'],
  ['/tags', 'Tags'],
  ['/sky', 'Sky'],
] as const;

export function layout(site: WebSite, page: Page): Html {
  return html`<!DOCTYPE html>
<html lang="${OURS}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${page.hidden ? raw('<meta name="robots" content="noindex">\n') : ''}<title>${page.title ? `${page.title} · ${site.title}` : site.title}</title>
<link rel="stylesheet" href="${own(site, '/style.css')}">
<link rel="icon" href="${own(site, '/icon.svg')}" type="image/svg+xml">
${preview(site, page)}${feedLinks(site, page)}</head>
<body>
<a class="skip" href="#page.main">Skip to the text</a>
<header class="site">
<a class="home" href="${own(site, '/')}">${raw(STAR)}<bdi${langOf(undefined, site)}>${site.title}</bdi></a>
<nav aria-label="Site">${PLACES.map(([path, shown]) => html`<a href="${own(site, path)}"${page.path === path ? raw(' aria-current="page"') : ''}>${shown}</a>`)}</nav>
${site.still ? '' : searchForm(site, page.query ?? '')}
</header>
<main id="page.main">
${page.body}
</main>
<footer class="site"><p><a href="${own(site, '/')}#page.follow">Follow</a> · <a href="${own(site, '/feeds.opml')}">All feeds (OPML)</a></p></footer>
</body>
</html>
`;
}

const STAR =
  '<svg class="star" viewBox="-12 -12 24 24" width="20" height="20" aria-hidden="true"><path d="M0-12Q1.6-1.6 12 0Q1.6 1.6 0 12Q-1.6 1.6-12 0Q-1.6-1.6 0-12Z"/></svg>';

function searchForm(site: WebSite, query: string): Html {
  return html`<form role="search" action="${own(site, '/search')}"><input type="search" name="q" value="${query}" aria-label="Search words" placeholder="Search" maxlength="200"><button type="submit">Search</button></form>`;
}

/** Canonical address and OpenGraph (https://ogp.me). */
function preview(site: WebSite, page: Page): Html | string {
  if (page.path === undefined) return '';
  const { description, picture } = page;
  const address = page.canonical ?? site.baseUrl + page.path;
  const property = (name: string, content: string | number) =>
    html`<meta property="og:${name}" content="${content}">\n`;
  return html`<link rel="canonical" href="${address}">
${property('site_name', site.title)}${property('type', page.kind ?? 'website')}${property('title', page.title ?? site.title)}${property('url', address)}${
  description ? html`${property('description', description)}<meta name="description" content="${description}">\n` : ''
}${
  picture
    ? html`${property('image', site.baseUrl + picture.path)}${property('image:alt', picture.alt)}${property('image:width', picture.width)}${property('image:height', picture.height)}<meta name="twitter:card" content="summary_large_image">\n`
    : ''
}`;
}

function feedLinks(site: WebSite, page: Page): Html[] {
  const feeds = [
    { name: 'all', title: site.title },
    { name: 'changes', title: `${site.title}: changes` },
    ...(page.feeds ?? []),
  ];
  return feeds.flatMap(({ name, title }) =>
    KINDS.map(
      ([format, type]) =>
        html`<link rel="alternate" type="${type}" title="${title}" href="${site.baseUrl}${feedPath(name, format)}">\n`,
    ),
  );
}

/** One of our own addresses as a page links it: right under whatever host the page was reached. */
export function own(site: WebSite, path: string): string {
  const known = PREFIXES.get(site) ?? new URL(site.baseUrl).pathname.replace(/\/+$/, '');
  PREFIXES.set(site, known);
  return known + path;
}

/** Read once for each site: a page has a hundred links. */
const PREFIXES = new WeakMap<WebSite, string>();

/** A node as a link to its page. */
export function nodeLink(site: WebSite, node: Pick<Node, 'id' | 'emoji' | 'title' | 'language'>): Html {
  const title = node.emoji ? `${node.emoji} ${node.title}` : node.title;
  return html`<a href="${own(site, `/nodes/${node.id}`)}" dir="auto"${langOf(node.language, site)}>${title}</a>`;
}

export function noteOf({ contentNote }: Pick<Node, 'contentNote'>): Html | string {
  return contentNote ? html` <span class="note" title="Content note"><bdi>${contentNote}</bdi></span>` : '';
}

/** A node in a list: title, note, its own first line. */
export function nodeItem(site: WebSite, node: Node): Html {
  return html`<li>${nodeLink(site, node)}${noteOf(node)} ${time(lastChanged(node))}${node.tagline && !node.contentNote ? tagline(site, node, node.tagline) : ''}</li>\n`;
}

/** A node's own words below its title in a list. */
export function tagline(site: WebSite, { language }: Pick<Node, 'language'>, words: string): Html {
  return html`<p class="tagline" dir="auto"${langOf(language, site)}>${words}</p>`;
}

/** The date that the author states, else git's. */
export const lastChanged = (node: Pick<Node, 'statedUpdated' | 'updated'>) => node.statedUpdated ?? node.updated;

export function time(iso: string): Html {
  return html`<time datetime="${iso}">${day(iso)}</time>`;
}

/** ` lang="he"` for an author's words in another language than ours, where it exists. `language`: absent for the site's. */
export function langOf(language: string | undefined, site: WebSite): Html | string {
  const tag = language !== undefined && isLanguage(language) ? language : site.language;
  return tag === OURS ? '' : raw(` lang="${tag}"`);
}

const LANGUAGES = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });

/** Whether a tag is well-formed BCP 47 and its language one that is known by a name. */
export function isLanguage(tag: string): boolean {
  try {
    return LANGUAGES.of(tag.split('-')[0]!) !== undefined && Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

export function isRightToLeft(language: string): boolean {
  return isLanguage(language) && new Intl.Locale(language).getTextInfo().direction === 'rtl';
}

/** `Follow · Atom · RSS · JSON`: the page of a feed, and the feed. */
export function formats(site: WebSite, name: FeedName): Html {
  return html`<span class="formats"><a href="${own(site, feedPage(name))}">Follow</a> · ${documents(site, name)}</span>`;
}

/** From the root of the site. */
export const feedPage = (name: FeedName) => feedPagePath(name);

/** `Atom · RSS · JSON`, as links to a feed. */
export function documents(site: WebSite, name: FeedName): Html {
  const link = (format: 'atom' | 'rss' | 'json', shown: string): Html =>
    html`<a href="${own(site, feedPath(name, format))}">${shown}</a>`;
  return html`${link('atom', 'Atom')} · ${link('rss', 'RSS')} · ${link('json', 'JSON')}`;
}

const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** `14 December 2025`, in UTC like everything that git and the feeds say. */
export function day(iso: string): string {
  return DAY.format(new Date(iso));
}

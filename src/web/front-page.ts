/** The first page: what is new, and how to follow it. */
import { html } from 'hono/html';
import { feedPath } from '../feed/feed.ts';
import type { Listing } from '../feed/listing.ts';
import type { Node } from '../node/node.ts';
import { addressBox } from './address.ts';
import { day, formats, type Html, langOf, layout, nodeItem, nodeLink, noteOf, own, tagline } from './layout.ts';
import type { Moment } from './parts.ts';
import { shelf } from './shelf-page.ts';
import type { WebSite } from './site.ts';

/** So many folders and tags are shown; their own pages hold all. */
const SHOWN = 12;

/** `news`: newest first. `newest`: shown instead while nothing has changed since the garden was first read. */
export function frontPage(site: WebSite, listing: Listing, news: Moment[], newest: Node[]): Html {
  const body = html`<header class="broad"><h1 dir="auto"${langOf(undefined, site)}>${site.title}</h1>
${site.description ? html`<p class="lead" dir="auto"${langOf(undefined, site)}>${site.description}</p>` : ''}</header>
<div class="broad front"><section aria-labelledby="page.latest">
<h2 id="page.latest">Latest</h2>
${news.length > 0 ? byDay(site, news) : html`<ul class="list">${newest.map((node) => nodeItem(site, node))}</ul>`}
${news.length + newest.length === 0 ? html`<p>Nothing has been published yet.</p>` : ''}
</section>
<div>${follow(site)}
${group(site, 'Folders', '/folders', listing.folders)}
${group(site, 'Tags', '/tags', listing.tags)}
${group(site, 'Searches', undefined, listing.searches)}</div></div>`;
  return layout(site, { body, path: '/', description: site.description });
}

function byDay(site: WebSite, news: Moment[]): Html[] {
  const days = Map.groupBy(news, ({ at }) => at.slice(0, 10));
  return [...days].map(
    ([date, those]) => html`<h3><time datetime="${date}">${day(date)}</time></h3>
<ul class="moments">${those.map((moment) => item(site, moment))}</ul>
`,
  );
}

function item(site: WebSite, { kind, node, what, details }: Moment): Html {
  if (!node) return html`<li class="${kind}"><span class="what">A node was withdrawn</span></li>\n`;
  const lines = details.map(({ label, text }) => html`<li><b>${label}</b> ${text}</li>`);
  const words = kind === 'created' && !node.contentNote ? node.tagline : undefined;
  return html`<li class="${kind}">${nodeLink(site, node)}${noteOf(node)}<span class="what">${what}</span>${
    words ? tagline(site, node, words) : ''
  }${lines.length > 0 ? html`<ul class="changes">${lines}</ul>` : ''}</li>\n`;
}

function follow(site: WebSite): Html {
  const { discord, telegram } = site.follow ?? {};
  return html`<section aria-labelledby="page.follow">
<h2 id="page.follow">Follow</h2>
<dl class="follow">
${address(site, 'all', 'Everything', 'each node with its whole text')}
${address(site, 'changes', 'Changes', 'what was added, revised or withdrawn')}
${discord ? html`<dt>Discord</dt><dd><a href="${discord}">Join the server</a></dd>` : ''}
${telegram ? html`<dt>Telegram</dt><dd><a href="${telegram}">Open it in Telegram</a></dd>` : ''}
</dl>
<p class="quiet">Copy an address into a feed reader, or open the <a href="${own(site, '/feeds.opml')}">list of all feeds</a> in it. Every folder, tag and node has a feed of its own.</p>
</section>`;
}

function address(site: WebSite, name: string, title: string, what: string): Html {
  return html`<dt>${title} <span class="what">${what}</span></dt>
<dd>${addressBox(site.baseUrl + feedPath(name, 'atom'))} ${formats(site, name)}</dd>`;
}

/** The largest; the rest is on a page of its own. */
function group(site: WebSite, title: string, all: string | undefined, feeds: Listing['folders']): Html | string {
  if (feeds.length === 0) return '';
  const ranked = [...feeds].sort((a, b) => b.count - a.count).slice(0, SHOWN);
  const rest = feeds.length - ranked.length;
  return html`<section>
<h2>${title}</h2>
${shelf(site, ranked)}
${rest > 0 && all ? html`<p><a href="${own(site, all)}">All ${feeds.length} ${title.toLowerCase()}</a></p>` : ''}
</section>`;
}

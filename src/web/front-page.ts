/** The first page: how to follow, and what is new. */
import { html, raw } from 'hono/html';
import type { Entry } from '../feed/feed.ts';
import { feedPath } from '../feed/feed.ts';
import type { Listed, Listing } from '../feed/listing.ts';
import { day, formats, type Html, layout, own } from './layout.ts';
import type { WebSite } from './site.ts';

/** So many folders or tags are seen at once; the others wait behind a fold. */
const SHOWN = 24;

/** `latest`: newest changes first, or the newest nodes of a garden that has not changed since it was first read. */
export function frontPage(site: WebSite, listing: Listing, latest: Entry[]): Html {
  const body = html`<h1 dir="auto">${site.title}</h1>
${site.description ? html`<p class="lead" dir="auto">${site.description}</p>` : ''}
<section aria-labelledby="follow">
<h2 id="follow">Follow</h2>
<p>Copy an address into a feed reader, or open the <a href="${own(site, '/feeds.opml')}">list of all feeds</a> in it.</p>
<dl class="follow">
${address(site, 'all', 'Everything', 'each node with its whole text')}
${address(site, 'changes', 'Changes', 'what was added, revised or withdrawn')}
</dl>
</section>
<section aria-labelledby="latest">
<h2 id="latest">Latest</h2>
${latest.length ? byDay(latest) : raw('<p>Nothing has been published yet.</p>')}
</section>
${group(site, 'Searches', listing.searches)}
${group(site, 'Folders', listing.folders)}
${group(site, 'Tags', listing.tags)}`;
  return layout(site, { title: site.title, body });
}

function address(site: WebSite, name: string, title: string, what: string): Html {
  return html`<dt>${title} <span class="what">${what}</span></dt>
<dd><code class="address">${site.baseUrl}${feedPath(name, 'atom')}</code> ${formats(site, name)}</dd>`;
}

function byDay(entries: Entry[]): Html[] {
  const days = Map.groupBy(entries, ({ updated }) => updated.slice(0, 10));
  return [...days].map(
    ([date, those]) => html`<h3><time datetime="${date}">${day(date)}</time></h3>
<ul class="latest">
${those.map((entry) => html`<li dir="auto"><a href="${entry.link}">${entry.title}</a>${note(entry)}</li>\n`)}</ul>
`,
  );
}

function note({ contentNote }: Entry): Html | string {
  return contentNote ? html` <span class="note">${contentNote}</span>` : '';
}

/** The largest first, then the rest. */
function group(site: WebSite, title: string, feeds: Listed[]): Html | string {
  if (feeds.length === 0) return '';
  const ranked = [...feeds].sort((a, b) => b.count - a.count);
  const rest = ranked.slice(SHOWN);
  return html`<section>
<h2>${title}</h2>
<ul class="shelf">${ranked.slice(0, SHOWN).map((feed) => listed(site, feed))}</ul>
${
  rest.length
    ? html`<details><summary>${rest.length} more</summary>
<ul class="shelf">${rest.map((feed) => listed(site, feed))}</ul>
</details>`
    : ''
}
</section>`;
}

function listed(site: WebSite, { name, title, count }: Listed): Html {
  return html`<li><bdi>${title}</bdi> <span class="count">${count}</span> ${formats(site, name)}</li>\n`;
}

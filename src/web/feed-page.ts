/** A feed for people who open its address in a browser: what it holds, and how to follow it. */
import { html } from 'hono/html';
import type { About } from '../feed/store.ts';
import { day, formats, type Html, layout } from './layout.ts';
import type { ServedFeeds } from './parts.ts';
import type { WebSite } from './site.ts';

/** Readers that take a feed's address in their own. */
const READERS: [name: string, address: (feed: string) => string][] = [
  ['Feedly', (feed) => `https://feedly.com/i/subscription/feed%2F${encodeURIComponent(feed)}`],
  ['Inoreader', (feed) => `https://www.inoreader.com/?add_feed=${encodeURIComponent(feed)}`],
  ['NewsBlur', (feed) => `https://www.newsblur.com/?url=${encodeURIComponent(feed)}`],
  ['The Old Reader', (feed) => `https://theoldreader.com/feeds/subscribe?url=${encodeURIComponent(feed)}`],
];

/** The address can be copied without a script: one click selects the whole of it. */
export function feedPage(site: WebSite, about: About, address: ServedFeeds['address']): Html {
  const { name, title, description, entries, archived } = about;
  const atom = address(name, 'atom');
  const body = html`<h1 dir="auto">${title}</h1>
${description && description !== title ? html`<p class="lead" dir="auto">${description}</p>` : ''}
<section aria-labelledby="follow">
<h2 id="follow">Follow</h2>
<p><label for="address">Copy this address into a feed reader:</label></p>
<p><input id="address" class="address" type="text" readonly value="${atom}" size="60"></p>
<p>Or open it in one: ${READERS.map(([shown, of], index) => html`${index ? ' · ' : ''}<a rel="noreferrer" href="${of(atom)}">${shown}</a>`)}</p>
<p>The same in other formats: ${formats(site, name)}</p>
</section>
<section aria-labelledby="holds">
<h2 id="holds">What it holds</h2>
<ul class="latest">
${entries.map((entry) => html`<li dir="auto"><a href="${entry.link}">${entry.title}</a> <time class="what" datetime="${entry.updated}">${day(entry.updated)}</time></li>\n`)}</ul>
${archived ? html`<p>Older entries are in its archive, which readers that know RFC 5005 or JSON Feed's next_url find by themselves.</p>` : ''}
</section>`;
  return layout(site, { title: `${title} · feed`, body, feeds: [{ name, title }] });
}

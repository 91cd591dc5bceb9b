/** A feed for people who open its address in a browser: what it holds, and how to follow it. */
import { html } from 'hono/html';
import type { About } from '../feed/store.ts';
import { addressBox } from './address.ts';
import { day, documents, feedPage as feedPath, type Html, langOf, layout, noteOf } from './layout.ts';
import type { ServedFeeds } from './parts.ts';
import type { WebSite } from './site.ts';

/** Readers that take a feed's address in their own. */
const READERS: [name: string, address: (feed: string) => string][] = [
  ['Feedly', (feed) => `https://feedly.com/i/subscription/feed%2F${encodeURIComponent(feed)}`],
  ['Inoreader', (feed) => `https://www.inoreader.com/?add_feed=${encodeURIComponent(feed)}`],
  ['NewsBlur', (feed) => `https://www.newsblur.com/?url=${encodeURIComponent(feed)}`],
  ['The Old Reader', (feed) => `https://theoldreader.com/feeds/subscribe?url=${encodeURIComponent(feed)}`],
];

export function feedPage(site: WebSite, about: About, address: ServedFeeds['address']): Html {
  const { name, title, description, entries, archived } = about;
  const atom = address(name, 'atom');
  // What the whole site is about stands on its first page.
  const lead = description !== title && (description !== site.description || name === 'all') ? description : '';
  const body = html`<h1 dir="auto"${langOf(undefined, site)}>${title}</h1>
${lead ? html`<p class="lead" dir="auto"${langOf(undefined, site)}>${lead}</p>` : ''}
<section aria-labelledby="follow">
<h2 id="follow">Follow</h2>
<p>Copy this address into a feed reader:</p>
${addressBox(atom)}
<p>Or open it in one: ${READERS.map(([shown, of], index) => html`${index ? ' · ' : ''}<a rel="noreferrer" href="${of(atom)}">${shown}</a>`)}</p>
<p>The feed itself: ${documents(site, name)}</p>
</section>
<section aria-labelledby="holds">
<h2 id="holds">What it holds</h2>
<ul class="latest">
${entries.map((entry) => html`<li><a href="${entry.link}" dir="auto"${langOf(entry.language, site)}>${entry.title}</a>${noteOf(entry)} <time class="what" datetime="${entry.updated}">${day(entry.updated)}</time></li>\n`)}</ul>
${archived ? html`<p>Older entries are in its archive, which readers that know RFC 5005 or JSON Feed's next_url find by themselves.</p>` : ''}
</section>`;
  // Search engines find all of it on the pages of the nodes themselves.
  return layout(site, { title: `${title} · feed`, body, path: feedPath(name), feeds: [{ name, title }], hidden: true });
}

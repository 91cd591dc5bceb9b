/** Search by words, answered without script. */
import { html } from 'hono/html';
import type { Node } from '../node/node.ts';
import { summarize } from '../node/summarize.ts';
import { type Html, lastChanged, layout, nodeLink, noteOf, own, time } from './layout.ts';
import type { WebSite } from './site.ts';

/** Letters of a node's own first words. */
const EXCERPT = 220;

/** `more`: whether further ones were found. */
export function searchPage(site: WebSite, query: string, found: Node[], more: boolean): Html {
  const body = html`<h1>Search</h1>
<form action="${own(site, '/search')}"><input type="search" name="q" value="${query}" size="32" maxlength="200" aria-label="What to look for"><button type="submit">Search</button></form>
${query === '' ? html`<p class="quiet">A title, a word, an emoji, a path or an id.</p>` : results(site, query, found, more)}`;
  return layout(site, { title: query ? `${query} · Search` : 'Search', body, query, hidden: true });
}

function results(site: WebSite, query: string, found: Node[], more: boolean): Html {
  if (found.length === 0)
    return html`<p role="status">Nothing was found for <q>${query}</q>. Fewer words find more.</p>`;
  return html`<p class="quiet" role="status">${found.length}${more ? ' and more' : ''} found</p>
<ul class="list">${found.map((node) => result(site, node))}</ul>`;
}

/** The words of a node behind a content note are not shown before it. */
function result(site: WebSite, node: Node): Html {
  const excerpt = node.contentNote ? '' : summarize(node.tagline ?? node.summary, EXCERPT);
  return html`<li>${nodeLink(site, node)}${noteOf(node)} ${time(lastChanged(node))}${excerpt ? html`<p class="tagline" dir="auto">${excerpt}</p>` : ''}</li>\n`;
}

/** Search by words, answered without script. */
import { html } from 'hono/html';
import type { Node } from '../node/node.ts';
import { summarize } from '../node/summarize.ts';
import { type Html, lastChanged, layout, nodeLink, noteOf, tagline, time } from './layout.ts';
import type { WebSite } from './site.ts';

/** Letters of a node's own first words. */
const EXCERPT = 220;

export interface Found {
  found: Node[];
  /** Whether further ones were found. */
  more: boolean;
  /** What comes nearest, where nothing was found. */
  near: Node[];
}

export function searchPage(site: WebSite, query: string, found: Found): Html {
  const body = html`<h1>Search</h1>
${query === '' ? html`<p class="quiet">A title, a word, an emoji, a number, a path or an id. <code>in:folder</code> <code>tag:name</code> <code>before:2026</code> <code>after:2025-06</code> narrow it down.</p>` : results(site, query, found)}`;
  return layout(site, { title: query ? `${query} · Search` : 'Search', body, query, hidden: true });
}

function results(site: WebSite, query: string, { found, more, near }: Found): Html {
  if (found.length === 0)
    return html`<p role="status">Nothing was found for <q>${query}</q>. Fewer words find more.</p>
${near.length > 0 ? html`<h2>Perhaps one of these</h2><ul class="list">${near.map((node) => result(site, node))}</ul>` : ''}`;
  return html`<p class="quiet" role="status">${found.length}${more ? ' and more' : ''} found</p>
<ul class="list">${found.map((node) => result(site, node))}</ul>`;
}

/** The words of a node behind a content note are not shown before it. */
function result(site: WebSite, node: Node): Html {
  const excerpt = node.contentNote ? '' : summarize(node.tagline ?? node.summary, EXCERPT);
  return html`<li>${nodeLink(site, node)}${noteOf(node)} ${time(lastChanged(node))}${excerpt ? tagline(site, node, excerpt) : ''}</li>\n`;
}

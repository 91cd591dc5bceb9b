/** A node, to be read. */
import { html, raw } from 'hono/html';
import type { Link } from '../announce/announcement.ts';
import { fullTitle } from '../feed/entries.ts';
import { nameOf } from '../feed/feed.ts';
import type { Node } from '../node/node.ts';
import { day, formats, type Html, layout } from './layout.ts';
import type { WebSite } from './site.ts';

/** Everything a node's page shows. */
export interface NodePage {
  node: Node;
  /** Its text as clean HTML with absolute addresses, without title and content note. */
  html: string;
  references: Link[];
  /** Nodes that refer to it. */
  backlinks: Link[];
  /** Where its author keeps it. */
  source?: string;
}

export function nodePage(site: WebSite, page: NodePage): Html {
  const { node } = page;
  const title = fullTitle(node);
  const feed = nameOf({ kind: 'node', id: node.id }, []);
  const language = node.language ? html` lang="${node.language}"` : '';
  const text = html`<div class="text" dir="auto">${raw(page.html)}</div>`;
  const body = html`<article${language}>
<h1 dir="auto">${title}</h1>
${node.tagline ? html`<p class="lead" dir="auto">${node.tagline}</p>` : ''}
${facts(node)}
${node.contentNote ? html`<details class="content-note"><summary dir="auto">Content note: ${node.contentNote}</summary>${text}</details>` : text}
</article>
${links('References', page.references)}
${links('Referred to by', page.backlinks)}
<section class="about">
<p>Follow this node: ${formats(site, feed)}</p>
${page.source ? html`<p><a href="${page.source}">The source</a></p>` : ''}
</section>`;
  return layout(site, {
    title: `${title} · ${site.title}`,
    body,
    feeds: [{ name: feed, title: `${title}: revisions` }],
  });
}

function facts(node: Node): Html {
  const date = (label: string, iso: string): Html => html`<li>${label} <time datetime="${iso}">${day(iso)}</time></li>`;
  return html`<ul class="facts">
${date('Written', node.statedCreated ?? node.published)}
${date('Last changed', node.statedUpdated ?? node.updated)}
${node.status ? html`<li dir="auto">${node.status}</li>` : ''}
${node.tags.map((tag) => html`<li class="tag"><bdi>#${tag}</bdi></li>\n`)}
</ul>`;
}

function links(title: string, all: Link[]): Html | string {
  if (all.length === 0) return '';
  return html`<section>
<h2>${title}</h2>
<ul class="references">
${all.map(
  (link) =>
    html`<li dir="auto">${link.url ? html`<a href="${link.url}">${link.title}</a>` : link.title}${link.note ? html` <span class="why">— ${link.note}</span>` : ''}</li>\n`,
)}</ul>
</section>`;
}

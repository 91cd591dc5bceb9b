/** The whole archive as a sky. */
import { html, raw } from 'hono/html';
import type { Listed } from '../feed/listing.ts';
import type { SkyMap } from '../sky/map.ts';
import { type Html, layout, own } from './layout.ts';
import { shelf } from './shelf-page.ts';
import type { WebSite } from './site.ts';

/** `folders`: the largest, for those who would rather read than look. */
export function skyPage(site: WebSite, { svg, nodes, stars, lines }: SkyMap, folders: Listed[]): Html {
  const count = (number: number) => number.toLocaleString('en');
  const drawn = stars < nodes ? ` ${count(stars)} of them are drawn.` : '';
  const body = html`<header class="broad"><h1>The sky</h1>
<p class="lead">Every node is a star, every folder a cluster. The more nodes refer to one, the brighter it is.</p></header>
${
  nodes === 0
    ? html`<p>Nothing has been published yet.</p>`
    : html`<figure class="sky broad" aria-label="Map of all nodes"><div class="scroll" tabindex="0" role="group" aria-label="The map, which can be scrolled sideways">${raw(svg)}</div>
<figcaption>${count(nodes)} nodes, ${count(lines)} links between them.${drawn} Lines join folders that refer to each other often. Emoji: <a href="https://github.com/jdecked/twemoji">Twemoji</a>, CC BY 4.0.</figcaption></figure>`
}
<section class="broad"><h2>Folders</h2>${folders.length > 0 ? shelf(site, folders) : html`<p>There are none yet.</p>`}
<p><a href="${own(site, '/folders')}">All folders</a></p></section>`;
  return layout(site, { title: 'The sky', body, path: '/sky', description: `All ${count(nodes)} nodes as stars` });
}

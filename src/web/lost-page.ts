/** What is shown where nothing is. It tells nothing of what was, nor repeats what was asked for. */
import { html } from 'hono/html';
import type { Node } from '../node/node.ts';
import { type Html, layout, nodeItem } from './layout.ts';
import type { WebSite } from './site.ts';

const WORDS = {
  404: ['Nothing here', 'There is no such page. It may have another address, or never have been.'],
  410: ['Withdrawn', 'What was here was taken back by its author. It will not be shown again at this address.'],
  503: ['Not ready', 'This cannot be shown just now. Please try again in a moment.'],
} as const;

export type Lost = keyof typeof WORDS;

/** `near`: nodes whose names are like what was asked for. */
export function lostPage(site: WebSite, status: Lost, near: Node[] = []): Html {
  const [title, text] = WORDS[status];
  const body = html`<h1>${title}</h1>
<p>${text}</p>
${near.length > 0 ? html`<section><h2>Perhaps one of these</h2><ul class="list">${near.map((node) => nodeItem(site, node))}</ul></section>` : ''}`;
  return layout(site, { title, body, hidden: true });
}

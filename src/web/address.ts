/** An address to be copied without a script: one click selects the whole of it. */
import { html, raw } from 'hono/html';
import type { Html } from './layout.ts';

/** Lines break behind a slash; what is copied is the address alone. */
export function addressBox(address: string): Html {
  const parts = address.split(/(?<=\/)(?=[^/])/);
  return html`<code class="address">${parts.map((part, at) => html`${at ? raw('<wbr>') : ''}${part}`)}</code>`;
}

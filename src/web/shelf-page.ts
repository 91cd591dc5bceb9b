/** Pages of folders and tags: what lies in them, and what there is at all. */
import { html } from 'hono/html';
import type { FeedName } from '../feed/feed.ts';
import type { Listed } from '../feed/listing.ts';
import { encodePath } from '../library/address.ts';
import type { Node } from '../node/node.ts';
import { formats, type Html, layout, nodeItem, own } from './layout.ts';
import type { Shelved } from './parts.ts';
import type { WebSite } from './site.ts';

/** `folders/Bread` and `tags/sea` have their pages under those addresses, a saved search under that of its feed. */
export function shelfPath(name: FeedName): string {
  return name.startsWith('searches/') ? `/feeds/${encodePath(name)}` : `/${encodePath(name)}`;
}

/** The last part of a folder's path, as words. */
function shortTitle({ name, title }: Pick<Listed, 'name' | 'title'>): string {
  return name.startsWith('folders/')
    ? title
        .slice(title.lastIndexOf('/') + 1)
        .replaceAll('_', ' ')
        .trim() || title
    : title;
}

export function shelf(site: WebSite, all: Listed[]): Html {
  return html`<ul class="shelf">${all.map((one) => html`<li><a href="${own(site, shelfPath(one.name))}"><bdi>${shortTitle(one)}</bdi></a> <span class="count">${one.count}</span></li>\n`)}</ul>`;
}

/** `around`: the folders it lies in, the outermost first. */
export function shelfPage(
  site: WebSite,
  one: Listed,
  around: Listed[],
  inside: Listed[],
  { nodes, more }: Shelved,
): Html {
  const title = shortTitle(one);
  const body = html`${crumbs(site, one.name.startsWith('tags/') ? '/tags' : '/folders', around)}
<h1 dir="auto">${title}</h1>
<p class="quiet">${one.count} ${one.count === 1 ? 'node' : 'nodes'} · ${formats(site, one.name)}</p>
${inside.length > 0 ? html`<section><h2>Folders</h2>${shelf(site, inside)}</section>` : ''}
${
  nodes.length > 0
    ? html`<section><h2>Nodes</h2>
<ul class="list">${nodes.map((node) => nodeItem(site, node))}</ul>${more ? html`<p>These are the newest. The feed holds them all.</p>` : ''}</section>`
    : ''
}`;
  return layout(site, {
    ...{ title, body, path: shelfPath(one.name), feeds: [{ name: one.name, title: `${site.title}: ${title}` }] },
    description: `${one.count} nodes in ${title}`,
  });
}

/** All folders, each below the one it lies in; or all tags. `loose`: nodes that lie in no folder. */
export function shelvesPage(site: WebSite, title: 'Folders' | 'Tags', all: Listed[], loose: Node[]): Html {
  const path = `/${title.toLowerCase()}`;
  const body = html`<h1>${title}</h1>
${all.length === 0 ? html`<p>There are none yet.</p>` : title === 'Tags' ? shelf(site, all) : tree(site, insideOf(all), 'folders')}
${loose.length > 0 ? html`<section><h2>In no folder</h2><ul class="list">${loose.map((node) => nodeItem(site, node))}</ul></section>` : ''}`;
  return layout(site, { title, body, path });
}

function tree(site: WebSite, inside: Map<FeedName, Listed[]>, within: FeedName): Html | string {
  const children = inside.get(within);
  if (!children) return '';
  return html`<ul>${children.map(
    (one) =>
      html`<li><a href="${own(site, shelfPath(one.name))}"><bdi>${shortTitle(one)}</bdi></a> <span class="count">${one.count}</span>${tree(site, inside, one.name)}</li>\n`,
  )}</ul>`;
}

/** Under `folders` those that lie in no other. Where a source's name stands before its folders, it is no folder itself. */
export function insideOf(all: Listed[]): Map<FeedName, Listed[]> {
  const names = new Set(all.map(({ name }) => name));
  return Map.groupBy(all, ({ name }) => {
    const parent = name.slice(0, name.lastIndexOf('/'));
    return names.has(parent) ? parent : 'folders';
  });
}

/** The folders that hold one, the outermost first. */
export function aroundOf(all: Listed[], name: FeedName): Listed[] {
  return all.filter((one) => name.startsWith(`${one.name}/`)).sort((a, b) => a.name.length - b.name.length);
}

export function crumbs(site: WebSite, root: '/folders' | '/tags', around: { name: FeedName; title: string }[]): Html {
  return html`<nav class="crumbs" aria-label="Where it lies"><ol><li><a href="${own(site, root)}">${root === '/tags' ? 'Tags' : 'Folders'}</a></li>${around.map((one) => html`<li><a href="${own(site, shelfPath(one.name))}"><bdi>${shortTitle(one)}</bdi></a></li>`)}</ol></nav>`;
}

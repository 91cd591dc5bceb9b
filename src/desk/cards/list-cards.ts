/** Nodes in a list: found, latest, one by chance; and the tags and folders they are in. */
import type { Folder } from '../../library/library.ts';
import type { LookUp } from '../ask.ts';
import type { Button, Card, ListLine } from '../card.ts';
import { findFolder, findTag, folderName } from '../finder.ts';
import { shortId } from '../short-id.ts';
import { cardOf, clip, day, type Kit, lineOf, onward, PAGE, pageOf, turns, views } from './kit.ts';
import { nodeCard } from './node-card.ts';
import { fault, noPlace, nothingFound } from './nothing.ts';

/** Finds that can be paged through. */
const FOUND = 400;

export function searchCard(kit: Kit, ask: LookUp & { view: 'search' }): Card {
  const { library, say } = kit;
  const page = Math.min(ask.page ?? 0, FOUND / PAGE - 1);
  const hits = library.search(ask.query, (page + 1) * PAGE + 1);
  const { some, more } = pageOf(hits, page);
  if (some.length === 0) return nothingFound(kit, ask.query);
  return cardOf(kit, {
    kind: 'list',
    heading: { text: say('search.heading', { query: clip(ask.query, 120) }) },
    ...(page > 0 ? { subtitle: say('search.page', { page: page + 1 }) } : {}),
    parts: [{ type: 'lines', lines: some.map(({ node }) => lineOf(kit, node)) }],
    buttons: turns(kit, { ...ask, page }, more && page + 1 < FOUND / PAGE),
  });
}

type Scope = { folder?: string; tag?: string };

/** Where to look; a card where there is no such place. */
function scopeOf(kit: Kit, ask: (LookUp & Scope) & { view: 'latest' | 'random' }) {
  const { library, site } = kit;
  if (ask.folder !== undefined && ask.tag !== undefined) return { card: fault(kit, 'both') };
  if (ask.folder !== undefined) {
    const found = findFolder(library, site.sources, ask.folder);
    if ('folder' in found) return { folder: found.folder, place: folderName(found.folder, site.sources) };
    return { card: noPlace(kit, 'folder', ask.folder, found.near, (folder) => ({ view: ask.view, folder })) };
  }
  if (ask.tag !== undefined) {
    const found = findTag(library, ask.tag);
    if ('tag' in found) return { tag: found.tag.key, place: `#${found.tag.name}` };
    return { card: noPlace(kit, 'tag', ask.tag, found.near, (tag) => ({ view: ask.view, tag })) };
  }
  return {};
}

export function latestCard(kit: Kit, ask: LookUp & { view: 'latest' }): Card {
  const { library, say } = kit;
  const { card, place, folder, tag } = scopeOf(kit, ask);
  if (card) return card;
  const page = ask.page ?? 0;
  const nodes = library.latest({ folder, tag, limit: PAGE + 1, offset: page * PAGE });
  if (nodes.length === 0 && page === 0)
    return cardOf(kit, { kind: 'nothing', heading: { text: say('nothing.empty') } });
  const lines = nodes.slice(0, PAGE).map((node): ListLine => {
    const line = lineOf(kit, node);
    return { ...line, aside: [day(kit, node.updated), line.aside].filter(Boolean).join(' · ') };
  });
  return cardOf(kit, {
    kind: 'list',
    heading: { text: place === undefined ? say('latest.heading') : say('latest.in', { place }) },
    parts: [{ type: 'lines', lines }],
    buttons: turns(kit, ask, nodes.length > PAGE),
  });
}

export async function randomCard(kit: Kit, ask: LookUp & { view: 'random' }): Promise<Card> {
  const { library, say, random } = kit;
  const { card, folder, tag } = scopeOf(kit, ask);
  if (card) return card;
  const offset = Math.floor(random() * countOf(kit, folder, tag));
  const [node] = library.latest({ folder, tag, limit: 1, offset });
  if (!node) return cardOf(kit, { kind: 'nothing', heading: { text: say('nothing.empty') } });
  const shown = await nodeCard(kit, { view: 'show', node: shortId(node.id) });
  const another: Button = { label: say('button.another'), role: 'view', asked: { ask, trail: kit.asked.trail } };
  return { ...shown, buttons: [another, ...shown.buttons] };
}

function countOf({ library }: Kit, folder: Folder | undefined, tag: string | undefined): number {
  if (folder)
    return library.folders().find(({ source, path }) => source === folder.source && path === folder.path)?.count ?? 0;
  return tag === undefined ? library.count() : (library.tags().find(({ key }) => key === tag)?.count ?? 0);
}

export function tagsCard(kit: Kit, ask: LookUp & { view: 'tags' }): Card {
  const { library, say } = kit;
  const tags = library.tags().sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
  const { some, more } = pageOf(tags, ask.page);
  const lines = some.map(({ key, name, count }): ListLine => {
    const asked = onward(kit, { view: 'latest', tag: key });
    return { text: `#${clip(name, 100)}`, aside: say('map.nodes', { count }), asked };
  });
  if (lines.length === 0) return cardOf(kit, { kind: 'nothing', heading: { text: say('tags.none') } });
  const heading = { text: say('tags.heading') };
  return cardOf(kit, { kind: 'list', heading, parts: [{ type: 'lines', lines }], buttons: turns(kit, ask, more) });
}

/** One level of folders, with those right below them; then the nodes that lie here themselves. */
export function mapCard(kit: Kit, ask: LookUp & { view: 'map' }): Card {
  const { library, say, site } = kit;
  const found = ask.folder === undefined ? undefined : findFolder(library, site.sources, ask.folder);
  if (found && !('folder' in found))
    return noPlace(kit, 'folder', ask.folder ?? '', found.near, (folder) => ({ view: 'map', folder }));
  const here = found?.folder;
  const rows = treeOf(kit, here);
  const { some, more } = pageOf(rows, ask.page);
  if (some.length === 0) return cardOf(kit, { kind: 'nothing', heading: { text: say('map.none') } });
  const name = here && folderName(here, site.sources);
  const count = here ? countOf(kit, here, undefined) : library.count();
  return cardOf(kit, {
    kind: 'list',
    heading: { text: name ?? say('map.heading') },
    subtitle: say('map.nodes', { count }),
    parts: [{ type: 'lines', lines: some }],
    buttons: [
      ...turns(kit, ask, more),
      ...(name === undefined ? [] : [upOf(kit, name), views(kit, 'button.latest', { view: 'latest', folder: name })]),
    ],
  });
}

function upOf(kit: Kit, name: string): Button {
  const up = name.includes('/') ? name.slice(0, name.lastIndexOf('/')) : undefined;
  const there = up !== undefined && 'folder' in findFolder(kit.library, kit.site.sources, up);
  return views(kit, 'button.up', there ? { view: 'map', folder: up } : { view: 'map' });
}

/** Nodes that lie in a folder itself are listed up to this many. */
const NODES = 200;

function treeOf(kit: Kit, here: Folder | undefined): ListLine[] {
  const { library, site } = kit;
  const root = here?.path ?? '';
  const inside = (path: string) =>
    root === '' ? path : path.startsWith(`${root}/`) ? path.slice(root.length + 1) : '';
  const lines = library.folders().flatMap((folder): ListLine[] => {
    const below = here && folder.source !== here.source ? '' : inside(folder.path);
    const depth = below.split('/').length - 1;
    if (below === '' || depth > 1) return [];
    const name = folderName(folder, site.sources);
    const asked = onward(kit, { view: 'map', folder: name });
    const text = depth === 0 && !here ? name : below.slice(below.lastIndexOf('/') + 1);
    return [{ text: clip(text, 120), depth, aside: kit.say('map.nodes', { count: folder.count }), asked }];
  });
  const places = here ? [here] : site.sources.map((source) => ({ source, path: '' }));
  const nodes = places.flatMap((place) => library.directlyIn(place, NODES));
  return [...lines, ...nodes.map((node) => lineOf(kit, node))];
}

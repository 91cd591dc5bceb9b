/** Addresses of feeds, and what can be asked. */
import { type FeedFormat, FORMATS, feedPath, nameOf, type Topic } from '../../feed/feed.ts';
import type { LookUp } from '../ask.ts';
import type { Card, ListLine } from '../card.ts';
import { COMMANDS } from '../commands.ts';
import { findFolder, findNode, findTag, folderName } from '../finder.ts';
import { shortId } from '../short-id.ts';
import { cardOf, clip, definite, type Kit, views } from './kit.ts';
import { fault, noPlace, nothingFound, withdrawn } from './nothing.ts';

const NAMES: Record<FeedFormat, string> = { rss: 'RSS', atom: 'Atom', json: 'JSON Feed' };

type Feeds = LookUp & { view: 'feeds' };

export function feedsCard(kit: Kit, ask: Feeds): Card {
  const { library, site, say } = kit;
  const { node, folder, tag } = ask;
  if ([node, folder, tag].filter((one) => one !== undefined).length > 1) return fault(kit, 'both');
  if (node !== undefined) {
    const found = findNode(library, node);
    if (found === 'withdrawn') return withdrawn(kit);
    if (!found) return nothingFound(kit, node);
    const here = definite(kit, { view: 'feeds', node: shortId(found.node.id) });
    return feedsOf(here, { kind: 'node', id: found.node.id }, found.node.title);
  }
  if (folder !== undefined) {
    const found = findFolder(library, site.sources, folder);
    if ('folder' in found)
      return feedsOf(kit, { kind: 'folder', ...found.folder }, folderName(found.folder, site.sources));
    return noPlace(kit, 'folder', folder, found.near, (name) => ({ view: 'feeds', folder: name }));
  }
  if (tag !== undefined) {
    const found = findTag(library, tag);
    if ('tag' in found) return feedsOf(kit, { kind: 'tag', key: found.tag.key }, `#${found.tag.name}`);
    return noPlace(kit, 'tag', tag, found.near, (name) => ({ view: 'feeds', tag: name }));
  }
  return feedsOf(kit, { kind: 'all' }, say('feeds.all'));
}

function feedsOf(kit: Kit, topic: Topic, place: string): Card {
  const { say, site } = kit;
  const name = nameOf(topic, [...site.sources]);
  const lines = FORMATS.map((format): ListLine => {
    const url = site.baseUrl.replace(/\/+$/, '') + feedPath(name, format);
    return { text: NAMES[format], url, aside: url };
  });
  const heading = { text: say('feeds.heading', { place: clip(place, 120) }) };
  return cardOf(kit, { kind: 'list', heading, subtitle: say('feeds.hint'), parts: [{ type: 'lines', lines }] });
}

export function helpCard(kit: Kit): Card {
  const { say, site, library } = kit;
  const [newest] = library.latest({ limit: 1 });
  const examples: Partial<Record<string, string>> = {
    show: newest && (newest.emoji ?? newest.title),
    search: newest?.title.split(/\s+/).find((word) => word.length > 3),
  };
  const lines = COMMANDS.map(({ name }): ListLine => {
    const example = examples[name];
    return { text: `/${name}${example ? ` ${clip(example, 40)}` : ''}`, aside: say(`command.${name}.description`) };
  });
  return cardOf(kit, {
    kind: 'list',
    heading: { text: say('help.heading'), url: site.baseUrl },
    parts: [
      { type: 'words', text: say('help.intro', { title: site.title, count: library.count() }) },
      { type: 'lines', lines },
      { type: 'words', text: say('help.filters') },
    ],
    buttons: [
      views(kit, 'button.latest', { view: 'latest' }),
      views(kit, 'button.map', { view: 'map' }),
      views(kit, 'button.tags', { view: 'tags' }),
    ],
  });
}

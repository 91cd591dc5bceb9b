/**
 * Everything `feed` 6.0.0 leaves out or gets wrong. Where an input can make its output right, the functions here
 * prepare that input; the rest is mended at places that no content can reach: the root element, the end of the
 * document, and marks made of characters that no cleaned text holds (see text.ts).
 */
import { Feed, type FeedOptions } from 'feed';
import type { Entry, FeedModel, FeedSite, Places } from './feed.ts';
import { isRssPicture } from './icon.ts';
import { escapeXml, line } from './text.ts';

/** What stands around the entries of a document. */
export interface Shell {
  head: Buffer;
  foot: Buffer;
  separator: Buffer;
}

const LESS_THAN = '\ufdd0';

/** The site with nothing in it that a format cannot hold, and an author that has a name. */
export function soundSite(site: FeedSite): FeedSite {
  const name = line(site.author.name) || line(site.title) || 'starpost';
  const copyright = line(site.copyright ?? '') || undefined;
  return {
    ...site,
    title: line(site.title),
    description: line(site.description),
    author: { ...site.author, name },
    copyright,
  };
}

/** For element text: the writer below `feed` reads `&amp;` as `&` before it escapes, so that has to be undone beforehand. */
export function xmlText(text: string): string {
  return text.replaceAll('&', '&amp;');
}

/** For attributes, where `feed` escapes `&` and `"` but not `<`. `between` and the shells put the mark right. */
export function attribute(text: string): string {
  return text.replaceAll('<', LESS_THAN);
}

/** The first `open` up to the last `close`: outside of an only entry there is nothing of the kind. */
export function between(xml: string, open: string, close: string): Buffer {
  const start = xml.indexOf(open);
  const end = xml.lastIndexOf(close);
  if (start < 0 || end < start) throw new Error(`expected ${open} … ${close} in what feed 6.0.0 writes`);
  return Buffer.from(xml.slice(start, end + close.length).replaceAll(LESS_THAN, '&lt;'));
}

export function atomShell(model: FeedModel, site: FeedSite, places: Places): Shell {
  const feed = new Feed({
    ...options(model, site, places.self),
    copyright: site.copyright && xmlText(site.copyright),
    favicon: model.icon && xmlText(model.icon),
  });
  const root = `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0" ${HISTORY} xml:lang="${site.language}">`;
  const shell = split(feed.atom1(), '<feed xmlns="http://www.w3.org/2005/Atom">', root, '</feed>');
  const tombstones = model.tombstones.map(
    ({ id, when }) => `\n    <at:deleted-entry ref="${escapeXml(id)}" when="${when}"/>`,
  );
  const head = shell.head + history(places, 'link', '\n    ');
  return shellOf(head, `${tombstones.join('')}\n${shell.foot}\n`, '\n    ', model);
}

/** RFC 5005. There is no `next-archive`: it would change a page when the next one is closed. */
const HISTORY = 'xmlns:fh="http://purl.org/syndication/history/1.0"';

function history({ current, older }: Places, link: string, indent: string): string {
  const lines = [
    ...(current ? ['<fh:archive/>', `<${link} rel="current" href="${escapeXml(current)}"/>`] : []),
    ...(older ? [`<${link} rel="prev-archive" href="${escapeXml(older)}"/>`] : []),
  ];
  return lines.map((text) => indent + text).join('');
}

const RSS_ROOT =
  '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"' +
  ` xmlns:content="http://purl.org/rss/1.0/modules/content/" ${HISTORY}>`;

export function rssShell(model: FeedModel, site: FeedSite, places: Places): Shell {
  const feed = new Feed({
    ...options(model, site, places.self),
    copyright: site.copyright && xmlText(site.copyright),
    language: site.language,
    image: model.icon && isRssPicture(model.icon) ? xmlText(model.icon) : undefined,
  });
  const shell = split(
    feed.rss2(),
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">',
    RSS_ROOT,
    '</channel>',
  );
  const head = shell.head + history(places, 'atom:link', '\n        ');
  return shellOf(head, `\n    ${shell.foot}\n`, '\n        ', model);
}

/** JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/) of the 1.0 that `feed` writes. */
export function jsonShell(model: FeedModel, site: FeedSite, places: Places): Shell {
  const feed = new Feed({
    title: model.title,
    link: model.home,
    description: model.description,
    feedLinks: { json: places.self },
    updated: new Date(model.updated),
  });
  const { items: _, ...written } = JSON.parse(feed.json1()) as Record<string, unknown>;
  const head = {
    ...written,
    version: 'https://jsonfeed.org/version/1.1',
    ...(places.older ? { next_url: places.older } : {}),
    language: site.language,
    authors: [author(site)],
    ...(model.icon ? { favicon: model.icon } : {}),
    ...(site.hub ? { hubs: [{ type: 'WebSub', url: site.hub }] } : {}),
    // An extension, as the format wants them: named with an underscore. The same as Atom's deleted-entry.
    ...(model.tombstones.length ? { _starpost: { deleted: model.tombstones } } : {}),
  };
  return {
    head: Buffer.from(`${JSON.stringify(head).slice(0, -1)},"items":[${model.entries.length ? '\n' : ''}`),
    foot: Buffer.from(']}\n'),
    separator: Buffer.from(',\n'),
  };
}

/** The only item of a JSON document of `feed`, with what 1.1 adds. */
export function jsonItem(json: string, entry: Entry, site: FeedSite): Buffer {
  const { items } = JSON.parse(json) as { items: Record<string, unknown>[] };
  const language = entry.language ? { language: entry.language } : {};
  return Buffer.from(JSON.stringify({ ...items[0], authors: [author(site)], ...language }));
}

function options(model: FeedModel, site: FeedSite, self: string): FeedOptions {
  return {
    id: model.id,
    title: xmlText(model.title),
    description: xmlText(model.description),
    link: model.home,
    feed: self,
    hub: site.hub,
    updated: new Date(model.updated),
    generator: 'starpost',
    author: { name: xmlText(site.author.name), link: site.author.url },
  };
}

function author(site: FeedSite): { name: string; url?: string } {
  return { name: site.author.name, ...(site.author.url ? { url: site.author.url } : {}) };
}

/** Puts another root element in place of the known one, and cuts before the end tag that entries come before. */
function split(xml: string, root: string, better: string, end: string): { head: string; foot: string } {
  const at = xml.indexOf(root);
  const cut = xml.lastIndexOf(end);
  if (at < 0 || cut < at) throw new Error(`expected ${root} … ${end} in what feed 6.0.0 writes`);
  return { head: xml.slice(0, at) + better + xml.slice(at + root.length, cut).trimEnd(), foot: xml.slice(cut) };
}

function shellOf(head: string, foot: string, separator: string, model: FeedModel): Shell {
  return {
    head: Buffer.from(model.entries.length ? head + separator : head),
    foot: Buffer.from(foot),
    separator: Buffer.from(separator),
  };
}

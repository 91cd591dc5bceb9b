/** Reads feed documents with a strict XML parser, to compare what they say. */
import { DOMParser, type Document, type Element } from '@xmldom/xmldom';

const ATOM = 'http://www.w3.org/2005/Atom';
const CONTENT = 'http://purl.org/rss/1.0/modules/content/';
const DC = 'http://purl.org/dc/elements/1.1/';
const TOMBSTONES = 'http://purl.org/atompub/tombstones/1.0';

/** What one entry says, whatever the format; dates in seconds. */
export interface ReadEntry {
  id: string;
  title: string;
  link: string;
  published: number;
  updated: number;
  html: string;
  summary: string;
  tags: string[];
  author: string;
}

export interface ReadFeed {
  title: string;
  self: string;
  language: string;
  entries: ReadEntry[];
  deleted: { id: string; when: string }[];
}

/** Any fault is an error; so is any character outside of https://www.w3.org/TR/xml/#charsets, which the parser lets pass. */
export function strictXml(xml: string): Document {
  const forbidden = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.exec(xml);
  if (forbidden)
    throw new Error(`forbidden character U+${forbidden[0].codePointAt(0)!.toString(16)} at ${forbidden.index}`);
  const onError = (level: string, message: string): void => {
    // An author may write U+FFFD: it is an XML character like any other.
    if (!message.startsWith('Unicode replacement character')) throw new Error(`${level}: ${message}`);
  };
  return new DOMParser({ onError }).parseFromString(xml, 'application/xml');
}

function all(parent: Document | Element, namespace: string | null, name: string): Element[] {
  return [...(namespace === null ? parent.getElementsByTagName(name) : parent.getElementsByTagNameNS(namespace, name))];
}

function text(parent: Element, namespace: string | null, name: string): string {
  return all(parent, namespace, name)[0]?.textContent ?? '';
}

const seconds = (date: string): number => Date.parse(date) / 1_000;

/** HTML that holds text only, as plain text. */
export function plain(html: string): string {
  return html.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

export function readAtom(xml: string): ReadFeed {
  const root = strictXml(xml).documentElement!;
  const selves = all(root, ATOM, 'link').filter((link) => link.getAttribute('rel') === 'self');
  return {
    title: text(root, ATOM, 'title'),
    self: selves[0]!.getAttribute('href')!,
    language: root.getAttribute('xml:lang')!,
    entries: all(root, ATOM, 'entry').map((entry) => ({
      id: text(entry, ATOM, 'id'),
      title: plain(text(entry, ATOM, 'title')),
      link: all(entry, ATOM, 'link')[0]!.getAttribute('href')!,
      published: seconds(text(entry, ATOM, 'published')),
      updated: seconds(text(entry, ATOM, 'updated')),
      html: text(entry, ATOM, 'content'),
      summary: plain(text(entry, ATOM, 'summary')),
      tags: all(entry, ATOM, 'category').map((category) => category.getAttribute('term')!),
      author: text(all(entry, ATOM, 'author')[0]!, ATOM, 'name'),
    })),
    deleted: all(root, TOMBSTONES, 'deleted-entry').map((one) => ({
      id: one.getAttribute('ref')!,
      when: one.getAttribute('when')!,
    })),
  };
}

export function readRss(xml: string): ReadFeed {
  const channel = all(strictXml(xml), null, 'channel')[0]!;
  const selves = all(channel, ATOM, 'link').filter((link) => link.getAttribute('rel') === 'self');
  return {
    title: text(channel, null, 'title'),
    self: selves[0]!.getAttribute('href')!,
    language: text(channel, null, 'language'),
    entries: all(channel, null, 'item').map((item) => ({
      id: text(item, null, 'guid'),
      title: text(item, null, 'title'),
      link: text(item, null, 'link'),
      published: seconds(text(item, null, 'pubDate')),
      updated: seconds(text(item, ATOM, 'updated')),
      html: text(item, CONTENT, 'encoded'),
      summary: plain(text(item, null, 'description')),
      tags: all(item, null, 'category').map((category) => category.textContent!),
      author: text(item, DC, 'creator'),
    })),
    deleted: [],
  };
}

interface JsonItem {
  id: string;
  title: string;
  url: string;
  date_published: string;
  date_modified: string;
  content_html: string;
  summary?: string;
  tags: string[];
  authors: { name: string }[];
}

export function readJson(json: string): ReadFeed {
  const feed = JSON.parse(json) as {
    title: string;
    feed_url: string;
    language: string;
    items: JsonItem[];
    _starpost?: { deleted: { id: string; when: string }[] };
  };
  return {
    title: feed.title,
    self: feed.feed_url,
    language: feed.language,
    entries: feed.items.map((item) => ({
      id: item.id,
      title: item.title,
      link: item.url,
      published: seconds(item.date_published),
      updated: seconds(item.date_modified),
      html: item.content_html,
      summary: item.summary ?? '',
      tags: item.tags,
      author: item.authors[0]!.name,
    })),
    deleted: feed._starpost?.deleted ?? [],
  };
}

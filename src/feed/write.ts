/**
 * One model -> three documents, by the `feed` package. Each entry is written once, as the only one of a document of
 * its own, and cut out of it; a feed is then a head, fragments and a foot. So a feed of 50 entries of which one
 * changed costs one entry.
 */
import { Feed, type Item } from 'feed';
import {
  atomShell,
  attribute,
  between,
  jsonItem,
  jsonShell,
  rssShell,
  type Shell,
  soundSite,
  xmlText,
} from './complete.ts';
import type { Entry, FeedFormat, FeedModel, FeedSite, Places } from './feed.ts';
import { escapeHtml } from './text.ts';

type Fragments = Record<FeedFormat, Buffer>;

/** Documents of a feed, as bytes. */
export type Written = Record<FeedFormat, Buffer>;

export class FeedWriter {
  readonly #site: FeedSite;
  /** Entries are the same objects from build to build while nothing about them changes. */
  readonly #fragments = new WeakMap<Entry, Fragments>();

  constructor(site: FeedSite) {
    this.#site = soundSite(site);
  }

  write(model: FeedModel, places: Record<FeedFormat, Places>): Written {
    const fragments = model.entries.map((entry) => this.#fragmentsOf(entry));
    const assemble = (format: FeedFormat, { head, foot, separator }: Shell): Buffer => {
      const parts = fragments.flatMap((fragment, index) =>
        index === 0 ? [fragment[format]] : [separator, fragment[format]],
      );
      return Buffer.concat([head, ...parts, foot]);
    };
    return {
      atom: assemble('atom', atomShell(model, this.#site, places.atom)),
      rss: assemble('rss', rssShell(model, this.#site, places.rss)),
      json: assemble('json', jsonShell(model, this.#site, places.json)),
    };
  }

  #fragmentsOf(entry: Entry): Fragments {
    let made = this.#fragments.get(entry);
    if (!made) {
      made = {
        atom: atomEntry(entry, this.#site),
        rss: rssItem(entry, this.#site),
        json: jsonEntry(entry, this.#site),
      };
      this.#fragments.set(entry, made);
    }
    return made;
  }
}

/** What an entry is in every format. */
function item(entry: Entry): Item {
  return {
    id: entry.id,
    title: '',
    link: entry.link,
    date: new Date(entry.updated),
    published: new Date(entry.published),
    content: entry.html,
  };
}

function alone(site: FeedSite, entry: Item): Feed {
  const feed = new Feed({
    title: '',
    id: 'urn:x',
    link: entry.link,
    updated: entry.date,
    generator: false,
    language: site.language,
  });
  feed.addItem(entry);
  return feed;
}

/** Titles and summaries are HTML in Atom as `feed` writes it: plain text is escaped once for that. */
function atomEntry(entry: Entry, site: FeedSite): Buffer {
  const xml = alone(site, {
    ...item(entry),
    title: escapeHtml(entry.title),
    description: escapeHtml(entry.summary),
    author: [{ name: xmlText(site.author.name), link: site.author.url }],
    category: entry.categories.map((term) => ({ term: attribute(term) })),
  }).atom1();
  return between(xml, '<entry>', '</entry>');
}

/** The title comes as an extension, because only text (not CDATA) can hold any title, escaped once. */
function rssItem(entry: Entry, site: FeedSite): Buffer {
  const xml = alone(site, {
    ...item(entry),
    description: escapeHtml(entry.summary),
    category: entry.categories.map((name) => ({ name: xmlText(name) })),
    extensions: [
      { name: 'title', objects: { _text: xmlText(entry.title) } },
      { name: 'dc:creator', objects: { _text: xmlText(site.author.name) } },
      { name: 'atom:updated', objects: { _text: entry.updated } },
    ],
  }).rss2();
  return between(xml, '<item>', '</item>');
}

function jsonEntry(entry: Entry, site: FeedSite): Buffer {
  const json = alone(site, {
    ...item(entry),
    title: entry.title,
    description: entry.summary,
    category: entry.categories.map((name) => ({ name })),
  }).json1();
  return jsonItem(json, entry, site);
}

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
import type { Cut, Fragments } from './cuts.ts';
import { type Entry, type FeedFormat, type FeedModel, type FeedSite, FORMATS, type Places } from './feed.ts';
import { escapeHtml } from './text.ts';

/** Documents of a feed, as bytes, and where entries stand in them. */
export interface Made {
  bodies: Record<FeedFormat, Buffer>;
  cuts: Cut[];
}

export class FeedWriter {
  readonly #site: FeedSite;
  /** Entries are the same objects from build to build while nothing about them changes. */
  readonly #fragments = new WeakMap<Entry, Fragments>();

  constructor(site: FeedSite) {
    this.#site = soundSite(site);
  }

  write(model: FeedModel, places: Record<FeedFormat, Places>): Made {
    const fragments = model.entries.map((entry) => entry.written ?? this.#fragmentsOf(entry));
    const shells: Record<FeedFormat, Shell> = {
      rss: rssShell(model, this.#site, places.rss),
      atom: atomShell(model, this.#site, places.atom),
      json: jsonShell(model, this.#site, places.json),
    };
    const assemble = (format: FeedFormat): Buffer => {
      const { head, foot, separator } = shells[format];
      const parts = fragments.flatMap((fragment, index) =>
        index === 0 ? [fragment[format]] : [separator, fragment[format]],
      );
      return Buffer.concat([head, ...parts, foot]);
    };
    const bodies = { rss: assemble('rss'), atom: assemble('atom'), json: assemble('json') };
    return { bodies, cuts: cutsOf(model.entries, fragments, shells) };
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

function cutsOf(entries: readonly Entry[], fragments: readonly Fragments[], shells: Record<FeedFormat, Shell>): Cut[] {
  const ends = FORMATS.map((format) => shells[format].head.length - shells[format].separator.length);
  const cuts: Cut[] = [];
  for (const [index, { id, version }] of entries.entries()) {
    const spans = FORMATS.flatMap((format, at) => {
      const { length } = fragments[index]![format];
      const start = ends[at]! + shells[format].separator.length;
      ends[at] = start + length;
      return [start, length];
    });
    if (version !== undefined) cuts.push({ id, version, spans });
  }
  return cuts;
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

/** What makes the feeds: one builder and writer for all of them, and own ones for feeds with options of their own. */
import { archiveName, partsOf } from './archive.ts';
import { type FeedName, nameOf, type OwnFeed, topicOf } from './feed.ts';
import { FeedBuilder } from './model.ts';
import type { FeedParts, FeedStoreParts, Touch } from './parts.ts';
import { formerTopics } from './readings.ts';
import { FeedWriter } from './write.ts';

/** What makes the documents of feeds with the same options. */
export interface Profile {
  builder: FeedBuilder;
  writer: FeedWriter;
}

export class Profiles {
  readonly common: Profile;
  readonly #sources: readonly string[];
  /** Feeds with options of their own. */
  readonly #own = new Map<FeedName, Profile>();

  /** `memory`: bytes of entries kept to make further documents from. */
  constructor(parts: FeedStoreParts, memory: number) {
    this.#sources = parts.site.sources;
    this.common = profileOf(parts, memory);
    for (const own of parts.feeds ?? []) {
      const name = this.canonical(own.feed);
      if (name) this.#own.set(name, profileOf(withOwn(parts, own), memory / 8));
    }
  }

  of(name: FeedName): Profile {
    return this.#own.get(partsOf(name).name) ?? this.common;
  }

  /** The one name among its spellings; undefined where no feed can have it, nor had it with another number of sources. */
  canonical(asked: FeedName): FeedName | undefined {
    const { page, name } = partsOf(asked);
    const topic = topicOf(name, this.#sources);
    const former = formerTopics(name, this.#sources).length > 0 ? name : undefined;
    const canonical = topic ? nameOf(topic, this.#sources) : former;
    return page && canonical ? archiveName(page, canonical) : canonical;
  }

  searches(): FeedName[] {
    return [...this.#own.keys()].filter((name) => name.startsWith('searches/'));
  }

  /** Forgets what a pass made doubtful. Undefined: everything. */
  forget(touched: readonly Touch[] | undefined): void {
    for (const { builder } of [this.common, ...this.#own.values()]) builder.forget(touched);
  }
}

function profileOf(parts: FeedParts, memory: number): Profile {
  return { builder: new FeedBuilder(parts, memory), writer: new FeedWriter(parts.site) };
}

function withOwn(parts: FeedStoreParts, own: OwnFeed): FeedParts {
  const { site, settings } = parts;
  const { language = site.language, author = site.author, copyright = site.copyright } = own;
  const { limit = settings.limit, content = settings.content, contentNotes = settings.contentNotes } = own;
  return {
    ...parts,
    own,
    site: { ...site, language, author, copyright },
    settings: { ...settings, limit, content, contentNotes },
  };
}

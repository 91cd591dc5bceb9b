/** From the model of a feed to its documents: addresses, bytes and dates. */
import { createHash } from 'node:crypto';
import { Document } from './document.ts';
import { type Absent, type FeedFormat, type FeedModel, type FeedName, FORMATS, feedPath, type Places } from './feed.ts';
import type { FeedStoreParts } from './parts.ts';
import type { Profiles } from './profiles.ts';
import type { Built } from './shelf.ts';

type Documents = Built['documents'];

const TYPES: Record<FeedFormat, string> = {
  rss: 'application/rss+xml; charset=utf-8',
  atom: 'application/atom+xml; charset=utf-8',
  json: 'application/feed+json; charset=utf-8',
};

export class Maker {
  readonly #parts: Pick<FeedStoreParts, 'addresses' | 'stamps' | 'now'>;
  readonly #profiles: Profiles;

  constructor(parts: Pick<FeedStoreParts, 'addresses' | 'stamps' | 'now'>, profiles: Profiles) {
    this.#parts = parts;
    this.#profiles = profiles;
  }

  /** `before`: called for the documents that were made of the feed last. Throws when it cannot be built. */
  async make(name: FeedName, before: (name: FeedName) => Built | undefined): Promise<Built | Absent> {
    const model = await this.#profiles.of(name).builder.build(name);
    if (!isModel(model)) return model;
    const mark = model.archiveOf && (await this.#profiles.of(model.name).builder.pageOf(model.name))?.mark;
    const documents = this.#documents(model, before(model.name)?.documents);
    return { name: model.name, documents, staleAt: model.staleAt, mark };
  }

  /** Canonical absolute address. */
  address(name: FeedName, format: FeedFormat): string {
    return this.#parts.addresses.own(feedPath(name, format));
  }

  #documents(model: FeedModel, before: Documents | undefined): Documents {
    const places = {
      rss: this.#places(model, 'rss'),
      atom: this.#places(model, 'atom'),
      json: this.#places(model, 'json'),
    };
    const bodies = this.#profiles.of(model.name).writer.write(model, places);
    const make = (format: FeedFormat): Document => {
      const old = before?.[format];
      // The same bytes stay the same document, with what was compressed of it.
      if (old?.body.equals(bodies[format])) return old;
      const { self } = places[format];
      return new Document({ body: bodies[format], type: TYPES[format], self, updated: model.updated });
    };
    const documents = { rss: make('rss'), atom: make('atom'), json: make('json') };
    this.stampAll(model.name, documents);
    return documents;
  }

  #places({ name, archiveOf, older }: FeedModel, format: FeedFormat): Places {
    return {
      self: this.address(name, format),
      current: archiveOf && this.address(archiveOf, format),
      older: older && this.address(older, format),
    };
  }

  /** Dates the documents of a feed. */
  stampAll(name: FeedName, documents: Documents): void {
    this.stamp(
      name,
      FORMATS.map((format) => documents[format]),
    );
  }

  /** All formats of a feed share one date: it may rise for one whose bytes stayed, which does no harm. */
  stamp(name: string, documents: Document[]): void {
    const { stamps, now } = this.#parts;
    if (!stamps) return;
    const digest = createHash('sha256')
      .update(documents.map(({ etag }) => etag).join())
      .digest('base64url')
      .slice(0, 27);
    const modified = new Date(1_000 * stamps.modified(name, digest, now()));
    for (const document of documents) document.lastModified = modified.toUTCString();
  }
}

export function isBuilt(built: Built | Absent): built is Built {
  return typeof built === 'object' && 'documents' in built;
}

export function isModel(model: FeedModel | Absent): model is FeedModel {
  return typeof model === 'object' && 'entries' in model;
}

/** Leads from what a folder's feed was called with another number of sources to what it is called now. */
import { type Archives, archiveName, filterOf, pageWith } from './archive.ts';
import { type Absent, type FeedName, nameOf, type Topic } from './feed.ts';
import type { Former } from './former.ts';
import type { FeedParts } from './parts.ts';
import { formerTopics } from './readings.ts';
import type { Removals } from './removals.ts';

export class Elsewhere {
  readonly #parts: Pick<FeedParts, 'library' | 'site'>;
  readonly #archives: Archives;
  readonly #removals: Removals;
  readonly #former: Former;

  constructor(parts: FeedParts, archives: Archives, removals: Removals, former: Former) {
    this.#parts = parts;
    this.#archives = archives;
    this.#removals = removals;
    this.#former = former;
  }

  /**
   * To be asked where no feed is of that name. The first source that has or had such a folder in public decides; where
   * that was renamed as well, it leads to where it is now. `page`: to which archive page.
   */
  async of(name: FeedName, page?: string): Promise<Absent> {
    for (const topic of formerTopics(name, this.#parts.site.sources)) {
      const found = await (page === undefined ? this.#feed(topic) : this.#page(topic, page));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  async #feed(topic: Topic): Promise<Absent> {
    const { library, site } = this.#parts;
    const [live] = library.latest({ ...filterOf(topic), limit: 1 });
    if (live) return { moved: nameOf(topic, site.sources) };
    return (await this.#former.of(topic)) ?? ((await this.#removals.of(topic)).length > 0 ? 'gone' : undefined);
  }

  async #page(topic: Topic, id: string): Promise<Absent> {
    const pages = await this.#archives.of(topic);
    const page = pageWith(pages, id);
    if (pages.living === 0) return (await this.#former.of(topic, id)) ?? (page && 'gone');
    return page && { moved: archiveName(page.id, nameOf(topic, this.#parts.site.sources)) };
  }
}

/** Feeds as people are told of them. */
import type { Absent, Entry, FeedModel, FeedName } from './feed.ts';
import { Lru } from './lru.ts';
import { isModel } from './maker.ts';
import type { Profiles } from './profiles.ts';
import type { Built } from './shelf.ts';

/** What a page shows of a feed. */
export interface About {
  /** The canonical one. */
  name: FeedName;
  title: string;
  description: string;
  /** Newest first. */
  entries: Entry[];
  /** Whether there is more in archive pages. */
  archived: boolean;
}

export class Abouts {
  readonly #profiles: Profiles;
  readonly #models = new Lru<{ built: Built; model: FeedModel }>(20, () => 1);

  constructor(profiles: Profiles) {
    this.#profiles = profiles;
  }

  async of(built: Built): Promise<About | Absent> {
    const { title, description, entries, older, archiveOf } = await this.#modelOf(built);
    if (archiveOf) return { moved: archiveOf };
    return { name: built.name, title, description, entries, archived: older !== undefined };
  }

  async #modelOf(built: Built): Promise<Pick<FeedModel, 'title' | 'description' | 'entries' | 'older' | 'archiveOf'>> {
    const known = this.#models.get(built.name);
    if (known?.built === built) return known.model;
    const model = await this.#profiles.of(built.name).builder.build(built.name);
    if (!isModel(model)) return { title: built.name, description: '', entries: [] };
    this.#models.set(built.name, { built, model });
    return model;
  }
}

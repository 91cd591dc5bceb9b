/** Where the nodes of a feed went that holds nothing any more: a renamed folder or tag leads to its new name. */
import { fold, foldersOf } from '../library/keys.ts';
import { archiveName } from './archive.ts';
import { type Absent, type FeedName, nameOf, type Topic } from './feed.ts';
import type { FeedParts } from './parts.ts';
import { namesWithOne } from './readings.ts';

/** Changes that are searched for renamed tags, newest first. */
const SEARCHED = 5_000;

export class Former {
  readonly #parts: FeedParts;
  /** Tags that nodes lost: for each, what such a node gained in the same change. */
  #tags: Promise<Map<string, string[][]>> | undefined;

  constructor(parts: FeedParts) {
    this.#parts = parts;
  }

  forget(): void {
    this.#tags = undefined;
  }

  /** `moved`: everything that was in it and still lives is now in one other. `gone`: it lies scattered. `page`: of which page. */
  async of(topic: Topic, page?: string): Promise<Absent> {
    const now = topic.kind === 'folder' ? this.#folder(topic) : topic.kind === 'tag' ? await this.#tag(topic.key) : [];
    const names = new Set(now.map((one) => one && nameOf(one, this.#parts.site.sources)));
    const [name] = names;
    if (names.size === 0) return undefined;
    if (names.size > 1 || !name) return 'gone';
    return { moved: page ? archiveName(page, name) : name };
  }

  /** Every folder and tag that a live node has left; then what folders were called with the first source alone. */
  async names(): Promise<FeedName[]> {
    const { library, site } = this.#parts;
    const folders = site.sources.flatMap((source) =>
      library.formerlyIn({ source, path: '' }).flatMap(({ was }) => foldersOf(was).map((path) => ({ source, path }))),
    );
    this.#tags ??= this.#lostTags();
    const tags = [...(await this.#tags).keys()];
    const topics: Topic[] = [
      ...folders.map((folder) => ({ kind: 'folder' as const, ...folder })),
      ...tags.map((key) => ({ kind: 'tag' as const, key })),
    ];
    const names = topics.map((topic) => nameOf(topic, site.sources));
    return [...new Set([...names, ...namesWithOne([...library.folders(), ...folders], site.sources)])];
  }

  /** Where each node went; undefined for one that lies in no folder now. */
  #folder({ source, path }: { source: string; path: string }): (Topic | undefined)[] {
    const { library, wasPublic } = this.#parts;
    return library.formerlyIn({ source, path }).flatMap(({ was, id, path: now }): (Topic | undefined)[] => {
      const node = library.get(id);
      if (!node || now.startsWith(`${path}/`) || (wasPublic && !wasPublic(node, was))) return [];
      const rest = was.slice(path.length);
      // A node that was renamed as well tells by its folder only.
      const kept = now.endsWith(rest) ? now.slice(0, -rest.length) : now.slice(0, Math.max(0, now.lastIndexOf('/')));
      return [kept ? { kind: 'folder', source, path: kept } : undefined];
    });
  }

  async #tag(key: string): Promise<(Topic | undefined)[]> {
    this.#tags ??= this.#lostTags();
    const gained = (await this.#tags).get(key) ?? [];
    const live = new Set(this.#parts.library.tags().map((tag) => tag.key));
    // The one that all of them gained, and that still holds something.
    const common = (gained[0] ?? []).filter((tag) => live.has(tag) && gained.every((tags) => tags.includes(tag)));
    if (gained.length === 0) return [];
    return [common.length === 1 ? { kind: 'tag', key: common[0]! } : undefined];
  }

  async #lostTags(): Promise<Map<string, string[][]>> {
    const lost = new Map<string, string[][]>();
    for (const { kind, difference } of await this.#parts.ledger.changes({ limit: SEARCHED })) {
      if (kind === 'removed') continue;
      for (const tag of difference?.tags?.removed ?? [])
        lost.set(fold(tag), [...(lost.get(fold(tag)) ?? []), (difference?.tags?.added ?? []).map(fold)]);
    }
    return lost;
  }
}

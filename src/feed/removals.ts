/** Nodes that were taken back, and the tombstones they leave in feeds. */
import type { NodeRecord } from '../ledger/ledger.ts';
import { fold } from '../library/keys.ts';
import type { Tombstone, Topic } from './feed.ts';
import type { FeedParts } from './parts.ts';
import { instant } from './text.ts';

/** More removals than this in one feed are no news but another garden. */
const MOST = 1_000;

interface Removal {
  record: NodeRecord;
  when: string;
  tags: string[];
}

export class Removals {
  readonly #parts: FeedParts;
  #read: Promise<Removal[]> | undefined;

  constructor(parts: FeedParts) {
    this.#parts = parts;
  }

  /** To be read again when next asked. */
  forget(): void {
    this.#read = undefined;
  }

  async holds(id: string): Promise<boolean> {
    return (await this.#all()).some(({ record }) => record.id === id);
  }

  /** Newest first. A node that lives again has none. */
  async of(topic: Topic): Promise<Tombstone[]> {
    const fits = (await this.#all()).filter(({ record, tags }) => {
      if (this.#parts.library.get(record.id)) return false;
      if (topic.kind === 'folder') return record.source === topic.source && record.path.startsWith(`${topic.path}/`);
      return topic.kind === 'tag' ? tags.includes(topic.key) : true;
    });
    return fits.map(({ record, when }) => ({ id: `urn:uuid:${record.id}`, when }));
  }

  #all(): Promise<Removal[]> {
    const reading = this.#read ?? this.#load();
    this.#read = reading;
    // A failure is told to whoever asked, and the next one tries again.
    reading.catch(() => {
      if (this.#read === reading) this.#read = undefined;
    });
    return reading;
  }

  async #load(): Promise<Removal[]> {
    const records = (await this.#parts.ledger.removals('1970-01-01T00:00:00.000Z')).filter(
      ({ removedAt }) => removedAt !== undefined,
    );
    const removals = await Promise.all(
      records.map(async (record) => ({ record, when: instant(record.removedAt!), tags: await this.#tags(record) })),
    );
    return removals.sort((a, b) => compare(b.when, a.when) || compare(a.record.id, b.record.id));
  }

  async #tags(record: NodeRecord): Promise<string[]> {
    try {
      return ((await this.#parts.removedTags?.(record)) ?? []).map(fold);
    } catch (err) {
      this.#parts.log.warn(
        { node: record.id, err },
        'the tags of a removed node could not be read: tag feeds get no tombstone of it',
      );
      return [];
    }
  }
}

/** Those of the last `window` milliseconds before the newest thing in the feed, not before the present: time alone changes no byte. */
export function lately(tombstones: Tombstone[], newest: string, window: number): Tombstone[] {
  const oldest = Date.parse(newest) - window;
  return tombstones.filter(({ when }) => Date.parse(when) >= oldest).slice(0, MOST);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

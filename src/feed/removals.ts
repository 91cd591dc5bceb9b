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
}

export class Removals {
  readonly #parts: FeedParts;
  #read: Promise<Removal[]> | undefined;
  /** By the id of the text they were read from. Each is read from git once. */
  readonly #tags = new Map<string, Promise<string[]>>();

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
    return (await this.#in(topic)).map(({ record, when }) => ({ id: `urn:uuid:${record.id}`, when }));
  }

  /** The nodes behind the tombstones. */
  async records(topic: Topic): Promise<NodeRecord[]> {
    return (await this.#in(topic)).map(({ record }) => record);
  }

  async #in(topic: Topic): Promise<Removal[]> {
    const gone = (await this.#all()).filter(({ record }) => !this.#parts.library.get(record.id));
    const fits = await Promise.all(gone.map(({ record }) => this.#fits(record, topic)));
    return gone.filter((_, index) => fits[index]);
  }

  async #fits(record: NodeRecord, topic: Topic): Promise<boolean> {
    const { path } = record.removedFrom ?? record;
    if (topic.kind === 'folder') return record.source === topic.source && path.startsWith(`${topic.path}/`);
    return topic.kind === 'tag' ? (await this.#tagsOf(record)).includes(topic.key) : true;
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
    const removals = records.map((record) => ({ record, when: instant(record.removedAt!) }));
    return removals.sort((a, b) => compare(b.when, a.when) || compare(a.record.id, b.record.id));
  }

  #tagsOf(record: NodeRecord): Promise<string[]> {
    const { oid, path } = record.removedFrom ?? record;
    const key = `${oid} ${path}`;
    const reading = this.#tags.get(key) ?? this.#readTags(record);
    this.#tags.set(key, reading);
    return reading;
  }

  async #readTags(record: NodeRecord): Promise<string[]> {
    try {
      return ((await this.#parts.removedTags?.({ ...record, ...record.removedFrom })) ?? []).map(fold);
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

/** Feeds as they were built: those in use in memory, all of them on disk where there is a shelf. */
import { setTimeout } from 'node:timers/promises';
import type { Log } from '../log.ts';
import { type FeedFormat, type FeedName, FORMATS } from './feed.ts';
import { Lru } from './lru.ts';
import type { FeedStoreParts } from './parts.ts';
import type { Built, Change, Forms, Shelf } from './shelf.ts';

/** Readers who come at once for the news get all of the machine for so long before disk does. Milliseconds. */
const READERS_FIRST = 250;
/** Feeds on their way to disk at which the next one that nobody asked for waits. */
const AT_ONCE = 10;

export class Keep {
  readonly #memory: Lru<Built>;
  readonly #shelf: Shelf | undefined;
  readonly #log: Log;
  readonly #copies: FeedStoreParts['copies'];
  /** What is on the shelf, and the marks of archive pages. */
  readonly #shelved: Map<FeedName, string | undefined>;
  /** The newest of each feed that is on its way to the shelf. */
  readonly #leaving = new Map<FeedName, Built | 'gone'>();
  #writing: Promise<void> = Promise.resolve();
  /** Before the next writing; all that is put meanwhile shares it. */
  #pause: Promise<void> | undefined;
  #hurry = new AbortController();

  constructor({ shelf, log, copies }: Pick<FeedStoreParts, 'shelf' | 'log' | 'copies'>, memory: number) {
    this.#memory = new Lru(memory, ({ documents }) => FORMATS.reduce((sum, key) => sum + documents[key].size, 0));
    this.#shelf = shelf;
    this.#log = log;
    this.#copies = copies;
    this.#shelved = new Map(shelf?.names().map(({ name, mark }) => [name, mark]));
  }

  /** For a reader: from now on it is in use. `stamp`: called with what comes from disk before it is seen. */
  get(name: FeedName, stamp: (built: Built) => void): Built | undefined {
    const known = this.#memory.get(name) ?? this.peek(name, stamp);
    if (known && !this.#memory.has(name)) this.#memory.set(name, known);
    return known;
  }

  /** The same where nobody asks for it. */
  peek(name: FeedName, stamp: (built: Built) => void): Built | undefined {
    const known = this.#memory.peek(name) ?? this.#leaving.get(name);
    if (known) return known === 'gone' ? undefined : known;
    if (!this.#shelved.has(name)) return undefined;
    const read = this.#shelf?.get(name);
    if (read) stamp(read);
    else this.#shelved.delete(name);
    return read;
  }

  has(name: FeedName): boolean {
    const leaving = this.#leaving.get(name);
    return leaving ? leaving !== 'gone' : this.#memory.has(name) || this.#shelved.has(name);
  }

  mark(name: FeedName): string | undefined {
    const leaving = this.#leaving.get(name);
    if (leaving === 'gone') return undefined;
    return (this.#memory.peek(name) ?? leaving)?.mark ?? this.#shelved.get(name);
  }

  /** Those too that memory has no room for and disk does not have yet. */
  names(): FeedName[] {
    const names = new Set([...this.#memory.keys(), ...this.#shelved.keys(), ...this.#leaving.keys()]);
    return [...names].filter((name) => this.has(name));
  }

  /** Whether it is in memory: somebody asked for it, or it changed, not long ago. */
  isInUse(name: FeedName): boolean {
    return this.#memory.has(name);
  }

  /** The list of all feeds as it was last. */
  list(): Buffer | undefined {
    return this.#shelf?.list();
  }

  /** Swaps all of it in, in one step; disk follows behind. `unasked`: what is new goes to disk alone. */
  put(change: Change<Built>, unasked = false): void {
    for (const built of change.built) {
      if (!unasked || this.#memory.has(built.name)) this.#memory.set(built.name, built);
      if (this.#shelf) this.#leaving.set(built.name, built);
    }
    for (const name of change.gone ?? []) {
      this.#memory.delete(name);
      if (this.#shelf) this.#leaving.set(name, 'gone');
    }
    this.#copies?.drop([...change.built.map(({ name }) => name), ...(change.gone ?? []), ...(change.stale ?? [])]);
    if (!this.#shelf) return;
    this.#pause ??= this.#rest();
    this.#writing = Promise.all([this.#writing, this.#pause]).then(() => this.#write(change));
  }

  async #rest(): Promise<void> {
    // One that is cut short is over.
    await setTimeout(READERS_FIRST, undefined, { signal: this.#hurry.signal }).catch(() => undefined);
    this.#pause = undefined;
  }

  async #write({ built, gone = [], ...rest }: Change<Built>): Promise<void> {
    try {
      const newest = built.filter((one) => this.#leaving.get(one.name) === one);
      const forms: (Built & { forms: Forms })[] = [];
      for (const one of newest) forms.push({ ...one, forms: await formsOf(one) });
      const absent = gone.filter((name) => this.#leaving.get(name) === 'gone');
      await this.#shelf?.put({ ...rest, built: forms, gone: absent });
      for (const { name, mark } of newest) this.#shelved.set(name, mark);
      for (const name of absent) this.#shelved.delete(name);
    } catch (err) {
      // What the shelf holds is then of a state that is not the present one: the next start builds it again.
      this.#log.warn({ err }, 'feeds could not be written to disk; they are served from memory');
    }
    for (const one of built) if (this.#leaving.get(one.name) === one) this.#leaving.delete(one.name);
    for (const name of gone) if (this.#leaving.get(name) === 'gone') this.#leaving.delete(name);
  }

  /** Resolves when little is on its way to disk: what nobody asked for shall not gather in memory. */
  async eased(): Promise<void> {
    if (this.#leaving.size > AT_ONCE) await this.#writing;
  }

  /** Resolves when disk holds what memory does. */
  async settled(): Promise<void> {
    this.#hurry.abort();
    this.#hurry = new AbortController();
    await this.#writing;
  }
}

async function formsOf({ documents }: Built): Promise<Forms> {
  const made: [FeedFormat, Forms[FeedFormat]][] = [];
  // One after the other: to begin a compression takes the thread that answers requests for a moment.
  for (const format of FORMATS) made.push([format, await documents[format].forms()]);
  return Object.fromEntries(made) as Forms;
}

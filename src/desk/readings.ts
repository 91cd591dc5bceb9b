/** What was read in versions. A text never changes under its id, so what was found in it is found again without git. */
import type { Difference, NodeState } from '../change/change.ts';
import { difference, type Read } from '../change/compare.ts';
import { Lru } from '../feed/lru.ts';
import type { FileVersion } from '../git/versions.ts';
import type { ParsedNode } from '../node/node.ts';

/** The part of a source that histories read. */
export interface HistorySource {
  name: string;
  mirror: { gitDir: string };
  text(oid: string): Promise<string | undefined>;
  parse(text: string, path: string): ParsedNode;
  state(path: string, node: ParsedNode | undefined): NodeState;
}

type Text = Pick<FileVersion, 'path' | 'oid'>;

/** Letters of texts: who asks whether versions are public is about to ask what they changed. */
const TEXTS = 4_000_000;
/** Versions that are known to be public. */
const LIVE = 20_000;
/** Letters of differences. */
const DIFFERENCES = 4_000_000;

export class Readings {
  readonly #texts = new Lru<Read>(TEXTS, ({ text }) => text.length);
  readonly #live = new Lru<true>(LIVE, () => 1);
  readonly #differences = new Lru<{ found?: Difference }>(DIFFERENCES, (one) => JSON.stringify(one).length);

  /** Whether a version is public. */
  async isLive(source: HistorySource, version: Text): Promise<boolean> {
    const key = keyOf(source, version);
    if (this.#live.get(key)) return true;
    const read = await this.#read(source, version);
    if (!read || source.state(version.path, read.node) !== 'live') return false;
    this.#live.set(key, true);
    return true;
  }

  /** What a version changed; undefined where that is white space or the path at most, or one cannot be read. */
  async difference(source: HistorySource, before: Text, after: Text): Promise<Difference | undefined> {
    if (before.oid === after.oid) return undefined;
    const key = `${keyOf(source, before)}\0${keyOf(source, after)}`;
    const known = this.#differences.get(key);
    if (known) return known.found;
    const [old, now] = [await this.#read(source, before), await this.#read(source, after)];
    if (!old || !now) return undefined;
    const found = difference(old, now);
    this.#differences.set(key, { found });
    return found;
  }

  async #read(source: HistorySource, version: Text): Promise<Read | undefined> {
    const key = keyOf(source, version);
    const known = this.#texts.get(key);
    if (known) return known;
    const text = await source.text(version.oid);
    if (text === undefined) return undefined;
    const read = { text, node: source.parse(text, version.path) };
    this.#texts.set(key, read);
    return read;
  }
}

function keyOf({ name }: HistorySource, { path, oid }: Text): string {
  return `${name}\0${oid}\0${path}`;
}

/**
 * Where the entries of a document stand in it. What a pass leaves as it was is cut out of the last document and put into
 * the next one as it is, so an entry is made once, however many feeds there are and however little memory.
 */
import type { Document } from './document.ts';
import { type FeedFormat, FORMATS } from './feed.ts';

/** An entry as it is written in each format. */
export type Fragments = Record<FeedFormat, Buffer>;

export interface Cut {
  /** Of the entry. */
  id: string;
  /** What it was made of, apart from what links in it lead to. */
  version: string;
  /** First byte and number of bytes, for each of `FORMATS`. */
  spans: number[];
}

/** Entries that are written already. */
export interface Written {
  get(id: string, version: string): Fragments | undefined;
}

/** The entries of a feed as it was built, but for those of nodes that are doubtful now. */
export function writtenIn(
  { documents, cuts = [] }: { documents: Record<FeedFormat, Document>; cuts?: Cut[] },
  doubtful: ReadonlySet<string>,
): Written {
  const known = new Map(cuts.map((cut) => [cut.id, cut]));
  return {
    get(id, version) {
      const cut = known.get(id);
      if (cut?.version !== version || doubtful.has(id.replace('urn:uuid:', ''))) return undefined;
      const made = FORMATS.map((format, at): [FeedFormat, Buffer] => {
        const [start = 0, length = 0] = cut.spans.slice(2 * at);
        return [format, documents[format].body.subarray(start, start + length)];
      });
      return Object.fromEntries(made) as Fragments;
    },
  };
}

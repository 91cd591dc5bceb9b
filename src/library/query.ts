/** A query as somebody types it, read: its words, and what narrows it down. Pure. */

export interface Query {
  /** Without the filters. */
  words: string;
  /** A folder's path, the end of one, or its name. */
  folder?: string;
  tag?: string;
  /** ISO year, month or day: changed before it began. */
  before?: string;
  /** Changed when it began, or later. */
  after?: string;
  /** Filters that say nothing we know, as typed; they are left out. */
  faults: string[];
}

/** `name:value` or `name:"some value"` or `#tag` between spaces. Longer queries than this are no queries. */
const FILTER =
  /(?<=^|\s)(?:(in|tag|before|after):(?:"([^"]*)"|(\S+))|#([\p{L}\p{N}_-]*\p{L}[\p{L}\p{N}_-]*))(?=\s|$)/giu;
const LONGEST = 1_000;
const DATE = /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/;

/** `isTag`: whether there is such a tag; `#word` is a word where there is none. */
export function parseQuery(text: string, isTag: (tag: string) => boolean = () => true): Query {
  const query: Query = { words: '', faults: [] };
  const written = text.slice(0, LONGEST).toWellFormed().replaceAll('\0', ' ');
  const words = written.replace(FILTER, (all, name?: string, quoted?: string, plain?: string, hash?: string) => {
    if (hash !== undefined) {
      if (!isTag(hash)) return all;
      query.tag = hash;
      return ' ';
    }
    take(query, name?.toLowerCase() ?? '', quoted ?? plain ?? '', all);
    return ' ';
  });
  return { ...query, words: words.trim() };
}

function take(query: Query, name: string, value: string, written: string): void {
  const dated = name === 'before' || name === 'after';
  if (value.trim() === '' || (dated && !DATE.test(value))) query.faults.push(written);
  else if (dated) query[name] = value;
  else if (name === 'in') query.folder = value.replace(/^\.?\/+|\/+$/g, '');
  else query.tag = value.replace(/^#/, '');
}

/** Words as queries of SQLite's FTS5 (https://www.sqlite.org/fts5.html#full_text_query_syntax). Pure. */

/** Words that are looked at. */
const MOST = 12;

/** `key`: as `searchKey` writes it. */
export function wordsOf(key: string): string[] {
  return [...new Set(key.split(' '))].filter((word) => word !== '').slice(0, MOST);
}

/** All of these; of a group any. `unfinished`: the last may go on. */
export function allOf(groups: readonly (string | readonly string[])[], unfinished: boolean): string {
  const last = groups.length - 1;
  return groups
    .map((group, at) => anyOf(typeof group === 'string' ? [group] : group, unfinished && at === last))
    .join(' AND ');
}

/** Any of these. */
export function anyOf(words: readonly string[], unfinished: boolean): string {
  return `(${words.map((word) => quoted(word) + (unfinished ? '*' : '')).join(' OR ')})`;
}

/** A word of several is a phrase. */
function quoted(word: string): string {
  return `"${word.replaceAll('"', '""')}"`;
}

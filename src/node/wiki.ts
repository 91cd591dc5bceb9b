/** Wiki links, `[[name]]` and `[[name#part|shown]]`, which no Markdown parser knows by itself. */

const WIKI = /\[\[([^[\]|\n]{1,300})(?:\\?\|([^[\]\n]{0,300}))?\]\](?!\()/y;

export interface WikiLink {
  /** The words a reader sees. */
  label: string;
  /** The name as written, with its part. */
  target: string;
  /** Where the text goes on. */
  end: number;
}

/** The wiki link that begins at `at`. */
export function wikiAt(source: string, at: number): WikiLink | undefined {
  if (source.charCodeAt(at + 1) !== 91) return undefined;
  WIKI.lastIndex = at;
  const match = WIKI.exec(source);
  const name = match?.[1]?.trim();
  if (!match || !name) return undefined;
  const label = match[2]?.trim() || name.split('#', 1)[0]?.trim() || name;
  return { label, target: name, end: at + match[0].length };
}

/** What a node is, as plain data. Made by parse.ts; every other room speaks these words. */

/** A fault of one node's text. It never costs more than this line: the node is still parsed. */
export interface Warning {
  /** Stable name, such as `front-matter-unclosed`. */
  code: string;
  /** What was expected and what came. */
  message: string;
  /** How the author can mend it. */
  mend?: string;
  /** 1-based line of the file. */
  line?: number;
}

/** An H2 of the node. */
export interface Section {
  /** Leading emoji of the heading, if any. */
  emoji?: string;
  /** Heading as plain text, without the emoji. */
  title: string;
  /** 1-based line of the heading in the file. */
  line: number;
}

/**
 * - `cross`: an item of a cross-reference list
 * - `return`: a navigation line ("Return to …")
 * - `field`: named in front matter by a configured field
 * - `mention`: any other relative link, wiki link in the body
 */
export type ReferenceKind = 'cross' | 'return' | 'field' | 'mention';

/** One cross-reference as its author wrote it, not yet resolved. */
export interface Reference {
  kind: ReferenceKind;
  /** Shown text, plain, with its emoji if it has one. */
  title: string;
  /** Target as written, without fragment: a relative path (`../x/y.md`, `./`, `eip-1.md`) or a wiki name. Absent: only a title was given. */
  target?: string;
  /** After `#`, without it. */
  fragment?: string;
  /** The words after the dash: why. */
  note?: string;
  /** Heading of the group in a list of several groups. */
  group?: string;
  /** Front matter field a `field` reference came from. */
  field?: string;
  /** 1-based line of the file. */
  line: number;
}

/** A Markdown file, parsed. Knows nothing of git, ids or other nodes. */
export interface ParsedNode {
  /** The node's own emoji: first grapheme of the title, or else of the file name. As written there. */
  emoji?: string;
  /** Plain text, without the leading emoji; never empty. */
  title: string;
  /** Plain text of the italic line under the dates. */
  tagline?: string;
  /** ISO date (`2025-12-14`) or date-time the author states; absent when none or fuzzy. */
  statedCreated?: string;
  statedUpdated?: string;
  /** As written, such as `Draft — Stub Node` or `Final`. */
  status?: string;
  version?: string;
  /** True for front matter `draft: true`, `published: false` or `private: true`: never shown anywhere. */
  draft: boolean;
  /** The author's own warning to readers (front matter `content_note`, `content-note`, `contentNote`, `cw`). */
  contentNote?: string;
  /** BCP 47 tag from front matter `lang` or `language`. */
  language?: string;
  tags: string[];
  constellation: string[];
  sections: Section[];
  references: Reference[];
  /** The author's own first words, plain text, at most ~600 characters; may be empty. */
  summary: string;
  warnings: Warning[];
}

/** A current node of a source: what its author wrote, and who it is by git's history. */
export interface Node extends ParsedNode {
  /** UUID, the same in every clone, feed and message (see docs/decisions/0004). */
  id: string;
  source: string;
  /** From the repository's root, with `/`. */
  path: string;
  /** Git blob id of the text. */
  oid: string;
  /** ISO instant of the node's birth in git. Never changes. */
  published: string;
  /** ISO instant of its last change in substance. */
  updated: string;
}

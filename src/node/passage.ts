/** An author's Markdown as plain data, for those who show it otherwise than as HTML. */

/** A stretch of text in one style. `text` is plain; a line break within a paragraph is `\n`. */
export interface Run {
  text: string;
  bold?: true;
  italic?: true;
  struck?: true;
  code?: true;
  /** Absolute http, https or mailto address. */
  href?: string;
}

export type Block =
  | { type: 'paragraph'; runs: Run[] }
  | { type: 'heading'; level: number; runs: Run[] }
  | { type: 'list'; ordered: boolean; start: number; items: Block[][] }
  | { type: 'quote'; blocks: Block[] }
  | { type: 'code'; text: string; language?: string }
  | { type: 'table'; head: Run[][]; rows: Run[][][] }
  | { type: 'rule' };

/** What the desk answers, as plain data; terminals and chats only dress it. */

import type { SeenReference } from '../library/present.ts';
import type { Node } from '../node/node.ts';

/** A node in a list. */
export interface Line {
  id: string;
  path: string;
  emoji?: string;
  title: string;
  tagline?: string;
  updated: string;
  url: string;
}

/** A node in full. */
export interface Sheet extends Line {
  source: string;
  created: string;
  status?: string;
  version?: string;
  contentNote?: string;
  tags: string[];
  constellation: string[];
  sections: Node['sections'];
  references: SeenReference[];
  backlinks: Line[];
  /** The author's Markdown, front matter included. */
  text: string;
}

/** `nodes --json`: the parsed node, its dates the author's where stated, else git's. */
export interface NodeFacts {
  id: string;
  source: string;
  path: string;
  emoji?: string;
  title: string;
  tagline?: string;
  created: string;
  updated: string;
  status?: string;
  version?: string;
  contentNote?: string;
  tags: string[];
  constellation: string[];
  sections: Node['sections'];
  references: SeenReference[];
}

/** Rows of the library as nodes. */
import type { Node, ParsedNode } from '../node/node.ts';

export interface Row {
  rid: number;
  id: string;
  source: string;
  path: string;
  oid: string;
  published: string;
  updated: string;
  indexed: number;
  key: string;
  data: string;
}

export function nodeOf(row: Row): Node {
  const { id, source, path, oid, published, updated } = row;
  return { ...(JSON.parse(row.data) as ParsedNode), id, source, path, oid, published, updated };
}

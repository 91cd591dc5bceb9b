/** Queries with the nodes they mean, and how well search finds them: over real archives that lie beside the project. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Library } from '../src/library/library.ts';
import { parseNode } from '../src/node/parse.ts';
import { decodeText } from '../src/node/text.ts';
import queries from './queries.json' with { type: 'json' };

const SHARED = join(import.meta.dirname, '../../shared');
const BUNDLE = join(SHARED, 'repos/eips.bundle');
const NODES = join(SHARED, 'nodes');

/** Whether the archives are there. */
export const present = existsSync(BUNDLE) && existsSync(NODES);

export interface Labelled {
  of: string;
  /** What makes it hard: `typo`, `emoji`, `number`, … */
  kind: string;
  query: string;
  /** Paths, any of which is right. */
  expect: string[];
}

export interface Ranked extends Labelled {
  /** From 1; infinite where none was found. */
  rank: number;
  /** What came first instead. */
  first?: string;
}

/** Finds that are looked at. */
const LIMIT = 20;

export function rankAll(): Ranked[] {
  const folder = mkdtempSync(join(tmpdir(), 'starpost-search-'));
  try {
    execFileSync('git', ['clone', '--quiet', '--branch', 'master', BUNDLE, join(folder, 'eips')]);
    const roots: Record<string, string> = { eips: join(folder, 'eips'), nodes: NODES };
    return Object.entries(roots).flatMap(([name, root]) => {
      const library = libraryOf(root, join(folder, `${name}.db`));
      const ranked = (queries as Labelled[]).filter(({ of }) => of === name).map((one) => rank(library, one));
      library.close();
      return ranked;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function rank(library: Library, labelled: Labelled): Ranked {
  const paths = library.search(labelled.query, LIMIT).map(({ node }) => node.path);
  const at = paths.findIndex((path) => labelled.expect.includes(path));
  return { ...labelled, rank: at < 0 ? Number.POSITIVE_INFINITY : at + 1, first: paths[0] };
}

/** Mean of 1 / rank. */
export function meanReciprocalRank(ranked: readonly Ranked[]): number {
  return ranked.reduce((sum, one) => sum + 1 / one.rank, 0) / ranked.length;
}

/** Every Markdown file below a folder, each a node. Dates are the stated ones: files have none of their own. */
export function libraryOf(root: string, file: string): Library {
  const library = new Library(file);
  const { writer } = library;
  writer.begin();
  for (const path of (readdirSync(root, { recursive: true }) as string[]).sort()) {
    if (!path.endsWith('.md') || path.startsWith('.git/')) continue;
    const { text } = decodeText(readFileSync(join(root, path)));
    const parsed = parseNode(text, path, { fields: {} });
    const updated = `${(parsed.statedUpdated ?? parsed.statedCreated ?? '2015-01-01').slice(0, 10)}T00:00:00Z`;
    const node = { ...parsed, id: uuidOf(path), source: 'files', path, oid: '', published: updated, updated };
    writer.put(node);
    writer.index(node, text);
  }
  writer.commit();
  return library;
}

export function uuidOf(text: string): string {
  const digits = createHash('sha256').update(text).digest('hex');
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `8${digits.slice(13, 16)}`,
    `a${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join('-');
}

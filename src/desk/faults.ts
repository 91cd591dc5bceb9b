/** Everything wrong with the nodes of a library that an author can mend. */

import { decodePath, nameKey } from '../library/keys.ts';
import type { Library } from '../library/library.ts';
import type { Presenter, SeenReference } from '../library/present.ts';
import type { Node, Warning } from '../node/node.ts';

export type Severity = 'error' | 'warning';

export interface NodeFault {
  severity: Severity;
  /** Stable name, such as `reference-missing`. */
  code: string;
  path: string;
  line: number;
  message: string;
  mend?: string;
}

/** Faults of the text itself; others are warnings, since the node is still shown as it is meant. */
const ERRORS = new Set([
  'mojibake',
  'not-utf-8',
  'too-large',
  'missing',
  'front-matter-unclosed',
  'front-matter-invalid',
  'front-matter-language',
]);

export function warningFault(path: string, { code, message, mend, line }: Warning): NodeFault {
  return { severity: ERRORS.has(code) ? 'error' : 'warning', code, path, line: line ?? 1, message, mend };
}

/** References that lead nowhere, and missing dates. */
export function nodeFaults(node: Node, library: Library, presenter: Presenter): NodeFault[] {
  const faults = presenter.references(node).flatMap((reference) => referenceFault(node, reference, library));
  if (!node.statedCreated && !node.statedUpdated) {
    const message = 'no date was found in the text, so readers are shown git’s';
    faults.push({
      severity: 'warning',
      code: 'date-missing',
      path: node.path,
      line: 1,
      message,
      mend: '**First created:** 2026-01-31',
    });
  }
  return faults;
}

function referenceFault(node: Node, reference: SeenReference, library: Library): NodeFault[] {
  if (reference.state !== 'missing' || reference.kind === 'return') return [];
  const { target, title, line } = reference;
  const guess =
    bestGuess(target === undefined ? title : nameKey(decodePath(target)), node, library) ??
    bestGuess(title, node, library);
  const mend = guess && `did you mean ${relative(node.path, guess.path)}?`;
  const place = { path: node.path, line, mend };
  if (target === undefined)
    return [{ severity: 'warning', code: 'reference-title', message: `no node is titled "${title}"`, ...place }];
  return [{ severity: 'error', code: 'reference-missing', message: `"${target}" leads to no node`, ...place }];
}

function bestGuess(words: string, node: Node, library: Library): Node | undefined {
  return library.search(words, 2).find((hit) => hit.node.id !== node.id)?.node;
}

/** How one file links to another. */
export function relative(from: string, to: string): string {
  const a = from.split('/').slice(0, -1);
  const b = to.split('/');
  let shared = 0;
  while (shared < a.length && shared < b.length - 1 && a[shared] === b[shared]) shared++;
  const up = '../'.repeat(a.length - shared);
  return (up || './') + b.slice(shared).join('/');
}

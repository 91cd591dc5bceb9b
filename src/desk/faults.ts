/** Everything wrong with the nodes of a library that an author can mend. */
import { decodePath, nameKey } from '../library/keys.ts';
import type { Presenter, SeenReference } from '../library/present.ts';
import type { Node, Warning } from '../node/node.ts';
import type { Guesser } from './guess.ts';

export type Severity = 'error' | 'warning';

export interface NodeFault {
  severity: Severity;
  /** Stable name, such as `reference-missing`. */
  code: string;
  path: string;
  /** 1-based. */
  line: number;
  message: string;
  mend?: string;
}

/** Faults by which readers lose something; with the others a node is still shown as it is meant. */
const ERRORS = new Set([
  'mojibake',
  'not-utf-8',
  'too-large',
  'missing',
  'corrupt',
  'front-matter-unclosed',
  'front-matter-broken',
  'front-matter-language',
]);

export function warningFault(path: string, { code, message, mend, line }: Warning): NodeFault {
  return { severity: ERRORS.has(code) ? 'error' : 'warning', code, path, line: line ?? 1, message, mend };
}

/** References that lead nowhere, and missing dates. */
export function nodeFaults(node: Node, presenter: Presenter, guesser: Guesser): NodeFault[] {
  const faults = presenter.references(node).flatMap((reference) => referenceFault(node, reference, guesser));
  const unclear = node.warnings.some((warning) => warning.code === 'date-unclear');
  if (!node.statedCreated && !node.statedUpdated && !unclear) {
    const message = 'no date was found in the text, so readers are shown git’s';
    const mend = 'add a line such as **First created:** 2026-01-31';
    faults.push({ severity: 'warning', code: 'date-missing', path: node.path, line: 1, message, mend });
  }
  return faults;
}

function referenceFault(
  node: Node,
  { state, kind, target, title, line }: SeenReference,
  guesser: Guesser,
): NodeFault[] {
  if (state !== 'missing' || kind === 'return') return [];
  const named = target === undefined ? undefined : guesser.nearest(nameKey(decodePath(target)), node.id);
  const guess = named ?? guesser.nearest(title, node.id);
  const mend = guess && `did you mean ${relative(node.path, guess.path)}?`;
  const place = { path: node.path, line, mend };
  if (target === undefined) {
    return [{ severity: 'warning', code: 'reference-title', message: `no node is titled "${title}"`, ...place }];
  }
  return [{ severity: 'error', code: 'reference-missing', message: `"${target}" leads to no node`, ...place }];
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

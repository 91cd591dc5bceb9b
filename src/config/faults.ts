/** Faults of a config file: what was expected, what stands there, how to mend it, and where. */
import { redact } from '../log.ts';

export interface Fault {
  /** Place in the config, such as `sources[0].settle`, or the name of an environment variable or option. */
  at: string;
  /** What was expected, what came and how to mend it; never a secret. */
  message: string;
  /** 1-based place in the file. */
  line?: number;
  column?: number;
}

/** Every fault of a config at once; the message has one line a fault. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  readonly faults: readonly Fault[];

  constructor(where: string, faults: readonly Fault[]) {
    const head = `${where} has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:`;
    super([head, ...faults.map((fault) => `  ${faultLine(fault)}`)].join('\n'));
    this.faults = faults;
  }
}

export function faultLine({ at, message, line, column }: Fault): string {
  const place = line === undefined ? '' : ` (line ${line}, column ${column ?? 1})`;
  return `${at ? `${at}: ` : ''}${message}${place}`;
}

/** `['sources', 0, 'settle']` -> `sources[0].settle`. */
export function placeName(path: readonly PropertyKey[]): string {
  let name = '';
  for (const step of path) name += typeof step === 'number' ? `[${step}]` : `${name ? '.' : ''}${String(step)}`;
  return name;
}

/** A value as shown in a message: short, and without the credentials an address may hold. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return value.length ? 'a list' : 'an empty list';
  if (typeof value === 'object') return 'a mapping';
  const text = redact(String(value));
  const short = text.length > 60 ? `${[...text].slice(0, 60).join('')}…` : text;
  return typeof value === 'string' ? JSON.stringify(short) : short;
}

/** Letter case and the choice between `baseUrl`, `base_url` and `base-url` make no difference to who was meant. */
const plain = (word: string) => word.toLowerCase().replace(/[-_\s]/g, '');

/** The candidate that was most likely meant, if any is near enough (one typo in three letters). */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(plain(word).length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(plain(word), plain(candidate));
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** Levenshtein's distance, a neighbouring pair swapped counted as one. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2]! + 1);
      row.push(cost);
    }
    [before, above] = [above, row];
  }
  return above[b.length]!;
}

/** `Did you mean x?`, or the list to choose from. */
export function suggestion(word: string, candidates: readonly string[], otherwise: string): string {
  const meant = nearest(word, candidates);
  return meant ? `Did you mean ${meant}?` : otherwise;
}

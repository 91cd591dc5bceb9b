/**
 * What was before the first run, told to the ledger after it: older and older, a piece at a time, so that it can go on
 * wherever it was interrupted. Nobody hears of it; feeds of nodes and renamed tags are as if it had been watched.
 */
import type { ChangeRecord, Ledger } from '../ledger/ledger.ts';
import type { Log } from '../log.ts';
import { lineageOf } from './baseline.ts';
import { type Burst, burstsOf, compareBursts, endOf, order, settled } from './bursts.ts';
import type { Seen } from './departures.ts';
import type { Source } from './source.ts';

/**
 * Bursts that are told at most, the newest: about 100 MB of ledger, and of memory while it lasts. Feeds of nodes show the
 * newest changes, and renamed tags are looked for among far fewer.
 */
export const MOST = 100_000;
/** Bursts told in one transaction. */
const PIECE = 200;
/** The mark of a source whose past is told. */
export const TOLD = '';

export interface PastParts {
  ledger: Pick<Ledger, 'source' | 'changes' | 'commitPast'>;
  log: Log;
  now(): Date;
  /** Called every now and then, mostly after less than a millisecond or two: lets others work. Rejects where it is to end. */
  rest?(): Promise<void>;
}

/** How far it is told: what is to come is in the history of `head`, after the place in the order of bursts. */
interface Mark {
  head: string;
  at?: string;
  nr?: number;
}

/** Where it begins after the first pass, which told some of it; that is found again, and stays as it is. */
export function beginning(head: string): string {
  return JSON.stringify({ head } satisfies Mark);
}

/** Tells all of it that is not told yet. Errors of git come through. False: the ledger does not know the source. */
export async function tellPast(source: Source, parts: PastParts): Promise<boolean> {
  const { ledger, log } = parts;
  const past = new Past(source, parts);
  for (;;) {
    const state = await ledger.source(source.name);
    if (!state || state.past === TOLD) return state !== undefined;
    const mark = state.past === undefined ? await seeded(source, ledger) : (JSON.parse(state.past) as Mark);
    const piece = mark && (await past.after(mark));
    if (!piece)
      log.warn(
        { source: source.name },
        'what was before the first run cannot be read: some feeds begin with what is known',
      );
    // Where another replica was faster, its mark is read next.
    await ledger.commitPast({ source: source.name, from: state.past, ...(piece ?? { to: TOLD, changes: [] }) });
  }
}

/**
 * The mark that a former version would have left: it told the newest changes in its first pass, which is known by their
 * having been seen when they were made.
 */
async function seeded(source: Source, ledger: PastParts['ledger']): Promise<Mark | undefined> {
  const changes = await ledger.changes({ limit: MOST, sources: [source.name] });
  const told = changes.filter(({ at, firstAt }) => at === firstAt);
  const [first] = told;
  return first && { head: first.commit, at: told.at(-1)!.at };
}

class Past {
  readonly #source: Source;
  readonly #parts: PastParts;
  readonly #seen: Seen = new Map();
  /** What is left to tell. */
  #bursts: Burst[] | undefined;

  constructor(source: Source, parts: PastParts) {
    this.#source = source;
    this.#parts = parts;
  }

  /** The next piece; undefined where the history is not here (any more): what is missing would look as if taken back. */
  async after(mark: Mark): Promise<{ to: string; changes: ChangeRecord[] } | undefined> {
    const { head, at, nr = -1 } = mark;
    const { mirror } = this.#source;
    if (!(await mirror.has(head))) return undefined;
    this.#bursts ??= await this.#all(head);
    if (at !== undefined) {
      const next = this.#bursts.findIndex((burst) => order({ at, nr }, endOf(burst)) < 0);
      this.#bursts = next < 0 ? [] : this.#bursts.slice(next);
    }
    const piece = this.#bursts.slice(0, PIECE);
    const changes = await this.#changes(piece);
    if (!(await mirror.has(head))) return undefined;
    if (piece.length === this.#bursts.length) return { to: TOLD, changes };
    const end = endOf(piece.at(-1)!);
    return { to: JSON.stringify({ head, at: end.at, nr: end.nr } satisfies Mark), changes };
  }

  async #all(head: string): Promise<Burst[]> {
    const tracks = await lineageOf(this.#source, head, this.#parts.rest);
    return burstsOf(tracks, this.#source.pace.settle).slice(0, MOST);
  }

  async #changes(bursts: readonly Burst[]): Promise<ChangeRecord[]> {
    const changes: ChangeRecord[] = [];
    for (const burst of bursts) {
      const [compared] = await compareBursts(this.#source, [burst], this.#seen);
      const change = compared?.decision.change;
      if (change) changes.push(settled(change, this.#parts.now().toISOString()));
      await this.#parts.rest?.();
    }
    return changes;
  }
}

/** What goes wrong between a bot and its platform, on purpose: by script, or by chance from a seed. */

/**
 * - `429`: refused as too fast, `seconds` to wait (default 1)
 * - `502`: an HTML page instead of an answer, nothing was done; `502-after`: the same, though it was done
 * - `silent`: never answered, nothing was done; `silent-after`: never answered, though it was done
 * - `drop`: the socket closes, nothing was done; `drop-after`: the same, though it was done
 * - `slow`: done, and answered `seconds` later (default 1)
 * - `garbled`: done, and answered with JSON that breaks off
 */
export type FaultKind =
  | '429'
  | '502'
  | '502-after'
  | 'silent'
  | 'silent-after'
  | 'drop'
  | 'drop-after'
  | 'slow'
  | 'garbled';

export interface FaultRule {
  kind: FaultKind;
  /** Only requests whose label fits: `POST /channels/5/messages` on Discord, `sendMessage 5` on Telegram. */
  match?: string | RegExp;
  /** How many requests it hits; default 1, or without end where a chance is given. */
  times?: number;
  /** From 0 to 1, drawn for each request that fits; default 1. */
  chance?: number;
  /** Of the fake's time. */
  seconds?: number;
}

export interface Fault {
  kind: FaultKind;
  seconds: number;
}

export interface Injected extends Fault {
  /** Milliseconds since 1970, in the fake's time. */
  at: number;
  label: string;
}

export class Faults {
  /** Everything that was made to go wrong, oldest first. */
  readonly injected: Injected[] = [];
  readonly #now: () => number;
  #rules: { rule: FaultRule; left: number }[] = [];
  #draw: () => number;

  constructor(now: () => number) {
    this.#now = now;
    this.#draw = randomOf(1);
  }

  /** Begins the draws of `chance` anew. */
  seed(seed: number): void {
    this.#draw = randomOf(seed);
  }

  /** The first rule that fits a request wins. */
  add(...rules: FaultRule[]): void {
    for (const rule of rules) {
      this.#rules.push({ rule, left: rule.times ?? (rule.chance === undefined ? 1 : Number.POSITIVE_INFINITY) });
    }
  }

  clear(): void {
    this.#rules = [];
  }

  /** For the servers: what happens to this request, noted. */
  pick(label: string): Fault | undefined {
    for (const entry of this.#rules) {
      const { kind, match, chance, seconds = 1 } = entry.rule;
      if (entry.left <= 0 || !fits(label, match)) continue;
      if (chance !== undefined && this.#draw() >= chance) continue;
      entry.left--;
      this.injected.push({ at: this.#now(), label, kind, seconds });
      return { kind, seconds };
    }
    return undefined;
  }
}

function fits(label: string, match: string | RegExp | undefined): boolean {
  if (match === undefined) return true;
  return typeof match === 'string' ? label.includes(match) : match.test(label);
}

/** Numbers from 0 to 1 that are the same for a seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Tells the operator of faulty nodes: each fault once, and not a wall of them. */
import { placeName } from '../config/faults.ts';
import type { Settings } from '../config/read.ts';
import type { ScopeFault } from '../desk/sound.ts';
import type { Log } from '../log.ts';
import type { Report } from '../pipeline/baseline.ts';

/** Shown one by one in a pass; the rest are counted. */
const SHOWN = 20;

export interface Reporter {
  report: Report;
  /** At the end of a pass: how many were not shown. */
  finish(): void;
}

export function reporter(source: string, log: Log): Reporter {
  let seen = 0;
  return {
    report(path, warnings) {
      for (const { message, mend, line, code } of warnings) {
        if (++seen <= SHOWN) log.warn({ source, path, line: line ?? 1, code, mend }, message);
      }
    },
    finish() {
      if (seen > SHOWN)
        log.warn({ source, more: seen - SHOWN }, 'further faults were found: starpost check lists them all');
      seen = 0;
    },
  };
}

/** Where in the file a subscription names what is not there, what was expected and how to mend it. */
export function refusal({ place }: Pick<Settings, 'place'>, at: string, { path, message }: ScopeFault) {
  const index = Number(/\d+/.exec(at)?.[0] ?? 0);
  return { at: `${at}.${placeName(path)}`, message, ...place(['subscriptions', index, ...path]) };
}

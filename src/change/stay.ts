/**
 * When a node came into public view and left it, told from its standings alone: a pass that sees many commits at once, and
 * a rebuild from the whole history, find what passes that saw each commit found. Pure.
 */
import type { Version } from './change.ts';
import type { Standing } from './lineage.ts';

/** The step that took a node out of public view, and what the public saw until then. */
export interface Leaving {
  at: string;
  commit: string;
  from: Version;
}

export interface Stay {
  /** The last step that brought it into view. */
  entered?: Standing;
  /** The last step that took it out. */
  left?: Leaving;
}

/** `was`: what the public saw before the first of the standings. */
export function stayOf(
  standings: readonly Standing[],
  was: Version | undefined,
  isLive: (version: Version) => boolean,
): Stay {
  const stay: Stay = {};
  let shown = was;
  for (const standing of standings) {
    const { at, commit, path, oid } = standing;
    const version = oid === undefined ? undefined : { path, oid };
    if (version && isLive(version)) {
      if (!shown) stay.entered = standing;
      shown = version;
    } else if (shown) {
      stay.left = { at, commit, from: shown };
      shown = undefined;
    }
  }
  return stay;
}

/** What can go wrong with a repository, typed by what the caller should do about it. None of them holds a credential. */

/** The repository did not answer, or broke off. Try again later. */
export class Unreachable extends Error {
  override name = 'Unreachable';
}

/** The repository answers, but the branch to watch is not there. A person must choose another. */
export class BranchGone extends Error {
  override name = 'BranchGone';
  /** Short names of the branches that do exist. */
  readonly branches: readonly string[];

  constructor(wanted: string | undefined, branches: readonly string[]) {
    const there = branches.length ? branches.join(', ') : 'none';
    super(
      wanted === undefined
        ? `The repository names no default branch. Set \`branch\` to one of: ${there}.`
        : `The repository has no branch "${wanted}". Branches that exist: ${there}.`,
    );
    this.branches = branches;
  }
}

/** Another starpost is working on the same mirror. Try again later. */
export class MirrorBusy extends Error {
  override name = 'MirrorBusy';
}

/** git could not read the local mirror, most likely because it is damaged: `Mirror.rebuild` makes it anew. */
export class MirrorDamaged extends Error {
  override name = 'MirrorDamaged';
}

/** A git of ours was ended from outside before it had finished. Try again later. */
export class GitEnded extends Error {
  override name = 'GitEnded';
}

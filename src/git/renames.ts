/**
 * Finds the renames of single commits by one long-lived `git diff-tree --stdin`. Asking for them in `git log` itself
 * would compare every file of every commit, images too, and matching names against a pattern there costs five times
 * the rest of the walk.
 */
import { EXACT_RENAMES, MARKDOWN, RENAMES } from './diff.ts';
import { MirrorDamaged } from './errors.ts';
import { type Running, start } from './process.ts';
import { type RawChange, rawItems } from './raw.ts';

/** diff-tree prints a line that is no object id back as it is, and flushes: so it marks the end of an answer. */
const MARK = 'end\n';
const MARK_BYTES = Buffer.from(`\0${MARK}`);

export class Renames {
  readonly #gitDir: string;
  #git: Running | undefined;

  constructor(gitDir: string) {
    this.#gitDir = gitDir;
  }

  /**
   * The Markdown changes of a commit against one of its parents, renames paired. Where git fails because a blob it
   * would compare is missing, only renames without edits are paired. One call at a time.
   */
  async pair(commit: string, parent: string): Promise<RawChange[]> {
    const answer = (await this.#ask(commit, parent, RENAMES)) ?? (await this.#exact(commit, parent));
    const changes: RawChange[] = [];
    for await (const items of rawItems(only(answer))) {
      for (const item of items) if ('change' in item) changes.push(item.change);
    }
    return changes;
  }

  close(): void {
    this.#git?.kill();
    this.#git = undefined;
  }

  async #exact(commit: string, parent: string): Promise<Buffer> {
    const answer = await this.#ask(commit, parent, EXACT_RENAMES);
    this.close();
    if (!answer) throw new MirrorDamaged(`git diff-tree could not compare commit ${commit} with its parent.`);
    return answer;
  }

  /** undefined: git ended before it had answered. */
  async #ask(commit: string, parent: string, renames: readonly string[]): Promise<Buffer | undefined> {
    const args = ['diff-tree', '--stdin', '-r', '-z', '--raw', '--no-abbrev', ...renames, '--', ...MARKDOWN];
    this.#git ??= start(this.#gitDir, args);
    const git = this.#git;
    git.stdin.write(`${commit} ${parent}\n${MARK}`);
    let answer: Buffer = Buffer.alloc(1);
    while (!answer.subarray(-MARK_BYTES.length).equals(MARK_BYTES)) {
      const chunk = await nextChunk(git);
      if (!chunk) {
        this.#git = undefined;
        return undefined;
      }
      answer = Buffer.concat([answer, chunk]);
    }
    return answer.subarray(1, -MARK.length);
  }
}

/** The next bytes git prints; undefined once it has ended. */
async function nextChunk(git: Running): Promise<Buffer | undefined> {
  for (;;) {
    const chunk: Buffer | null = git.stdout.read();
    if (chunk) return chunk;
    if (git.stdout.readableEnded || git.stdout.destroyed) return undefined;
    await new Promise<void>((resolve) => {
      const done = () => {
        git.stdout.off('readable', done).off('end', done).off('close', done);
        resolve();
      };
      git.stdout.on('readable', done).on('end', done).on('close', done);
    });
  }
}

async function* only(answer: Buffer): AsyncGenerator<Buffer, void, void> {
  yield answer;
}

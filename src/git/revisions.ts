/** What refs and hashes stand for, and which commits follow each other, without starting a git for each question. */
import { BatchReader } from './batch.ts';
import { MirrorDamaged } from './errors.ts';
import { instant, type Step } from './history.ts';
import { Renames } from './renames.ts';
import { Staying } from './staying.ts';

export interface Commit {
  /** Full hash. */
  commit: string;
  /** Full hash of its first parent; undefined for a root commit. */
  parent?: string;
  /** ISO instant of the committer's date, in UTC. */
  at: string;
}

/** A commit's message and signatures may be long; more than this is not a commit to be watched. */
const LARGEST = 10_000_000;

/** A push of more commits is read by `history`, all at once. */
const FEW = 20;

export class Revisions {
  readonly #git: Staying;
  readonly #renames: Renames;

  constructor(gitDir: string) {
    this.#git = new Staying(gitDir, () => new BatchReader(LARGEST, 'commit'));
    this.#renames = new Renames(gitDir);
  }

  /**
   * The commit that a ref's full name or a full hash stands for; undefined where there is none here.
   * @throws MirrorDamaged
   */
  async find(name: string): Promise<Commit | undefined> {
    const answer = await this.#ask(`${name}^{commit}`);
    return 'bytes' in answer ? commitOf(answer.oid, answer.bytes.toString('latin1')) : undefined;
  }

  /** Whether the folder that a commit shows can be read. */
  async hasTree(commit: string): Promise<boolean> {
    const answer = await this.#ask(`${commit}^{tree}`);
    return 'fault' in answer && answer.fault !== 'missing';
  }

  /**
   * The steps after `from` up to `to`, oldest first, where these are few; undefined where they are many, or where `from`
   * is not on the first-parent line of `to`. Both are full hashes. One call at a time.
   */
  async steps(from: string, to: string): Promise<Step[] | undefined> {
    const line: Required<Commit>[] = [];
    for (let hash = to; hash !== from; ) {
      const found = line.length < FEW ? await this.find(hash) : undefined;
      if (found?.parent === undefined) return undefined;
      line.push({ ...found, parent: found.parent });
      hash = found.parent;
    }
    if (!(await this.find(from))) return undefined;
    const steps: Step[] = [];
    for (const { commit, parent, at } of line.reverse()) {
      const changes = await this.#renames.pair(commit, parent);
      if (changes.length > 0) steps.push({ commit, at, changes });
    }
    return steps;
  }

  /** To be called where the mirror's files were exchanged. */
  renew(): void {
    this.#git.renew();
    this.#renames.close();
  }

  close(): void {
    this.#git.close();
    this.#renames.close();
  }

  async #ask(name: string) {
    const answer = await this.#git.ask(name);
    if ('lost' in answer) throw new MirrorDamaged(`git cat-file could not read ${name}: ${answer.lost}`);
    return answer;
  }
}

/** A commit object is lines of `KEY VALUE`, an empty line, and the message (gitformat-commit-object). */
function commitOf(commit: string, text: string): Commit {
  const head = text.slice(0, text.search(/\n\n|$/));
  const [, parent] = /^parent ([0-9a-f]+)$/m.exec(head) ?? [];
  const [, seconds = ''] = /^committer .*> (\d+) /m.exec(head) ?? [];
  return { commit, parent, at: instant(seconds) };
}

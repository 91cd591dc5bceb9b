/** One watched source, ready to work with: its mirror, its objects, and what the config says of its files. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import picomatch from 'picomatch';
import type { NodeState } from '../change/change.ts';
import type { Pace } from '../change/decide.ts';
import type { SourceConfig } from '../config/schema.ts';
import { type Head, Mirror } from '../git/mirror.ts';
import { Objects } from '../git/objects.ts';
import { fold } from '../library/keys.ts';
import type { Log } from '../log.ts';
import type { ParsedNode } from '../node/node.ts';
import { parseNode } from '../node/parse.ts';
import { textOf } from './texts.ts';

type Progress = (progress: { stage: string; percent: number }) => void;

export class Source {
  readonly name: string;
  readonly config: SourceConfig;
  readonly mirror: Mirror;
  readonly pace: Pace;
  /** Changes whenever the config reads the same files differently. */
  readonly fingerprint: string;
  readonly #included: (path: string) => boolean;
  readonly #hidden: (path: string) => boolean;
  readonly #noted: { note: string; path: (path: string) => boolean; tags: Set<string>; emoji: Set<string> }[];
  readonly #draftStatus: string[];
  readonly #log: Log;
  #objects: Objects | undefined;

  constructor(config: SourceConfig, dataFolder: string, log: Log, progress?: Progress) {
    const { name, url, branch, include, exclude, references, drafts, contentNotes } = config;
    this.name = name;
    this.config = config;
    this.#log = log;
    this.mirror = new Mirror({ url, branch, dir: join(dataFolder, 'mirrors', `${name}.git`), log, progress });
    this.pace = { settle: config.settle, settleAtMost: config.settleAtMost };
    this.fingerprint = fingerprint({
      include,
      exclude,
      references,
      drafts,
      contentNotes,
      maxNodeBytes: config.maxNodeBytes,
    });
    this.#included = matcher(include, exclude);
    this.#hidden = matcher(drafts.paths);
    this.#noted = contentNotes.map(({ note, paths, tags, emoji }) => ({
      note,
      path: matcher(paths),
      tags: new Set(tags.map(fold)),
      emoji: new Set(emoji.map(fold)),
    }));
    this.#draftStatus = drafts.status.map(fold);
  }

  /** Brings the mirror up to date. Throws git's typed errors. */
  async fetch(signal?: AbortSignal): Promise<Head> {
    const head = await this.mirror.fetch(signal);
    if ('rebuilt' in head) this.#forget();
    return head;
  }

  async rebuildMirror(): Promise<void> {
    this.#forget();
    await this.mirror.rebuild();
  }

  get objects(): Objects {
    this.#objects ??= new Objects(this.mirror.gitDir, { maxBytes: this.config.maxNodeBytes, log: this.#log });
    return this.#objects;
  }

  /** A text by its blob id; undefined when it cannot be read. */
  async text(oid: string): Promise<string | undefined> {
    return textOf(await this.objects.read(oid)).text;
  }

  includes(path: string): boolean {
    return this.#included(path);
  }

  parse(text: string, path: string): ParsedNode {
    const node = parseNode(text, path, { fields: this.config.references });
    const stars = [...node.constellation, node.emoji ?? ''];
    const rule = this.#noted.find(
      ({ path: fits, tags, emoji }) =>
        fits(path) || node.tags.some((tag) => tags.has(fold(tag))) || stars.some((one) => emoji.has(fold(one))),
    );
    return rule && !node.contentNote ? { ...node, contentNote: rule.note } : node;
  }

  /** What the public may see of a file that exists; `node` absent when it cannot be read. */
  state(path: string, node: ParsedNode | undefined): NodeState {
    if (!node || node.draft || !this.#included(path) || this.#hidden(path)) return 'hidden';
    return node.status !== undefined && this.#isDraft(fold(node.status)) ? 'hidden' : 'live';
  }

  /** `Draft` also means `Draft — Stub Node`: what might be a draft stays unseen. */
  #isDraft(status: string): boolean {
    return this.#draftStatus.some(
      (draft) => status.startsWith(draft) && !/^[\p{L}\p{N}]/u.test(status.slice(draft.length)),
    );
  }

  close(): void {
    this.#forget();
    this.mirror.close();
  }

  /** The mirror's files are others now. */
  #forget(): void {
    this.#objects?.close();
    this.#objects = undefined;
  }
}

function matcher(globs: readonly string[], except: readonly string[] = []): (path: string) => boolean {
  if (globs.length === 0) return () => false;
  return picomatch([...globs], { dot: true, ignore: [...except] });
}

function fingerprint(settings: unknown): string {
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 16);
}

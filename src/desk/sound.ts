/** Whether what a subscription names is there, told from the library. */
import { nearest as nearestWord } from '../config/faults.ts';
import type { SubscriptionConfig } from '../config/schema.ts';
import { fold } from '../library/keys.ts';
import type { Library } from '../library/library.ts';
import { findFolder, findTag, nearest } from './finder.ts';

export interface ScopeFault {
  /** Within the subscription, such as `['tags', 0]`. */
  path: (string | number)[];
  /** What was expected, what came, and what was likely meant. */
  message: string;
}

type Scope = Pick<SubscriptionConfig, 'folders' | 'tags' | 'nodes' | 'emoji'>;

/**
 * What a subscription names and no node has. Of what it excludes only what was likely mistyped: a precaution against what
 * is not there yet is none.
 */
export function scopeFaults(
  subscription: SubscriptionConfig,
  library: Library,
  sources: readonly string[],
): ScopeFault[] {
  const { except, near } = subscription;
  const check = new Check(library, sources, subscription.source);
  return [
    ...check.scope(subscription, []),
    ...(near && !check.hasNode(near.node) ? [check.node(near.node, ['near', 'node'])] : []),
    ...check.scope(except, ['except']).filter(({ meant }) => meant !== undefined),
  ].map(({ path, message }) => ({ path, message }));
}

interface Found extends ScopeFault {
  meant: string | undefined;
}

class Check {
  readonly #library: Library;
  readonly #sources: readonly string[];
  readonly #source: string | undefined;

  constructor(library: Library, sources: readonly string[], source: string | undefined) {
    this.#library = library;
    this.#sources = sources;
    this.#source = source;
  }

  scope({ folders, tags, nodes, emoji }: Scope, at: string[]): Found[] {
    return [
      ...folders.flatMap((folder, nr) =>
        this.#hasFolder(folder) ? [] : [this.#folder(folder, [...at, 'folders', nr])],
      ),
      ...tags.flatMap((tag, nr) => {
        const found = findTag(this.#library, tag);
        return 'tag' in found
          ? []
          : [fault([...at, 'tags', nr], 'a tag that a node has', tag, mistyped(tag, found.near))];
      }),
      ...nodes.flatMap((node, nr) => (this.hasNode(node) ? [] : [this.node(node, [...at, 'nodes', nr])])),
      ...emoji.flatMap((one, nr) => {
        const there = this.#library.emoji().some(({ key }) => key === fold(one));
        return there ? [] : [fault([...at, 'emoji', nr], "an emoji of a node's constellation or name", one, undefined)];
      }),
    ];
  }

  #hasFolder(path: string): boolean {
    return this.#folders().some((one) => one.path === path);
  }

  #folders() {
    return this.#library.folders().filter(({ source }) => this.#source === undefined || source === this.#source);
  }

  #folder(path: string, at: ScopeFault['path']): Found {
    const folders = this.#folders();
    const found = findFolder({ folders: () => folders }, this.#sources, path);
    const near = 'folder' in found ? [found.folder.path] : folders.map((one) => one.path);
    return fault(
      at,
      'a folder that holds nodes',
      path,
      mistyped(path, near) ?? ('folder' in found ? near[0] : undefined),
    );
  }

  hasNode(node: string): boolean {
    return this.#library.get(node) !== undefined || this.#sources.some((source) => this.#library.byPath(source, node));
  }

  node(node: string, at: ScopeFault['path']): Found {
    const paths = Array.from(this.#library.nodes(this.#source), ({ path }) => path);
    return fault(at, "a node's path or id", node, mistyped(node, paths));
  }
}

/** What is so alike that a slip is likelier than a precaution. */
function mistyped(written: string, known: readonly string[]): string | undefined {
  return nearestWord(written, known) ?? nearest(known, (one) => one, written, 1)[0];
}

function fault(path: ScopeFault['path'], expected: string, found: string, meant: string | undefined): Found {
  const mend = meant === undefined ? '' : ` Did you mean ${meant}?`;
  return { path, meant, message: `expected ${expected}, found ${JSON.stringify(found)}.${mend}` };
}

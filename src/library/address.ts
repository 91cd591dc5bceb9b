/** Public addresses of nodes, files and commits. */
import type { Node } from '../node/node.ts';

export interface SourceAddresses {
  /** `page`, `forge`, or a template with {path}, {slug} or {id}. */
  link: string;
  /** Address of the repository; only http(s) and ssh ones name a forge. */
  url: string;
  branch: string;
}

/** Percent-encodes a path once, segment by segment; safe for names of any characters. */
export function encodePath(path: string): string {
  return path
    .split('/')
    .map((segment) =>
      encodeURIComponent(segment.toWellFormed()).replace(
        /[!'()*]/g,
        (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
      ),
    )
    .join('/');
}

/** `git@host:owner/name.git`, `ssh://…`, `https://user:token@host/owner/name.git` -> `https://host/owner/name`; else undefined. */
export function forgeUrl(url: string): string | undefined {
  const scp = /^(?:[\w.-]+@)?([\w.-]+\.[a-z]+):(?!\/)(.+?)(?:\.git)?\/?$/i.exec(url);
  if (scp && !url.includes('://')) return `https://${scp[1]}/${scp[2]}`;
  const parts = /^(?:https?|ssh|git):\/\/(?:[^@/]*@)?([^/:]+)(?::\d+)?\/(.+?)(?:\.git)?\/?$/i.exec(url);
  return parts ? `https://${parts[1]}/${parts[2]}` : undefined;
}

/** Path pieces of the well-known forges; GitHub's are understood by most others. */
function pieces(forge: string): { blob: string; raw: string; commit: string } {
  if (/gitlab/.test(forge)) return { blob: '/-/blob/', raw: '/-/raw/', commit: '/-/commit/' };
  if (/(codeberg|gitea|forgejo)/.test(forge)) return { blob: '/src/branch/', raw: '/raw/branch/', commit: '/commit/' };
  return { blob: '/blob/', raw: '/raw/', commit: '/commit/' };
}

export class Addresses {
  readonly #base: string;
  readonly #sources: ReadonlyMap<string, SourceAddresses>;
  readonly #ownOnly: boolean;

  /** `ownOnly`: every title leads to our own page, as it does on our own pages. */
  constructor(baseUrl: string, sources: ReadonlyMap<string, SourceAddresses>, ownOnly = false) {
    this.#base = baseUrl.replace(/\/+$/, '');
    this.#sources = sources;
    this.#ownOnly = ownOnly;
  }

  /** Absolute address of one of our own pages or feeds; `path` begins with `/` and is already encoded. */
  own(path: string): string {
    return this.#base + path;
  }

  /** Where a node's title leads. */
  node(node: Pick<Node, 'id' | 'source' | 'path'>): string {
    const source = this.#sources.get(node.source);
    if (!source || source.link === 'page' || this.#ownOnly) return this.page(node.id);
    if (source.link === 'forge') return this.#forge(node.source, 'blob', node.path) ?? this.page(node.id);
    const slug = encodePath(node.path.replace(/\.(md|markdown)$/i, ''));
    return source.link
      .replaceAll('{path}', encodePath(node.path))
      .replaceAll('{slug}', slug)
      .replaceAll('{id}', node.id);
  }

  /** Our own page of a node: it survives moves. */
  page(id: string): string {
    return this.own(`/nodes/${id}`);
  }

  /** A file of the repository that is no node (an image, a table, a folder), where it can be seen in public. */
  file(source: string, path: string, kind: 'blob' | 'raw' = 'blob'): string | undefined {
    return this.#forge(source, kind, path);
  }

  commit(source: string, hash: string): string | undefined {
    const forge = forgeUrl(this.#sources.get(source)?.url ?? '');
    return forge && forge + pieces(forge).commit + hash;
  }

  #forge(name: string, kind: 'blob' | 'raw', path: string): string | undefined {
    const source = this.#sources.get(name);
    const forge = forgeUrl(source?.url ?? '');
    return forge && source
      ? `${forge}${pieces(forge)[kind]}${encodePath(source.branch)}/${encodePath(path)}`
      : undefined;
  }
}

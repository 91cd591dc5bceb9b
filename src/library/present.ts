/** How a node meets the public: where it leads, where its references lead, what stands before it. */
import type { Node, Reference } from '../node/node.ts';
import { type Block, passage } from '../node/passage.ts';
import { type RenderContext, renderHtml } from '../node/render.ts';
import type { Addresses } from './address.ts';
import { decodePath, folderOf, join } from './keys.ts';
import type { Resolved } from './resolve.ts';

/** A reference with what became of it. */
export interface SeenReference extends Reference {
  /** What readers are shown: the title as written, or the node's own where only its path was written. */
  label: string;
  /** Public address, where there is one. */
  url?: string;
  /** Node it leads to, and that node's present path. */
  id?: string;
  path?: string;
  /** `moved`: found through a path the node no longer has. `missing`: leads nowhere we know. */
  state: 'here' | 'moved' | 'folder' | 'file' | 'missing';
}

type Resolve = (source: string, path: string, reference: Pick<Reference, 'target' | 'title'>) => Resolved | undefined;

export class Presenter {
  readonly #addresses: Addresses;
  readonly #resolve: Resolve;
  readonly #get: (id: string) => Node | undefined;

  constructor(addresses: Addresses, library: { resolve: Resolve; get(id: string): Node | undefined }) {
    this.#addresses = addresses;
    this.#resolve = (...reference) => library.resolve(...reference);
    this.#get = (id) => library.get(id);
  }

  url(node: Pick<Node, 'id' | 'source' | 'path'>): string {
    return this.#addresses.node(node);
  }

  commitUrl(source: string, hash: string): string | undefined {
    return this.#addresses.commit(source, hash);
  }

  /** Every reference of a node, in its order. */
  references(node: Node): SeenReference[] {
    return node.references.map((reference) => this.#see(node, reference));
  }

  #see(node: Node, reference: Reference): SeenReference {
    const found = this.#resolve(node.source, node.path, reference);
    const label = reference.title;
    if (!found) return { ...reference, label, state: 'missing' };
    const fragment = reference.fragment ? `#${encodeURIComponent(reference.fragment)}` : '';
    if (found.to === 'node') {
      const url = this.#addresses.node({ ...node, id: found.id, path: found.path }) + fragment;
      const state = found.moved ? 'moved' : 'here';
      return { ...reference, label: this.#label(reference, found.id), id: found.id, path: found.path, url, state };
    }
    return {
      ...reference,
      label,
      path: found.path,
      url: this.#addresses.file(node.source, found.path),
      state: found.to,
    };
  }

  /** A bare path is shown as the title it leads to; what front matter names by number is followed by it. */
  #label({ kind, title }: Reference, id: string): string {
    const isPath = /\.(md|markdown)$|\//i.test(title);
    const target = isPath || kind === 'field' ? this.#get(id) : undefined;
    if (!target) return title;
    const full = target.emoji ? `${target.emoji} ${target.title}` : target.title;
    return isPath ? full : `${title}: ${full}`;
  }

  /** The node's text as clean HTML, every address absolute. */
  html(node: Node, text: string): string {
    return renderHtml(text, this.context(node));
  }

  /** The same as plain data, for chats. `text` may be a part of the node. */
  passage(node: Node, text: string): Block[] {
    return passage(text, this.context(node));
  }

  /** Where the links in a node's text lead. */
  context(node: Node): RenderContext {
    return {
      base: this.#addresses.node(node),
      url: (target) => this.#target(node, target),
      wiki: (name) => this.#found(node, this.#resolve(node.source, node.path, { target: name, title: name })),
    };
  }

  /** A relative target within a text: a node, or else a file where the forge shows it. */
  #target(node: Node, target: string): string | undefined {
    const [, path = '', rest = ''] = /^([^?#]*)(.*)$/s.exec(target) ?? [];
    const found = this.#resolve(node.source, node.path, { target: path, title: '' });
    if (found?.to === 'node') return this.#found(node, found) + rest.replace(/^\?[^#]*/, '');
    const file = join(folderOf(node.path), decodePath(path));
    const image = /\.(png|jpe?g|gif|svg|webp|avif|mp4|webm|mp3|ogg)$/i.test(path);
    return file === undefined ? undefined : this.#addresses.file(node.source, file, image ? 'raw' : 'blob');
  }

  #found(node: Node, found: Resolved | undefined): string | undefined {
    return found?.to === 'node' ? this.#addresses.node({ ...node, id: found.id, path: found.path }) : undefined;
  }
}

/** Answers look-ups from the library. Drafts and excluded files are not in it, so no answer can hold them. */
import type { LatestFilter, Library } from '../library/library.ts';
import type { Presenter } from '../library/present.ts';
import type { Node } from '../node/node.ts';
import type { Line, NodeFacts, Sheet } from './answer.ts';

export interface DeskParts {
  library: Library;
  presenter: Presenter;
  text(node: Node): Promise<string | undefined>;
}

export class Desk {
  readonly #parts: DeskParts;

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  /** Newest change in substance first. */
  latest(filter: LatestFilter): Line[] {
    return this.#parts.library.latest(filter).map((node) => this.line(node));
  }

  /** Best first. */
  search(query: string, limit: number): Line[] {
    return this.#parts.library.search(query, limit).map(({ node }) => this.line(node));
  }

  /** The node a query means best, or undefined. */
  async show(query: string): Promise<Sheet | undefined> {
    const [hit] = this.#parts.library.search(query, 1);
    return hit && this.sheet(hit.node);
  }

  async sheet(node: Node): Promise<Sheet> {
    const { library, text } = this.#parts;
    const { status, version, contentNote, tags, constellation, sections, source } = node;
    return {
      ...this.line(node),
      ...{ source, created: created(node), status, version, contentNote, tags, constellation, sections },
      references: this.#parts.presenter.references(node),
      backlinks: library.backlinks(node.id).map((other) => this.line(other)),
      text: (await text(node)) ?? '',
    };
  }

  facts(node: Node): NodeFacts {
    const { id, source, path, emoji, title, tagline, status, version, contentNote, tags, constellation, sections } =
      node;
    return {
      ...{ id, source, path, emoji, title, tagline, created: created(node), updated: updated(node) },
      ...{ status, version, contentNote, tags, constellation, sections },
      references: this.#parts.presenter.references(node),
    };
  }

  line(node: Node): Line {
    const { id, path, emoji, title, tagline } = node;
    return { id, path, emoji, title, tagline, updated: updated(node), url: this.#parts.presenter.url(node) };
  }
}

const created = (node: Node) => node.statedCreated ?? node.published;
const updated = (node: Node) => node.statedUpdated ?? node.updated;

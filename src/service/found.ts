/**
 * A node with all that its page shows, and the page itself where it was made before and nothing on it has changed since:
 * looking that up takes a third of the time that making it does.
 */
import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Document } from '../feed/document.ts';
import type { Addresses, SourceAddresses } from '../library/address.ts';
import type { Library } from '../library/library.ts';
import type { Presenter } from '../library/present.ts';
import type { Node } from '../node/node.ts';
import { type RenderContext, renderHtml } from '../node/render.ts';
import type { FoundNode, NodePage } from '../web/parts.ts';
import type { LinkMade, PageShelf } from './page-shelf.ts';
import type { Skies } from './skies.ts';

/** Pages that were made before. */
export interface KeptPages {
  shelf: PageShelf;
  /** Of all that pages are made of besides what is looked up: the program, the site. */
  mark: string;
}

export interface FoundParts {
  library: Pick<Library, 'backlinks'>;
  addresses: Addresses;
  /** For our own pages. */
  presenter: Presenter;
  skies: Skies;
  places: ReadonlyMap<string, SourceAddresses>;
  text(node: Node): Promise<string | undefined>;
  kept?: KeptPages;
}

type Seen = Omit<NodePage, 'html'>;

export class Found {
  readonly #parts: FoundParts;

  constructor(parts: FoundParts) {
    this.#parts = parts;
  }

  find(node: Node): FoundNode {
    const { kept, presenter } = this.#parts;
    const made = kept?.shelf.get(node.id);
    // Git reads while the rest is looked up.
    const reading = made ? undefined : this.#parts.text(node);
    // Whoever wants the text hears of it.
    reading?.catch(() => undefined);
    const seen = this.#look(node);
    const mark = kept && markOf(kept.mark, seen);
    const context = presenter.context(node);
    if (made && made.mark === mark && made.links.every((link) => leadsTo(context, link) === link.address))
      return { made: made.packed, page: () => this.#page(seen, context, []), keep: () => undefined };
    const links: LinkMade[] = [];
    return {
      page: () => this.#page(seen, context, links, reading),
      keep: (document) => mark !== undefined && void this.#keep(node.id, mark, links, document),
    };
  }

  #look(node: Node): Seen {
    const { library, addresses, presenter, skies, places } = this.#parts;
    const told = { ...node, references: node.references.filter(({ kind }) => kind !== 'mention') };
    const link = places.get(node.source)?.link;
    return {
      node,
      references: presenter.references(told).filter(({ id }) => id !== node.id),
      backlinks: library.backlinks(node.id),
      neighbourhood: skies.neighbourhood(node),
      // An address of the author's own is the page that search engines shall know; a forge's is not a page to read.
      canonical: link && link !== 'page' && link !== 'forge' ? addresses.node(node) : undefined,
      source: addresses.file(node.source, node.path),
    };
  }

  /** `links`: gets those that are in its text. */
  async #page(
    seen: Seen,
    context: RenderContext,
    links: LinkMade[],
    reading = this.#parts.text(seen.node),
  ): Promise<NodePage> {
    const text = await reading;
    if (text === undefined) throw new Error(`the text of ${seen.node.path} cannot be read from the mirror`);
    return { ...seen, html: renderHtml(text, noting(context, links)) };
  }

  async #keep(id: string, mark: string, links: readonly LinkMade[], document: Document): Promise<void> {
    const br = await document.encoded('br');
    // The reader is answered first.
    await setImmediate();
    this.#parts.kept?.shelf.put(id, { mark, links, packed: { etag: document.etag, length: document.length, br } });
  }
}

/** Of a node its text and place tell the rest. */
const told = ({ id, oid, path, published, updated }: Node) => [id, oid, path, published, updated];

function markOf(mark: string, { node, references, backlinks, neighbourhood, canonical, source }: Seen): string {
  const all = [mark, told(node), references, backlinks.map(told), neighbourhood, canonical, source];
  return createHash('sha256').update(JSON.stringify(all)).digest('base64url');
}

function leadsTo(context: RenderContext, { kind, target }: LinkMade): string | undefined {
  return kind === 'wiki' ? context.wiki(target) : context.url(target);
}

/** The same, noting what was asked and answered. */
function noting(context: RenderContext, links: LinkMade[]): RenderContext {
  const note = (kind: LinkMade['kind']) => (target: string) => {
    const address = leadsTo(context, { kind, target });
    links.push({ kind, target, address });
    return address;
  };
  return { ...context, url: note('url'), wiki: note('wiki') };
}

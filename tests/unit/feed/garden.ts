/** A garden to make feeds of: a real library and a real ledger in a temporary folder. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FeedSite } from '../../../src/feed/feed.ts';
import { FeedStore, type FeedStoreParts } from '../../../src/feed/store.ts';
import type { ChangeRecord, Ledger, NodeRecord, NodeState } from '../../../src/ledger/ledger.ts';
import { openSqlite } from '../../../src/ledger/sqlite.ts';
import { Addresses } from '../../../src/library/address.ts';
import { Library } from '../../../src/library/library.ts';
import { createLog } from '../../../src/log.ts';
import type { Node } from '../../../src/node/node.ts';

export const SITE: FeedSite = {
  title: 'The tide garden',
  description: 'Notes on tides, bread & beans',
  language: 'en',
  author: { name: 'Mara <the gardener>', url: 'https://garden.example/mara' },
  sources: ['garden'],
  identities: new Map([['garden', 'tide-garden']]),
};

/** A UUID that is the same in every run. */
export function idOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export function plant(path: string, more: Partial<Node> = {}): Node {
  return {
    id: idOf(path),
    source: 'garden',
    path,
    oid: createHash('sha1')
      .update(`${path} ${JSON.stringify(more)}`)
      .digest('hex'),
    published: '2025-03-01T08:00:00.000Z',
    updated: '2025-03-01T08:00:00.000Z',
    title: path.split('/').at(-1)!.replace(/\.md$/, ''),
    draft: false,
    tags: [],
    constellation: [],
    sections: [],
    references: [],
    summary: `A few words on ${path}.`,
    warnings: [],
    ...more,
  };
}

export interface PassOf {
  put?: Node[];
  /** Nodes that are taken back, and in what way. `from`: what the public saw last, where that is not the node itself. */
  gone?: { node: Node; state: Exclude<NodeState, 'live'>; at: string; from?: Node }[];
  changes?: ChangeRecord[];
}

export class Garden {
  readonly folder = mkdtempSync(join(tmpdir(), 'starpost-feed-'));
  readonly library = new Library(join(this.folder, 'library.sqlite'));
  readonly lines: string[] = [];
  readonly log = createLog({ write: (line) => void this.lines.push(line) });
  readonly html = new Map<string, string>();
  ledger!: Ledger;
  now = new Date('2025-06-01T12:00:00Z');
  #cursor: string | undefined;
  #passes = 0;
  /** When and from where nodes left last: coming back does not forget it. */
  readonly #left = new Map<string, Pick<NodeRecord, 'removedAt' | 'removedFrom'>>();

  static async open(): Promise<Garden> {
    const garden = new Garden();
    garden.ledger = await openSqlite(join(garden.folder, 'ledger.sqlite'));
    return garden;
  }

  async close(): Promise<void> {
    this.library.close();
    await this.ledger.close();
    rmSync(this.folder, { recursive: true });
  }

  /** Library and ledger, as a pass leaves them. */
  async pass({ put = [], gone = [], changes = [] }: PassOf): Promise<void> {
    await this.library.change((writer) => {
      for (const { node } of gone) writer.remove(node.id);
      for (const node of put) writer.put(node);
      return true;
    });
    const to = createHash('sha1')
      .update(String(++this.#passes))
      .digest('hex');
    for (const { node, at, from = node } of gone)
      this.#left.set(node.id, { removedAt: at, removedFrom: { path: from.path, oid: from.oid } });
    const record = ({ source, id, path, oid, published, updated }: Node, state: NodeState) =>
      ({
        source,
        id,
        path,
        birthPath: path,
        ordinal: 0,
        oid,
        published,
        updated,
        state,
        ...this.#left.get(id),
      }) as const;
    const committed = await this.ledger.commit({
      source: 'garden',
      from: this.#cursor,
      to,
      at: this.now.toISOString(),
      nodes: [...gone.map(({ node, state }) => record(node, state)), ...put.map((node) => record(node, 'live'))],
      changes,
      dropped: [],
      deliveries: [],
      amended: [],
    });
    if (!committed) throw new Error('the pass was not committed');
    this.#cursor = to;
  }

  parts(more: Partial<FeedStoreParts> = {}): FeedStoreParts {
    return {
      site: SITE,
      addresses: new Addresses(
        'https://garden.example',
        new Map([['garden', { link: 'page', url: 'https://forge.example/mara/garden', branch: 'main' }]]),
      ),
      library: this.library,
      ledger: this.ledger,
      html: async (node) => this.html.get(node.path) ?? `<p>The text of ${node.path} &amp; no more.</p>`,
      settings: { limit: 50, content: 'full', tombstones: 90 * 86_400_000 },
      now: () => this.now,
      log: this.log,
      ...more,
    };
  }

  store(more: Partial<FeedStoreParts> = {}): FeedStore {
    return new FeedStore(this.parts(more));
  }
}

export function changeOf(node: Node, more: Partial<ChangeRecord> = {}): ChangeRecord {
  const at = more.at ?? node.updated;
  return {
    id: idOf(`change of ${node.id} ${at}`),
    source: node.source,
    nodeId: node.id,
    kind: 'revised',
    grade: 'substantial',
    path: node.path,
    title: node.title,
    emoji: node.emoji,
    commit: createHash('sha1').update(at).digest('hex'),
    at,
    firstAt: at,
    settlesAt: at,
    ...more,
  };
}

/**
 * What channels get, told slowly and plainly by an oracle that shares no code with the program: it goes minute by minute
 * through what is due, and keeps for each channel what stands there.
 */

/** What a pass saw of one node. */
export interface Seen {
  /** Of the change. */
  id: string;
  node: string;
  kind: 'created' | 'revised' | 'moved' | 'removed' | 'restored';
  minor: boolean;
  /** Whether the text is another. */
  differs: boolean;
  path: string;
  from?: string;
  /** ISO instant. */
  settles: string;
  text: string;
}

/** How a channel of the test hears: few fields, so that the oracle stays plain. */
export interface Ears {
  name: string;
  nodes?: string[];
  words?: string;
  near?: { node: string; links: number };
  except?: string[];
  kinds?: Seen['kind'][];
  minor?: boolean;
  onRevision?: 'edit' | 'edit+reply' | 'post' | 'ignore';
  /** Hour by UTC at which a digest is told. */
  daily?: number;
  /** Day of the week, and hour. */
  weekly?: [day: number, hour: number];
  /** Hours by UTC. */
  quiet?: [from: number, to: number];
}

/** A message, as it stands or stood: when it was sent, and of which nodes. */
export interface Sent {
  at: string;
  what: 'node' | 'digest' | 'reply';
  nodes: string[];
}

interface Item {
  seen: Seen;
  manner: 'edit' | 'edit+reply' | 'post' | 'refresh';
  due: string;
  /** Key of the digest it waits in. */
  digest?: string;
  /** Of many in one pass. */
  mass?: boolean;
  takesBack?: boolean;
  order: number;
}

interface Post {
  what: 'node' | 'digest' | 'reply';
  nodes: string[];
  old?: boolean;
}

const HOUR = 3_600_000;

export class Channel {
  readonly ears: Ears;
  readonly sent: Sent[] = [];
  posts: Post[] = [];
  #items: Item[] = [];
  #order = 0;

  constructor(ears: Ears) {
    this.ears = ears;
  }

  /** What is left standing, for a comparison in any order. */
  get standing(): string[] {
    return this.posts
      .map(({ what, nodes, old }) => `${old ? 'old ' : ''}${what}: ${[...nodes].sort().join(' ')}`)
      .sort();
  }

  /** A pass at `now`. `hoods`: by node and distance, who is near. */
  hear(
    now: string,
    all: Seen[],
    dropped: string[],
    near: (hood: { node: string; links: number }) => Set<string>,
    massChange: number,
  ): void {
    const fresh: Item[] = [];
    this.#items = this.#items.filter(({ seen }) => !dropped.includes(seen.id));
    const before = this.#items.filter(({ seen }) => all.some(({ id }) => id === seen.id));
    this.#items = this.#items.filter((item) => !before.includes(item));
    for (const seen of all) {
      if (this.#excludes(seen, near)) this.#items = this.#items.filter(({ seen: one }) => one.node !== seen.node);
      const was = before.filter((item) => item.seen.id === seen.id);
      for (const item of this.#places(seen, near)) {
        const crowd = was.find(({ mass }) => mass);
        if (crowd && item.digest === undefined && item.manner !== 'refresh') {
          // It stays in the digest it is in; that waits for the last to settle.
          const due = seen.kind === 'removed' ? item.due : later(crowd.due, item.due);
          for (const one of this.#items) if (one.digest === crowd.digest) one.due = due;
          fresh.push({ ...item, due, digest: crowd.digest, mass: true, order: crowd.order });
        } else {
          const same = was.find(({ digest }) => digest === item.digest);
          const due =
            same && item.digest === undefined && seen.kind !== 'removed' ? later(same.due, item.due) : item.due;
          fresh.push({ ...item, due, order: same?.order ?? this.#order++ });
        }
      }
    }
    const crowd = fresh.filter(
      (item) => item.digest === undefined && item.manner !== 'refresh' && !this.#wasThere(item, before),
    );
    if (crowd.length > massChange) {
      const settled = crowd.map(({ seen }) => seen.settles).sort();
      const due = crowd.some(({ seen }) => seen.kind === 'removed') ? now : settled.at(-1)!;
      const digest = `mass ${crowd[0]!.seen.id}`;
      for (const item of crowd) {
        if (this.#knows(item.seen.node))
          this.#items.push({ ...item, manner: 'refresh', due: item.seen.settles, order: this.#order++ });
        Object.assign(item, { digest, mass: true, due });
      }
    }
    this.#items.push(...fresh);
    for (const seen of all)
      if (seen.kind === 'removed')
        this.#items = this.#items.filter((item) => item.seen.node !== seen.node || item.seen.id === seen.id);
  }

  /** In its scope, but never to be told of. */
  #excludes(seen: Seen, near: (hood: { node: string; links: number }) => Set<string>): boolean {
    return (this.ears.except?.includes(seen.path) ?? false) && this.#inScope(seen, near);
  }

  #wasThere(item: Item, before: Item[]): boolean {
    return before.some((one) => one.seen.id === item.seen.id && one.mass === true);
  }

  #knows(node: string): boolean {
    return this.posts.some(({ nodes }) => nodes.includes(node));
  }

  #own(node: string): boolean {
    return this.posts.some(({ what, nodes }) => what !== 'digest' && nodes.includes(node));
  }

  #inScope(seen: Seen, near: (hood: { node: string; links: number }) => Set<string>): boolean {
    const { ears } = this;
    const scoped = ears.nodes !== undefined || ears.words !== undefined || ears.near !== undefined;
    const paths = seen.from === undefined ? [seen.path] : [seen.path, seen.from];
    return (
      !scoped ||
      (ears.nodes?.some((path) => paths.includes(path)) ?? false) ||
      (seen.kind !== 'removed' && ears.words !== undefined && has(seen.text, ears.words)) ||
      (seen.kind !== 'removed' && ears.near !== undefined && near(ears.near).has(seen.node))
    );
  }

  #places(seen: Seen, near: (hood: { node: string; links: number }) => Set<string>): Omit<Item, 'order'>[] {
    const { ears } = this;
    const excluded = ears.except?.includes(seen.path) ?? false;
    const inScope = this.#inScope(seen, near);
    const revises = seen.kind === 'revised' || (seen.kind === 'moved' && seen.differs);
    const wanted =
      inScope &&
      !excluded &&
      (ears.kinds ?? [seen.kind]).includes(seen.kind) &&
      !(seen.kind === 'revised' && seen.minor && !ears.minor);
    const ignored = wanted && revises && ears.onRevision === 'ignore';
    const item = { seen, due: seen.settles, manner: 'edit' as Item['manner'] };
    if (wanted && !ignored) {
      if (revises) item.manner = (ears.onRevision ?? 'edit') as Item['manner'];
      if (seen.kind === 'removed') return [item];
      const digest = this.#digestAt(seen.settles);
      if (digest === undefined) return [item];
      const silent =
        this.ears.daily === undefined &&
        this.ears.weekly === undefined &&
        item.manner === 'edit' &&
        this.#own(seen.node);
      if (silent) return [item];
      const told: Omit<Item, 'order'> = { ...item, due: digest, digest, manner: 'post' };
      return this.#knows(seen.node) ? [told, { ...item, manner: 'refresh' }] : [told];
    }
    if (!this.#knows(seen.node)) return [];
    if (seen.kind === 'removed') return [{ ...item, manner: 'refresh' }];
    if (inScope && excluded) return [{ ...item, manner: 'refresh', takesBack: true }];
    if (ignored && seen.kind === 'revised') return [];
    return [{ ...item, manner: 'refresh' }];
  }

  /** Step by step through the hours, as somebody would who has only a clock. */
  #digestAt(from: string): string | undefined {
    const { daily, weekly, quiet } = this.ears;
    let time = Date.parse(from);
    let gathered = false;
    if (daily !== undefined || weekly !== undefined) {
      time = Math.ceil(time / HOUR) * HOUR;
      const fits = (at: Date) =>
        weekly ? at.getUTCDay() === weekly[0] && at.getUTCHours() === weekly[1] : at.getUTCHours() === daily;
      while (!fits(new Date(time))) time += HOUR;
      gathered = true;
    }
    if (quiet) {
      const [begin, end] = quiet;
      const isQuiet = (at: number) => {
        const hour = new Date(at).getUTCHours();
        return begin < end ? hour >= begin && hour < end : hour >= begin || hour < end;
      };
      if (isQuiet(time)) {
        gathered = true;
        time = Math.floor(time / HOUR) * HOUR;
        while (isQuiet(time)) time += HOUR;
      }
    }
    return gathered ? new Date(time).toISOString() : undefined;
  }

  /** Carries out what is due by `now`, in its order. */
  pass(now: string): void {
    for (;;) {
      const due = this.#items.filter((item) => item.due <= now);
      if (due.length === 0) return;
      due.sort((a, b) => (a.due < b.due ? -1 : a.due > b.due ? 1 : a.order - b.order));
      const [first] = due as [Item];
      const together =
        first.digest === undefined ? [first] : this.#items.filter(({ digest }) => digest === first.digest);
      this.#items = this.#items.filter((item) => !together.includes(item));
      if (first.digest === undefined) this.#tell(first);
      else this.#tellMany(first.due, together);
    }
  }

  #tellMany(at: string, items: Item[]): void {
    const nodes = [...new Set(items.map(({ seen }) => seen.node))].filter((node) =>
      comesToSomething(items.map(({ seen }) => seen).filter((one) => one.node === node)),
    );
    const alive = nodes.filter((node) => items.findLast(({ seen }) => seen.node === node)!.seen.kind !== 'removed');
    if (alive.length === 0) return;
    this.sent.push({ at, what: 'digest', nodes: [...new Set(items.map(({ seen }) => seen.node))].sort() });
    this.posts.push({ what: 'digest', nodes: [...new Set(items.map(({ seen }) => seen.node))] });
  }

  #tell({ seen, manner, due, takesBack }: Item): void {
    if (seen.kind === 'removed' || takesBack) {
      this.posts = this.posts.filter(({ what, nodes }) => what === 'digest' || !nodes.includes(seen.node));
      for (const post of this.posts) post.nodes = post.nodes.filter((node) => node !== seen.node);
      this.posts = this.posts.filter(({ nodes }) => nodes.length > 0);
      return;
    }
    if (manner === 'refresh') return;
    const own = this.posts.findLast((post) => post.what === 'node' && !post.old && post.nodes.includes(seen.node));
    const known = this.posts.some((post) => post.what === 'node' && !post.old && post.nodes.includes(seen.node));
    if (!known || seen.kind === 'restored' || manner === 'post') {
      if (own) own.old = true;
      this.sent.push({ at: due, what: 'node', nodes: [seen.node] });
      this.posts.push({ what: 'node', nodes: [seen.node] });
    } else if (manner === 'edit+reply') {
      this.sent.push({ at: due, what: 'reply', nodes: [seen.node] });
      this.posts.push({ what: 'reply', nodes: [seen.node] });
    }
  }
}

/** A node that only went and came back is no news. */
function comesToSomething(changes: Seen[]): boolean {
  if (changes.length === 1) return true;
  if (changes.some(({ kind }) => kind === 'created' || kind === 'restored' || kind === 'removed')) return true;
  const from = changes.find((one) => one.from !== undefined)?.from;
  return changes.some(({ differs }) => differs) || (from !== undefined && from !== changes.at(-1)!.path);
}

function has(text: string, words: string): boolean {
  const there = new Set(
    text
      .toLowerCase()
      .replace(/['’]/g, '')
      .split(/[^\p{L}\p{N}\p{M}]+/u),
  );
  return words
    .toLowerCase()
    .split(' ')
    .every((word) => there.has(word));
}

const later = (a: string, b: string) => (a > b ? a : b);

/**
 * Makes a large archive to measure with: a bare git repository of invented nodes with a history of imports, edits and
 * renames. The same options give the same commit hashes.
 *
 *     node bench/archive.ts DIR NODES [SEED]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { finished } from 'node:stream/promises';
import { type Next, nodeName, numbers, pageText, pick, type Stock, stock } from './garden.ts';
import { type Planned, plan } from './plan.ts';

export interface ArchiveOptions {
  nodes: number;
  seed: number;
  /** Commits after the import, each of one to three edits, one in twelve a rename. Default: a quarter of `nodes`. */
  edits?: number;
}

export interface Archive {
  dir: string;
  nodes: number;
  /** Of the nodes at the head. */
  bytes: number;
  commits: number;
}

/** To be raised when the same options come to mean another archive. */
const GENERATION = 1;
const NOTE = 'starpost-archive.json';
const START = Date.UTC(2025, 0, 1) / 1000;
const MINUTE = 60;

/** Makes the archive in `dir`, or finds it there already made with the same options. */
export async function makeArchive(dir: string, options: ArchiveOptions): Promise<Archive> {
  const edits = options.edits ?? Math.round(options.nodes / 4);
  const wanted = JSON.stringify({ generation: GENERATION, nodes: options.nodes, seed: options.seed, edits });
  const note = join(dir, NOTE);
  if (existsSync(note)) {
    const found = JSON.parse(await readFile(note, 'utf8')) as { wanted: string; commits: number; bytes: number };
    if (found.wanted === wanted) return { dir, nodes: options.nodes, bytes: found.bytes, commits: found.commits };
  }
  if (!existsSync(note) && existsSync(dir) && (await readdir(dir)).length > 0) {
    throw new Error(`${dir} holds something else than an archive to measure with. Choose an empty folder.`);
  }
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true });
  // Written first, so that an archive left half made may be replaced.
  await writeFile(note, JSON.stringify({ wanted: 'unfinished' }));
  await run(['init', '--quiet', '--bare', '--initial-branch=main', dir]);

  const importer = spawn('git', ['--git-dir', dir, '-c', 'pack.compression=1', 'fast-import', '--quiet', '--done'], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const closed = once(importer, 'close');
  const made = new Writer(options, edits);
  for (const part of made.stream()) if (!importer.stdin.write(part)) await once(importer.stdin, 'drain');
  importer.stdin.end();
  await finished(importer.stdin);
  const [code] = await closed;
  if (code !== 0) throw new Error(`git fast-import failed with exit code ${code}.`);
  await run(['--git-dir', dir, 'commit-graph', 'write', '--reachable']);
  await writeFile(note, JSON.stringify({ wanted, commits: made.commits, bytes: made.bytes }));
  return { dir, nodes: options.nodes, bytes: made.bytes, commits: made.commits };
}

/** Writes the stream of `git fast-import`. */
class Writer {
  commits = 0;
  bytes = 0;
  readonly #next: Next;
  readonly #stock: Stock;
  readonly #edits: number;
  readonly #nodes: Planned[];
  readonly #readmes: Map<string, string>;
  #seconds = START;

  constructor(options: ArchiveOptions, edits: number) {
    this.#next = numbers(options.seed);
    this.#stock = stock(this.#next);
    this.#edits = edits;
    const { nodes, readmes } = plan(this.#next, options.nodes);
    this.#nodes = nodes;
    this.#readmes = readmes;
  }

  *stream(): Generator<Buffer, void, void> {
    for (let at = 0; at < this.#nodes.length; ) {
      const batch = this.#nodes.slice(at, at + 50 + Math.floor(this.#next() * 151));
      at += batch.length;
      yield* this.#commit(`Add ${batch.length} nodes`, 60);
      for (const node of batch) {
        node.created = this.#today();
        node.updated = node.created;
        yield this.#file(node);
      }
    }
    const living = this.#nodes.filter(({ path }) => !this.#readmes.has(path));
    for (let count = 0; count < this.#edits && living.length > 0; count++) {
      yield* this.#commit(`Update ${count + 1}`, 1 + Math.floor(this.#next() * 40));
      const isRename = this.#next() < 1 / 12;
      if (isRename) yield* this.#rename(pick(this.#next, living));
      else for (let files = this.#next() < 0.8 ? 1 : 3; files > 0; files--) yield this.#edit(pick(this.#next, living));
    }
    for (const { bytes } of this.#nodes) this.bytes += bytes;
    yield Buffer.from('done\n');
  }

  #today(): string {
    return new Date(this.#seconds * 1000).toISOString().slice(0, 10);
  }

  *#commit(message: string, minutes: number): Generator<Buffer, void, void> {
    this.#seconds += minutes * MINUTE;
    this.commits += 1;
    const who = `committer Robin <robin@garden.example> ${this.#seconds} +0000`;
    yield Buffer.from(`commit refs/heads/main\n${who}\ndata ${Buffer.byteLength(message)}\n${message}\n`);
  }

  #edit(node: Planned): Buffer {
    node.version += 1;
    node.updated = this.#today();
    return this.#file(node);
  }

  /** Within its folder, half of them with an edit. */
  *#rename(node: Planned): Generator<Buffer, void, void> {
    const folder = posix.dirname(node.path);
    const { emoji, title, file } = nodeName(this.#next);
    const path = `${folder}/${this.commits}_${file}`;
    yield Buffer.from(`R ${quoted(node.path)} ${quoted(path)}\n`);
    node.path = path;
    if (this.#next() < 0.5) return;
    node.emoji = emoji;
    node.title = title;
    yield this.#edit(node);
  }

  #file(node: Planned): Buffer {
    const text = Buffer.from(this.#readmes.get(node.birthPath) ?? pageText(node, this.#stock));
    node.bytes = text.length;
    return Buffer.concat([
      Buffer.from(`M 100644 inline ${quoted(node.path)}\ndata ${text.length}\n`),
      text,
      Buffer.from('\n'),
    ]);
  }
}

/** A path as fast-import reads it ("C-style quoting" in `git help fast-import`). */
function quoted(path: string): string {
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

async function run(args: string[]): Promise<void> {
  const [code] = await once(spawn('git', args, { stdio: ['ignore', 'ignore', 'inherit'] }), 'close');
  if (code !== 0) throw new Error(`git ${args.join(' ')} failed with exit code ${code}.`);
}

if (import.meta.main) {
  const [dir, nodes, seed] = process.argv.slice(2);
  if (!dir || !Number(nodes)) {
    console.error('node bench/archive.ts DIR NODES [SEED]');
    process.exitCode = 2;
  } else {
    console.log(JSON.stringify(await makeArchive(dir, { nodes: Number(nodes), seed: Number(seed ?? 1) })));
  }
}

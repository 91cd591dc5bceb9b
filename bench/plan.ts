/** Where the nodes of an archive lie and what they link to, before any of them is written. */
import { posix } from 'node:path';
import { folderName, type Next, nodeName, type Page, pick, readmeText } from './garden.ts';

export interface Planned extends Page {
  path: string;
  /** Path at birth: what the other nodes' links say, also after a rename. */
  birthPath: string;
  bytes: number;
}

export interface Plan {
  /** In path order. */
  nodes: Planned[];
  /** Texts of the folders' README files, by path. */
  readmes: Map<string, string>;
}

/** Every path first: links lead backwards and forwards. About one file in seventeen is a folder's README. */
export function plan(next: Next, count: number): Plan {
  const folders = foldersFor(next, Math.max(1, Math.round(count / 16)));
  const taken = new Set<string>();
  const nodes: Planned[] = [];
  for (const folder of folders) {
    if (nodes.length < count && next() < 0.9)
      nodes.push(planned(next, `${folder}/README.md`, '🏮', posix.basename(folder)));
  }
  while (nodes.length < count) {
    const { emoji, title, file } = nodeName(next);
    // A few folders hold many nodes, most hold few.
    let path = `${folders[Math.floor(next() ** 2 * folders.length)]}/${file}`;
    if (taken.has(path)) path = path.replace(/\.md$/, `_${nodes.length}.md`);
    taken.add(path);
    nodes.push(planned(next, path, emoji, title));
  }
  nodes.sort((one, other) => (one.path < other.path ? -1 : 1));
  return { nodes, readmes: link(next, nodes) };
}

function planned(next: Next, path: string, emoji: string, title: string): Planned {
  const seed = Math.floor(next() * 2 ** 32);
  return {
    path,
    birthPath: path,
    emoji,
    title,
    seed,
    created: '',
    updated: '',
    version: 0,
    references: [],
    bytes: 0,
  };
}

/** Three to six references, most to neighbours, one in thirty broken; READMEs list their folder. */
function link(next: Next, nodes: Planned[]): Map<string, string> {
  const readmes = new Map<string, string>();
  for (const [index, node] of nodes.entries()) {
    const folder = posix.dirname(node.path);
    const to = (other: Planned) => ({ title: `${other.emoji} ${other.title}`, target: linkTo(folder, other.path) });
    if (node.path.endsWith('/README.md')) {
      const inside = nodes.slice(index + 1, index + 13).filter(({ path }) => posix.dirname(path) === folder);
      readmes.set(node.path, readmeText(node.title.replaceAll('_', ' '), inside.map(to)));
      continue;
    }
    node.references = Array.from({ length: 3 + Math.floor(next() * 4) }, () => {
      if (next() < 1 / 30)
        return { title: `${node.emoji} A node not written yet`, target: `./not_written_${index}.md` };
      const near = Math.min(nodes.length - 1, Math.max(0, index + Math.floor(next() * 40) - 20));
      return to(next() < 0.6 ? nodes[near]! : pick(next, nodes));
    });
  }
  return readmes;
}

/** Folders of two to six levels below a dozen roots. */
function foldersFor(next: Next, count: number): string[] {
  const folders = Array.from({ length: Math.min(count, 12) }, (_, index) => `${folderName(next, 0)}_${index}`);
  while (folders.length < count) {
    const parent = pick(next, folders);
    const depth = parent.split('/').length;
    if (depth < 5) folders.push(`${parent}/${folderName(next, depth)}_${folders.length}`);
  }
  return folders;
}

/** A Markdown link's target, as authors write it: only what would end the link early is encoded. */
function linkTo(folder: string, path: string): string {
  const relative = posix.relative(folder, path);
  const target = relative.startsWith('.') ? relative : `./${relative}`;
  return target.replaceAll(' ', '%20').replaceAll('(', '%28').replaceAll(')', '%29');
}

/**
 * A made-up history and what six channels should end with, worked out plainly: it shares no code with the program.
 * Every change is a push of its own, and is told at once.
 */
import { randomOf } from '../fakes/server/faults.ts';

export type Kind = 'created' | 'revised' | 'moved' | 'removed' | 'restored';

export interface Happening {
  kind: Kind;
  /** Number of the node, and which version of its text it has afterwards. */
  node: number;
  version: number;
  path: string;
  from?: string;
}

export type OnRevision = 'edit' | 'edit+reply' | 'post';

const WEIGHTS: [Kind, number][] = [
  ['created', 30],
  ['revised', 40],
  ['moved', 10],
  ['removed', 12],
  ['restored', 8],
];

/** `count` happenings, the same for a seed. */
export function history(count: number, seed: number): Happening[] {
  const random = randomOf(seed);
  const nodes: { path: string; version: number; there: boolean }[] = [];
  const happenings: Happening[] = [];
  while (happenings.length < count) {
    const kind = draw(random());
    const fitting = [...nodes.keys()].filter((nr) => nodes[nr]!.there === (kind !== 'restored'));
    if (kind === 'created') {
      const node = nodes.length;
      nodes.push({ path: `Beds/${node}.md`, version: 1, there: true });
      happenings.push({ kind, node, version: 1, path: `Beds/${node}.md` });
      continue;
    }
    const node = fitting[Math.floor(random() * fitting.length)];
    if (node === undefined) continue;
    const known = nodes[node]!;
    const from = known.path;
    if (kind === 'moved') known.path = `Plots/${happenings.length}/${node}.md`;
    if (kind === 'revised' || kind === 'restored') known.version += 1;
    if (kind === 'removed' || kind === 'restored') known.there = kind === 'restored';
    happenings.push({ kind, node, version: known.version, path: known.path, ...(kind === 'moved' ? { from } : {}) });
  }
  return happenings;
}

function draw(random: number): Kind {
  let rest = random * WEIGHTS.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [kind, weight] of WEIGHTS) {
    rest -= weight;
    if (rest < 0) return kind;
  }
  return 'created';
}

export const titleOf = ({ node, version }: Pick<Happening, 'node' | 'version'>) => `Bed ${node} version ${version}`;

/** Every version has words of its own, enough of them to be worth telling. */
export function textOf(happening: Happening): string {
  const words = Array.from({ length: 12 }, (_, nr) => `row${happening.node}x${happening.version}x${nr}`).join(' ');
  return `# ${titleOf(happening)}\n\n${words}\n`;
}

export interface Expected {
  /**
   * Titles of the messages sent, in their order; replies as `re: title`. `takenBack`: the node is removed later, so
   * that what was still waiting then was never sent.
   */
  sent: { title: string; takenBack: boolean }[];
  /** By node, the titles its messages show in the end, the oldest first; replies and superseded posts are counted only. */
  shown: Map<number, { title: string; messages: number }>;
}

export function expected(happenings: readonly Happening[], onRevision: OnRevision): Expected {
  const sent: Expected['sent'] = [];
  const shown = new Map<number, { title: string; messages: number }>();
  for (const [at, happening] of happenings.entries()) {
    const takenBack = happenings.slice(at).some((later) => later.node === happening.node && later.kind === 'removed');
    const title = titleOf(happening);
    const { kind, node } = happening;
    const before = shown.get(node);
    if (kind === 'removed') shown.delete(node);
    else if (kind === 'created' || kind === 'restored' || !before) {
      sent.push({ title, takenBack });
      shown.set(node, { title, messages: 1 });
    } else if (kind === 'revised' && onRevision !== 'edit') {
      sent.push({ title: onRevision === 'post' ? title : `re: ${title}`, takenBack });
      shown.set(node, { title, messages: before.messages + 1 });
    } else shown.set(node, { title, messages: before.messages });
  }
  return { sent, shown };
}

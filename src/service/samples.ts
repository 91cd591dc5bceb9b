/** Shows the operator at the start how posts look where a channel has words of its own. */
import { bornAs } from '../announce/born.ts';
import { announcement } from '../announce/compose.ts';
import type { Config } from '../config/schema.ts';
import type { Library } from '../library/library.ts';
import type { Presenter } from '../library/present.ts';
import type { Log } from '../log.ts';

/** Nodes that are looked at for one without a content note. */
const LOOKED_AT = 20;

/** One line of the log for each template, filled with the newest node that nothing is folded of. */
export function showSamples({ channels }: Config, library: Library, presenter: Presenter, log: Log): void {
  const worded = channels.filter(({ template }) => template);
  const node = worded.length > 0 && library.latest({ limit: LOOKED_AT }).find(({ contentNote }) => !contentNote);
  if (!node) return;
  const born = bornAs(node, '', node.updated);
  // As a revision, so that a line says what changed.
  const change = {
    ...born,
    kind: 'revised' as const,
    difference: { title: { from: '…', to: node.title }, words: { added: 3, cut: 1 } },
  };
  for (const channel of worded) {
    const { worded: sample } = announcement({ change, node, url: presenter.url(node), links: [] }, channel);
    log.info({ channel: channel.name, ...sample }, 'with its template, a post there says');
  }
}

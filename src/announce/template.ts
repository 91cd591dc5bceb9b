/** A channel's own words for the parts of a post. Pure. */
import type { ChannelLook } from '../config/schema.ts';
import { fill, type TemplateField } from '../config/template.ts';
import type { NodeAnnouncement } from './announcement.ts';
import { differences } from './marks.ts';
import { oneLine } from './text.ts';
import { wordsIn } from './words.ts';

export type Template = NonNullable<ChannelLook['template']>;

/** Lines that say what changed. */
const LINES = 5;

/** The texts that the template gives for a node. A title is one line, and never empty. */
export function worded(node: NodeAnnouncement, template: Template): NonNullable<NodeAnnouncement['worded']> {
  const values = valuesOf(node);
  const title = template.title === undefined ? '' : oneLine(fill(template.title, values));
  return {
    ...(title !== '' && { title }),
    ...(template.body !== undefined && { body: fill(template.body, values) }),
    ...(template.change !== undefined && { changes: changeLines(node, template.change) }),
  };
}

function changeLines(node: NodeAnnouncement, template: string): string[] {
  return differences(node, LINES)
    .map(({ sign, label, text, aside }) => fill(template, { sign, part: label, text, aside: aside?.trim() }))
    .map(oneLine)
    .filter((line) => line !== '');
}

function valuesOf(node: NodeAnnouncement): Record<TemplateField, string | undefined> {
  const { emoji, title, tagline, status, tags, path, from, url, contentNote, created, updated, difference } = node;
  const count = (words: number | undefined) => (words ? String(words) : undefined);
  return {
    ...{ emoji, title, tagline, status, path, from, url, contentNote },
    summary: node.curated ?? node.summary,
    kind: wordsIn(node).kinds[node.kind],
    tags: tags.join(' · '),
    folder: path.slice(0, Math.max(path.lastIndexOf('/'), 0)),
    created: created?.slice(0, 10),
    updated: updated?.slice(0, 10),
    wordsAdded: count(difference?.words.added),
    wordsCut: count(difference?.words.cut),
  };
}

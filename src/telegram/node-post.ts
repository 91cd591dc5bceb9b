/** The parts of a node's post, as Telegram's HTML. All of them together stay below 4,096 units. Pure. */
import type { Link, NodeAnnouncement } from '../announce/announcement.ts';
import { differences, KIND_WORDS, type Mark } from '../announce/marks.ts';
import { addressOf, badge, cut, escaped, inline, link, linked, words } from './text.ts';

/** What a reader takes in at a glance; the rest is counted. */
const GLANCE = 5;

/** Tags, and earlier changes of a node that is back. */
const SOME = 8;

/** What happened, to which node. */
export function headingOf(node: NodeAnnouncement): string {
  const word = KIND_WORDS[node.kind];
  return `${word.charAt(0).toUpperCase()}${word.slice(1)} · ${titleOf(node)}`;
}

/** Emoji and title. */
export function titleOf({ emoji, title, url }: Pick<NodeAnnouncement, 'emoji' | 'title' | 'url'>): string {
  return `${badge(emoji)}<b>${linked(title, url, 200) || link('untitled', addressOf(url))}</b>`;
}

export function noteOf(note: string): string {
  return `⚠️ <b>Content note:</b> ${inline(note, 200)}`;
}

export function taglineOf(node: NodeAnnouncement): string {
  const tagline = words(node.tagline ?? '', 300);
  return tagline && `<i>${tagline}</i>`;
}

/** What changed, and of a node that is back what became of it before: lines. */
export function changesOf(node: NodeAnnouncement): string[] {
  return [historyOf(node), ...differences(node, GLANCE).map(markLine)].filter((line) => line !== '');
}

function markLine({ sign, label, text, aside }: Mark): string {
  if (sign === undefined) return words(text, 120);
  return `${sign} ${label}: ${inline(text, 120)}${aside === undefined ? '' : ` (${words(aside, 24)})`}`;
}

function historyOf({ history = [] }: NodeAnnouncement): string {
  const steps = history.slice(-SOME).map(({ kind, at }) => `${KIND_WORDS[kind]} ${day(at)}`);
  return steps.length === 0 ? '' : `before: ${history.length > SOME ? '… ' : ''}${steps.join(', ')}`;
}

export function summaryOf(node: NodeAnnouncement): string {
  const { text, whole } = cut(node.summary ?? '', 800);
  const href = addressOf(node.url);
  const shown = escaped(text);
  return whole || href === undefined ? shown : `${shown} ${link('read on', href)}`;
}

/** References that have more to say than a button, or no button: lines. */
export function referencesOf(references: readonly Link[], buttons: ReadonlyMap<Link, unknown>): string[] {
  const told = references.filter((reference) => !buttons.has(reference) || words(reference.note ?? '', 120) !== '');
  const shown = told.slice(0, GLANCE);
  const rest = references.filter((reference) => !buttons.has(reference) && !shown.includes(reference)).length;
  return [...shown.map(referenceLine), ...(rest > 0 ? [`and ${rest} more`] : [])];
}

function referenceLine({ title, url, note }: Link): string {
  const why = inline(note ?? '', 120);
  return `→ ${linked(title, url, 80) || link('untitled', addressOf(url))}${why && ` — ${why}`}`;
}

export function tagsOf({ tags }: NodeAnnouncement): string {
  const shown = tags.slice(0, SOME).map((tag) => inline(tag, 32));
  if (tags.length > SOME) shown.push(`and ${tags.length - SOME} more`);
  const told = shown.filter((tag) => tag !== '').join(' · ');
  return told && `tags: ${told}`;
}

/** Status, dates and commit: small print. */
export function factsOf({ status, created, updated, commit, commitUrl }: NodeAnnouncement): string {
  const facts = [
    inline(status ?? '', 60),
    created === undefined ? '' : `created ${day(created)}`,
    updated === undefined ? '' : `updated ${day(updated)}`,
    linked(commit.slice(0, 7), commitUrl, 12),
  ];
  return `<i>${facts.filter((fact) => fact !== '').join(' · ')}</i>`;
}

/** The day of an ISO instant or date; what is neither is shown as it is. */
export function day(iso: string): string {
  return words(/^\d{4}-\d\d-\d\dT/.test(iso) ? iso.slice(0, 10) : iso, 24);
}

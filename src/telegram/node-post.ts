/** The parts of a node's post, as Telegram's HTML. All of them together stay below 4,096 units. Pure. */
import type { Language, Link, NodeAnnouncement } from '../announce/announcement.ts';
import { summaryOf as ownSummary } from '../announce/digest.ts';
import { differences, type Mark } from '../announce/marks.ts';
import { wordsIn } from '../announce/words.ts';
import { addressOf, badge, cut, escaped, inline, link, linked, words } from './text.ts';

/** What a reader takes in at a glance; the rest is counted. */
const GLANCE = 5;

/** Tags, and earlier changes of a node that is back. */
const SOME = 8;

/** What happened, to which node. */
export function headingOf(node: NodeAnnouncement): string {
  const word = wordsIn(node).kinds[node.kind];
  return `${opening(word, node.language)} · ${titleOf(node)}`;
}

/** A word as it begins a line. */
export function opening(word: string, language: Language | undefined): string {
  return word.charAt(0).toLocaleUpperCase(language) + word.slice(1);
}

/** Emoji and title. */
export function titleOf({
  emoji,
  title,
  url,
  worded,
}: Pick<NodeAnnouncement, 'emoji' | 'title' | 'url' | 'worded'>): string {
  if (worded?.title !== undefined) return `<b>${linked(worded.title, url, 200)}</b>`;
  return `${badge(emoji)}<b>${linked(title, url, 200) || link('untitled', addressOf(url))}</b>`;
}

export function noteOf(node: Pick<NodeAnnouncement, 'contentNote' | 'language'>): string {
  return `⚠️ <b>${wordsIn(node).contentNote}</b> ${inline(node.contentNote ?? '', 200)}`;
}

export function taglineOf(node: NodeAnnouncement): string {
  const tagline = node.worded?.body === undefined ? words(node.tagline ?? '', 300) : '';
  return tagline && `<i>${tagline}</i>`;
}

/** What changed, and of a node that is back what became of it before: lines. */
export function changesOf(node: NodeAnnouncement): string[] {
  const own = node.worded?.changes?.map((line) => inline(line, 160));
  return [historyOf(node), ...(own ?? differences(node, GLANCE).map(markLine))].filter((line) => line !== '');
}

function markLine({ sign, label, text, aside }: Mark): string {
  if (sign === undefined) return words(text, 120);
  return `${sign} ${label}: ${inline(text, 120)}${aside === undefined ? '' : ` (${words(aside, 24)})`}`;
}

function historyOf(node: NodeAnnouncement): string {
  const { history = [] } = node;
  const { kinds, before } = wordsIn(node);
  const steps = history.slice(-SOME).map(({ kind, at }) => `${kinds[kind]} ${day(at)}`);
  return steps.length === 0 ? '' : `${before} ${history.length > SOME ? '… ' : ''}${steps.join(', ')}`;
}

export function summaryOf(node: NodeAnnouncement): string {
  const { text, whole } = cut(ownSummary(node), 800);
  const href = addressOf(node.url);
  const shown = escaped(text);
  return whole || href === undefined ? shown : `${shown} ${link(wordsIn(node).readOn, href)}`;
}

/** References that have more to say than a button, or no button: lines. */
export function referencesOf(node: NodeAnnouncement, buttons: ReadonlyMap<Link, unknown>): string[] {
  const { references } = node;
  const told = references.filter((reference) => !buttons.has(reference) || words(reference.note ?? '', 120) !== '');
  const shown = told.slice(0, GLANCE);
  const rest = references.filter((reference) => !buttons.has(reference) && !shown.includes(reference)).length;
  return [...shown.map(referenceLine), ...(rest > 0 ? [wordsIn(node).more(rest)] : [])];
}

function referenceLine({ title, url, note }: Link): string {
  const why = inline(note ?? '', 120);
  return `→ ${linked(title, url, 80) || link('untitled', addressOf(url))}${why && ` — ${why}`}`;
}

export function tagsOf(node: NodeAnnouncement): string {
  const { tags } = node;
  const say = wordsIn(node);
  const shown = tags.slice(0, SOME).map((tag) => inline(tag, 32));
  if (tags.length > SOME) shown.push(say.more(tags.length - SOME));
  const told = shown.filter((tag) => tag !== '').join(' · ');
  return told && `${say.tags}: ${told}`;
}

/** Status, dates and commit: small print. */
export function factsOf(node: NodeAnnouncement): string {
  const { status, created, updated, commit, commitUrl } = node;
  const say = wordsIn(node);
  const facts = [
    inline(status ?? '', 60),
    created === undefined ? '' : say.created(day(created)),
    updated === undefined ? '' : say.updated(day(updated)),
    linked(commit.slice(0, 7), commitUrl, 12),
  ];
  return `<i>${facts.filter((fact) => fact !== '').join(' · ')}</i>`;
}

/** The day of an ISO instant or date; what is neither is shown as it is. */
export function day(iso: string): string {
  return words(/^\d{4}-\d\d-\d\dT/.test(iso) ? iso.slice(0, 10) : iso, 24);
}

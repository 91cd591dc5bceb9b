/** Entries of nodes and of changes. */
import type { Change } from '../change/change.ts';
import type { Addresses } from '../library/address.ts';
import type { Node } from '../node/node.ts';
import type { Entry, FeedSettings, FeedSite } from './feed.ts';
import { escapeHtml, instant, line, soundHtml } from './text.ts';
import { details, whatHappened } from './words.ts';

/** Title as readers see it: the node's emoji, then its words. */
export function fullTitle({ emoji, title }: { emoji?: string; title: string }): string {
  return line(`${emoji ?? ''} ${title}`) || 'Untitled';
}

/** One node. `html` is its rendered text; undefined: its first words stand for it. Throws RangeError on a broken date. */
export function nodeEntry(
  node: Node,
  html: string | undefined,
  site: FeedSite,
  addresses: Addresses,
  notes: FeedSettings['contentNotes'] = 'first',
): Entry {
  const title = fullTitle(node);
  const note = line(node.contentNote ?? '');
  const summary = note ? `Content note: ${note}` : line(node.summary) || line(node.tagline ?? '');
  const text = html?.trim() || paragraph(node.summary) || paragraph(node.tagline ?? '') || paragraph(title);
  const link = new URL(addresses.node(node)).href;
  const shown = note && notes === 'only' ? `<p><a href="${escapeHtml(link)}">Read it on its page</a></p>` : text;
  const published = instant(node.published);
  return {
    id: `urn:uuid:${node.id}`,
    title,
    link,
    published,
    updated: later(instant(node.updated), published),
    html: contentNote(note) + inLanguage(soundHtml(shown), languageOf(node, site)),
    summary,
    categories: unique(node.tags.map(line)),
    language: languageOf(node, site),
    contentNote: note || undefined,
  };
}

/**
 * One change of a live node, with the title the node has now, so that an edit of it reaches what was told before.
 * Throws RangeError on a broken date.
 */
export function changeEntry(
  change: Change,
  node: Node,
  site: FeedSite,
  addresses: Addresses,
  notes: FeedSettings['contentNotes'] = 'first',
): Entry {
  const happened = whatHappened(change);
  const at = instant(change.at);
  const link = new URL(addresses.node(node)).href;
  const note = line(node.contentNote ?? '');
  const title = `${fullTitle(node)} — ${line(happened)}`;
  const told = note && notes === 'only' ? '' : detailsHtml(change, addresses);
  return {
    id: `urn:uuid:${change.id}`,
    title,
    link,
    published: at,
    updated: at,
    html: contentNote(note) + soundHtml(happenedHtml(change, node, link) + told),
    summary: note ? `Content note: ${note}` : title,
    categories: unique(node.tags.map(line)),
    language: languageOf(node, site),
    contentNote: note || undefined,
  };
}

/** A removal. Of the node it tells only the opaque id that readers knew: no title, no tag, no path, no commit. */
export function withdrawalEntry(change: Change, addresses: Addresses): Entry {
  const at = instant(change.at);
  return {
    id: `urn:uuid:${change.id}`,
    title: 'A node was withdrawn',
    link: new URL(addresses.page(change.nodeId)).href,
    published: at,
    updated: at,
    html: '<p>A node was withdrawn. What was told of it before is taken back.</p>',
    summary: 'A node was withdrawn.',
    categories: [],
  };
}

function happenedHtml(change: Change, node: Node, link: string): string {
  return `<p><a href="${escapeHtml(link)}">${escapeHtml(fullTitle(node))}</a>: ${escapeHtml(whatHappened(change))}.</p>`;
}

/** Names and lines that the text holds or held, and the way to a place that shows it without its note. */
function detailsHtml(change: Change, addresses: Addresses): string {
  const lines = change.difference ? details(change.difference) : [];
  const commit = addresses.commit(change.source, change.commit);
  const from =
    change.kind === 'moved' && change.from ? [{ label: 'Moved', text: `${change.from} → ${change.path}` }] : [];
  const items = [...from, ...lines].map(
    ({ label, text }) => `<li>${escapeHtml(label)}: ${escapeHtml(line(text))}</li>`,
  );
  return [
    items.length ? `<ul>${items.join('')}</ul>` : '',
    commit ? `<p><a href="${escapeHtml(commit)}">The commit</a></p>` : '',
  ].join('');
}

/** Named first, so that a reader knows before the text begins. */
function contentNote(note: string): string {
  return note ? `<p><strong>Content note:</strong> ${soundHtml(escapeHtml(note))}</p>\n` : '';
}

/** `feed` cannot mark one entry's language, so its content does. */
function inLanguage(html: string, language: string | undefined): string {
  return language ? `<div lang="${language}" dir="auto">${html}</div>` : html;
}

function languageOf(node: Node, site: FeedSite): string | undefined {
  const known = node.language && /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(node.language);
  return known && node.language !== site.language ? node.language : undefined;
}

function paragraph(text: string): string {
  const words = line(text);
  return words ? `<p>${escapeHtml(words)}</p>` : '';
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}

function unique(texts: string[]): string[] {
  return [...new Set(texts)].filter((text) => text !== '');
}

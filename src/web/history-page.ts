/** What a node was before, and any two of its versions word by word. */
import { html, raw } from 'hono/html';
import type { Comparison, Listed, ListedRevision, Revision } from '../desk/history.ts';
import type { Piece, Stretch } from '../desk/word-diff.ts';
import { fullTitle } from '../feed/entries.ts';
import { details, whatHappened } from '../feed/words.ts';
import type { Node } from '../node/node.ts';
import { type Html, langOf, layout, nodeLink, noteOf, own, time } from './layout.ts';
import type { NodeHistory } from './parts.ts';
import type { WebSite } from './site.ts';

/** Versions on one page. */
export const ROWS = 60;

/** What is asked of a history. */
export interface Asked {
  /** From 1. */
  page: number;
  /** Keys of versions that were chosen on another page. */
  from?: string;
  to?: string;
}

export function historyPath({ id }: Pick<Node, 'id'>, page = 1): string {
  return page > 1 ? `/nodes/${id}/history/page/${page}` : `/nodes/${id}/history`;
}

function comparisonPath(node: Pick<Node, 'id'>, one: Revision, other: Revision): string {
  return `${historyPath(node)}/${one.key}/${other.key}`;
}

export function historyPage(site: WebSite, history: NodeHistory, asked: Asked): Html {
  const { node, listed } = history;
  const { page } = asked;
  const first = (page - 1) * ROWS + 1;
  const shown = html`<p class="quiet">Versions ${first} to ${first + listed.revisions.length - 1}, newest first</p>`;
  const body = html`<h1>History</h1>
<p class="lead">${nodeLink(site, node)}${noteOf(node)}</p>
${page > 1 || listed.before ? shown : ''}
${versions(site, history, asked)}`;
  const title = `History of ${fullTitle(node)}${page > 1 ? `, page ${page}` : ''}`;
  return layout(site, { title, body, path: historyPath(node, page), hidden: true });
}

function versions(site: WebSite, history: NodeHistory, asked: Asked): Html {
  const { node, listed } = history;
  if (asked.page === 1 && listed.revisions.length < 2)
    return html`<p>It has not been changed since it was published.</p>`;
  if (!site.still) return form(site, history, asked);
  const link = (to: number, words: string) => html`<a href="${own(site, historyPath(node, to))}">${words}</a> `;
  return html`${table(site, history)}<p>${turns(asked.page, listed, link)}</p>`;
}

/** A choice of any two versions. Turning the page takes along what was chosen, so the two may be far apart. */
function form(site: WebSite, history: NodeHistory, { page, ...keys }: Asked): Html {
  const { node, listed, chosen } = history;
  const { revisions, newest } = listed;
  const to = chosen.find(({ key }) => key === keys.to) ?? newest;
  const from = chosen.find(({ key }) => key === keys.from) ?? revisions[page === 1 ? 1 : 0];
  const button = (to: number, words: string) => html`<button name="page" value="${to}">${words}</button>`;
  return html`<form action="${own(site, historyPath(node))}">${table(site, history, { from, to })}<button>Compare</button>${turns(page, listed, button)}</form>`;
}

function turns(page: number, { before }: Listed, turn: (to: number, words: string) => Html): Html {
  return html`${page > 1 ? turn(page - 1, 'Newer versions') : ''}${before ? turn(page + 1, 'Older versions') : ''}`;
}

/** The versions that are chosen to begin with. */
interface Picked {
  from?: Revision;
  to?: Revision;
}

/** `picked`: absent where nothing can be chosen. */
function table(site: WebSite, { node, listed }: NodeHistory, picked?: Picked): Html {
  const { revisions, before, newest } = listed;
  const isCrowded = crowdedIn(listed);
  const others = elsewhere(listed, picked).map((one) => {
    const what = one.key === newest?.key ? 'the newest version' : 'chosen on another page';
    return row(one, moment(one.at), html`<span class="what">${what}</span>`, picked);
  });
  const rows = revisions.map((one, at) => {
    const when = isCrowded(one) ? moment(one.at) : time(one.at);
    return row(one, when, what(site, node, one, revisions[at + 1] ?? before), picked);
  });
  const heads = picked ? html`<th scope="col">From</th><th scope="col">To</th>` : '';
  return html`<table class="pick"><thead><tr><th scope="col">What changed</th>${heads}</tr></thead><tbody>${others}${rows}</tbody></table>`;
}

/** Whether another version beside one is of the same day. */
function crowdedIn({ after, revisions, before }: Listed): (revision: Revision) => boolean {
  const days = [after, ...revisions, before].map((one) => one?.at.slice(0, 10));
  return ({ at }) => days.indexOf(at.slice(0, 10)) !== days.lastIndexOf(at.slice(0, 10));
}

/** What is chosen but not listed stands above the list. */
function elsewhere({ revisions }: Listed, { from, to }: Picked = {}): Revision[] {
  const chosen = from?.key === to?.key ? [to] : [to, from];
  return chosen.flatMap((one) => (one && !revisions.some(({ key }) => key === one.key) ? [one] : []));
}

function row(revision: Revision, when: Html, what: Html, picked: Picked | undefined): Html {
  const { key, at } = revision;
  const pick = (name: 'from' | 'to', words: string): Html =>
    html`<td><input type="radio" name="${name}" value="${key}" aria-label="${words} the version of ${MOMENT.format(new Date(at))}"${picked?.[name]?.key === key ? raw(' checked') : ''}></td>`;
  return html`<tr><td>${when} ${what}</td>${picked ? html`${pick('from', 'From')}${pick('to', 'To')}` : ''}</tr>\n`;
}

/** How many words in all stands in the line above. */
const NONE = { added: 0, cut: 0 };

/** What a version changed. */
function what(site: WebSite, node: Node, revision: ListedRevision, before: Revision | undefined): Html {
  const { difference, from, path } = revision;
  const lines = difference && !node.contentNote ? details({ ...difference, words: NONE }) : [];
  const shown = before
    ? html`<a href="${own(site, comparisonPath(node, before, revision))}">${words(revision)}</a>`
    : 'the first version here';
  return html`<span class="what">${shown}</span>${from === undefined ? '' : html`<p class="tagline">${moved(from, path)}</p>`}${
    lines.length > 0
      ? html`<ul class="changes">${lines.map(({ label, text }) => html`<li><b>${label}</b> ${text}</li>`)}</ul>`
      : ''
  }`;
}

function words({ difference, from }: ListedRevision): string {
  if (!difference) return from ? 'moved' : 'white space';
  return whatHappened({ kind: from ? 'moved' : 'revised', difference });
}

/** Each path by itself: an author's letters must not turn our arrow around. */
function moved(from: string, to: string): Html {
  return html`<bdi>${from}</bdi> → <bdi>${to}</bdi>`;
}

export function comparisonPage(site: WebSite, node: Node, { before, after, stretches }: Comparison): Html {
  const language = langOf(node.language, site);
  const same = before.key === after.key;
  const text = html`<div>${stretches.length > 0 ? stretches.map((one) => stretch(one, language)) : html`<p>${same ? 'Both are the same version.' : 'Both versions hold the same text.'}</p>`}</div>`;
  const span = same ? html`Of ${moment(after.at)}` : html`From ${moment(before.at)} to ${moment(after.at)}`;
  const body = html`<h1>What changed</h1>
<p class="lead">${nodeLink(site, node)}${noteOf(node)}</p>
<p class="quiet">${span} · <a href="${own(site, historyPath(node))}">All versions</a></p>
${before.path === after.path ? '' : html`<p>Moved: ${moved(before.path, after.path)}</p>`}
${node.contentNote ? html`<details class="content-note"><summary>Content note: <bdi>${node.contentNote}</bdi></summary>${text}</details>` : text}`;
  const title = `What changed in ${fullTitle(node)}`;
  return layout(site, { title, body, path: comparisonPath(node, before, after), hidden: true });
}

function stretch(one: Stretch, language: Html | string): Html {
  if ('unchanged' in one) return html`<p class="quiet">${one.unchanged} lines unchanged</p>\n`;
  return html`<div class="diff" dir="auto"${language}>${one.pieces.map(piece)}</div>\n`;
}

function piece({ kind, text }: Piece): Html | string {
  if (kind === 'same') return text;
  return kind === 'added' ? html`<ins>${text}</ins>` : html`<del>${text}</del>`;
}

const MOMENT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'long', timeZone: 'UTC' });

/** A day with its time, where a day is not enough to tell versions apart. */
function moment(iso: string): Html {
  return html`<time datetime="${iso}">${MOMENT.format(new Date(iso))}</time>`;
}

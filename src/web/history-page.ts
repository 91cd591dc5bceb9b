/** What a node was before, and any two of its versions word by word. */
import { html, raw } from 'hono/html';
import type { Comparison, Revision } from '../desk/history.ts';
import type { Piece, Stretch } from '../desk/word-diff.ts';
import { fullTitle } from '../feed/entries.ts';
import { details, whatHappened } from '../feed/words.ts';
import type { Node } from '../node/node.ts';
import { type Html, langOf, layout, nodeLink, noteOf, own, time } from './layout.ts';
import type { WebSite } from './site.ts';

function historyPath(node: Pick<Node, 'id'>, one?: Revision, other?: Revision): string {
  const path = `/nodes/${node.id}/history`;
  return one && other ? `${path}/${one.key}/${other.key}` : path;
}

export function historyPage(site: WebSite, node: Node, revisions: Revision[]): Html {
  const rows = revisions.map((revision, at) => row(site, node, revision, revisions[at + 1], at));
  const heading = html`<thead><tr><th scope="col">What changed</th>${site.still ? '' : html`<th scope="col">From</th><th scope="col">To</th>`}</tr></thead>`;
  const table = html`<table class="pick">${heading}<tbody>${rows}</tbody></table>`;
  const body = html`<h1>History</h1>
<p class="lead">${nodeLink(site, node)}${noteOf(node)}</p>
${
  revisions.length < 2
    ? html`<p>It has not been changed since it was published.</p>`
    : site.still
      ? table
      : html`<form action="${own(site, historyPath(node))}">${table}<button type="submit">Compare</button></form>`
}`;
  return layout(site, { title: `History of ${fullTitle(node)}`, body, path: historyPath(node), hidden: true });
}

/** How many words in all stands in the line above. */
const NONE = { added: 0, cut: 0 };

/** The newest two are chosen to begin with. */
function row(site: WebSite, node: Node, revision: Revision, before: Revision | undefined, at: number): Html {
  const pick = (name: string, words: string, chosen: boolean): Html =>
    html`<td><input type="radio" name="${name}" value="${revision.key}" aria-label="${words} the version of ${revision.at}"${chosen ? raw(' checked') : ''}></td>`;
  const what = before ? words(revision) : 'the first version here';
  const { difference } = revision;
  const lines = difference && !node.contentNote ? details({ ...difference, words: NONE }) : [];
  return html`<tr><td>${time(revision.at)} <span class="what">${before ? html`<a href="${own(site, historyPath(node, before, revision))}">${what}</a>` : what}</span>${
    revision.from ? html`<p class="tagline" dir="auto">${revision.from} → ${revision.path}</p>` : ''
  }${lines.length > 0 ? html`<ul class="changes">${lines.map(({ label, text }) => html`<li dir="auto"><b>${label}</b> ${text}</li>`)}</ul>` : ''}</td>${
    site.still ? '' : html`${pick('from', 'From', at === 1)}${pick('to', 'To', at === 0)}`
  }</tr>\n`;
}

function words({ difference, from }: Revision): string {
  if (!difference) return from ? 'moved' : 'white space';
  return whatHappened({ kind: from ? 'moved' : 'revised', difference });
}

export function comparisonPage(site: WebSite, node: Node, { before, after, stretches }: Comparison): Html {
  const text = html`<div${langOf(node.language, site)}>${stretches.length > 0 ? stretches.map(stretch) : html`<p>Both versions hold the same text.</p>`}</div>`;
  const body = html`<h1>What changed</h1>
<p class="lead">${nodeLink(site, node)}${noteOf(node)}</p>
<p class="quiet">From ${time(before.at)} to ${time(after.at)} · <a href="${own(site, historyPath(node))}">All versions</a></p>
${before.path === after.path ? '' : html`<p dir="auto">Moved: ${before.path} → ${after.path}</p>`}
${node.contentNote ? html`<details class="content-note"><summary dir="auto">Content note: ${node.contentNote}</summary>${text}</details>` : text}`;
  return layout(site, {
    title: `What changed in ${fullTitle(node)}`,
    body,
    path: historyPath(node, before, after),
    hidden: true,
  });
}

function stretch(one: Stretch): Html {
  if ('unchanged' in one) return html`<p class="quiet">${one.unchanged} lines unchanged</p>\n`;
  return html`<div class="diff" dir="auto">${one.pieces.map(piece)}</div>\n`;
}

function piece({ kind, text }: Piece): Html | string {
  if (kind === 'same') return text;
  return kind === 'added' ? html`<ins>${text}</ins>` : html`<del>${text}</del>`;
}

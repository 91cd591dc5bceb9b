/** A node, to be read. */
import { html, raw } from 'hono/html';
import { fullTitle } from '../feed/entries.ts';
import { type FeedName, nameOf, type Topic, topicOf } from '../feed/feed.ts';
import { fold, foldersOf } from '../library/keys.ts';
import type { SeenReference } from '../library/present.ts';
import type { Node } from '../node/node.ts';
import { fragmentId } from '../node/slug.ts';
import { summarize } from '../node/summarize.ts';
import { pageSvg } from '../sky/drawing.ts';
import { PICTURE } from '../sky/picture.ts';
import { type ContentsEntry, pageBody } from './body.ts';
import { formats, type Html, isRightToLeft, langOf, lastChanged, layout, nodeItem, own, time } from './layout.ts';
import type { NodePage } from './parts.ts';
import { crumbs, shelfPath } from './shelf-page.ts';
import type { WebSite } from './site.ts';

/** Fewer headings need no table of contents. */
const CONTENTS = 3;
/** Letters of a description in previews and search engines. */
const DESCRIPTION = 200;

/** `sources`: names of all sources. */
export function nodePage(site: WebSite, page: NodePage, sources: readonly string[]): Html {
  const { node } = page;
  const around = foldersOf(node.path).flatMap((folder) => {
    const name = nameIf({ kind: 'folder', source: node.source, path: folder }, sources);
    return name === undefined ? [] : [{ name, title: folder }];
  });
  const title = fullTitle(node);
  const feed = nameOf({ kind: 'node', id: node.id }, []);
  const path = `/nodes/${node.id}`;
  const { html: inner, contents } = pageBody(page.html, {
    ...{ baseUrl: site.baseUrl, prefix: own(site, ''), imageOrigins: site.imageOrigins, tagline: node.tagline },
  });
  const lead = node.tagline ? html`<p class="lead" dir="auto"${langOf(node.language, site)}>${node.tagline}</p>\n` : '';
  const text = html`<div class="text"${textual(site, node)}>${raw(inner)}</div>`;
  const body = html`<article class="node">
<header>${around.length > 0 ? crumbs(site, '/folders', around) : ''}
<h1 dir="auto"${langOf(node.language, site)}>${title}</h1>
${node.contentNote ? '' : lead}${facts(site, node, sources)}</header>
${contents.length >= CONTENTS && !node.contentNote ? contentsList(contents, langOf(node.language, site)) : ''}
${node.contentNote ? html`<details class="content-note"><summary dir="auto">Content note: ${node.contentNote}</summary>${lead}${text}</details>` : text}
</article>
${constellation(site, page)}
${references(site, page)}
${backlinks(site, page.backlinks)}
<section class="about beside"><h2>Follow this node</h2>
<p>${formats(site, feed)}</p>
<p class="quiet">${[html`<a href="${own(site, `${path}/history`)}">History</a>`, ...elsewhere(site, page)].map((link, at) => html`${at ? ' · ' : ''}${link}`)}</p>
</section>`;
  return layout(site, {
    ...{ title, body, path, canonical: page.canonical, kind: 'article', description: description(node) },
    feeds: [{ name: feed, title: `${title}: revisions` }],
    picture: { path: `${path}/constellation.png`, alt: `The constellation of ${title}`, ...PICTURE },
    hidden: node.contentNote !== undefined && site.indexNoted === false,
  });
}

/** What stands behind a content note is never told before it is opened. */
function description(node: Node): string {
  if (node.contentNote) return `Content note: ${node.contentNote}`;
  return summarize([node.tagline, node.summary].filter(Boolean).join(' — '), DESCRIPTION);
}

/** Attributes of its text: a language that is written from right to left says so also where it begins with other letters. */
function textual(site: WebSite, { language }: Node): Html {
  const dir = isRightToLeft(language ?? site.language) ? 'rtl' : 'auto';
  return html` dir="${dir}"${langOf(language, site)}`;
}

/** Name of a topic's feed and page; undefined for one that no address can name. */
function nameIf(topic: Topic, sources: readonly string[]): FeedName | undefined {
  const name = nameOf(topic, sources);
  return topicOf(name, sources) ? name : undefined;
}

function facts(site: WebSite, node: Node, sources: readonly string[]): Html {
  const tag = (name: string): Html => {
    const feed = nameIf({ kind: 'tag', key: fold(name) }, sources);
    const shown = html`<bdi${langOf(node.language, site)}>#${name}</bdi>`;
    return html`<li class="tag">${feed ? html`<a href="${own(site, shelfPath(feed))}" rel="tag">${shown}</a>` : shown}</li>\n`;
  };
  return html`<ul class="facts">
<li>Written ${time(node.statedCreated ?? node.published)}</li>
<li>Last changed ${time(lastChanged(node))}</li>
${node.status ? html`<li><bdi${langOf(node.language, site)}>${node.status}</bdi></li>` : ''}
${node.version ? html`<li>Version <bdi>${node.version}</bdi></li>` : ''}
${node.tags.map(tag)}</ul>`;
}

/** Folded above the text, or open beside it where there is room: one of the two is shown. Titles come from clean HTML. */
function contentsList(contents: ContentsEntry[], language: Html | string): Html {
  const items = contents
    .filter(({ level }) => level <= 3)
    .map(
      ({ id, level, title }) =>
        html`<li${level > 2 ? raw(' class="deeper"') : ''}><a href="#${raw(id)}" dir="auto">${raw(title)}</a></li>\n`,
    );
  const list = html`<nav aria-label="Contents"><ol${language}>${items}</ol></nav>`;
  return html`<details class="contents narrow"><summary>Contents</summary>
${list}</details>
<div class="contents wide"><p>Contents</p>
${list}</div>`;
}

function constellation(site: WebSite, { neighbourhood, node }: NodePage): Html | string {
  if (neighbourhood.stars.length < 2) return '';
  const svg = pageSvg(neighbourhood, `Constellation of ${node.title}`, {
    node: (id) => own(site, `/nodes/${id}`),
    emoji: (name) => own(site, `/emoji/${name}.svg`),
  });
  return html`<figure class="sky" aria-labelledby="page.constellation">${raw(svg)}
<figcaption id="page.constellation">Its constellation: what it refers to, what refers to it, and what lies one step further.</figcaption></figure>`;
}

const STATES: Partial<Record<SeenReference['state'], string>> = { moved: 'moved', missing: 'not here' };

function references(site: WebSite, { references: all, node }: NodePage): Html | string {
  if (all.length === 0) return '';
  const groups = Map.groupBy(all, ({ group }) => group ?? '');
  const language = langOf(node.language, site);
  // What the author says of them stands behind the content note too.
  const item = (one: SeenReference) => reference(site, node.contentNote ? { ...one, note: undefined } : one);
  return html`<section aria-labelledby="page.references"><h2 id="page.references">References</h2>
${[...groups].map(([group, those]) => html`${group ? html`<h3 dir="auto">${group}</h3>` : ''}<ul class="references"${language}>${those.map(item)}</ul>`)}
</section>`;
}

function reference(site: WebSite, { id, label, url, note, state, fragment }: SeenReference): Html {
  const part = fragment ? `#${fragmentId(fragment)}` : '';
  const address = id ? own(site, `/nodes/${id}`) + part : url;
  const badge = STATES[state];
  const shown = html`<bdi>${label}</bdi>`;
  return html`<li>${address ? html`<a href="${address}">${shown}</a>` : shown}${badge ? html` <span class="state" lang="en">${badge}</span>` : ''}${note ? html` <span class="why">— <bdi>${note}</bdi></span>` : ''}</li>\n`;
}

function backlinks(site: WebSite, nodes: Node[]): Html | string {
  if (nodes.length === 0) return '';
  return html`<section aria-labelledby="page.backlinks"><h2 id="page.backlinks">Referred to by</h2>
<ul class="list">${nodes.map((node) => nodeItem(site, node))}</ul>
</section>`;
}

function elsewhere(site: WebSite, { node, source }: NodePage): Html[] {
  const { discord, telegram } = site.follow ?? {};
  // A bot is opened with the node at hand (https://core.telegram.org/bots/features#deep-linking); a channel is only opened.
  const bot = telegram && /^https:\/\/t\.me\/\w*bot$/i.test(telegram) ? `${telegram}?start=${node.id}` : telegram;
  return [
    ...(source ? [html`<a href="${source}">The source</a>`] : []),
    ...(bot ? [html`<a href="${bot}">Open in Telegram</a>`] : []),
    ...(discord ? [html`<a href="${discord}">Open Discord</a>`] : []),
  ];
}

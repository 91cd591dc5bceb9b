/** Titles on their whole way: from the text of a file, through the parser, to what feed readers show of the served feeds. */
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import RssParser from 'rss-parser';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseNode } from '../../../src/node/parse.ts';
import { Garden, plant } from '../../unit/feed/garden.ts';
import { plain } from '../../unit/feed/read.ts';
import { BASE, siteOf } from './site.ts';

let garden: Garden;
beforeEach(async () => {
  garden = await Garden.open();
});
afterEach(() => garden.close());

const stated = (title: string) => `---\ntitle: ${title}\n---\nWords.\n`;

test.each([
  [stated('Vec<String> AT&amp;T'), 'Vec<String> AT&amp;T'],
  [stated('"<script>alert(1)</script> & <b>bold</b> <br>"'), '<script>alert(1)</script> & <b>bold</b> <br>'],
  [stated('"&lt;p&gt; is no <p>, <!-- nor --> a &#60;"'), '&lt;p&gt; is no <p>, <!-- nor --> a &#60;'],
  [stated('"🍵 **Tea** [of Vec<T>](x.md) and `a<b> &amp;`"'), '🍵 Tea of Vec<T> and a<b> &amp;'],
  [stated('גינה 🌱 <ערב>'), 'גינה 🌱 <ערב>'],
  ['---\nname: Map<K>\n---\nWords.\n', 'Map<K>'],
  ['# Vec<String> AT&amp;T\n', 'Vec<String> AT&T'],
  ['# 🌱 `Vec<String>` \\<p> &lt;p&gt;\n', '🌱 Vec<String> <p> <p>'],
  ['# Array<Object>, Promise<Array<Data>> and Box<A>\n', 'Array<Object>, Promise<Array<Data>> and Box<A>'],
  ['# H<sub>2</sub>O and <em>salt</em><br>water <!-- not this --><a id="x"></a>\n', 'H2O and salt water'],
  ['Set</Set> and a<wbr>b\n===\n', 'Set</Set> and ab'],
])('%j', async (text, title) => {
  const node = plant('a.md', parseNode(text, 'a.md', { fields: {} }));
  await garden.pass({ put: [node] });
  const { app } = siteOf(garden);
  const [atom, rss, json] = await Promise.all(
    ['atom', 'rss', 'json'].map(async (format) => (await app.request(`${BASE}/feeds/all.${format}`)).text()),
  );
  // Atom's titles are HTML (`type="html"`), which readers undo once more.
  expect(plain(parseAtomFeed(atom!).entries![0]!.title!.value)).toBe(title);
  expect(plain((await new RssParser().parseString(atom!)).items[0]!.title!)).toBe(title);
  expect(parseRssFeed(rss!).items![0]!.title).toBe(title);
  expect((await new RssParser().parseString(rss!)).items[0]!.title).toBe(title);
  expect(parseJsonFeed(json!).items![0]!.title).toBe(title);
});

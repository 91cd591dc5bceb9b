import { describe, expect, test } from 'vitest';
import { pageBody } from '../../../src/web/body.ts';

const SITE = { baseUrl: 'https://garden.example/a', prefix: '/a' };
const bodyOf = (html: string, more: Partial<Parameters<typeof pageBody>[1]> = {}) =>
  pageBody(html, { ...SITE, ...more });

describe('headings', () => {
  test('follow the title without a gap, and are listed', () => {
    const { html, contents } = bodyOf(
      '<h3 id="a">A &amp; b</h3><h6 id="c">C</h6><h1 id="d">D</h1><h2 id="e"><code>E</code></h2>',
    );
    expect(html).toBe('<h2 id="a">A &amp; b</h2><h3 id="c">C</h3><h2 id="d">D</h2><h3 id="e"><code>E</code></h3>');
    expect(contents).toEqual([
      { id: 'a', level: 2, title: 'A &amp; b' },
      { id: 'c', level: 3, title: 'C' },
      { id: 'd', level: 2, title: 'D' },
      { id: 'e', level: 3, title: 'E' },
    ]);
  });

  test('without words are no headings', () => {
    expect(bodyOf('<h2 id="x"> </h2>')).toEqual({ html: '<p> </p>', contents: [] });
  });
});

describe('links and pictures', () => {
  test('our own addresses lose our host, and forge-like fragments become ours', () => {
    expect(bodyOf('<a href="https://garden.example/a/nodes/1#-the-rule">x</a>').html).toBe(
      '<a href="/a/nodes/1#the-rule">x</a>',
    );
    expect(bodyOf('<a href="https://garden.example/abc">x</a>').html).toBe(
      '<a href="https://garden.example/abc">x</a>',
    );
  });

  test('a picture from elsewhere is a link to it, in a link only its words', () => {
    expect(bodyOf('<img src="https://x.example/a.png" alt="a tide" />').html).toBe(
      '<a class="picture" href="https://x.example/a.png">a tide</a>',
    );
    expect(bodyOf('<a href="https://x.example/"><img src="https://x.example/a.png" alt="" /></a>').html).toContain(
      '<span class="picture">Picture</span></a>',
    );
  });

  test('a picture of ours, or of an origin that is let in, is shown', () => {
    for (const src of ['https://garden.example/a/x.png', 'https://x.example/a.png'])
      expect(
        bodyOf(`<img src="${src}" srcset="https://y.example/2.png 2x" alt="a" />`, {
          imageOrigins: ['https://x.example'],
        }).html,
      ).toMatch(/^<img loading="lazy" src="[^"]*" alt="a">$/);
  });

  test('a link without words shows its address', () => {
    expect(bodyOf('<a href="https://x.example/"> </a>').html).toBe(
      '<a href="https://x.example/">https://x.example/ </a>',
    );
  });
});

describe('what stands in the wrong place', () => {
  test.each([
    ['<li>a</li>', '<div>a</div>'],
    ['<ul><li>a</li></ul>', '<ul><li>a</li></ul>'],
    ['<dd>a</dd>', '<div>a</div>'],
    ['<th scope="col"></th>', '<td></td>'],
    ['<p lang="zz-q">a</p>', '<p>a</p>'],
    ['<p dir="up" lang="he">a</p>', '<p lang="he">a</p>'],
    [
      '<table><tr><td>a</td></tr></table>',
      '<div class="table" tabindex="0" role="group" aria-label="Table"><table><tr><td>a</td></tr></table></div>',
    ],
  ])('%s', (clean, shown) => expect(bodyOf(clean).html).toBe(shown));
});

describe('what the page tells above the text', () => {
  const tagline = "the keeper's round";
  test.each([
    "<p><strong>First created:</strong> 2026-01-08 | <strong>Last updated:</strong> 2026-03-15<br />\n<em>the keeper's round</em></p>\n<hr />",
    '<p><strong>Version:</strong> 2</p>',
    "<p><em>the keeper's round</em></p>",
  ])('is not repeated: %s', (head) =>
    expect(bodyOf(`${head}\n<p>Text.</p>`, { tagline }).html.trim()).toBe('<p>Text.</p>'),
  );

  test('whatever signs it has', () => {
    const said = 'salt & "sweet" < <b>both</b>';
    const head = '<p><em>salt &amp; "sweet" &lt; &lt;b&gt;both&lt;/b&gt;</em></p>';
    expect(bodyOf(`${head}\n<p>Text.</p>`, { tagline: said }).html.trim()).toBe('<p>Text.</p>');
  });

  test('any other beginning stays', () => {
    for (const head of ['<p>First created: a summer</p>', '<p>Created: June 2021</p>', '<p>Words</p>'])
      expect(bodyOf(head, { tagline }).html).toBe(head);
  });
});

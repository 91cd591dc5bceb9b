import { describe, expect, test } from 'vitest';
import { type RenderContext, renderHtml } from '../../../src/node/render.ts';
import { fragmentId } from '../../../src/node/slug.ts';

const context: RenderContext = {
  url: (target) => (target.includes('nowhere') ? undefined : `https://garden.example/n/${target.replace(/^\.\//, '')}`),
  wiki: (name) => (name === 'Nowhere' ? undefined : `https://garden.example/w/${name}`),
  base: 'https://garden.example/n/tea',
};
const html = (text: string, more: Partial<RenderContext> = {}) => renderHtml(text, { ...context, ...more });

describe('body', () => {
  test('front matter and title are left out, unless asked for', () => {
    const text = '---\na: b\n---\n# 🍵 Tea\n\nHot.\n';
    expect(html(text)).toBe('<p>Hot.</p>');
    expect(html(text, { keepTitle: true })).toBe('<h1 id="tea">🍵 Tea</h1>\n<p>Hot.</p>');
    expect(html('🍵 Tea\n===\nHot.')).toBe('<p>Hot.</p>');
    expect(html('```\nx\n```\n# Tea\nHot.')).toBe('<pre><code>x\n</code></pre>\n<p>Hot.</p>');
  });

  test('an H1 that is a section of a document with its own title stays', () => {
    expect(html('---\ntitle: Tea\n---\n# Abstract\nHot.\n# More')).toBe(
      '<h1 id="abstract">Abstract</h1>\n<p>Hot.</p>\n<h1 id="more">More</h1>',
    );
  });

  test('code keeps its language, and nothing in it is a link', () => {
    expect(html('```mermaid\na[[b]] --> "c"\n```')).toBe(
      '<pre><code class="language-mermaid">a[[b]] --&gt; "c"\n</code></pre>',
    );
    expect(html('`[[b]]`')).toBe('<p><code>[[b]]</code></p>');
  });

  test('tables keep their alignment without styles', () => {
    expect(html('| a | b |\n|:-:|---|\n| 1 | 2 |')).toContain('<th align="center">a</th>\n<th>b</th>');
  });

  test('what is to be done and what is done are signs', () => {
    expect(html('- [ ] brew *tea*\n- [x] boil\n- [X] wash\n- [x]ray\n- `[x]`')).toBe(
      '<ul>\n<li>☐ brew <em>tea</em></li>\n<li>☑ boil</li>\n<li>☑ wash</li>\n<li>[x]ray</li>\n<li><code>[x]</code></li>\n</ul>',
    );
    expect(html('[x] in a paragraph\n\n1. [ ] one\n\n   [x] two')).toBe(
      '<p>[x] in a paragraph</p>\n<ol>\n<li>\n<p>☐ one</p>\n<p>[x] two</p>\n</li>\n</ol>',
    );
  });

  test('allowed HTML stays', () => {
    const text =
      '<details open><summary>More</summary>H<sub>2</sub>O<br></details>\n\n<p dir="rtl" lang="he">גן</p>\n\n<del>old</del> <ins>new</ins>';
    expect(html(text)).toBe(
      '<details open><summary>More</summary>H<sub>2</sub>O<br /></details>\n<p dir="rtl" lang="he">גן</p>\n<p><del>old</del> <ins>new</ins></p>',
    );
  });
});

describe('addresses', () => {
  test.each([
    ['[a](./b.md#c)', '<a href="https://garden.example/n/b.md#c">a</a>'],
    ['[a](🍞_b.md)', '<a href="https://garden.example/n/%F0%9F%8D%9E_b.md">a</a>'],
    ['[a](<b c.md> "t")', '<a href="https://garden.example/n/b%20c.md" title="t">a</a>'],
    ['[*a*](nowhere.md) b', '<em>a</em> b'],
    ['[a](#-the-leaves)', '<a href="https://garden.example/n/tea#the-leaves">a</a>'],
    ['[a](https://example.org/x?y=z&w)', '<a href="https://example.org/x?y=z&amp;w">a</a>'],
    ['[a](//example.org/x)', '<a href="https://example.org/x">a</a>'],
    ['[a](mailto:a@example.org)', '<a href="mailto:a@example.org">a</a>'],
    ['https://example.org/x.', '<a href="https://example.org/x">https://example.org/x</a>.'],
    [
      'README.md www.example.org a@example.org ftp://example.org',
      'README.md www.example.org a@example.org ftp://example.org',
    ],
    [
      '[[Bread]] [[Bread#Crust|the crust]]',
      '<a href="https://garden.example/w/Bread">Bread</a> <a href="https://garden.example/w/Bread#crust">the crust</a>',
    ],
    ['[[Nowhere|there]] [[#Leaves]]', 'there <a href="https://garden.example/n/tea#leaves">#Leaves</a>'],
    ['![p](p.png "t")', '<img alt="p" src="https://garden.example/n/p.png" title="t" />'],
    ['![a picture](nowhere.png)', '<span>a picture</span>'],
    [
      'x <img src="p.png" srcset="p.png 1x, q.png 2x">',
      'x <img alt="" src="https://garden.example/n/p.png" srcset="https://garden.example/n/p.png 1x, https://garden.example/n/q.png 2x" />',
    ],
    [
      'x <a href="b.md">a</a> <q cite="nowhere">c</q> <q cite="d.md">c</q>',
      'x <a href="https://garden.example/n/b.md">a</a> <q>c</q> <q cite="https://garden.example/n/d.md">c</q>',
    ],
  ])('%s', (text, expected) => {
    expect(html(text)).toBe(`<p>${expected}</p>`);
  });

  test('a link beside one that leads nowhere stays whole', () => {
    expect(html('[a](nowhere.md) [b](b.md)')).toBe('<p>a <a href="https://garden.example/n/b.md">b</a></p>');
  });

  test('heading ids, and fragments as forges and authors write them', () => {
    expect(html('## 🛰️ The Leaves & more\n\n## 🛰️ The Leaves & more\n\n## `Code`')).toBe(
      '<h2 id="the-leaves--more">🛰️ The Leaves &amp; more</h2>\n<h2 id="the-leaves--more-1">🛰️ The Leaves &amp; more</h2>\n<h2 id="code"><code>Code</code></h2>',
    );
    expect(['️-the-leaves', 'The%20Leaves', '🛰️ The Leaves', 'the-leaves'].map(fragmentId)).toEqual(
      Array(4).fill('the-leaves'),
    );
    expect(fragmentId('100%')).toBe('100');
  });
});

describe('safety', () => {
  test.each([
    ['a <script>alert(1)</script>b', '<p>a b</p>'],
    ['a <b onclick="x()" style="color:red" id="x" class="y">b</b>', '<p>a <b>b</b></p>'],
    ['x <a href="javascript:alert(1)">a</a>', '<p>x a</p>'],
    ['x <a href=" java&#10;script:alert(1)">a</a>', '<p>x a</p>'],
    ['x <a href="vbscript:a">a</a> <img src="data:image/png;base64,AA" alt="p">', '<p>x a <span>p</span></p>'],
    ['<iframe src="https://example.org">f</iframe>', ''],
    ['<form action="x"><input name="y">z</form>', 'z'],
    ['<style>p{}</style><link rel="x" href="y"><base href="z"><meta http-equiv="refresh" content="0">', ''],
    ['<svg><script>a</script><a href="javascript:b">c</a></svg>', '<p></p>'],
    ['<object data="x"><embed src="y">z</object>', '<p></p>'],
    ['<!-- a -->b', 'b'],
    ['a\u0000\u0001\u009Fb \ud800 &#1; <b title="&#1;c">d</b>', '<p>ab \ufffd \ufffd <b title="c">d</b></p>'],
  ])('%s', (text, expected) => {
    expect(html(text)).toBe(expected);
  });
});

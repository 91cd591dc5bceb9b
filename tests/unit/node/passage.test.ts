import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { passage } from '../../../src/node/passage.ts';
import type { RenderContext } from '../../../src/node/render.ts';

const context: RenderContext = {
  base: 'https://garden.example/nodes/1',
  url: (target) => (target.endsWith('.md') ? `https://garden.example/${target}` : undefined),
  wiki: (name) => (name === 'Peas' ? 'https://garden.example/peas' : undefined),
};
const read = (text: string) => passage(text, context);

describe('Markdown as data', () => {
  test('styles, links and code', () => {
    expect(read('Peas want *cold*, **wet ~~dry~~** soil; see [beds](beds.md) and `dig`.')).toEqual([
      {
        type: 'paragraph',
        runs: [
          { text: 'Peas want ' },
          { text: 'cold', italic: true },
          { text: ', ' },
          { text: 'wet ', bold: true },
          { text: 'dry', bold: true, struck: true },
          { text: ' soil; see ' },
          { text: 'beds', href: 'https://garden.example/beds.md' },
          { text: ' and ' },
          { text: 'dig', code: true },
          { text: '.' },
        ],
      },
    ]);
  });

  test('front matter and title are left out; lists, quotes, tables, code and rules are kept', () => {
    const text =
      '---\ntags: [a]\n---\n# Title\n\n## One\n\n- a\n  1. b\n\n> said\n\n|x|y|\n|-|-|\n|1|2|\n\n```sh\nls\n```\n\n---\n';
    const p = (words: string) => ({ type: 'paragraph', runs: [{ text: words }] });
    expect(read(text)).toEqual([
      { type: 'heading', level: 2, runs: [{ text: 'One' }] },
      {
        type: 'list',
        ordered: false,
        start: 1,
        items: [[p('a'), { type: 'list', ordered: true, start: 1, items: [[p('b')]] }]],
      },
      { type: 'quote', blocks: [p('said')] },
      { type: 'table', head: [[{ text: 'x' }], [{ text: 'y' }]], rows: [[[{ text: '1' }], [{ text: '2' }]]] },
      { type: 'code', text: 'ls', language: 'sh' },
      { type: 'rule' },
    ]);
  });

  test('of HTML only the words stay; a link that leads nowhere is only its words', () => {
    expect(
      read('<details><summary>More & more</summary>\n\nHidden <b>words</b><!-- not these -->.\n\n</details>'),
    ).toEqual([
      { type: 'paragraph', runs: [{ text: 'More & more' }] },
      { type: 'paragraph', runs: [{ text: 'Hidden words.' }] },
    ]);
    expect(read('[x](ftp://files.example/x) [y](gone.txt) [[Peas]] ![a picture](pic.md)')).toEqual([
      {
        type: 'paragraph',
        runs: [
          { text: 'x y ' },
          { text: 'Peas', href: 'https://garden.example/peas' },
          { text: ' ' },
          { text: 'a picture', href: 'https://garden.example/pic.md' },
        ],
      },
    ]);
    expect(read('<script>alert(1)</script>')).toEqual([]);
  });

  test('never throws, however deep or odd', () => {
    read(`${'> '.repeat(3_000)}x`);
    read(`${'- '.repeat(3_000)}x`);
    read('*'.repeat(5_000));
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => void read(text)));
  });
});

import { describe, expect, test } from 'vitest';
import { plainText } from '../../../src/node/inline.ts';
import { parseNode } from '../../../src/node/parse.ts';
import { summarize } from '../../../src/node/summarize.ts';

const summary = (text: string) => parseNode(text, 'a.md', { fields: {} }).summary;

describe('summary of a node', () => {
  test.each<[string, string]>([
    [
      '# T\n**First created:** 2025-12-14  \n*A tagline.*\n\n---\n\n## 🛰️ Orientation\n\nIt tells of **bread**,\nand of [salt](salt.md).\n\nMore.',
      'It tells of bread, and of salt.',
    ],
    ['# T\nFirst words.\n\n## Orientation\nOther words.', 'First words.'],
    ['# T\n**First created:** 2025-12-14 <br>\nFirst words. <br>\n*A tagline.* <br>', 'First words.'],
    ['# T\n**Observer:** a gull\n**Place:** the pier\n\n## Notes\nA quiet day.', 'A quiet day.'],
    ['# T\n## History\nLong ago.\n## Simple Summary\nIt tells of bread.', 'It tells of bread.'],
    ['# T\n## History\nLong ago.\n## Overview — The Bakery\nIt tells of bread.', 'It tells of bread.'],
    ['---\ntitle: T\n---\n# Abstract\nIt tells of bread.', 'It tells of bread.'],
    ['---\ndescription: "Bread, *slowly*."\n---\n# T\nFirst words.', 'Bread, slowly.'],
    ['---\nsummary: |\n  Bread,\n  slowly.\n---\n# T\nFirst words.', 'Bread, slowly.'],
    [
      '# T\n```\ncode\n```\n| a | b |\n|---|---|\n\n<div>html</div>\n\n> quote\n\n- item\n\n#garden\n\n`subtitle`\n\n![p](p.png)\n\n[Up](../)\n\nhttps://example.org/\n\nWords.',
      'Words.',
    ],
    ['# T\n## Steps\n- [ ] Mix.\n- **Rest**;\n- Bake\n\n*Filed under bread*', 'Mix; Rest; Bake'],
    ['# T\n## About\nIt needs:\n- flour,\n- water\n', 'It needs: flour; water'],
    ['# T\n> A saying\n> of two lines.', 'A saying of two lines.'],
    [
      '# T\nIt rests beside [[the oven]], [[Tides#High water|the sea]] and **[[rye]]**, not `[[code]]`.',
      'It rests beside the oven, the sea and rye, not [[code]].',
    ],
    ['# T\nA [[ ]] and [[]] stay as they are.', 'A [[ ]] and [[]] stay as they are.'],
    ['# T\n## ✨ Stardust\nbread, salt\n## 🏮 Footer\nA living node.', ''],
    ['# T\n```\n# only code\n```', ''],
    ['', ''],
  ])('%j', (text, expected) => {
    expect(summary(text)).toBe(expected);
  });

  test('is cut to 600 letters at a sentence', () => {
    const words = summary(`# T\n${'It tells of bread and of the sea. '.repeat(40)}`);
    expect(words).toMatch(/sea\.$/);
    expect(words.length).toBeLessThanOrEqual(600);
    expect(words.length).toBeGreaterThan(560);
  });
});

describe('summarize', () => {
  test.each<[string, number, string]>([
    ['Short.', 10, 'Short.'],
    ['  Two\n words ', 10, 'Two words'],
    ['One two. Three four five.', 10, 'One two.'],
    ['One two? “Three.” Four', 18, 'One two? “Three.”'],
    ['One. Two three four five six', 20, 'One. Two three four…'],
    ['One two three', 8, 'One two…'],
    ['One two three', 7, 'One…'],
    ['Onetwothree', 5, 'Onet…'],
    ['Version 1.25 of the bread', 12, 'Version…'],
    ['🫀🧠🛰️🐝🌊', 3, '🫀🧠…'],
    ['👩🏽‍🌾👩🏽‍🌾👩🏽‍🌾', 2, '👩🏽‍🌾…'],
    ['e\u0301e\u0301e\u0301', 2, 'e\u0301…'],
    ['abc\u0301', 3, 'abc\u0301'],
    ['Words', 1, '…'],
    ['Words', 0, ''],
    ['', 5, ''],
    ['花。園の話をする', 4, '花。園…'],
  ])('%j to %i', (text, limit, expected) => {
    expect(summarize(text, limit)).toBe(expected);
  });
});

describe('plain text', () => {
  test.each([
    ['**Bold**, *italic* and ***both*** of `code`', 'Bold, italic and both of code'],
    ['[label](x.md) ![picture](p.png) <b>tag</b><br>line', 'label picture tag line'],
    ['Tea &amp; bread &mdash; 2 < 3 & 4 > 1', 'Tea & bread — 2 < 3 & 4 > 1'],
    ['snake_case_name and 2 * 3 * 4', 'snake_case_name and 2 * 3 * 4'],
    ['\\*stars\\*', '*stars*'],
    ['**a *b* c** ~~d~~', 'a b c d'],
    ['two\n lines \u00a0 here', 'two lines here'],
  ])('%s', (markdown, expected) => {
    expect(plainText(markdown)).toBe(expected);
  });
});

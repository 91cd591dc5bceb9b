import { describe, expect, test } from 'vitest';
import { difference, grade } from '../../../src/change/compare.ts';
import { advance, burstStart } from '../../../src/change/dating.ts';
import { countWords, sameButSpace } from '../../../src/change/words.ts';
import { parseNode } from '../../../src/node/parse.ts';

const parse = (text: string) => parseNode(text, 'a.md', { fields: {} });
const read = (text: string) => ({ text, node: parse(text) });
const graded = (a: string, b: string) => grade(a, b, 5, parse);
const TEXT =
  '# 🌊 Tides\n**First created:** 2026-01-01 | **Last updated:** 2026-01-02\n\nThe water comes and goes.\n\n## ✨ Stardust\n\nsea, moon\n';

describe('how much a text changed', () => {
  test.each([
    ['white space', TEXT, `${TEXT.replace('comes and', 'comes\nand')}  \n`, 'none'],
    ['a date', TEXT, TEXT.replace('2026-01-02', '2026-02-03'), 'minor'],
    ['punctuation', TEXT, TEXT.replace('goes.', 'goes!'), 'minor'],
    ['an emoji in the text', TEXT, TEXT.replace('The water', 'The 🌊 water'), 'minor'],
    ['a link target', `${TEXT}[x](a.md)`, `${TEXT}[x](../b/c.md)`, 'minor'],
    ['five words', TEXT, TEXT.replace('goes.', 'goes, twice in every single day.'), 'minor'],
    ['six words', TEXT, TEXT.replace('goes.', 'goes, twice in every single long day.'), 'substantial'],
    ['one word of the title', TEXT, TEXT.replace('Tides', 'Ebb'), 'substantial'],
    ['the status', `---\nstatus: Draft\n---\n${TEXT}`, `---\nstatus: Final\n---\n${TEXT}`, 'substantial'],
  ])('%s', (_, before, after, expected) => expect(graded(before, after)).toBe(expected));

  test('words are a difference of multisets: moving a paragraph changes none', () => {
    expect(countWords('one two\n\nthree four\n', 'three four\n\none two\n')).toEqual({ added: 0, cut: 0 });
    expect(countWords('a b c', 'a c d e')).toEqual({ added: 2, cut: 1 });
    expect(countWords('', 'x')).toEqual({ added: 1, cut: 0 });
    expect(countWords('x', '')).toEqual({ added: 0, cut: 1 });
    expect(countWords('\nx', 'y\nx')).toEqual({ added: 1, cut: 0 });
  });

  test('white space alone', () => {
    expect(sameButSpace('a\n\nb', 'a b\n')).toBe(true);
    expect(sameButSpace('a b', 'a c')).toBe(false);
  });
});

describe('what a reader is told', () => {
  test('sections, tags, references, title, status, words', () => {
    const before = read(`${TEXT}\n## 🏮 Footer\n\n> 📡 Cross-references:\n>\n> - [Moon](moon.md)\n`);
    const after = read(
      `---\nstatus: Final\n---\n${TEXT.replace('Tides', 'Ebb and Flood').replace('sea, moon', 'sea, sun')}\n## 🔭 Method\n\nA stick in the sand.\n\n## 🏮 Footer\n\n> 📡 Cross-references:\n>\n> - [Sun](sun.md)\n`,
    );
    expect(difference(before, after)).toEqual({
      title: { from: '🌊 Tides', to: '🌊 Ebb and Flood' },
      status: { from: undefined, to: 'Final' },
      sections: {
        added: ['🔭 Method'],
        removed: [],
        revised: [],
      },
      tags: { added: ['sun'], removed: ['moon'] },
      references: { added: ['Sun'], removed: ['Moon'] },
      words: { added: 13, cut: 3 },
    });
  });

  test('a section that was rewritten, but not the lists that are told as tags and references', () => {
    const before = read('# A\n\n## 🔭 Method\n\nA stick.\n\n## ✨ Stardust\n\nsea\n');
    const after = read('# A\n\n## 🔭 Method\n\nA long stick.\n\n## ✨ Stardust\n\nsea, sun\n');
    expect(difference(before, after)?.sections).toEqual({
      added: [],
      removed: [],
      revised: [{ title: '🔭 Method', added: 1, cut: 0 }],
    });
    expect(difference(before, after)?.tags).toEqual({ added: ['sun'], removed: [] });
  });

  test('nothing for the same text', () => expect(difference(read(TEXT), read(TEXT))).toBeUndefined());
});

describe('when a node last changed in substance', () => {
  const MINUTE = 60_000;
  const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
  const fold = (minutes: number[]) =>
    minutes.reduce<string | undefined>((u, m) => advance(u, at(m), 5 * MINUTE), undefined);

  test('a burst of saves moves the date once, a pause lets it move again', () => {
    expect(fold([0, 1, 3, 4])).toBe(at(0));
    expect(fold([0, 1, 3, 4, 6])).toBe(at(6));
    expect(fold([0, 60])).toBe(at(60));
  });

  test('without a settle time every step moves it, but never back', () => {
    expect(advance(at(5), at(6), 0)).toBe(at(6));
    expect(advance(at(5), at(4), 0)).toBe(at(5));
  });

  test('the last burst alone gives the same date as the whole history', () => {
    const minutes = [0, 2, 4, 6, 30, 33, 36, 37, 90, 91];
    const steps = minutes.map((m) => ({ at: at(m), commit: '', oid: '' }));
    const start = burstStart(steps, steps.length - 1, 5 * MINUTE);
    expect(start).toBe(8);
    expect(fold(minutes.slice(start))).toBe(fold(minutes));
    expect(burstStart(steps, 3, 5 * MINUTE)).toBe(0);
  });
});

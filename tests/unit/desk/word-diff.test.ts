import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Stretch, wordDiff } from '../../../src/desk/word-diff.ts';

const pieces = (stretches: Stretch[]) => stretches.flatMap((one) => ('pieces' in one ? one.pieces : []));

describe('words', () => {
  test('one word of a line', () => {
    expect(wordDiff('The tide is high.\n', 'The tide is very low.\n')).toEqual([
      {
        pieces: [
          { kind: 'same', text: 'The tide is ' },
          { kind: 'cut', text: 'high' },
          { kind: 'added', text: 'very low' },
          { kind: 'same', text: '.\n' },
        ],
      },
    ]);
  });

  test('the same but for line ends is the same', () => {
    expect(wordDiff('a\r\nb\r\n', 'a\nb\n')).toEqual([]);
  });

  test('what is far from a change is counted, not shown', () => {
    const lines = (n: number) => Array.from({ length: n }, (_, at) => `line ${at}\n`).join('');
    expect(wordDiff(`${lines(20)}old\n${lines(20)}`, `${lines(20)}new\n${lines(20)}`)).toEqual([
      { unchanged: 18 },
      expect.objectContaining({ pieces: expect.arrayContaining([{ kind: 'added', text: 'new' }]) }),
      { unchanged: 18 },
    ]);
  });

  test('of long texts with nothing in common all is shown', () => {
    const text = (word: string) => Array.from({ length: 4_000 }, (_, at) => `${word}${at}`).join(' ');
    const found = pieces(wordDiff(text('a'), text('b')));
    expect(found.map(({ kind }) => kind)).toEqual(['cut', 'added']);
  });

  test('old and new text can be read out of any difference', () => {
    const word = fc.constantFrom('tide', 'moon', 'loaf', ' ', '\n', ', ', '🌊', 'é');
    const text = fc.array(word, { maxLength: 8 }).map((words) => words.join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        // So few lines that none is left out.
        fc.pre(before !== after && before.split('\n').length < 5 && after.split('\n').length < 5);
        const found = pieces(wordDiff(before, after));
        const without = (kind: string) => found.map((piece) => (piece.kind === kind ? '' : piece.text)).join('');
        expect([without('added'), without('cut')]).toEqual([before, after]);
      }),
    );
  });
});

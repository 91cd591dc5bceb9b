import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Piece, type Stretch, wordDiff } from '../../../src/desk/word-diff.ts';

const pieces = (stretches: Stretch[]) => stretches.flatMap((one) => ('pieces' in one ? one.pieces : []));
/** As one line: `[cut]`, `{added}`. */
const told = (before: string, after: string) =>
  pieces(wordDiff(before, after))
    .map(({ kind, text }) => (kind === 'same' ? text : kind === 'cut' ? `[${text}]` : `{${text}}`))
    .join('');

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

  test.each([
    ['Russian', 'Прилив стоит высоко.', 'Прилив стоит очень низко.', 'Прилив стоит [высоко]{очень низко}.'],
    ['Greek', 'Η παλίρροια είναι ψηλά.', 'Η παλίρροια είναι χαμηλά.', 'Η παλίρροια είναι [ψηλά]{χαμηλά}.'],
    ['Hebrew', 'הגאות גבוהה מאוד.', 'הגאות נמוכה מאוד.', 'הגאות [גבוהה]{נמוכה} מאוד.'],
    ['Hebrew with points', 'הַיָּם עוֹלֶה.', 'הַיָּם יוֹרֵד.', 'הַיָּם [עוֹלֶה]{יוֹרֵד}.'],
    ['Arabic', 'المدّ عالٍ اليوم.', 'المدّ منخفض اليوم.', 'المدّ [عالٍ]{منخفض} اليوم.'],
    ['Turkish', 'Gelgit ağır çekiliyor.', 'Gelgit ışıkla çekiliyor.', 'Gelgit [ağır]{ışıkla} çekiliyor.'],
    ['Hindi', 'ज्वार ऊँचा है।', 'ज्वार नीचा है।', 'ज्वार [ऊँचा]{नीचा} है।'],
    ['Japanese', '潮はとても高い。', '潮はとても低い。', '潮はとても[高い]{低い}。'],
    ['Chinese', '月亮升起，水位很高。', '月亮升起，水位下降。', '月亮升起，水位[很高]{下降}。'],
    ['Thai', 'น้ำขึ้นสูงมาก', 'น้ำขึ้นต่ำมาก', 'น้ำขึ้น[สูง]{ต่ำ}มาก'],
    ['letters with marks of their own', 'cafe\u0301 noir', 'cafe\u0300 noir', '[cafe\u0301]{cafe\u0300} noir'],
  ])('in %s', (_language, before, after, expected) => {
    expect(told(`${before}\n`, `${after}\n`)).toBe(`${expected}\n`);
  });

  test('emoji are whole, however many signs they are made of', () => {
    expect(told('👩‍👩‍👧‍👦 on the quay\n', '👩‍👩‍👧 on the quay\n')).toBe('[👩‍👩‍👧‍👦]{👩‍👩‍👧} on the quay\n');
    expect(told('👍🏽🇫🇷🏳️‍🌈\n', '👍🏻🇫🇮🏳️‍🌈\n')).toBe('[👍🏽🇫🇷]{👍🏻🇫🇮}🏳️‍🌈\n');
  });

  test('a phrase is told as one, and so are lines that break elsewhere', () => {
    expect(told('Two hours late again.\n', 'Three days early again.\n')).toBe(
      '[Two hours late]{Three days early} again.\n',
    );
    expect(told('It is low\nat noon.\n', 'It is\nlow at noon.\n')).toBe('It is[ ]{\n}low[\n]{ }at noon.\n');
  });

  describe('of any two texts', () => {
    const words = [
      'tide',
      'луна',
      'άμμος',
      'ים',
      'بحر',
      'ığ',
      '高い潮',
      'น้ำขึ้น',
      'e\u0301',
      '👩‍👩‍👧‍👦',
      '🇫🇮',
      '\u200D',
      '\u0301',
      '**',
    ];
    const word = fc.constantFrom(...words, ' ', ' ', '\n', ', ', '🌊');
    const text = fc.array(word, { maxLength: 12 }).map((words) => words.join(''));
    const without = (kind: string, found: Piece[]) => found.map((one) => (one.kind === kind ? '' : one.text));
    const small = (...texts: string[]) => texts.every((one) => one.split('\n').length < 5);

    test('old and new can be read out of the difference', () => {
      fc.assert(
        fc.property(text, text, (before, after) => {
          // So few lines that none is left out.
          fc.pre(before !== after && small(before, after));
          const found = pieces(wordDiff(before, after));
          expect([without('added', found).join(''), without('cut', found).join('')]).toEqual([before, after]);
          expect(found.filter((one) => one.text === '')).toEqual([]);
        }),
      );
    });

    test('no sign is torn', () => {
      const signs = new Intl.Segmenter('en', { granularity: 'grapheme' });
      const ends = (parts: string[]) => {
        let end = 0;
        return parts.map((part) => (end += part.length));
      };
      fc.assert(
        fc.property(text, text, (before, after) => {
          fc.pre(before !== after && small(before, after));
          const found = pieces(wordDiff(before, after));
          for (const [whole, parts] of [
            [before, without('added', found)],
            [after, without('cut', found)],
          ] as const) {
            const edges = new Set([0, ...ends([...signs.segment(whole)].map(({ segment }) => segment))]);
            expect(ends(parts).filter((end) => !edges.has(end))).toEqual([]);
          }
        }),
      );
    });
  });
});

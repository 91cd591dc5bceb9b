import { expect, test } from 'vitest';
import { withoutOpening } from '../../../src/desk/cards/opening.ts';
import { passage } from '../../../src/node/passage.ts';

const read = (text: string) =>
  passage(text, { base: 'https://garden.example/', url: () => undefined, wiki: () => undefined });
const tagline = 'When the light comes back.';

test('dates, status, tagline and rules at the beginning are left out', () => {
  const text = `# 🌙 Moon\n**First created:** 2026-01-02 | **Last updated:** 2026-03-04  \n**Status:** Draft  \n*${tagline}*\n\n---\n\n## Phases\n\nFour.\n\n---\n\n## Tides\n\nTwo.\n`;
  expect(withoutOpening(read(text), tagline)).toEqual(read('## Phases\n\nFour.\n\n## Tides\n\nTwo.\n'));
});

test('the author’s words stay', () => {
  const texts = [
    'Note: read this first.\n',
    'It rises.\n\n---\n\nIt sets.\n',
    'Last updated: 2026-01-02\nAnd more words than any date has.\n\nWords.\n',
  ];
  for (const text of texts) expect(withoutOpening(read(text), tagline)).toEqual(read(text));
});

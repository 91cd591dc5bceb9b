import { describe, expect, test } from 'vitest';
import { parseNode } from '../../../src/node/parse.ts';

const parse = (text: string) => parseNode(text, 'garden.md', { fields: {} });
const dates = (text: string) => {
  const { statedCreated, statedUpdated, warnings } = parse(text);
  return [statedCreated, statedUpdated, warnings.filter(({ code }) => code === 'date-unclear').length];
};
const head = (...lines: string[]) => `# 🌱 Garden\n${lines.join('\n')}\n\n## 🍃 Leaves\nWords.\n`;

describe('dates', () => {
  test.each([
    [['**First created:** 2025-12-14 | **Last updated:** 2025-12-15  '], '2025-12-14', '2025-12-15'],
    [['**First created:** 2025-12-14 | **Last updated:** 2025-12-15 <br>'], '2025-12-14', '2025-12-15'],
    [['**First created:** 2025-12-14<br>**Last updated:** 2025-12-15'], '2025-12-14', '2025-12-15'],
    [['**First created:** 2025-12-14 **Last updated:** 2025-12-15'], '2025-12-14', '2025-12-15'],
    [['First created: 2025-12-14, last updated: 2025-12-15'], '2025-12-14', '2025-12-15'],
    [['First created: 2025-12-14 · Last updated: 2025-12-15'], '2025-12-14', '2025-12-15'],
    [['**First created**: 2025-12-14', '', '**Last updated**: 2025-12-15'], '2025-12-14', '2025-12-15'],
    [['*First created: 2025-12-14*  ', '_Last updated: 2025-12-15_'], '2025-12-14', '2025-12-15'],
    [['- **Created:** 2025-12-14', '- **Updated:** 15 December 2025'], '2025-12-14', '2025-12-15'],
    [['**📅 Date Logged:** 2025-12-14'], '2025-12-14', undefined],
    [['📅 **Date:** 2025-12-14'], '2025-12-14', undefined],
    [['Date logged: 2025-12-14T08:00:00Z'], '2025-12-14T08:00:00Z', undefined],
    [['Date: noon on 2025-12-14', 'Published: 2025-12-13'], '2025-12-13', undefined],
  ])('%j', (lines, created, updated) => {
    expect(dates(head(...lines)).slice(0, 2)).toEqual([created, updated]);
  });

  test('above the title', () => {
    expect(dates('**First created:** 2025-12-14\n\n# Garden\n')).toEqual(['2025-12-14', undefined, 0]);
  });

  test('front matter, in its usual names', () => {
    expect(dates('---\ndate: 2025-12-14\nlast_updated: 2025-12-15\n---\n# Garden')).toEqual([
      '2025-12-14',
      '2025-12-15',
      0,
    ]);
    expect(dates('---\ncreated: 2025-12-14\nmodified: 2025-12-15 10:00:00 +0100\n---\n# Garden')).toEqual([
      '2025-12-14',
      '2025-12-15T10:00:00+01:00',
      0,
    ]);
    expect(dates('---\ncreated: 2025-12-14\n---\n# Garden\n**First created:** 2020-01-01')).toEqual([
      '2025-12-14',
      undefined,
      0,
    ]);
    expect(dates('---\npublished: true\n---\n# Garden')).toEqual([undefined, undefined, 0]);
  });

  test('only in the footer', () => {
    expect(dates('# Garden\n\n## Leaves\n\n## Footer\n\n_Last updated: 2025-12-15_\n')).toEqual([
      undefined,
      '2025-12-15',
      0,
    ]);
    expect(dates('# Garden\n\n## Footer\n\n> *Updated: 15 December 2025*\n\n---\n')).toEqual([
      undefined,
      '2025-12-15',
      0,
    ]);
  });

  test('the head beats the footer', () => {
    expect(dates(`${head('**Last updated:** 2025-12-15')}\n_Last updated: 2025-12-16_\n`)).toEqual([
      undefined,
      '2025-12-15',
      0,
    ]);
  });

  test('an unclear date in the head leaves the word to the footer', () => {
    expect(dates(`${head('**Last updated:** June 2021')}\n_Last updated: 2025-12-16_\n`)).toEqual([
      undefined,
      '2025-12-16',
      1,
    ]);
  });

  test.each(['YYYY-MM-DD', 'June 2021', '2025-13-40', 'soon'])('%s costs a warning', (words) => {
    expect(dates(head(`**First created:** ${words}`))).toEqual([undefined, undefined, 1]);
    expect(parse(head(`**First created:** ${words}`)).warnings).toMatchObject([
      { line: 2, mend: expect.stringContaining('YYYY-MM-DD') },
    ]);
    expect(dates(`---\ncreated: ${words}\n---\n# Garden`)).toEqual([undefined, undefined, 1]);
  });

  test('entries further down, tables and code are no dates of the node', () => {
    expect(dates(`${head()}\n**Date Logged:** 2020-01-01\n\n### Entry\n**First created:** 2020-01-01\n`)).toEqual([
      undefined,
      undefined,
      0,
    ]);
    expect(dates('### Log\n\n---\n\n#### Entry\n**Date Logged:** 2020-01-01')).toEqual([undefined, undefined, 0]);
    expect(dates('# Garden\n```\nDate: 2020-01-01\n```\n')).toEqual([undefined, undefined, 0]);
    expect(dates(`# Log\n${'Words of the day.\n\n'.repeat(30)}\n**Date Logged:** 2020-01-01`)).toEqual([
      undefined,
      undefined,
      0,
    ]);
  });
});

describe('status and version', () => {
  test.each([
    ['**Status:** Draft — Stub Node', 'Draft — Stub Node', undefined],
    ['Status: Draft', 'Draft', undefined],
    ['**Status**: *Living* | **Version:** 1.2', 'Living', '1.2'],
    ['**Version:** v3 | **Status:** In bloom | see below', 'In bloom | see below', 'v3'],
    ['Words about status.', undefined, undefined],
  ])('%s', (line, status, version) => {
    const node = parse(head(line));
    expect([node.status, node.version]).toEqual([status, version]);
  });

  test('front matter before the head', () => {
    expect(parse(`---\nstatus: Final\nversion: 2\n---\n${head('Status: Draft')}`)).toMatchObject({
      status: 'Final',
      version: '2',
    });
  });
});

describe('tagline', () => {
  test.each([
    [['*Where bees rest.*'], 'Where bees rest.'],
    [['**First created:** 2025-12-14  ', '_Where bees rest._  '], 'Where bees rest.'],
    [['**First created:** 2025-12-14 <br>', 'It lies by the sea. <br>', '*Where bees rest.* <br>'], 'Where bees rest.'],
    [['*Where **all** bees `rest` & [sleep](x.md)*'], 'Where all bees rest & sleep'],
    [['`Garden – Notes`'], undefined],
    [['*One* and *two*'], undefined],
    [['**Bold words**'], undefined],
    [['* a list item*'], undefined],
    [['*Last updated: 2025-12-14*'], undefined],
    [['Words.', '', '---', '', '*Where bees rest.*'], 'Where bees rest.'],
  ])('%j', (lines, tagline) => {
    expect(parse(head(...lines)).tagline).toBe(tagline);
  });

  test('italics after the first heading are no tagline', () => {
    expect(parse(`${head()}\n*A motto.*`).tagline).toBeUndefined();
  });
});

describe('front matter flags', () => {
  test.each([
    ['draft: true', true],
    ['draft: "yes"', true],
    ['private: true', true],
    ['published: false', true],
    ['draft: false', false],
    ['published: 2025-12-14', false],
    ['title: Tea', false],
  ])('%s', (line, draft) => {
    expect(parse(`---\n${line}\n---\n# Tea`).draft).toBe(draft);
  });

  test.each([
    ['content_note: storms', 'storms'],
    ['content-note: [storms, floods]', 'storms, floods'],
    ['contentNote: "storms,  floods"', 'storms, floods'],
    ['cw: storms', 'storms'],
    ['cw: true', 'content note'],
    ['cw: false', undefined],
    ['cw:', undefined],
  ])('%s', (line, contentNote) => {
    expect(parse(`---\n${line}\n---\n# Tea`).contentNote).toBe(contentNote);
  });

  test.each([
    ['lang: fr', 'fr'],
    ['language: pt_BR', 'pt-BR'],
    ['lang: "\\"><script>"', undefined],
    ['lang: {a: b}', undefined],
  ])('%s', (line, language) => {
    expect(parse(`---\n${line}\n---\n# Tea`).language).toBe(language);
  });
});

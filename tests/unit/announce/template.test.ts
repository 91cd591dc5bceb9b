import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { worded } from '../../../src/announce/template.ts';
import { fill, TEMPLATE_FIELDS, templateFault } from '../../../src/config/template.ts';
import { created, revised } from '../../contract/sink/announcements.ts';

describe('a template', () => {
  test('fills its places, and leaves out lines that stay empty', () => {
    const values = { title: 'Peas & <beans>', tagline: undefined, summary: 'Sow early.' };
    expect(fill('{{title}}\n{{#tagline}}— {{tagline}}{{/tagline}}\n\n{{summary}}', values)).toBe(
      'Peas & <beans>\n\nSow early.',
    );
    expect(fill('{{^tagline}}none{{/tagline}}', values)).toBe('none');
  });

  test.each([
    ['{{titel}}', 'Did you mean title?'],
    ['{{constructor}}', 'Known here: emoji'],
    ['{{__proto__}}', 'Known here: emoji'],
    ['{{title.length}}', 'found {{title.length}}'],
    ['{{#title}}{{wrong}}{{/title}}', 'found {{wrong}}'],
    ['{{> /etc/passwd}}', 'includes no other'],
    ['{{title', 'a Mustache template'],
    ['{{#title}}', 'a Mustache template'],
  ])('%s is refused', (template, expected) => {
    expect(templateFault(template, TEMPLATE_FIELDS.title)).toContain(expected);
  });

  test('of known fields alone is fine', () => {
    for (const name of TEMPLATE_FIELDS.title)
      expect(templateFault(`{{${name}}}`, TEMPLATE_FIELDS.title)).toBeUndefined();
  });

  test('is refused, or shows only its own words and the values, and runs nothing', () => {
    const name = fc.constantFrom(
      'title',
      'title',
      'title',
      'url',
      'constructor',
      '__proto__',
      'toString',
      'hasOwnProperty',
      'x',
    );
    const template = fc
      .array(
        fc.oneof(
          name.map((one) => `{{${one}}}`),
          name.map((one) => `{{{${one}}}}`),
          fc.constant('word '),
        ),
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(template, (text) => {
        if (templateFault(text, TEMPLATE_FIELDS.title) !== undefined) return;
        const shown = fill(text, { title: 'T' });
        expect(shown.replace(/word|T|\s/g, '')).toBe('');
      }),
    );
  });

  test("an author's words are data: braces in them are shown", () => {
    const node = { ...created(), title: '{{summary}} {{#title}}', summary: '{{{title}}}' };
    expect(worded(node, { title: '{{title}}!', body: '{{summary}}' })).toEqual({
      title: '{{summary}} {{#title}}!',
      body: '{{{title}}}',
    });
  });

  test('words each line that changed', () => {
    const { changes } = worded(revised(), { change: '{{sign}}|{{part}}|{{text}}' });
    expect(changes?.length).toBeGreaterThan(1);
    expect(changes?.[0]).toMatch(/^[+−~]\|\w+\|\S/);
  });
});

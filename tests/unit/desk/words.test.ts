import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../../src/desk/commands.ts';
import en from '../../../src/desk/words/en.json' with { type: 'json' };
import tr from '../../../src/desk/words/tr.json' with { type: 'json' };
import { LANGUAGES, words } from '../../../src/desk/words.ts';

type Tree = { [key: string]: string | Tree };

const flat = (tree: Tree, path = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[path + key, value] as [string, string]] : flat(value, `${path}${key}.`),
  );
const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

describe('the catalogue', () => {
  test('Turkish says nothing that English does not, with the same places to fill', () => {
    const english = new Map(flat(en));
    for (const [key, text] of flat(tr)) expect([key, holes(text)]).toEqual([key, holes(english.get(key) ?? 'missing')]);
  });

  test('a tag leads to its language, another one to English', () => {
    expect(words('tr-TR')('tags.heading')).toBe('Etiketler');
    expect(words('tr_TR')('tags.heading')).toBe('Etiketler');
    for (const tag of ['en-GB', 'xx', '', 'trk']) expect(words(tag)('tags.heading')).toBe('Tags');
  });

  test('counts, and fills in words as they are', () => {
    expect(words('en')('map.nodes', { count: 1 })).toBe('1 node');
    expect(words('en')('map.nodes', { count: 2 })).toBe('2 nodes');
    expect(words('en')('nothing.found', { query: '<b>{{count}} $t(tags.heading)' })).toBe(
      'Nothing found for “<b>{{count}} $t(tags.heading)”',
    );
  });
});

describe('command names and descriptions', () => {
  /** https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-naming */
  const NAME = /^[-_'\p{L}\p{N}]{1,32}$/u;

  test.each(LANGUAGES)('are what Discord and Telegram take, in %s', (language) => {
    const say = words(language);
    const names = COMMANDS.map(({ name }) => say(`command.${name}.name`));
    expect(new Set(names).size).toBe(COMMANDS.length);
    for (const { name, options } of COMMANDS) {
      const keys = [`command.${name}`, ...options.map((option) => `option.${option.name}`), 'option.share'];
      for (const key of keys) {
        const shown = say(`${key}.name`);
        expect(shown).toMatch(NAME);
        expect(shown).toBe(shown.toLowerCase());
        expect(say(`${key}.description`).length).toBeLessThanOrEqual(100);
        expect(say(`${key}.description`).length).toBeGreaterThan(3);
      }
      expect(new Set(keys.map((key) => say(`${key}.name`))).size).toBe(keys.length);
    }
  });
});

/** The desk over a small library: what is asked for, and what is never shown. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ask, Context } from '../../../src/desk/ask.ts';
import type { Card } from '../../../src/desk/card.ts';
import { askOf, COMMANDS } from '../../../src/desk/commands.ts';
import { shortId } from '../../../src/desk/short-id.ts';
import { GARDEN, type Garden, plantGarden } from '../../desk.ts';

let garden: Garden;
const CONTEXT: Context = { language: 'en' };
const ask = (one: Ask) => garden.counter.answer({ ask: one, trail: [] }, CONTEXT);
const textOf = (card: Card) =>
  JSON.stringify({ ...card, picture: undefined, buttons: card.buttons.map(({ label }) => label) });

beforeAll(() => {
  garden = plantGarden();
});
afterAll(() => garden.close());

describe('show', () => {
  test.each([
    ['its title', 'Peas on a Fence'],
    ['a part of it', 'fence'],
    ['its emoji', '🫛'],
    ['its path', 'beds/🫛_peas.md'],
    ['its id', () => garden.id('beds/🫛_peas.md')],
    ['its short id', () => shortId(garden.id('beds/🫛_peas.md'))],
    ['a tag', 'legumes'],
    ['a mistyped title', 'paes on a fnece'],
  ])('by %s', async (_, node) => {
    const card = await ask({ view: 'show', node: typeof node === 'string' ? node : node() });
    expect(card).toMatchObject({ kind: 'node', heading: { emoji: '🫛', text: 'Peas on a Fence' } });
  });

  test('names sections, references and the author’s file', async () => {
    const card = await ask({ view: 'show', node: 'peas' });
    expect(card.menu?.options.map(({ label }) => label)).toEqual(['Sowing', 'Picking', '📡 Cross-references']);
    expect(card.buttons.filter(({ role }) => role === 'open').map(({ label }) => label)).toEqual(['Calendar', 'Beans']);
    expect(card.file).toEqual({ name: '🫛_peas.md', text: GARDEN['beds/🫛_peas.md'] });
    expect(card.subtitle).toBe('They climb where somebody lets them.');
  });

  test('one section, by its place or by words; an unknown one says so', async () => {
    const picking = await ask({ view: 'show', node: 'peas', section: 1 });
    expect(textOf(picking)).toContain('In the morning.');
    expect(picking.parts).toEqual((await ask({ view: 'show', node: 'peas', section: 'PICK' })).parts);
    expect(textOf(await ask({ view: 'show', node: 'peas', section: 'roots' }))).toContain('no section called');
  });

  test('behind a content note nothing but the title stands outside', async () => {
    const card = await ask({ view: 'show', node: 'storm' });
    expect(card.note).toBe('a storm that breaks things');
    expect(textOf({ ...card, parts: [], file: { name: '', text: '' } })).not.toMatch(/hawthorn|nobody forgets/);
  });
});

test('links: out with their state, a guess for what leads nowhere, and in', async () => {
  const card = await ask({ view: 'links', node: 'beans' });
  expect(textOf(card)).toContain('Peas on a Fence');
  const peas = await ask({ view: 'links', node: 'peas' });
  expect(textOf(peas)).toContain('leads nowhere');
});

test('a node that was withdrawn, or a made-up id, is told without a word of what it was', async () => {
  const own = plantGarden();
  const node = shortId(own.id('beds/🫘_beans.md'));
  own.remove('beds/🫘_beans.md');
  const card = await own.counter.answer({ ask: { view: 'show', node }, trail: [] }, CONTEXT);
  expect(card.kind).toBe('nothing');
  expect(textOf(card)).not.toMatch(/bean/i);
  own.close();
});

test('latest pages; back leads back', async () => {
  const own = plantGarden(Object.fromEntries(Array.from({ length: 20 }, (_, nr) => [`n${nr}.md`, `# Node ${nr}\n`])));
  const answer = (one: Ask, trail: Ask[] = []) => own.counter.answer({ ask: one, trail }, CONTEXT);
  const first = await answer({ view: 'latest' });
  const more = first.buttons.find(({ role }) => role === 'page');
  expect(more && 'asked' in more && more.asked.ask).toEqual({ view: 'latest', page: 1 });
  const shown = await answer({ view: 'show', node: 'node 3' }, [{ view: 'latest' }]);
  const back = shown.buttons.find(({ role }) => role === 'back');
  expect(back && 'asked' in back && back.asked).toEqual({ ask: { view: 'latest' }, trail: [] });
  own.close();
});

describe('a button', () => {
  test('that is too small forgets the way, then is kept under a key', async () => {
    const { counter } = garden;
    const trail: Ask[] = Array.from({ length: 6 }, () => ({ view: 'search', query: 'a walk along the hedge' }));
    const code = await counter.pack({ ask: { view: 'latest', folder: 'beds' }, trail }, 64);
    expect(Buffer.byteLength(code)).toBeLessThanOrEqual(64);
    expect(await counter.unpack(code)).toMatchObject({ ask: { view: 'latest', folder: 'beds' } });
    const long: Ask = { view: 'search', query: '🌊'.repeat(60) };
    const key = await counter.pack({ ask: long, trail: [] }, 64);
    expect(Buffer.byteLength(key)).toBeLessThanOrEqual(64);
    expect(await garden.again().unpack(key)).toEqual({ ask: long, trail: [] });
    expect(await counter.unpack('$nobody')).toBeUndefined();
  });
});

describe('whatever is asked', () => {
  const odd = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.constantFrom(
      '"',
      '*',
      'a AND',
      'NEAR(',
      '\0',
      '\ud800',
      '../..',
      'in:',
      'tag:"',
      '='.repeat(9),
      '🌊'.repeat(3_000),
      '%',
      '\\',
    ),
  );

  test('an answer comes, and no draft or excluded node is ever in it', async () => {
    const own = plantGarden({ ...GARDEN, 'secret.md': '# 🗝️ Hidden Drawer\nKEYHOLE words.\n' });
    own.remove('secret.md');
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...COMMANDS),
        fc.array(odd, { minLength: 8, maxLength: 8 }),
        async ({ name, options }, texts) => {
          const given = Object.fromEntries(options.map((option, nr) => [option.name, texts[nr] ?? '']));
          const one = askOf(name, given);
          if (!one) return;
          const card = await own.counter.answer({ ask: one, trail: [] }, CONTEXT);
          expect(card.buttons.length).toBeLessThan(40);
          expect(card.menu?.options.length ?? 0).toBeLessThanOrEqual(25);
          expect(textOf({ ...card, heading: { text: '' }, asked: { ask: one, trail: [] } })).not.toMatch(
            /KEYHOLE|Hidden Drawer/,
          );
        },
      ),
      { numRuns: 300 },
    );
    own.close();
  });

  test('suggestions stay within their limit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('node' as const, 'folder' as const, 'tag' as const), odd, async (kind, text) => {
        const choices = await garden.counter.suggest(kind, text, 3, CONTEXT);
        expect(choices.length).toBeLessThanOrEqual(3);
        for (const { label } of choices) expect(label.length).toBeLessThanOrEqual(100);
        expect(garden.counter.find(text, 3, 0).length).toBeLessThanOrEqual(3);
      }),
      { numRuns: 200 },
    );
  });
});

test('answers speak the language of who asks, as far as there is one; any tag does', async () => {
  const inLanguage = (language: string) =>
    garden.counter.answer({ ask: { view: 'show', node: 'peas' }, trail: [] }, { language });
  expect((await inLanguage('tr-TR')).buttons.map(({ label }) => label)).toContain('Bağlantılar');
  expect(textOf(await inLanguage('tr'))).toContain('1 Ocak 2026');
  for (const tag of ['en_US', 'not a tag', '', 'de']) expect((await inLanguage(tag)).kind).toBe('node');
});

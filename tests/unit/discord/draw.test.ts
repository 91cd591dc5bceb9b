/** Pictures of messages: what they show, and that no message can do anything to the page. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { oneLine } from '../../../src/announce/text.ts';
import { DISCORD_STYLE, type Drawable, drawDiscord } from '../../../src/discord/draw.ts';
import { lookOf } from '../../../src/discord/message.ts';
import { escaped } from '../../../src/discord/text.ts';
import { type created, noted, revised } from '../../contract/sink/announcements.ts';
import { hostileNode, hostileText } from './hostile.ts';

function picture(announcement: ReturnType<typeof created>): string {
  return drawDiscord(lookOf({ id: 'x', channel: 'garden', announcement, form: 'post' }));
}

function text(content: string): Drawable {
  return { components: [{ type: 10, content }] };
}

/** What a reader of the page sees. */
function seen(html: string): string {
  return html.replace(/<[^>]*>/g, '').replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}

describe('a picture', () => {
  test('of a post shows its title as a link, its kind, its buttons and its commit', () => {
    const html = picture(revised());
    expect(html).toContain(
      '<p class="dc-h3">🌱 <a href="https://garden.example/nodes/sowing_early_peas" rel="noopener noreferrer">Sowing early peas</a></p>',
    );
    expect(html).toContain('<p class="dc-small">revised</p>');
    expect(html).toContain('<p><code>+</code> section — Frost dates</p>');
    expect(html).toMatch(
      /<a class="dc-button" href="https:\/\/garden\.example\/nodes\/potager"[^>]*>🇫🇷 Potager ↗<\/a>/,
    );
    expect(seen(html)).toContain('created 2026-03-08 · updated 2026-03-14 · a1b2c3d');
  });

  test('of a post with a note shows the note, and folds the rest', () => {
    const [open = '', folded = ''] = picture(noted()).split('<details');
    expect(seen(open)).toContain('Content note: a storm that took the greenhouse');
    expect(seen(open)).toContain('Sowing early peas');
    expect(seen(open)).not.toContain('Frost dates');
    expect(seen(`<${folded}`)).toContain('Frost dates');
  });

  test.each([
    ['**a** *b* _c_ __d__ ~~e~~', '<p><strong>a</strong> <em>b</em> <em>c</em> <u>d</u> <s>e</s></p>'],
    ['||a||', '<p><span class="dc-hidden" tabindex="0">a</span></p>'],
    ['`<b>` \\*', '<p><code>&#60;b&#62;</code> *</p>'],
    ['https://x.example/a.', '<p><a href="https://x.example/a" rel="noopener noreferrer">https://x.example/a</a>.</p>'],
    ['[a](javascript:alert)', '<p>[a](javascript:alert)</p>'],
    ['*a\\* **b', '<p>*a* **b</p>'],
    ['# a\n\n-# b', '<p class="dc-h1">a</p><p class="dc-small">b</p>'],
  ])('of %s', (markdown, html) => {
    expect(drawDiscord(text(markdown))).toBe(
      `<article class="dc-message"><div class="dc-text" dir="auto">${html}</div></article>`,
    );
  });

  test('of a button that opens nothing is no link', () => {
    const html = drawDiscord({
      components: [{ type: 1, components: [{ type: 2, label: 'Peas', url: 'javascript:alert(1)' }] }],
    });
    expect(html).toContain('<span class="dc-button">Peas</span>');
  });

  test('of any words shows the words', () => {
    fc.assert(
      fc.property(hostileText, (words) => {
        const html = drawDiscord(text(escaped(words)));
        expect(seen(html)).toBe(oneLine(words));
        expect(new Set(html.match(/<\w+/g))).toEqual(
          new Set(['<article', '<div', ...(oneLine(words) === '' ? [] : ['<p'])]),
        );
      }),
      { numRuns: 500 },
    );
  });

  test('of any post has no tags, attributes or addresses but ours', () => {
    fc.assert(
      fc.property(hostileNode, (node) => {
        const html = picture(node);
        for (const [, tag = '', attributes = ''] of html.matchAll(/<\/?(\w+)((?: [^<>]*)?)>/g)) {
          expect(['article', 'div', 'p', 'a', 'code', 'em', 'strong', 'hr', 'details', 'summary']).toContain(tag);
          expect(attributes).toMatch(/^(?: (?:class|dir|style|rel|href)="[^"<>]*")*$/);
        }
        expect(html.match(/[<>]/g)?.length).toBe((html.match(/<\/?\w+(?: [^<>]*)?>/g)?.length ?? 0) * 2);
        for (const [, href] of html.matchAll(/ href="([^"]*)"/g))
          expect(href).toMatch(/^https:\/\/(?:garden|forge)\.example\//);
      }),
      { numRuns: 300 },
    );
  });

  test('is styled by names of its own', () => {
    const names = [...DISCORD_STYLE.matchAll(/\.(?=[a-z])([\w-]+)/g)].map(([, name]) => name);
    expect(names.filter((name) => !name?.startsWith('dc-'))).toEqual([]);
    for (const [, name] of picture(noted()).matchAll(/class="([^"]*)"/g)) expect(DISCORD_STYLE).toContain(`.${name}`);
  });
});

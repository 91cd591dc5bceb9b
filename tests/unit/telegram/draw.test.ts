import { expect, test } from 'vitest';
import type { TelegramChannel } from '../../../src/config/schema.ts';
import { drawTelegram } from '../../../src/telegram/draw.ts';
import { payloads } from '../../../src/telegram/message.ts';
import { type created, noted, revised } from '../../contract/sink/announcements.ts';

const CHANNEL: TelegramChannel = {
  ...{ name: 'updates', platform: 'telegram', chat: '-1001234567890', silent: true, linkPreview: false },
  ...{ rich: false, ambiguous: undefined },
};

function drawn(announcement: ReturnType<typeof created>, rich = false): string {
  const [{ body }] = payloads({ id: 'p', channel: 'updates', announcement, form: 'post' }, { ...CHANNEL, rich });
  return drawTelegram(body);
}

test('a post: title, quote, buttons', () => {
  const page = drawn(revised());
  expect(page).toContain(
    '<b><a href="https://garden.example/nodes/sowing_early_peas" rel="noreferrer">Sowing early peas</a></b>',
  );
  expect(page).toContain('<blockquote>~ title: Sowing peas → Sowing early peas\n');
  expect(page).toContain(
    '<div class="tg-row"><a href="https://garden.example/nodes/bean_trellis" rel="noreferrer">🫘 Bean trellis</a>',
  );
  expect(page).toContain('without a sound');
});

test('what is behind a content note is a folded box', () => {
  const [open = '', folded = ''] = drawn(noted()).split('<details');
  expect(open).toContain('a storm that took the greenhouse');
  expect(open).toContain('Sowing early peas');
  expect(open).not.toContain('The ground');
  expect(folded).toContain('The ground');
});

test('a rich post: heading, list, small print, buttons', () => {
  const page = drawn(revised(), true);
  expect(page).toContain('<h3>Revised · 🌱 <b><a href="https://garden.example/nodes/sowing_early_peas"');
  expect(page).toContain('<ul><li>~ title: Sowing peas → Sowing early peas</li>');
  expect(page).toContain('<footer>tags: peas · spring · raised beds\n<i>Draft');
  expect(page).toContain('<div class="tg-row"><a href="https://garden.example/nodes/bean_trellis"');
  const [open = '', folded = ''] = drawn(noted(), true).split('<details');
  expect(open).toContain('a storm that took the greenhouse');
  expect(open).not.toContain('The ground');
  expect(folded).toContain('The ground');
});

test('only tags of ours open anything, and only web addresses lead anywhere', () => {
  const text = '<script>alert(1)</script> <b onclick="x">bold</i> <a href="javascript:alert(1)">x <constructor> 1 < 2';
  const page = drawTelegram({
    text,
    parse_mode: 'HTML',
    link_preview_options: { is_disabled: true },
    reply_markup: { inline_keyboard: [[{ text: '<i>', url: 'javascript:alert(2)' }]] },
  });
  expect(page).toContain(
    '&lt;script&gt;alert(1)&lt;/script&gt; <b>bold&lt;/i&gt; <a rel="noreferrer">x &lt;constructor&gt; 1 &lt; 2</a></b>',
  );
  expect(page).toContain('<a rel="noreferrer">&lt;i&gt;</a>');
});

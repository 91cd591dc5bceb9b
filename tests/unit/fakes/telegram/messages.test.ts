/** The fake's messages, driven by grammY's own client. */
import { Api, GrammyError, HttpError, InputFile } from 'grammy';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeTelegram } from '../../../fakes/telegram/fake.ts';
import type { Chat } from '../../../fakes/telegram/world.ts';

let telegram: FakeTelegram;
let chat: Chat;
let api: Api;

beforeEach(async () => {
  telegram = await FakeTelegram.start();
  chat = telegram.chat({ type: 'supergroup', title: 'The Garden', forum: true });
  api = new Api(telegram.token, { apiRoot: telegram.api });
});
afterEach(() => telegram.stop());

const HTML = { parse_mode: 'HTML' } as const;

async function refusal(request: Promise<unknown>): Promise<GrammyError> {
  const error = await request.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof GrammyError)) throw new Error(`not refused: ${String(error)}`);
  return error;
}

describe('a message', () => {
  test('is sent, edited and deleted', async () => {
    const sent = await api.sendMessage(chat.id, ' <b>peas</b> are up ', HTML);
    expect(sent).toMatchObject({ text: 'peas are up', entities: [{ type: 'bold', offset: 0, length: 4 }] });
    await api.editMessageText(chat.id, sent.message_id, 'beans are up');
    expect(chat.shown()).toBe('beans are up');
    await api.deleteMessage(chat.id, sent.message_id);
    expect(chat.messages).toEqual([]);
    expect(chat.history.map(({ kind }) => kind)).toEqual(['create', 'edit', 'delete']);
    expect(telegram.refusals).toEqual([]);
  });

  test('goes into a topic, silently, in reply, with a keyboard', async () => {
    const first = await api.sendMessage(chat.id, 'peas');
    await api.sendMessage(chat.id, 'more', {
      message_thread_id: chat.topic('Beds'),
      disable_notification: true,
      reply_parameters: { message_id: first.message_id },
      link_preview_options: { is_disabled: true },
      reply_markup: { inline_keyboard: [[{ text: 'Read', url: 'https://garden.example/peas' }]] },
    });
    expect(chat.messages[1]).toMatchObject({ silent: true, replyTo: first.message_id, thread: expect.any(Number) });
    expect(chat.shown()).toBe('peas\n\nmore\n[Read]');
  });

  test('an edit without a keyboard takes it away', async () => {
    const reply_markup = { inline_keyboard: [[{ text: 'more', callback_data: 'more' }]] };
    const { message_id } = await api.sendMessage(chat.id, 'peas', { reply_markup });
    await api.editMessageText(chat.id, message_id, 'beans');
    expect(chat.messages[0]?.markup).toBeUndefined();
  });

  test('carries a file and its caption', async () => {
    const file = new InputFile(Buffer.from('pixels'), 'beds.png');
    await api.sendPhoto(chat.id, file, { caption: '<i>the beds</i>', ...HTML });
    expect(chat.shown()).toBe('[beds.png]\nthe beds');
  });

  test.each([
    ['too many blocks', '<p>a</p>'.repeat(501)],
    ['too deep', `${'<blockquote>'.repeat(17)}a${'</blockquote>'.repeat(17)}`],
    ['too long', `<p>${'x'.repeat(32_769)}</p>`],
    ['crossed tags', '<p><b>a</p></b>'],
    ['nothing to read', '<p> </p>'],
  ])('a rich message with %s', async (_, html) => {
    const request = api.raw.sendRichMessage({ chat_id: chat.id, rich_message: { html } });
    expect((await refusal(request)).error_code).toBe(400);
  });

  test('a rich message, unless the server is older', async () => {
    const rich_message = { html: '<h1>Tides</h1><p>High at <b>six</b>.</p>' };
    await api.raw.sendRichMessage({ chat_id: chat.id, rich_message });
    expect(chat.shown()).toBe('Tides\nHigh at six.');
    const unknown = await refusal(
      api.raw.sendRichMessage({ chat_id: chat.id, rich_message: { html: '<div>a</div>' } }),
    );
    expect(unknown.description).toContain('Unsupported start tag "div"');
    telegram.rich = false;
    const { error_code, description } = await refusal(api.raw.sendRichMessage({ chat_id: chat.id, rich_message }));
    expect([error_code, description]).toEqual([404, 'Not Found']);
  });
});

describe('what is refused', () => {
  const button = (callback_data: string) => ({ reply_markup: { inline_keyboard: [[{ text: 'a', callback_data }]] } });
  const topic = { message_thread_id: 77 };
  test.each<[string, string, object, string]>([
    ['an unknown tag', '<div>a</div>', HTML, `can't parse entities: Unsupported start tag "div" at byte offset 0`],
    ['an open tag', '<b>a', HTML, `can't parse entities: Can't find end tag corresponding to start tag "b"`],
    ['an empty text', '<b> </b>', HTML, 'message text is empty'],
    ['a long text', 'x'.repeat(4097), {}, 'message is too long'],
    ['long data', 'a', button('ä'.repeat(33)), 'BUTTON_DATA_INVALID'],
    ['a strange topic', 'a', topic, 'message thread not found'],
    ['a lost reply', 'a', { reply_parameters: { message_id: 77 } }, 'message to be replied not found'],
  ])('%s', async (_, text, other, description) => {
    const error = await refusal(api.sendMessage(chat.id, text, other));
    expect([error.error_code, error.description]).toEqual([400, `Bad Request: ${description}`]);
    expect(telegram.refusals.length).toBe(1);
  });

  test('4,096 characters pass, however many bytes and tags', async () => {
    await api.sendMessage(chat.id, `<b>${'𝒳'.repeat(4096)}</b>`, HTML);
    expect(telegram.refusals).toEqual([]);
  });

  test('an edit that changes nothing, or finds nothing', async () => {
    const { message_id } = await api.sendMessage(chat.id, 'peas');
    const same = await refusal(api.editMessageText(chat.id, message_id, '<b></b>peas', HTML));
    expect(same.description).toMatch(/^Bad Request: message is not modified: specified new message content/);
    const lost = await refusal(api.editMessageText(chat.id, 77, 'beans'));
    expect(lost.description).toBe('Bad Request: message to edit not found');
  });

  test('deleting after two days', async () => {
    const { message_id } = await api.sendMessage(chat.id, 'peas');
    telegram.clock.advance(48 * 3_600_000);
    const late = await refusal(api.deleteMessage(chat.id, message_id));
    expect(late.description).toBe("Bad Request: message can't be deleted");
    const lost = await refusal(api.deleteMessage(chat.id, 77));
    expect(lost.description).toBe('Bad Request: message to delete not found');
  });

  test.each([
    ['private', 'blocked', 'Forbidden: bot was blocked by the user'],
    ['private', 'deactivated', 'Forbidden: user is deactivated'],
    ['private', 'stranger', "Forbidden: bot can't initiate conversation with a user"],
    ['supergroup', 'kicked', 'Forbidden: bot was kicked from the supergroup chat'],
    ['channel', 'left', 'Forbidden: bot is not a member of the channel chat'],
    ['channel', 'member', 'Bad Request: need administrator rights in the channel chat'],
  ] as const)('in a %s chat as %s', async (type, standing, description) => {
    const closed = telegram.chat({ type, standing });
    expect((await refusal(api.sendMessage(closed.id, 'a'))).description).toBe(description);
  });

  test('an unknown chat, a migrated one, a wrong token', async () => {
    expect((await refusal(api.sendMessage(5, 'a'))).description).toBe('Bad Request: chat not found');
    const group = telegram.chat({ type: 'group' });
    const supergroup = telegram.migrate(group);
    const moved = await refusal(api.sendMessage(group.id, 'a'));
    expect(moved.parameters.migrate_to_chat_id).toBe(supergroup.id);
    const stranger = new Api('5:not-the-token', { apiRoot: telegram.api });
    expect((await refusal(stranger.getMe())).error_code).toBe(401);
  });
});

describe('mentions and invitations', () => {
  test('are noted, outside code', async () => {
    const text =
      '@gardener <code>@in_code</code> <a href="tg://user?id=5">Ada</a> t.me/+invite <a href="https://t.me/joinchat/x">in</a>';
    await api.sendMessage(chat.id, text, HTML);
    expect(chat.messages[0]?.pings).toEqual(['tg://user?id=5', '@gardener']);
    expect(chat.messages[0]?.joins).toEqual(['https://t.me/joinchat/x', 't.me/+invite']);
  });

  test('of other links nothing', async () => {
    await api.sendMessage(chat.id, 'gardener@garden.example https://garden.example/@ada t.me/garden');
    expect(chat.messages[0]).toMatchObject({ pings: [], joins: [] });
  });
});

describe('rate limits', () => {
  test('a chat takes a few at once, then one a second', async () => {
    for (let i = 0; i < 5; i++) await api.sendMessage(chat.id, `tide ${i}`);
    const error = await refusal(api.sendMessage(chat.id, 'tide 5'));
    expect([error.description, error.parameters.retry_after]).toEqual(['Too Many Requests: retry after 1', 1]);
    telegram.clock.advance(1_000);
    await api.sendMessage(chat.id, 'tide 5');
    expect(telegram.limited.length).toBe(1);
    expect(telegram.refusals).toEqual([]);
  });

  test('a group takes twenty a minute', async () => {
    telegram.limits.burst = 100;
    for (let i = 0; i < 20; i++) await api.sendMessage(chat.id, `tide ${i}`);
    expect((await refusal(api.sendMessage(chat.id, 'tide 20'))).parameters.retry_after).toBeGreaterThan(50);
  });

  test('thirty a second over all chats', async () => {
    const refused: GrammyError[] = [];
    for (let i = 0; i < 31; i++) {
      const { id } = telegram.chat();
      const error = await api.sendMessage(id, 'a').catch((reason: GrammyError) => reason);
      if (error instanceof GrammyError) refused.push(error);
    }
    expect(refused.map(({ error_code }) => error_code)).toEqual([429]);
  });
});

test('faults', async () => {
  telegram.faults.add({ kind: '429', seconds: 3 });
  expect((await refusal(api.sendMessage(chat.id, 'a'))).parameters.retry_after).toBe(3);
  for (const kind of ['502', 'drop', '502-after', 'drop-after', 'garbled'] as const) {
    telegram.faults.add({ kind, match: 'sendMessage' });
    await expect(api.sendMessage(chat.id, kind)).rejects.toBeInstanceOf(HttpError);
  }
  expect(chat.messages.map(({ text }) => text)).toEqual(['502-after', 'drop-after', 'garbled']);
  expect(telegram.faults.injected.length).toBe(6);
});

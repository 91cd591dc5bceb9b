import { GrammyError, HttpError } from 'grammy';
import { describe, expect, test } from 'vitest';
import { Closed, Locked, Refused, TryLater, Unknown } from '../../../src/delivery/sink.ts';
import { fateOf, migratedTo, reactionTo } from '../../../src/telegram/errors.ts';

const TOKEN = '123456789:AAfakefakefakefakefakefakefakefake';

function says(error_code: number, description: string, parameters = {}): GrammyError {
  return new GrammyError('', { ok: false, error_code, description, parameters }, 'sendMessage', {});
}

/** As node-fetch throws it: the address, and so the token, is in its message. */
function broken(code?: string): HttpError {
  const error = new Error(`request to http://127.0.0.1/bot${TOKEN}/sendMessage failed`);
  return new HttpError('', code === undefined ? error : Object.assign(error, { code }));
}

describe('what Telegram says', () => {
  test.each([
    [400, "Bad Request: can't parse entities: Unsupported start tag", Refused],
    [400, 'Bad Request: message is too long', Refused],
    [400, 'Bad Request: something nobody heard of', Refused],
    [413, 'Request Entity Too Large', Refused],
    [400, 'Bad Request: chat not found', Closed],
    [400, 'Bad Request: message thread not found', Closed],
    [400, 'Bad Request: TOPIC_CLOSED', Closed],
    [400, 'Bad Request: not enough rights to send text messages to the chat', Closed],
    [400, 'Bad Request: have no rights to send a message', Closed],
    [400, 'Bad Request: need administrator rights in the channel chat', Closed],
    [400, 'Bad Request: CHAT_WRITE_FORBIDDEN', Closed],
    [403, 'Forbidden: bot was kicked from the channel chat', Closed],
    [403, 'Forbidden: anything at all', Closed],
    [401, 'Unauthorized', Locked],
    [404, 'Not Found', Locked],
    [429, 'Too Many Requests: retry after 5', TryLater],
  ])('%d %s', (code, description, kind) => {
    for (const repeatable of [true, false])
      expect(reactionTo(says(code, description), repeatable)).toBeInstanceOf(kind);
  });

  test.each([500, 502, 504])('%d leaves open what became of a post, not of what can be repeated', (code) => {
    expect(reactionTo(says(code, 'Internal Server Error'), false)).toBeInstanceOf(Unknown);
    expect(reactionTo(says(code, 'Internal Server Error'), true)).toBeInstanceOf(TryLater);
  });

  test('waits as long as it is told', () => {
    expect(reactionTo(says(429, '', { retry_after: 5 }), false)).toMatchObject({ after: 5_000 });
  });

  test('tells what became of a message', () => {
    expect(fateOf(says(400, 'Bad Request: message is not modified: specified new message content …'))).toBe(
      'unchanged',
    );
    expect(fateOf(says(400, 'Bad Request: message to edit not found'))).toBe('gone');
    expect(fateOf(says(400, 'Bad Request: message to delete not found'))).toBe('gone');
    expect(fateOf(says(400, 'Bad Request: MESSAGE_ID_INVALID'))).toBe('gone');
    expect(fateOf(says(400, "Bad Request: message can't be deleted for everyone"))).toBe('stays');
    expect(fateOf(says(400, 'Bad Request: chat not found'))).toBeUndefined();
    expect(fateOf(broken('ECONNRESET'))).toBeUndefined();
  });

  test('tells where a group went', () => {
    const error = says(400, 'Bad Request: group chat was upgraded to a supergroup chat', { migrate_to_chat_id: -1005 });
    expect(migratedTo(error)).toBe('-1005');
    expect(migratedTo(says(400, 'Bad Request'))).toBeUndefined();
  });
});

describe('the road', () => {
  test.each([
    'ECONNREFUSED',
    'ENOTFOUND',
    'EAI_AGAIN',
    'CERT_HAS_EXPIRED',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'EPROTO',
    'SELF_SIGNED_CERT_IN_CHAIN',
  ])('%s: the request never left', (code) => {
    expect(reactionTo(broken(code), false)).toMatchObject({ name: 'TryLater', everywhere: true });
  });

  test.each(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', undefined])('%s: it may have arrived', (code) => {
    expect(reactionTo(broken(code), false)).toBeInstanceOf(Unknown);
    expect(reactionTo(broken(code), true)).toBeInstanceOf(TryLater);
  });
});

test('the token is in no message', () => {
  const errors = [
    broken(),
    broken('ECONNREFUSED'),
    broken('ECONNRESET'),
    says(400, `no such page /bot${TOKEN}/x`),
    says(403, TOKEN),
  ];
  for (const error of errors) {
    const reaction = reactionTo(error, false);
    expect(reaction).toBeInstanceOf(Error);
    expect(String(reaction)).not.toContain(TOKEN);
    expect(reaction).not.toHaveProperty('cause');
  }
});

test('what nobody foresaw stays what it is', () => {
  const bug = new TypeError('a bug');
  expect(reactionTo(bug, false)).toBe(bug);
});

/** How the Bot API says no. */
import type { Answer } from '../server/listener.ts';

export class Refusal extends Error {
  readonly answer: Answer;

  constructor(code: number, description: string, parameters?: Record<string, number>) {
    super(description);
    const body = { ok: false, error_code: code, description, ...(parameters ? { parameters } : {}) };
    this.answer = { status: code, body };
  }
}

export function bad(description: string): Refusal {
  return new Refusal(400, `Bad Request: ${description}`);
}

export function forbidden(description: string): Refusal {
  return new Refusal(403, `Forbidden: ${description}`);
}

export function conflict(description: string): Refusal {
  return new Refusal(409, `Conflict: ${description}`);
}

export function migrated(chat: number): Refusal {
  const description = 'Bad Request: group chat was upgraded to a supergroup chat';
  return new Refusal(400, description, { migrate_to_chat_id: chat });
}

/** @param seconds the client's own */
export function tooFast(seconds: number): Refusal {
  const refusal = new Refusal(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds });
  refusal.answer.headers = { 'retry-after': String(seconds) };
  return refusal;
}

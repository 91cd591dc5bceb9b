/** How Discord says no: its JSON error codes (Discord's documentation, "Opcodes and Status Codes"). */
import type { Answer } from '../server/listener.ts';

export class Refusal extends Error {
  readonly answer: Answer;

  constructor(status: number, code: number, message: string, errors?: unknown) {
    super(message);
    this.answer = { status, body: { message, code, ...(errors === undefined ? {} : { errors }) } };
  }
}

export const unauthorized = () => new Refusal(401, 0, '401: Unauthorized');
export const notFound = () => new Refusal(404, 0, '404: Not Found');
export const badRequest = () => new Refusal(400, 50109, 'The request body contains invalid JSON.');
export const unknownChannel = () => new Refusal(404, 10003, 'Unknown Channel');
export const unknownGuild = () => new Refusal(404, 10004, 'Unknown Guild');
export const unknownMessage = () => new Refusal(404, 10008, 'Unknown Message');
export const unknownUser = () => new Refusal(404, 10013, 'Unknown User');
export const unknownWebhook = () => new Refusal(404, 10015, 'Unknown Webhook');
export const unknownInteraction = () => new Refusal(404, 10062, 'Unknown interaction');
export const unknownCommand = () => new Refusal(404, 10063, 'Unknown application command');
export const missingAccess = () => new Refusal(403, 50001, 'Missing Access');
export const notTheAuthor = () => new Refusal(403, 50005, 'Cannot edit a message authored by another user');
export const emptyMessage = () => new Refusal(400, 50006, 'Cannot send an empty message');
export const closedToUs = () => new Refusal(403, 50007, 'Cannot send messages to this user');
export const noText = () => new Refusal(400, 50008, 'Cannot send messages in a non-text channel');
export const missingPermissions = () => new Refusal(403, 50013, 'Missing Permissions');
export const invalidToken = () => new Refusal(401, 50027, 'Invalid Webhook Token');
export const archivedThread = () =>
  new Refusal(400, 50083, 'Tried to perform an operation on an archived thread, such as editing a message');
export const alreadyAnswered = () => new Refusal(400, 40060, 'Interaction has already been acknowledged.');
export const noHistoryForReply = () =>
  new Refusal(400, 160002, 'Cannot reply without permission to read message history');

interface Problem {
  path: (string | number)[];
  code: string;
  message: string;
}

/** Gathers what is wrong with a body, to be told at once as Discord's tree of errors (50035). */
export class Problems {
  readonly #list: Problem[] = [];

  add(path: (string | number)[], code: string, message: string): void {
    this.#list.push({ path, code, message });
  }

  /** Length in code points. */
  length(path: (string | number)[], value: unknown, least: number, most: number): void {
    const long = typeof value === 'string' ? [...value.trim()].length : Array.isArray(value) ? value.length : undefined;
    if (long === undefined || (long >= least && long <= most)) return;
    const message =
      least > 0 && long < most
        ? `Must be between ${least} and ${most} in length.`
        : `Must be ${most} or fewer in length.`;
    this.add(path, long > most ? 'BASE_TYPE_MAX_LENGTH' : 'BASE_TYPE_BAD_LENGTH', message);
  }

  get any(): boolean {
    return this.#list.length > 0;
  }

  /** @throws {Refusal} when there is any */
  settle(): void {
    if (!this.any) return;
    const tree: Record<string, unknown> = {};
    for (const { path, code, message } of this.#list) {
      let at = tree;
      for (const key of path) {
        at[key] ??= {};
        at = at[key] as Record<string, unknown>;
      }
      at['_errors'] ??= [];
      (at['_errors'] as unknown[]).push({ code, message });
    }
    throw new Refusal(400, 50035, 'Invalid Form Body', tree);
  }
}

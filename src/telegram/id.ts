/** What the ledger keeps of a message: its chat and its number, because numbers are counted per chat. Pure. */

export interface Spot {
  chat: string;
  message: number;
}

/** `-1001234567890/57` */
export function idOf({ chat, message }: Spot): string {
  return `${chat}/${message}`;
}

/** Throws for what `idOf` never made. */
export function spotOf(id: string): Spot {
  const [, chat, message] = /^(-?\d+)\/(\d+)$/.exec(id) ?? [];
  if (chat === undefined || message === undefined) throw new Error(`not the id of a Telegram message: ${id}`);
  return { chat, message: Number(message) };
}

/** As the Bot API writes a chat: a number, or the @name of a public one. */
export function chatOf(chat: string): number | string {
  return /^-?\d+$/.test(chat) ? Number(chat) : chat;
}

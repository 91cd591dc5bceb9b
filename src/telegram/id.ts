/** What the ledger keeps of a message: chat and number, because numbers are counted per chat, and its form. Pure. */

export interface Spot {
  chat: string;
  message: number;
  /** Posted by `sendRichMessage`: it is edited as it was posted. */
  rich: boolean;
}

/** `-1001234567890/57`; of a rich message `-1001234567890/57/rich` */
export function idOf({ chat, message, rich }: Spot): string {
  return `${chat}/${message}${rich ? '/rich' : ''}`;
}

/** Throws for what `idOf` never made. */
export function spotOf(id: string): Spot {
  const [, chat, message, mark] = /^(-?\d+)\/(\d+)(\/rich)?$/.exec(id) ?? [];
  if (chat === undefined || message === undefined) throw new Error(`not the id of a Telegram message: ${id}`);
  return { chat, message: Number(message), rich: mark !== undefined };
}

/** As the Bot API writes a chat: a number, or the @name of a public one. */
export function chatOf(chat: string): number | string {
  return /^-?\d+$/.test(chat) ? Number(chat) : chat;
}

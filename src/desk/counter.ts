/** What a platform's commands are given: everything that can be asked, answered in one way. */
import type { Asked, Context } from './ask.ts';
import type { Card, Choice, Result } from './card.ts';

export interface Counter {
  /** Never throws for anything asked; what is wrong with it is the card. */
  answer(asked: Asked, context: Context): Promise<Card>;

  /** While somebody types, best first; for nothing typed, what is newest or largest. `followed`: of the context's place. */
  suggest(
    kind: 'node' | 'folder' | 'tag' | 'followed',
    text: string,
    limit: number,
    context: Context,
  ): Promise<Choice[]>;

  /** For inline answers. */
  find(query: string, limit: number, offset: number): Result[];

  /** An ask as letters for a button, at most `bytes` of UTF-8: kept in the ledger where it is longer. Works for good. */
  pack(asked: Asked, bytes: number): Promise<string>;
  /** Undefined for what no button of ours holds, or one that is too old. */
  unpack(code: string): Promise<Asked | undefined>;

  /** Counts one more ask of somebody (`discord:ID`); how many milliseconds too early it comes, 0 where it is welcome. */
  admit(who: string): Promise<number>;

  /** The words of the catalogue, for what a platform says itself. */
  words(language: string): (key: string, values?: Record<string, string | number>) => string;
}

/** What every ledger keeps to. sqlite.test.ts and postgres.test.ts run it. */
import { afterEach, beforeEach, describe } from 'vitest';
import type { Ledger } from '../../../src/ledger/ledger.ts';
import { chatContract } from './chats.ts';
import { claimContract } from './claims.ts';
import { commitContract } from './commits.ts';
import { crashContract } from './crashes.ts';
import { heldContract } from './held.ts';
import { ownerContract } from './owners.ts';
import { pastContract } from './past.ts';
import { postContract } from './posts.ts';
import { readingContract } from './reading.ts';

/** An empty place for a ledger, and a way in. */
export interface Place {
  /** File or address, for another process. */
  address: string;
  open(): Promise<Ledger>;
}

/** The ledger of the running test, and a further way into the same place. */
export interface Desk {
  ledger(): Ledger;
  address(): string;
  /** Opens the same place again; closed after the test. */
  again(): Promise<Ledger>;
  /** Closes everything and opens the place afresh, as after a restart. */
  restart(): Promise<Ledger>;
}

export function ledgerContract(name: string, empty: () => Promise<Place>, traits: { shared: boolean }): void {
  describe(`ledger in ${name}`, () => {
    let place: Place;
    let opened: Ledger[] = [];

    async function open(): Promise<Ledger> {
      const ledger = await place.open();
      opened.push(ledger);
      return ledger;
    }

    async function close(): Promise<void> {
      for (const ledger of opened.splice(0)) await ledger.close();
    }

    beforeEach(async () => {
      place = await empty();
      opened = [];
      await open();
    });

    afterEach(close);

    const desk: Desk = {
      ledger: () => {
        const [first] = opened;
        if (!first) throw new Error('no ledger is open');
        return first;
      },
      address: () => place.address,
      again: open,
      restart: async () => {
        await close();
        return await open();
      },
    };

    commitContract(desk);
    readingContract(desk);
    claimContract(desk);
    postContract(desk);
    ownerContract(desk, traits);
    crashContract(desk);
    chatContract(desk, traits);
    heldContract(desk);
    pastContract(desk);
  });
}

/** A process that commits without end, to be killed in the middle. Its argument is the ledger's file or address. */
import { openPostgres } from '../../../src/ledger/postgres.ts';
import { openSqlite } from '../../../src/ledger/sqlite.ts';
import { at, change, delivery, node, pass, SOURCE } from './records.ts';

/** Rows of each kind in a pass: enough that most of its time is spent inside the transaction. */
export const ROWS = 300;

if (process.argv[1] === import.meta.filename) {
  const address = process.argv[2] ?? '';
  const ledger = await (address.startsWith('postgres') ? openPostgres(address) : openSqlite(address));
  const known = await ledger.source(SOURCE);
  for (let nr = known ? Number(known.cursor) + 1 : 1; ; nr++) {
    const names = Array.from({ length: ROWS }, (_, row) => `bed-${nr}-${row}`);
    const done = await ledger.commit(
      pass({
        ...(nr > 1 ? { from: String(nr - 1) } : {}),
        to: String(nr),
        nodes: names.map((name) => node(name)),
        changes: names.map((name) => change(name)),
        deliveries: names.map((name) => delivery('discord', name)),
        amended: nr > 1 ? [{ id: delivery('discord', `bed-${nr - 1}-0`).id, revision: 0, dueAt: at(0) }] : [],
      }),
    );
    if (!done) throw new Error(`pass ${nr} was refused`);
    process.stdout.write(`${nr}\n`);
  }
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, test } from 'vitest';
import { openSqlite } from '../../../src/ledger/sqlite.ts';
import { ledgerContract } from './suite.ts';

const folder = mkdtempSync(join(tmpdir(), 'starpost-ledger-'));
let count = 0;

/** A file in a folder that is not there yet. */
function file(): string {
  count += 1;
  return join(folder, `place ${count}`, 'état', 'ledger.sqlite');
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

ledgerContract(
  'SQLite',
  async () => {
    const address = file();
    return { address, open: () => openSqlite(address) };
  },
  { shared: false },
);

describe('the file of a SQLite ledger', () => {
  test('is as safe as SQLite can make it', async () => {
    const address = file();
    await (await openSqlite(address)).close();
    const database = new DatabaseSync(address);
    expect(database.prepare('pragma journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(database.prepare('pragma integrity_check').get()).toEqual({ integrity_check: 'ok' });
    database.close();
  });

  test('is named, with the mend, when it is no database', async () => {
    const address = join(folder, 'notes.txt');
    writeFileSync(
      address,
      'Water the beans on Tuesday, and the peas whenever the soil is dry to the first knuckle.\n'.repeat(40),
    );
    await expect(openSqlite(address)).rejects.toThrow(
      /notes\.txt cannot be opened.*not a SQLite database\. Move it aside/,
    );
  });

  test('is left alone when it is the database of another program', async () => {
    const address = join(folder, 'recipes.sqlite');
    const database = new DatabaseSync(address);
    database.exec('create table breads (name text)');
    await expect(openSqlite(address)).rejects.toThrow(/recipes\.sqlite cannot be opened.*tables of another program/);
    expect(database.prepare(`select count(*) as n from sqlite_schema`).get()).toEqual({ n: 1 });
    database.close();
  });

  test('is refused when a newer version wrote it', async () => {
    const address = file();
    await (await openSqlite(address)).close();
    const database = new DatabaseSync(address);
    database.exec('insert into starpost_migrations values (999)');
    database.close();
    await expect(openSqlite(address)).rejects.toThrow(
      /ledger\.sqlite cannot be opened: .*newer starpost.*version 999.*Update/,
    );
  });

  test('is named when its folder cannot be made', async () => {
    writeFileSync(join(folder, 'a file'), '');
    await expect(openSqlite(join(folder, 'a file', 'ledger.sqlite'))).rejects.toThrow(
      /a file.*ledger\.sqlite cannot be opened/,
    );
  });
});

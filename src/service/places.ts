/** Where a service keeps its files, and which ledger it has. */
import { join } from 'node:path';
import type { Settings } from '../config/read.ts';
import type { Config } from '../config/schema.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { openPostgres } from '../ledger/postgres.ts';
import { openSqlite } from '../ledger/sqlite.ts';

/** What must never be lost, unless DATABASE_URL names a PostgreSQL. */
export const ledgerFile = (config: Config) => join(config.data, 'ledger.db');
/** What git can give again. */
export const libraryFile = (config: Config) => join(config.data, 'library.db');
/** When each feed last changed: lost, the feeds' dates begin anew. */
export const stampsFile = (config: Config) => join(config.data, 'feeds.jsonl');
/** Feeds as they were built: lost, they are built again. */
export const shelfFile = (config: Config) => join(config.data, 'feeds.db');

/** Pages of nodes as they were made: lost, they are made again. */
export const pagesFile = (config: Config) => join(config.data, 'pages.db');

export function openLedger({ config, secrets }: Settings): Promise<Ledger> {
  return secrets.databaseUrl === undefined ? openSqlite(ledgerFile(config)) : openPostgres(secrets.databaseUrl);
}

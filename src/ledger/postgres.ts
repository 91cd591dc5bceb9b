/** The ledger in PostgreSQL: several replicas may share it, any of which can die. */
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { type Alone, type Ledger, LedgerFault } from './ledger.ts';
import { migrate, NewerLedger } from './migrations.ts';
import { type Presence, SqlLedger } from './queries.ts';
import { OWNER_LOCKS } from './queue.ts';
import type { Tables } from './tables.ts';

/** Connections of a replica; its work is one pass and one claim at a time, and settlements between. */
const CONNECTIONS = 8;

/** Milliseconds until a server that does not answer counts as away. */
const PATIENCE = 10_000;

/** First key of the advisory locks of what one process does alone; the second is the hash of its name. */
const ALONE_LOCKS = 7_827_786;

/** Milliseconds between attempts to show again that this process lives. */
const RECONNECT = 1_000;

/** `bigint` (sequence numbers, counts) as numbers: they stay far below 2^53. */
const TYPES = { getTypeParser: typeParser };

function typeParser(id: number, format?: 'text' | 'binary'): (value: string) => unknown {
  return id === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(id, format as 'text');
}

/**
 * Opens the ledger at `url` (`postgres://user:password@host:5432/database`). Several processes may open it at once.
 * Throws LedgerFault, which says what failed and how to mend it, and never shows the password.
 */
export async function openPostgres(url: string): Promise<Ledger> {
  const config = { ...addressed(url), connectionTimeoutMillis: PATIENCE, types: TYPES };
  const pool = new pg.Pool({ ...config, max: CONNECTIONS });
  // An idle connection that breaks is replaced by the pool; whoever needs one next hears of it there.
  pool.on('error', () => undefined);
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    await migrate(db, 'postgres');
  } catch (error) {
    await db.destroy();
    throw explained(url, error);
  }
  return new SqlLedger(db, 'postgres', new Locks(config));
}

/** Checks the address without ever repeating it: URL's own errors carry the whole text. */
function addressed(url: string): pg.ClientConfig {
  const parsed = URL.parse(url);
  if (!parsed || !['postgres:', 'postgresql:'].includes(parsed.protocol)) {
    throw new LedgerFault(
      'DATABASE_URL is not the address of a PostgreSQL database. Expected postgres://user:password@host:5432/database; ' +
        'write special characters of the password percent-encoded (`@` as %40, `/` as %2F, `#` as %23).',
    );
  }
  return { connectionString: url };
}

/** Codes of PostgreSQL (https://www.postgresql.org/docs/current/errcodes-appendix.html) and of the network. */
const MENDS: Record<string, string> = {
  '28P01': 'The server refused the user or the password. Check both.',
  '28000': 'The server does not let this user in from here. Check pg_hba.conf, and whether it wants TLS.',
  '3D000': 'The database does not exist. Create it, or correct its name.',
  '42501': 'The user may not create tables. Grant it the schema.',
  '53300': 'The server has no connection left. Raise max_connections.',
  '57P03': 'The server is starting. Try again in a moment.',
  ECONNREFUSED: 'Nothing listens at that host and port. Start the server, or correct the address.',
  ENOTFOUND: 'There is no such host. Correct the address; special characters of the password must be percent-encoded.',
  EAI_AGAIN: 'The name of the host cannot be looked up right now.',
  ETIMEDOUT: 'The host does not answer.',
};

/** No cause and no unknown message is passed on: parts of a mistyped password can turn up as host or database. */
function explained(url: string, error: unknown): LedgerFault {
  const what = `The ledger in PostgreSQL${whereabouts(url)} cannot be opened: `;
  if (error instanceof NewerLedger) return new LedgerFault(what + error.message);
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  const mend = code === undefined ? undefined : MENDS[code];
  return new LedgerFault(
    what + (mend ?? `the server did not answer as expected${code ? ` (${code})` : ''}. Check DATABASE_URL.`),
  );
}

/** Host and database, where the one `@` surely ends the password; else parts of it could pass for a host. */
function whereabouts(url: string): string {
  const parsed = URL.parse(url);
  const signs = url.split('@').length - 1;
  if (!parsed || signs > 1 || (signs === 1 && parsed.username === '') || parsed.search || parsed.hash) return '';
  return ` at ${parsed.host}${parsed.pathname}`;
}

/**
 * Shows the others that an owner lives: an advisory lock on a connection of its own, which the server lets go when the
 * process is gone, however it went. A broken connection is made again at once. The lock is shared, so that a new
 * connection need not wait for the server to notice the end of the old one.
 */
class Locks implements Presence {
  readonly #config: pg.ClientConfig;
  readonly #owners = new Set<string>();
  readonly #alone = new Set<pg.Client>();
  #client: Promise<pg.Client> | undefined;
  #closed = false;

  constructor(config: pg.ClientConfig) {
    this.#config = config;
  }

  async hold(owner: string): Promise<void> {
    const client = await this.#connected();
    if (this.#owners.has(owner)) return;
    await lock(client, owner);
    this.#owners.add(owner);
  }

  /** On a connection of its own: it is let go when that breaks, and whoever had it is told. */
  async alone(name: string): Promise<Alone | undefined> {
    const client = new pg.Client({ ...this.#config, keepAlive: true });
    const lost = new Promise<void>((resolve) => client.once('end', () => resolve()));
    client.on('error', () => undefined);
    try {
      await client.connect();
      const sql = 'select pg_try_advisory_lock($1::int, hashtext($2)) as mine';
      const { rows } = await client.query<{ mine: boolean }>(sql, [ALONE_LOCKS, name]);
      if (rows[0]?.mine) {
        this.#alone.add(client);
        return { lost, release: () => this.#letGo(client) };
      }
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    await client.end();
    return undefined;
  }

  async #letGo(client: pg.Client): Promise<void> {
    if (this.#alone.delete(client)) await client.end();
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const client of this.#alone) await this.#letGo(client);
    const client = await this.#client?.catch(() => undefined);
    await client?.end();
  }

  #connected(): Promise<pg.Client> {
    if (this.#client) return this.#client;
    const opening = this.#open();
    this.#client = opening;
    opening.then(
      (client) => client.once('end', () => this.#lost(opening)),
      () => this.#forget(opening),
    );
    return opening;
  }

  async #open(): Promise<pg.Client> {
    const client = new pg.Client({ ...this.#config, keepAlive: true });
    // Told by `end` as well.
    client.on('error', () => undefined);
    try {
      await client.connect();
      for (const owner of this.#owners) await lock(client, owner);
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
  }

  #forget(opened: Promise<pg.Client>): void {
    if (this.#client === opened) this.#client = undefined;
  }

  #lost(opened: Promise<pg.Client>): void {
    this.#forget(opened);
    this.#retry();
  }

  #retry(): void {
    if (this.#closed) return;
    this.#connected().catch(() => setTimeout(() => this.#retry(), RECONNECT).unref());
  }
}

async function lock(client: pg.Client, owner: string): Promise<void> {
  await client.query('select pg_advisory_lock_shared($1::int, hashtext($2))', [OWNER_LOCKS, owner]);
}

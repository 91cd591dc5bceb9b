import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPostgres } from '../../../src/ledger/postgres.ts';
import { at, delivery, pass } from './records.ts';
import { PASSWORD, type Server, startServer, USER } from './server.ts';
import { ledgerContract } from './suite.ts';

let server: Server;

beforeAll(async () => {
  server = await startServer();
});

afterAll(async () => {
  await server.stop();
});

ledgerContract(
  'PostgreSQL',
  async () => {
    const address = await server.database();
    return { address, open: () => openPostgres(address) };
  },
  { shared: true },
);

/** The message of the error that opening leads to. */
async function refusal(url: string): Promise<string> {
  try {
    await (await openPostgres(url)).close();
  } catch (error) {
    // All of it: a password must not hide in the cause or a field either.
    return error instanceof Error
      ? `${error.message} ${JSON.stringify(error)} ${String(error.cause ?? '')}`
      : String(error);
  }
  throw new Error('it opened');
}

describe('the address of a PostgreSQL ledger', () => {
  test('can be opened by several at once, the first time too', async () => {
    const url = await server.database();
    const ledgers = await Promise.all(Array.from({ length: 6 }, () => openPostgres(url)));
    expect(await ledgers[5]!.commit(pass())).toBe(true);
    expect(await ledgers[0]!.source('garden')).toMatchObject({ cursor: 'c1' });
    await Promise.all(ledgers.map((ledger) => ledger.close()));
  });

  test.each([
    ['a wrong password', (at: string) => `postgres://${USER}:s3cret-w0rd@${at}/postgres`, /user or the password/],
    [
      'no such database',
      (at: string) => `postgres://${USER}:${encodeURIComponent(PASSWORD)}@${at}/s3cret`,
      /does not exist/,
    ],
    [
      'a port nobody listens at',
      () => `postgres://${USER}:s3cret-w0rd@127.0.0.1:9/db`,
      /127\.0\.0\.1:9\/db.*Nothing listens/,
    ],
    ['an unescaped slash', (at: string) => `postgres://${USER}:1/s3cret@${at}/db`, /cannot be opened|percent-encoded/],
    ['an unescaped at-sign', (at: string) => `postgres://${USER}:s3cret@w0rd@${at}/db`, /cannot be opened/],
    ['a bare percent sign', (at: string) => `postgres://${USER}:s3cret%w0rd@${at}/db`, /cannot be opened/],
    ['another scheme', (at: string) => `mysql://${USER}:s3cret-w0rd@${at}/db`, /postgres:\/\/user:password/],
    ['no address', () => 's3cret-w0rd', /postgres:\/\/user:password/],
  ])('with %s gives a mend and never the password', async (name, url, expected) => {
    const message = await refusal(url(`127.0.0.1:${server.port}`));
    expect(message).toMatch(expected);
    expect(message).not.toContain('w0rd');
    expect(message).not.toContain('comp0st');
    if (name !== 'no such database') expect(message).not.toContain('s3cret');
  });

  test('is refused when a newer version wrote the database', async () => {
    const url = await server.database();
    await (await openPostgres(url)).close();
    const client = new pg.Client(url);
    await client.connect();
    await client.query('insert into starpost_migrations values (999)');
    await client.end();
    await expect(openPostgres(url)).rejects.toThrow(/newer starpost.*version 999/);
  });
});

describe('a replica whose connections break', () => {
  test('goes on, and is again known to live', async () => {
    const url = await server.database();
    const [ours, theirs] = [await openPostgres(url), await openPostgres(url)];
    await ours.commit(pass({ deliveries: [delivery('d', 'pond')] }));
    expect(await ours.claim('ours', at(1), 9)).toHaveLength(1);
    const client = new pg.Client(url);
    await client.connect();
    await client.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()',
    );
    const held = async () =>
      (await client.query(`select 1 from pg_locks where locktype = 'advisory' and granted`)).rowCount ?? 0;
    await expect.poll(held, { timeout: 30_000 }).toBeGreaterThan(0);
    expect(await theirs.abandoned('theirs')).toEqual([]);
    expect(await ours.claim('ours', at(1), 9)).toEqual([]);
    await client.end();
    await Promise.all([ours.close(), theirs.close()]);
  });
});

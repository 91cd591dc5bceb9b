/** Two processes over one database: one of them answers, and the other takes over. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readConfig } from '../../src/config/read.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import { openPostgres } from '../../src/ledger/postgres.ts';
import { createLog } from '../../src/log.ts';
import { Answering } from '../../src/service/answering.ts';
import { type Bots, startBots } from '../bots.ts';
import { type Server, startServer } from '../contract/ledger/server.ts';
import { type Garden as Desk, plantGarden } from '../desk.ts';
import { Garden } from '../garden.ts';

let bots: Bots;
let server: Server;
let desk: Desk;
let garden: Garden;
let ledgers: Ledger[] = [];

beforeEach(async () => {
  [bots, server] = await Promise.all([startBots(), startServer()]);
  garden = await Garden.create({ config: bots.config, env: bots.env });
  desk = plantGarden();
});
afterEach(async () => {
  for (const ledger of ledgers) await ledger.close();
  ledgers = [];
  await garden[Symbol.asyncDispose]();
  await Promise.all([bots.stop(), server.stop()]);
  desk.close();
});

test('one answers each question, once', async () => {
  await garden.writeConfig();
  const settings = readConfig(garden.configFile, {}, bots.env);
  const address = await server.database();
  const open = async () => {
    const ledger = await openPostgres(address);
    ledgers.push(ledger);
    const log = createLog({ level: 'silent', secrets: [], pretty: false });
    const answering = new Answering({ settings, counter: desk.again(), ledger, log });
    answering.start();
    return answering;
  };
  const first = await open();
  await expect
    .poll(() => first.states.filter(({ trouble }) => trouble === undefined).length, { timeout: 20_000 })
    .toBe(2);
  const second = await open();
  const ada = bots.telegram.user('Ada');
  await ada.ask(ada.chat, '/tags');
  const [channel, bea] = [bots.discord.channel(), bots.discord.user('Bea')];
  expect((await bea.slash(channel, 'tags')).text).toContain('legumes');
  expect(second.states).toEqual([]);

  await first.stop();
  await expect
    .poll(() => second.states.filter(({ trouble }) => trouble === undefined).length, { timeout: 30_000 })
    .toBe(2);
  expect((await bea.slash(channel, 'map')).text).toContain('beds');
  expect((await ada.ask(ada.chat, '/map')).text).toContain('beds');
  expect(ada.chat.messages).toHaveLength(4);
  await second.stop();
});

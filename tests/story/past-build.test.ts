/** `starpost build` tells the same of the past without a ledger, beside one that knows only a part, and beside a whole one. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { Garden, nodeText } from '../garden.ts';
import { starpost } from '../process.ts';

const BEDS = 50;
const ROUNDS = 4;

async function built(garden: Garden, name: string): Promise<(file: string) => string> {
  const out = join(garden.folder, name);
  const { code, stderr } = await starpost(['build', '--config', garden.configFile, '--out', out]);
  expect(code, stderr).toBe(0);
  return (file) => readFileSync(join(out, file), 'utf8');
}

/** As a former version would have left the ledger: the newest changes, and no word of the others. */
function forgetOld(file: string): void {
  using database = new DatabaseSync(file);
  database.exec(`update sources set past = null;
    delete from changes where id not in (select id from changes order by at desc, seq desc limit 60)`);
}

test('a static site has all that a server has', async () => {
  await using garden = await Garden.create();
  for (let round = 0; round < ROUNDS; round++) {
    for (let bed = 0; bed < BEDS; bed++) {
      const text = nodeText(
        `Bed ${bed}`,
        `Round ${round} of bed ${bed}. `.repeat(round + 1),
        [],
        round < 2 ? 'early' : 'late',
      );
      await garden.repo.write(`${bed}.md`, text);
    }
    await garden.repo.commit();
  }
  await garden.writeConfig();
  const without = await built(garden, 'without');
  await garden.start();
  const ids = Object.values(await garden.ids()).map((id) => id.replace('urn:uuid:', ''));
  const feed = `feeds/nodes/${ids[0]}.json`;
  const live = JSON.parse(await (await garden.fetch(`/${feed}`)).text());
  await garden.stop();
  const whole = await built(garden, 'whole');
  forgetOld(join(garden.folder, 'data', 'ledger.db'));
  const part = await built(garden, 'part');
  for (const read of [without, whole, part]) {
    expect(JSON.parse(read(feed))).toEqual(live);
    expect(read('_redirects')).toContain('/feeds/tags/early.json /feeds/tags/late.json 301');
    expect(read('feeds/changes.json')).toBe(whole('feeds/changes.json'));
  }
  expect(live.items).toHaveLength(ROUNDS);
});

/**
 * Measures the numbers of docs/design.md in one run, as ratios where it can, and prints them beside their goals.
 *
 *     npm run bench -- [--quick] [--nodes 1000,7000,100000] [--json FILE]
 *
 * `--quick` leaves the largest archive out. It reports and never fails because of a number.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { cold } from './cold.ts';
import { lookup } from './lookup.ts';
import { pages } from './pages.ts';
import { discard, freshPlace } from './place.ts';
import { type PushTimes, push } from './push.ts';
import { type Row, table } from './report.ts';
import { serving } from './serving.ts';
import { standing } from './standing.ts';

const { values } = parseArgs({
  options: { quick: { type: 'boolean' }, nodes: { type: 'string' }, json: { type: 'string' } },
});

const sizes = (values.nodes ?? (values.quick ? '1000,7000' : '1000,7000,100000')).split(',').map(Number);
if (sizes.some((size) => !Number.isInteger(size) || size < 100)) {
  console.error('--nodes expects numbers of at least 100, with commas: --nodes 1000,7000');
  process.exit(2);
}
sizes.sort((a, b) => a - b);

const rows: Row[] = [];
say('cold index');
rows.push(...(await cold()));
const pushes: { nodes: number; times: PushTimes }[] = [];
for (const nodes of sizes) {
  const size = `${nodes.toLocaleString('en')} nodes`;
  say(`${size}: archive`);
  const place = await freshPlace(`standing-${nodes}`, nodes);
  say(`${size}: first pass, index, restarts, idling`);
  rows.push(...(await standing(place)));
  say(`${size}: look-ups, pages and pushes`);
  rows.push(...lookup(place));
  rows.push(...(await pages(place)));
  pushes.push({ nodes, times: await push(place) });
  await discard(place);
}
rows.push(...pushRows());
say('feed requests');
rows.push(...(await serving(1_000)));
console.log(table(rows));
if (values.json) await writeFile(values.json, `${JSON.stringify(rows, undefined, 2)}\n`);

function pushRows(): Row[] {
  const found = pushes.flatMap(({ nodes, times }): Row[] => {
    const size = `${nodes.toLocaleString('en')} nodes`;
    const note = `git itself ${Math.round(times.git)} ms`;
    return [
      { what: `push of one node into ${size}, to the ledger`, value: times.ledger, unit: 'ms', goal: 60, note },
      { what: `push of one node into ${size}, to three feeds fetched`, value: times.feeds, unit: 'ms', goal: 60, note },
    ];
  });
  const [least, most] = [pushes[0], pushes.at(-1)];
  if (!least || !most || least === most) return found;
  const ratio = most.times.feeds / least.times.feeds;
  return [
    ...found,
    { what: `push into ${most.nodes} nodes ÷ into ${least.nodes}`, value: ratio, unit: '×', goal: 1.5 },
  ];
}

/** What is being measured, for whoever waits. */
function say(words: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${words} …`);
  else process.stderr.write(`${words} …\n`);
}

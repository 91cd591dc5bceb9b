/**
 * Pages as readers get them: how long a node's page takes when nobody asked for it before, and again, and how much
 * goes over the wire; and how long one takes that was not made ahead, as in the first minutes of an archive.
 *
 *     node bench/pages.ts [NODES]
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Library } from '../src/library/library.ts';
import { discard, freshPlace, type Place } from './place.ts';
import { Program } from './program.ts';
import { median, percentile, type Row, table } from './report.ts';
import { type Timed, Wire } from './wire.ts';

/** Bytes of the texts whose pages are measured, about. */
const TEXT = 8_000;
const PAGES = 200;
/** Other pages that are asked for before. */
const BEFORE = 400;

/** Of a place whose library is complete. */
export async function pages(place: Place): Promise<Row[]> {
  const all = nodesOfSize(place).map((id) => `/nodes/${id}`);
  const paths = all.slice(0, PAGES);
  const program = new Program(place);
  await program.ready();
  await program.made();
  const wire = await Wire.open(program.port);
  const asking = async (those: readonly string[]) => {
    const timed: Timed[] = [];
    for (const path of those) timed.push(await wire.ask(path));
    return timed;
  };
  await asking(all.slice(PAGES));
  const first = await asking(paths);
  const again = await asking(paths);
  program.unmake();
  const anew = await asking(all.slice(PAGES));
  const whole = await wholeOf(program, wire, paths[0]!);
  const sky = await wire.ask('/sky');
  const picture = await wire.ask(`${paths[0]}/constellation.png`);
  wire.close();
  await program.stop();
  const size = `${place.nodes.toLocaleString('en')} nodes`;
  const milliseconds = (those: readonly Timed[]) => those.map((one) => one.milliseconds);
  const bytes = median(first.map((one) => one.bytes)) / 1_000;
  return [
    {
      what: `page of an 8 kB node among ${size}, asked for first`,
      value: median(milliseconds(first)),
      unit: 'ms',
      goal: 5,
    },
    { what: 'the same, 99 of 100', value: percentile(milliseconds(first), 0.99), unit: 'ms' },
    { what: 'the same, again', value: median(milliseconds(again)), unit: 'ms', goal: 5 },
    { what: 'one that was not made ahead', value: median(milliseconds(anew)), unit: 'ms' },
    {
      what: 'the same, over the wire',
      value: bytes,
      unit: 'kB',
      goal: 40,
      note: `${Math.round(whole / 1_000)} kB with its style and pictures`,
    },
    {
      what: `the sky of ${size}`,
      value: sky.milliseconds,
      unit: 'ms',
      note: `${Math.round(sky.bytes / 1_000)} kB over the wire`,
    },
    {
      what: 'a constellation as PNG',
      value: picture.milliseconds,
      unit: 'ms',
      note: `${Math.round(picture.bytes / 1_000)} kB`,
    },
  ];
}

/** Bytes of a page with all it loads. */
async function wholeOf(program: Program, wire: Wire, path: string): Promise<number> {
  const html = await program.fetch(path);
  const loaded = new Set(
    [...html.matchAll(/"(\/(?:emoji\/[^"]+|style\.css|icon\.svg))"/g)].map(([, address]) => address!),
  );
  let bytes = 0;
  for (const address of [path, ...loaded]) bytes += (await wire.ask(address)).bytes;
  return bytes;
}

/** Ids of the nodes whose texts are nearest in size. */
function nodesOfSize({ data, mirror }: Place): string[] {
  const library = new Library(join(data, 'library.db'));
  const nodes = [...library.nodes()].map(({ id, oid }) => ({ id, oid }));
  library.close();
  const input = nodes.map(({ oid }) => `${oid}\n`).join('');
  const sizes = execFileSync('git', ['--git-dir', mirror, 'cat-file', '--batch-check=%(objectsize)'], {
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  }).split('\n');
  return nodes
    .map(({ id }, at) => ({ id, off: Math.abs(Number(sizes[at]) - TEXT) }))
    .sort((a, b) => a.off - b.off)
    .slice(0, PAGES + BEFORE)
    .map(({ id }) => id);
}

if (import.meta.main) {
  const place = await freshPlace('pages', Number(process.argv[2] ?? 7_000));
  const program = new Program(place);
  await program.ready();
  await program.indexed();
  await program.stop();
  console.log(table(await pages(place)));
  await discard(place);
}

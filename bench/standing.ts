/** What a starpost costs while it stands there: memory, warm start, idle CPU. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Place } from './place.ts';
import { Program } from './program.ts';
import { median, type Row } from './report.ts';

/** Resident megabytes that a size may take. */
const MEMORY: Record<number, number> = { 7000: 150, 100000: 300 };
const STARTS = 3;
const IDLE_SECONDS = 20;

/** Leaves behind a place whose library is complete. */
export async function standing(place: Place): Promise<Row[]> {
  const size = `${place.nodes.toLocaleString('en')} nodes`;
  const goal = MEMORY[place.nodes];
  const first = new Program(place);
  const seconds = (await first.ready()) / 1_000;
  await first.fetch('/feeds/all.atom');
  const wait = await first.indexed();
  await sleep(1_000);
  const memory = { value: first.resident, peak: first.peak };
  await first.stop();
  const starts: number[] = [];
  let program = new Program(place);
  for (let count = 1; ; count++) {
    starts.push((await program.ready()) / 1_000);
    if (count === STARTS) break;
    await program.stop();
    program = new Program(place);
  }
  await program.fetch('/feeds/all.atom');
  await sleep(2_000);
  const again = program.resident;
  const idle = await idleShare(program);
  await program.stop();
  const largest = place.nodes === 100_000;
  return [
    { what: `first pass over ${size}, process start to ready`, value: seconds, unit: 's' },
    { what: `longest wait for /healthz while ${size} are indexed`, value: wait, unit: 'ms', goal: 20 },
    {
      what: `memory after the first pass over ${size}`,
      value: memory.value,
      unit: 'MB',
      goal,
      note: memory.peak === undefined ? undefined : `${Math.round(memory.peak)} MB at most`,
    },
    { what: `memory after a restart with ${size}`, value: again, unit: 'MB', goal },
    { what: `warm start with ${size}`, value: median(starts), unit: 's', goal: largest ? 1 : undefined },
    { what: `idle with ${size}, of one core`, ...idle, unit: '%', goal: 0.5 },
  ];
}

async function idleShare(program: Program): Promise<{ value: number; note: string }> {
  const from = program.cpu;
  await sleep(IDLE_SECONDS * 1_000);
  const to = program.cpu;
  const share = (milliseconds: number) => milliseconds / IDLE_SECONDS / 10;
  return {
    value: share(to.own - from.own),
    note: `one look in ${IDLE_SECONDS} s; its git ${share(to.git - from.git)} %`,
  };
}

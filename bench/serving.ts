/**
 * Feed requests a second, against nginx serving the same bytes from disk: one worker each, connections that stay open,
 * in turns within one run.
 *
 *     node bench/serving.ts [NODES]
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Load } from './load.ts';
import { discard, freshPlace } from './place.ts';
import { Program } from './program.ts';
import { median, type Row, table } from './report.ts';

const FEED = '/feeds/all.atom';
const ROUNDS = 7;
const WARM_UP = 1_000;
const ROUND = 1_500;

/** Ratios of requests a second; none where nginx is not installed. */
export async function serving(nodes: number): Promise<Row[]> {
  const place = await freshPlace('serving', nodes);
  const program = new Program(place);
  const folder = await mkdtemp(join(tmpdir(), 'starpost-nginx-'));
  try {
    await program.ready();
    await program.indexed();
    await program.made();
    const ours = new Load(program.port, FEED);
    const { body } = await ours.once();
    await writeFile(join(folder, 'all.atom'), body);
    const nginx = await startNginx(folder);
    if (!nginx) return [{ what: 'feed requests ÷ nginx: nginx is not installed', value: undefined, unit: '×' }];
    try {
      const theirs = new Load(nginx.port, '/all.atom');
      return [await compared('200', ours, theirs), await compared('304', ours, theirs)];
    } finally {
      await nginx.stop();
    }
  } finally {
    await program.stop();
    await rm(folder, { recursive: true, force: true });
    await discard(place);
  }
}

/** The median of the rounds' ratios: what else the machine does falls on both. */
async function compared(status: '200' | '304', ours: Load, theirs: Load): Promise<Row> {
  const isNews = status === '200';
  for (const load of [ours, theirs]) await load.run(WARM_UP, isNews);
  const rounds: { our: number; their: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const first = round % 2 === 0 ? ours : theirs;
    const one = await first.run(ROUND, isNews);
    const other = await (first === ours ? theirs : ours).run(ROUND, isNews);
    rounds.push(first === ours ? { our: one, their: other } : { our: other, their: one });
  }
  const of = (who: 'our' | 'their') => Math.round(median(rounds.map((round) => round[who])));
  return {
    what: `feed requests answered ${status} ÷ nginx, one worker, the same bytes from disk`,
    value: median(rounds.map(({ our, their }) => our / their)),
    unit: '×',
    least: 0.9,
    note: `${of('our')} ÷ ${of('their')} a second`,
  };
}

async function startNginx(folder: string): Promise<{ port: number; stop(): Promise<void> } | undefined> {
  if (spawnSync('nginx', ['-v'], { stdio: 'ignore' }).error) return undefined;
  const port = await freePort();
  const config = join(folder, 'nginx.conf');
  await writeFile(
    config,
    `${process.getuid?.() === 0 ? 'user root;\n' : ''}worker_processes 1;
daemon off;
pid ${folder}/pid;
error_log ${folder}/error.log;
events { worker_connections 256; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 100000000;
  types { application/atom+xml atom; }
  open_file_cache max=10;
  client_body_temp_path ${folder}/body;
  server { listen 127.0.0.1:${port}; root ${folder}; add_header Content-Encoding gzip; }
}
`,
  );
  const child = spawn('nginx', ['-c', config, '-e', join(folder, 'error.log')], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  for (let tries = 0; tries < 100; tries++) {
    if (await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined)) break;
    await sleep(20);
  }
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return { port, stop };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

if (import.meta.main) console.log(table(await serving(Number(process.argv[2] ?? 1_000))));

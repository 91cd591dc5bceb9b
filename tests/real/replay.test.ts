/** 300 real commits pushed one by one to a running service that is killed again and again. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { freePort, Running, starpost } from '../process.ts';
import { temporaryFolder } from '../repo.ts';
import { commitsAfter, worthTelling } from './oracle.ts';

const BUNDLE = join(import.meta.dirname, '../../../shared/repos/eips.bundle');
const SECRET = 'a secret of the replay';
const COMMITS = 300;
const KILLS = 20;

describe.runIf(existsSync(BUNDLE))('a real history', () => {
  let folder = '';
  let repo = '';
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: repo, encoding: 'utf8', maxBuffer: 64 << 20 }).trim();
  beforeAll(async () => {
    folder = await temporaryFolder();
    repo = join(folder, 'repo');
    execFileSync('git', ['clone', '--quiet', '--branch', 'master', BUNDLE, repo]);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('949 nodes with title, dates, status, and what they require', async () => {
    const config = await writeConfig(repo, join(folder, 'once'));
    const { code, stdout } = await starpost(['nodes', '--json', '--config', config]);
    const nodes = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(code).toBe(0);
    expect(nodes).toHaveLength(949);
    expect(nodes.filter((n) => n.title && n.created && n.updated && n.status)).toHaveLength(949);
    const required = nodes.flatMap((n) => n.references.filter((r: { kind: string }) => r.kind === 'field'));
    expect(required.length).toBeGreaterThan(700);
    expect(required.filter((r) => r.state !== 'here' || !r.id)).toEqual([]);
    const of = (path: string) => nodes.find((n) => n.path === path);
    expect(
      of('EIPS/eip-1559.md')
        .references.filter((r: { kind: string }) => r.kind === 'field')
        .map((r: { path: string }) => r.path),
    ).toEqual(['EIPS/eip-2718.md', 'EIPS/eip-2930.md']);
    expect(of('EIPS/eip-1559.md')).toMatchObject({
      title: 'Fee market change for ETH 1.0 chain',
      status: 'Final',
      created: '2019-04-13',
    });
  });

  test('the changes of a range are what git says was added, removed and renamed', async () => {
    const config = await writeConfig(repo, join(folder, 'once'));
    for (const range of ['HEAD~200..HEAD', 'HEAD~900..HEAD~700']) {
      const { code, stdout } = await starpost(['changes', range, '--json', '--config', config]);
      expect(code).toBe(0);
      const changes = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      const [from = '', to = ''] = range.split('..');
      const said = git('diff', '-M', '--name-status', '--no-renames', from, to)
        .split('\n')
        .map((line) => line.split('\t'));
      const paths = (kind: string) =>
        changes
          .filter((c) => c.kind === kind)
          .map((c) => c.path)
          .sort();
      const renamed = changes.filter((c) => c.kind === 'moved');
      const files = (status: string) =>
        said
          .filter(([s]) => s === status)
          .map(([, path]) => path)
          .sort();
      expect([...paths('created'), ...paths('restored'), ...renamed.map((c) => c.path)].sort()).toEqual(files('A'));
      expect([...paths('removed'), ...renamed.map((c) => c.from)].sort()).toEqual(files('D'));
      const modified = new Set(files('M'));
      expect(paths('revised').filter((path: string) => !modified.has(path))).toEqual([]);
    }
  });

  test(`${COMMITS} commits, ${KILLS} kills: every substantive change once, nothing twice`, async () => {
    const bare = join(folder, 'watched.git');
    execFileSync('git', ['clone', '--quiet', '--bare', repo, bare]);
    const tip = git('rev-parse', 'HEAD');
    const start = git('rev-list', '--first-parent', `--max-count=1`, `--skip=${COMMITS}`, 'HEAD');
    const commits = commitsAfter(repo, start, tip);
    expect(commits).toHaveLength(COMMITS);
    const push = (commit: string) => execFileSync('git', ['update-ref', 'refs/heads/master', commit], { cwd: bare });
    push(start);

    const home = join(folder, 'service');
    const config = await writeConfig(bare, home);
    const files = { posts: join(folder, 'posts.txt'), log: join(folder, 'log.txt') };
    await writeFile(files.posts, '');
    const port = await freePort();
    const begin = () => Running.start(config, port, files, { STARPOST_HOOK_SECRET_GENERIC: SECRET });
    let service = begin();
    await service.at(start);
    let kills = 0;
    for (const [index, commit] of commits.entries()) {
      push(commit);
      await service.hook(SECRET);
      if (index % Math.floor(COMMITS / KILLS) === 7) {
        // Anywhere between the fetch and the end of the sending.
        await new Promise((resolve) => setTimeout(resolve, (index * 37) % 230));
        await service.end('SIGKILL');
        kills++;
        service = begin();
      }
      await service.at(commit);
    }
    await service.end('SIGTERM');
    expect(service.exitCode).toBe(0);
    expect(kills).toBe(KILLS);
    const settled = await starpost(['deliveries', 'list', '--json', '--config', config]);
    expect(settled.stdout).toBe('');

    const posts = readFileSync(files.posts, 'utf8');
    const footers = [...posts.matchAll(/^ +([0-9a-f]{9}) · .* · key ([0-9a-f]{8})$/gm)];
    const keys = footers.map(([, , key]) => key);
    expect(new Set(keys).size).toBe(keys.length);
    const told = tally(footers.map(([, commit]) => commit!));
    const expected = tally(commits.flatMap((commit) => worthTelling(repo, commit, 5).map(() => commit.slice(0, 9))));
    expect(told).toEqual(expected);
    expect(keys.length).toBeGreaterThan(200);
  }, 900_000);
});

function tally(items: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[item] = (counts[item] ?? 0) + 1;
  return counts;
}

async function writeConfig(url: string, home: string): Promise<string> {
  const file = `${home}.yaml`;
  await writeFile(
    file,
    stringify({
      data: home,
      poll: '0 0 1 1 *',
      sources: [{ name: 'eips', url, settle: '0s', massChange: 1_000, references: { requires: 'eip-{}.md' } }],
      channels: [{ name: 'terminal', platform: 'terminal' }],
      subscriptions: [{ channel: 'terminal' }],
    }),
  );
  return file;
}

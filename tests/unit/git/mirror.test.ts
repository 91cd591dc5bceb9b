import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { diffTrees, tree } from '../../../src/git/diff.ts';
import { history } from '../../../src/git/history.ts';
import { hold } from '../../../src/git/lock.ts';
import { Mirror, type MirrorOptions } from '../../../src/git/mirror.ts';
import { Objects } from '../../../src/git/objects.ts';
import { fileVersions } from '../../../src/git/versions.ts';
import { createLog } from '../../../src/log.ts';
import { Repo, temporaryFolder } from '../../repo.ts';

let repo: Repo;
let folder: string;
let lines: string[];
let mirrors: Mirror[];

beforeEach(async () => {
  repo = await Repo.create();
  folder = await temporaryFolder();
  lines = [];
  mirrors = [];
});

afterEach(async () => {
  for (const mirror of mirrors) mirror.close();
  await repo.cleanup();
  await rm(folder, { recursive: true, force: true });
});

const log = () => createLog({ level: 'debug', write: (line) => lines.push(line) });
const dir = () => join(folder, 'mirror.git');
const mirrorOf = (options: Partial<MirrorOptions> = {}) => {
  const mirror = new Mirror({ url: repo.dir, dir: dir(), log: log(), ...options });
  mirrors.push(mirror);
  return mirror;
};

async function names(mirror: Mirror, commit = 'HEAD'): Promise<string[]> {
  const found: string[] = [];
  for await (const file of tree(mirror.gitDir, commit)) found.push(file.path);
  return found;
}

/** A commit that writes one file. */
async function write(file: string, text: string): Promise<string> {
  await repo.write(file, text);
  return repo.commit(file);
}

/** Numbers that do not shrink when compressed. */
function noise(bytes: number): string {
  let state = 1;
  const words: string[] = [];
  for (let length = 0; length < bytes; length += 9) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    words.push(state.toString(16).padStart(8, '0'));
  }
  return words.join('\n');
}

test('is made, follows, and its HEAD is the branch', async () => {
  const first = await write('a.md', 'one');
  const seen: number[] = [];
  const mirror = mirrorOf({ progress: ({ percent }) => seen.push(percent) });
  expect(await mirror.fetch()).toEqual({ commit: first, branch: 'main' });
  expect(await mirror.fetch()).toEqual({ commit: first, branch: 'main' });
  const second = await write('b.md', 'two');
  expect(await mirror.fetch()).toEqual({ commit: second, branch: 'main' });
  expect(await mirror.resolve('HEAD~1')).toBe(first);
  expect(await mirror.resolve('main')).toBe(second);
  expect(await mirror.resolve('no such thing')).toBeUndefined();
  expect(await mirror.resolve('--all')).toBeUndefined();
  expect([await mirror.has(first), await mirror.has('1'.repeat(40))]).toEqual([true, false]);
  expect(await names(mirror)).toEqual(['a.md', 'b.md']);
  expect(seen).not.toEqual([]);
  expect(seen.every((percent) => percent >= 0 && percent <= 100)).toBe(true);
  expect(existsSync(join(dir(), 'FETCH_HEAD'))).toBe(false);
});

test('an empty repository, and its first commit', async () => {
  const mirror = mirrorOf();
  expect(await mirror.fetch()).toEqual({ empty: true });
  expect(await mirrorOf({ branch: 'main' }).fetch()).toEqual({ empty: true });
  const first = await write('a.md', 'one');
  expect(await mirror.fetch()).toEqual({ commit: first, branch: 'main' });
});

test('a branch by name, one that is gone, and a default that moves', async () => {
  const first = await write('a.md', 'one');
  await repo.git('branch', 'feature/pond');
  const second = await write('b.md', 'two');
  expect(await mirrorOf({ branch: 'feature/pond' }).fetch()).toEqual({ commit: first, branch: 'feature/pond' });
  expect(await mirrorOf({ branch: 'refs/heads/main' }).fetch()).toEqual({ commit: second, branch: 'main' });
  await repo.git('branch', '-m', 'main', 'trunk');
  await expect(mirrorOf({ branch: 'main' }).fetch()).rejects.toMatchObject({
    name: 'BranchGone',
    branches: ['feature/pond', 'trunk'],
    message: expect.stringContaining('feature/pond, trunk'),
  });
  const mirror = mirrorOf();
  expect(await mirror.fetch()).toEqual({ commit: second, branch: 'trunk' });
  expect(await mirror.resolve('HEAD')).toBe(second);
});

test('a default branch that is another one by now, although the old one stays', async () => {
  await write('a.md', 'one');
  const mirror = mirrorOf();
  await mirror.fetch();
  await repo.git('checkout', '--quiet', '-b', 'trunk');
  const head = await write('b.md', 'two');
  expect(await mirror.fetch()).toEqual({ commit: head, branch: 'trunk' });
});

test('the steps of a small push are those of the whole history; many, or rewritten ones, are left to it', async () => {
  const base = await write('a.md', 'one line\nand another\n');
  const mirror = mirrorOf();
  await mirror.fetch();
  await write('b.md', 'two');
  await write('picture.png', 'no text');
  await repo.git('checkout', '--quiet', '-b', 'side', base);
  await repo.move('a.md', 'shelf/a.md');
  await repo.commit('moved');
  await repo.git('checkout', '--quiet', 'main');
  await repo.git('merge', '--quiet', '--no-ff', '-m', 'join', 'side');
  const head = await repo.head();
  expect(await mirror.fetch()).toMatchObject({ commit: head });
  const all = await Array.fromAsync(history(mirror.gitDir, base, head));
  expect(all.map(({ changes }) => changes.map(({ status }) => status))).toEqual([['A'], ['R']]);
  expect(await mirror.steps(base, head)).toEqual(all);
  expect(await mirror.steps(head, head)).toEqual([]);
  expect(await mirror.steps(await repo.git('rev-parse', 'side'), head)).toBeUndefined();
  expect(await mirror.steps('1'.repeat(40), head)).toBeUndefined();
  for (let number = 0; number < 21; number++) await write('b.md', `version ${number}`);
  const { commit } = (await mirror.fetch()) as { commit: string };
  expect(await mirror.steps(head, commit)).toBeUndefined();
});

test('a forced push; the old commits stay to compare with', async () => {
  await write('a.md', 'one');
  const lost = await write('b.md', 'two');
  const mirror = mirrorOf();
  await mirror.fetch();
  await repo.git('reset', '--quiet', '--hard', 'HEAD~1');
  const head = await write('c.md', 'three');
  expect(await mirror.fetch()).toEqual({ commit: head, branch: 'main' });
  expect((await diffTrees(mirror.gitDir, lost, head)).map(({ status, path }) => status + path)).toEqual([
    'Db.md',
    'Ac.md',
  ]);
});

test('local sources: detached, a second working tree, shallow, bare, a bundle, a file address', async () => {
  const first = await write('a.md', 'one');
  const second = await write('b.md', 'two');
  await repo.git('worktree', 'add', '--quiet', '-b', 'side', join(folder, 'tree'), first);
  await repo.git('clone', '--quiet', '--depth=1', `file://${repo.dir}`, join(folder, 'shallow'));
  await repo.git('clone', '--quiet', '--bare', repo.dir, join(folder, 'bare.git'));
  await repo.git('bundle', 'create', '--quiet', join(folder, 'all.bundle'), 'main');
  const fetch = (name: string, url: string) => mirrorOf({ url, dir: join(folder, `${name}.mirror`) }).fetch();
  expect(await fetch('tree', join(folder, 'tree'))).toEqual({ commit: first, branch: 'side' });
  expect(await fetch('shallow', join(folder, 'shallow'))).toEqual({ commit: second, branch: 'main' });
  expect(await fetch('bare', join(folder, 'bare.git'))).toEqual({ commit: second, branch: 'main' });
  expect(await fetch('bundle', join(folder, 'all.bundle'))).toEqual({ commit: second, branch: 'main' });
  expect(await fetch('file', `file://${repo.dir}`)).toEqual({ commit: second, branch: 'main' });
  await repo.git('checkout', '--quiet', '--detach', second);
  const third = await write('c.md', 'three');
  const detached = mirrorOf();
  expect(await detached.fetch()).toEqual({ commit: third, branch: 'HEAD' });
  expect(await detached.resolve('HEAD~1')).toBe(second);
});

test('a shallow source that moves on', async () => {
  await write('a.md', 'one');
  const shallow = join(folder, 'shallow');
  await repo.git('clone', '--quiet', '--depth=1', `file://${repo.dir}`, shallow);
  const mirror = mirrorOf({ url: shallow });
  await mirror.fetch();
  await write('b.md', 'two');
  const head = await write('c.md', 'three');
  await repo.git('-C', shallow, 'fetch', '--quiet', '--depth=1', 'origin', '+main:refs/remotes/origin/main');
  await repo.git('-C', shallow, 'reset', '--quiet', '--hard', 'origin/main');
  expect(await mirror.fetch()).toEqual({ commit: head, branch: 'main' });
  expect(await names(mirror)).toEqual(['a.md', 'b.md', 'c.md']);
});

test('big blobs are left out; diff, history and reading go on without them and without the remote', async () => {
  await repo.write('small.md', 'small');
  await repo.write('large.md', noise(60_000));
  const first = await repo.commit();
  await repo.move('large.md', 'large_moved.md');
  await repo.write('large_moved.md', `${noise(60_000)}\nmoved`);
  const second = await repo.commit();
  const mirror = mirrorOf({ blobLimit: '20k' });
  await mirror.fetch();
  const large = await repo.git('rev-parse', 'HEAD:large_moved.md');
  const small = await repo.git('rev-parse', 'HEAD:small.md');
  await rename(repo.dir, `${repo.dir}.gone`);
  try {
    expect(await names(mirror)).toEqual(['large_moved.md', 'small.md']);
    const statuses = (await diffTrees(mirror.gitDir, first, second)).map(({ status, path }) => `${status} ${path}`);
    expect(statuses).toEqual(['D large.md', 'A large_moved.md']);
    let steps = 0;
    for await (const step of history(mirror.gitDir, undefined, second)) steps += step.changes.length;
    expect(steps).toBe(4);
    const objects = new Objects(mirror.gitDir, { maxBytes: 1_000_000, log: log() });
    expect(await objects.read(large)).toEqual({ oid: large, fault: 'missing' });
    expect(await objects.read(small)).toEqual({ oid: small, bytes: Buffer.from('small') });
    objects.close();
    await expect(mirror.fetch()).rejects.toMatchObject({
      name: 'Unreachable',
      message: expect.stringContaining(repo.dir),
    });
  } finally {
    await rename(`${repo.dir}.gone`, repo.dir);
  }
  const third = await write('small.md', 'small again');
  expect(await mirror.fetch()).toEqual({ commit: third, branch: 'main' });
});

test('another address behind the same mirror', async () => {
  await write('a.md', 'one');
  await mirrorOf().fetch();
  const other = await Repo.create();
  await other.write('z.md', 'another garden');
  const head = await other.commit();
  const mirror = mirrorOf({ url: other.dir });
  expect(await mirror.fetch()).toEqual({ commit: head, branch: 'main' });
  expect(await names(mirror)).toEqual(['z.md']);
  await other.cleanup();
});

test('a lock that a killed git left is cleared in the same run', async () => {
  const first = await write('a.md', 'one');
  await mirrorOf().fetch();
  const second = await write('b.md', 'two');
  const git = spawn('git', ['--git-dir', dir(), 'update-ref', '--stdin'], { stdio: ['pipe', 'pipe', 'inherit'] });
  git.stdin.write(`start\nupdate refs/heads/main ${first} ${first}\nprepare\n`);
  for (let answer = ''; !answer.includes('prepare: ok'); ) answer += String(await once(git.stdout, 'data'));
  git.kill('SIGKILL');
  await once(git, 'close');
  expect(existsSync(join(dir(), 'refs/heads/main.lock'))).toBe(true);
  await writeFile(join(dir(), 'objects/pack/tmp_pack_half'), 'half a pack');
  expect(await mirrorOf().fetch()).toEqual({ commit: second, branch: 'main' });
  expect(existsSync(join(dir(), 'refs/heads/main.lock'))).toBe(false);
  expect(existsSync(join(dir(), 'objects/pack/tmp_pack_half'))).toBe(false);
});

const damages: Record<string, () => Promise<void>> = {
  'its packs are gone': () => rm(join(dir(), 'objects'), { recursive: true }),
  'a pack is cut short': async () => {
    const packs = join(dir(), 'objects/pack');
    for (const name of await readdir(packs)) if (name.endsWith('.pack')) await truncate(join(packs, name), 40);
  },
  'its configuration is garbage': () => writeFile(join(dir(), 'config'), '[core\nbare'),
  'its HEAD is garbage': () => writeFile(join(dir(), 'HEAD'), 'nothing of use'),
  'its branch is garbage': () => writeFile(join(dir(), 'refs/heads/main'), 'nothing of use\n'),
};

for (const [name, damage] of Object.entries(damages)) {
  test(`a damaged mirror is made anew: ${name}`, async () => {
    for (let number = 0; number < 5; number++) await write(`${number}.md`, noise(5_000));
    await mirrorOf().fetch();
    await damage();
    const head = await write('new.md', 'new');
    const mirror = mirrorOf();
    expect(await mirror.fetch()).toMatchObject({ commit: head, branch: 'main' });
    expect(await names(mirror)).toHaveLength(6);
    let steps = 0;
    for await (const step of history(mirror.gitDir, undefined, 'HEAD')) steps += step.changes.length;
    expect(steps).toBe(6);
    expect((await readdir(folder)).sort()).toEqual(['mirror.git', 'mirror.git.lock']);
  });
}

test('rebuilding by hand, and a rebuild that was cut off between its two moves', async () => {
  const head = await write('a.md', 'one');
  const mirror = mirrorOf();
  await mirror.fetch();
  expect(await mirror.rebuild()).toEqual({ commit: head, branch: 'main', rebuilt: true });
  await rename(dir(), `${dir()}.old`);
  await cp(`${dir()}.old`, `${dir()}.new`, { recursive: true });
  expect(await mirror.fetch()).toEqual({ commit: head, branch: 'main' });
  expect((await readdir(folder)).sort()).toEqual(['mirror.git', 'mirror.git.lock']);
});

test('while the remote is gone a rebuild leaves the old mirror as it is', async () => {
  await write('a.md', 'one');
  const mirror = mirrorOf();
  await mirror.fetch();
  const orphan = mirrorOf({ url: join(folder, 'nowhere') });
  await expect(orphan.rebuild()).rejects.toMatchObject({ name: 'Unreachable' });
  expect(await names(mirror)).toEqual(['a.md']);
});

test('two on one mirror take turns; one that gives up says why', async () => {
  const head = await write('a.md', 'one');
  const heads = await Promise.all([mirrorOf().fetch(), mirrorOf().fetch(), mirrorOf().fetch()]);
  expect(heads).toEqual([1, 2, 3].map(() => ({ commit: head, branch: 'main' })));
  const release = await hold(`${dir()}.lock`);
  const giveUp = new AbortController();
  const waiting = mirrorOf().fetch(giveUp.signal);
  giveUp.abort(new Error('shutting down'));
  await expect(waiting).rejects.toThrow(/shutting down|aborted/);
  release();
  expect(await mirrorOf().fetch()).toEqual({ commit: head, branch: 'main' });
});

test('a lock ends with the process that held it', async () => {
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'held.lock');
  const script = `import { hold } from ${JSON.stringify(join(import.meta.dirname, '../../../src/git/lock.ts'))};
    await hold(${JSON.stringify(file)}); console.log('held'); setInterval(() => {}, 1000);`;
  const other = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(other.stdout, 'data');
  await expect(hold(file, AbortSignal.timeout(300))).rejects.toThrow();
  other.kill('SIGKILL');
  (await hold(file))();
});

test('an aborted fetch ends with the reason of its signal', async () => {
  await write('a.md', 'one');
  await expect(mirrorOf().fetch(AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
});

test('credentials are neither in errors nor in the mirror nor in the address for people', async () => {
  const mirror = mirrorOf({ url: 'http://gardener:s3cr3t-word@127.0.0.1:1/garden.git' });
  const error = await mirror.fetch().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'Unreachable', message: expect.stringContaining('127.0.0.1:1/garden.git') });
  expect(String((error as Error).stack)).not.toContain('s3cr3t-word');
  expect(await readFile(join(dir(), 'config'), 'utf8')).not.toContain('s3cr3t-word');
  expect(lines.join('')).not.toContain('s3cr3t-word');
  expect(await mirror.remoteUrl()).toBe('http://127.0.0.1:1/garden.git');
});

test('the address for people of a repository on this machine is that of its origin', async () => {
  await write('a.md', 'one');
  expect(await mirrorOf().remoteUrl()).toBeUndefined();
  await repo.git('remote', 'add', 'origin', 'https://robin:word@forge.example/garden/nodes.git');
  expect(await mirrorOf().remoteUrl()).toBe('https://forge.example/garden/nodes.git');
  await repo.git('remote', 'set-url', 'origin', 'git@forge.example:garden/nodes.git');
  expect(await mirrorOf().remoteUrl()).toBe('git@forge.example:garden/nodes.git');
  await repo.git('remote', 'set-url', 'origin', folder);
  expect(await mirrorOf().remoteUrl()).toBeUndefined();
});

test('a transport that runs commands is refused', async () => {
  const proof = join(folder, 'proof');
  await expect(mirrorOf({ url: `ext::touch ${proof}` }).fetch()).rejects.toMatchObject({ name: 'Unreachable' });
  await expect(mirrorOf({ url: '--upload-pack=touch' }).fetch()).rejects.toMatchObject({ name: 'Unreachable' });
  expect(existsSync(proof)).toBe(false);
});

test('a plain web server, which can neither filter nor name branches well', async () => {
  await write('a.md', 'one');
  const head = await write('b.md', noise(60_000));
  const bare = join(folder, 'bare.git');
  await repo.git('clone', '--quiet', '--bare', repo.dir, bare);
  await repo.git('-C', bare, 'update-server-info');
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    readFile(join(bare, path.replace('/garden.git', ''))).then(
      (bytes) => response.end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    const mirror = mirrorOf({ url: `http://127.0.0.1:${port}/garden.git`, blobLimit: '20k' });
    expect(await mirror.fetch()).toEqual({ commit: head, branch: 'main' });
    expect(await names(mirror)).toEqual(['a.md', 'b.md']);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

test('a look that finds nothing new notes which paths each commit touched; a damaged note does not matter', async () => {
  await write('peas.md', '# Peas');
  await write('beans.md', '# Beans');
  await write('peas.md', '# Peas, sown');
  const mirror = mirrorOf();
  const head = (await mirror.fetch()) as { commit: string };
  const graphs = join(dir(), 'objects/info/commit-graphs');
  expect(existsSync(graphs)).toBe(false);
  await mirror.fetch();
  const [graph] = (await readdir(graphs)).filter((name) => name.endsWith('.graph'));
  expect(await readFile(join(graphs, graph!))).toSatisfy((bytes: Buffer) => bytes.includes('BDAT'));
  const versions = () => fileVersions(dir(), head.commit, 'peas.md');
  const before = await versions();
  expect(before).toHaveLength(2);
  await chmod(join(graphs, graph!), 0o644);
  await truncate(join(graphs, graph!), 40);
  expect(await versions()).toEqual(before);
});

test('many fetches do not pile up packs for ever', async () => {
  const mirror = mirrorOf();
  for (let number = 0; number < 62; number++) {
    await write('a.md', `version ${number}`);
    await mirror.fetch();
  }
  const packs = async () =>
    (await readdir(join(dir(), 'objects/pack'))).filter((name) => name.endsWith('.pack')).length;
  expect(await packs()).toBeGreaterThan(50);
  await mirror.fetch();
  expect(await packs()).toBeLessThan(5);
  let steps = 0;
  for await (const step of history(mirror.gitDir, undefined, 'HEAD')) steps += step.changes.length;
  expect(steps).toBe(62);
});

test('a server that refuses the filter is mirrored whole, also later', async () => {
  await repo.git('config', 'uploadpackfilter.allow', 'false');
  await write('large.md', noise(60_000));
  const mirror = mirrorOf({ blobLimit: '20k' });
  await mirror.fetch();
  const head = await write('b.md', noise(30_000));
  expect(await mirror.fetch()).toEqual({ commit: head, branch: 'main' });
  const objects = new Objects(mirror.gitDir, { maxBytes: 1_000_000, log: log() });
  for (const file of ['large.md', 'b.md']) {
    const oid = await repo.git('rev-parse', `HEAD:${file}`);
    expect(await objects.read(oid)).toHaveProperty('bytes');
  }
  objects.close();
});

test('a repository that is itself a filtered clone, as in a CI job', async () => {
  await write('large.md', noise(60_000));
  const head = await write('small.md', 'small');
  await repo.git('config', 'uploadpack.allowFilter', 'true');
  const checkout = join(folder, 'checkout');
  await repo.git('clone', '--quiet', '--filter=blob:none', `file://${repo.dir}`, checkout);
  const mirror = mirrorOf({ url: checkout });
  expect(await mirror.fetch()).toEqual({ commit: head, branch: 'main' });
  const objects = new Objects(mirror.gitDir, { maxBytes: 1_000_000, log: log() });
  expect(await objects.read(await repo.git('rev-parse', 'HEAD:small.md'))).toHaveProperty('bytes');
  objects.close();
});

test('run from within a git hook, whose variables name another repository', async () => {
  const head = await write('a.md', 'one');
  process.env['GIT_DIR'] = join(folder, 'elsewhere');
  process.env['GIT_INDEX_FILE'] = join(folder, 'elsewhere/index');
  try {
    expect(await mirrorOf().fetch()).toEqual({ commit: head, branch: 'main' });
  } finally {
    delete process.env['GIT_DIR'];
    delete process.env['GIT_INDEX_FILE'];
  }
});

test('a server that never answers is left as soon as the signal says so', async () => {
  const server = createServer();
  const asked = once(server, 'request');
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const stop = new AbortController();
  const fetching = mirrorOf({ url: `http://127.0.0.1:${port}/garden.git` }).fetch(stop.signal);
  await asked;
  stop.abort(new Error('shutting down'));
  await expect(fetching).rejects.toThrow('shutting down');
  server.closeAllConnections();
  server.close();
  const head = await write('a.md', 'one');
  expect(await mirrorOf().fetch()).toEqual({ commit: head, branch: 'main' });
});

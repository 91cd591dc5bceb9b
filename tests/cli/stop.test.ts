/** A service can be stopped at any time, and what the machine refuses is said in one line. */
import { chmod, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freePort, Running, starpost } from '../process.ts';
import { Repo, temporaryFolder } from '../repo.ts';

test('a first clone that hangs is given up on SIGTERM', async () => {
  const folder = await temporaryFolder();
  const ssh = join(folder, 'ssh.sh');
  await writeFile(ssh, '#!/bin/sh\nexec sleep 60\n');
  await chmod(ssh, 0o755);
  const config = join(folder, 'c.yaml');
  await writeFile(config, `data: ${folder}/data\nsources: [{ name: far, url: "git@127.0.0.1:x/y.git" }]\n`);
  const files = { posts: join(folder, 'posts'), log: join(folder, 'log') };
  const service = Running.start(config, await freePort(), files, { GIT_SSH_COMMAND: ssh });
  await service.answers();
  await service.end('SIGTERM');
  expect(service.exitCode).toBe(0);
  await rm(folder, { recursive: true, force: true });
});

test('a taken port is named, with the mend, and without a stack', async () => {
  await using repo = await Repo.create();
  await repo.write('a.md', '# A');
  await repo.commit();
  const folder = await temporaryFolder();
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
  });
  const { code, stderr } = await starpost(['run', '--source', repo.dir, '--data', folder], {
    env: { STARPOST_PORT: `${port}` },
  });
  server.close();
  expect(code).toBe(2);
  expect(stderr).toContain(`port ${port}`);
  expect(stderr).not.toMatch(/^\s+at /m);
  await rm(folder, { recursive: true, force: true });
});

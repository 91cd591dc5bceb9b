/** npm and shells set variables for people at a keyboard; a fetch must work in spite of them. */
import { afterEach, expect, test, vi } from 'vitest';
import { Mirror } from '../../../src/git/mirror.ts';
import { createLog } from '../../../src/log.ts';
import { Repo, temporaryFolder } from '../../repo.ts';

afterEach(() => vi.unstubAllEnvs());

test.each([
  'EDITOR',
  'VISUAL',
  'PAGER',
  'GIT_EDITOR',
  'GIT_PAGER',
  'GIT_DIR',
  'GIT_WORK_TREE',
  'SSH_ASKPASS',
  'PREFIX',
])('a fetch works with %s set', async (name) => {
  vi.stubEnv(name, '/nowhere/vi');
  await using repo = await Repo.create();
  await repo.write('a.md', '# A');
  const commit = await repo.commit();
  const mirror = new Mirror({
    url: repo.dir,
    dir: `${await temporaryFolder()}/m.git`,
    log: createLog({ level: 'silent' }),
  });
  expect(await mirror.fetch()).toMatchObject({ commit });
  mirror.close();
});

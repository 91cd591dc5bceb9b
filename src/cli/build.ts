/** `starpost build --out DIR`: every feed, the OPML and every page as static files, as the server would answer. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { FORMATS, feedPath } from '../feed/feed.ts';
import { encodePath } from '../library/address.ts';
import { Publisher } from '../service/publisher.ts';
import { createApp } from '../web/app.ts';
import { type CommonOptions, logOf, settingsOf, withCommonOptions } from './context.ts';
import { headersFile, redirectsFile } from './static-host.ts';
import { Workspace } from './workspace.ts';

/** Paths below the base URL, and the files a static host answers them with. */
interface StaticFile {
  path: string;
  file: string;
}

export function buildCommand(program: Command): void {
  withCommonOptions(program.command('build'))
    .description('every feed and page as static files, for any web host or CI job')
    .requiredOption('-o, --out <folder>', 'where to write them; files of the same names are replaced')
    .action(async (options: CommonOptions & { out: string }) => {
      const settings = settingsOf(options, 'once');
      const log = logOf(settings);
      await using workspace = await Workspace.open(settings, { log });
      await (await workspace.load()).index();
      const written = await build(workspace, options.out);
      log.info({ ...written, out: options.out }, 'built');
    });
}

async function build(workspace: Workspace, out: string): Promise<{ files: number; bytes: number }> {
  const { config } = workspace.settings;
  const publisher = new Publisher({
    ...workspace,
    config,
    addresses: workspace.parts.addresses,
    now: workspace.parts.now,
    log: workspace.parts.log,
  });
  const app = createApp({
    site: publisher.site,
    feeds: publisher.feeds,
    node: (id) => publisher.page(id),
    health: () => ({ ready: true, sources: [] }),
    hooks: {},
    look: () => undefined,
    log: workspace.parts.log,
  });
  const base = new URL(config.baseUrl).pathname.replace(/\/+$/, '');
  let bytes = 0;
  const files = await staticFiles(workspace, publisher);
  for (const { path, file } of files) {
    const response = await app.request(base + path);
    if (response.status === 410 || response.status === 404) continue;
    if (!response.ok) throw new Error(`${path} could not be made: the answer was ${response.status}`);
    const body = Buffer.from(await response.arrayBuffer());
    const place = join(out, file);
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, body);
    bytes += body.length;
  }
  await writeFile(join(out, '_headers'), headersFile(base, config.feeds.hub));
  await writeFile(join(out, '_redirects'), redirectsFile(base, await publisher.feeds.moved()));
  // GitHub Pages would leave out what begins with an underscore.
  await writeFile(join(out, '.nojekyll'), '');
  return { files: files.length, bytes };
}

async function staticFiles({ library }: Workspace, { feeds }: Publisher): Promise<StaticFile[]> {
  const pages = [
    { path: '/', file: 'index.html' },
    { path: '/style.css', file: 'style.css' },
    { path: '/icon.svg', file: 'icon.svg' },
    { path: '/robots.txt', file: 'robots.txt' },
    { path: '/feeds.opml', file: 'feeds.opml' },
  ];
  const names = feeds.names({ nodes: true });
  const archives = await Promise.all(
    names.filter((name) => !name.startsWith('nodes/')).map((name) => feeds.archives(name)),
  );
  const documents = [...names, ...archives.flat()].flatMap((name) =>
    FORMATS.map((format) => {
      const path = feedPath(name, format);
      return { path, file: decodeURIComponent(path) };
    }),
  );
  const about = names.map((name) => {
    const path = `/feeds/${encodePath(name)}`;
    return { path, file: `${decodeURIComponent(path)}/index.html` };
  });
  const icons = [...(await feeds.icons())].map((path) => ({ path, file: decodeURIComponent(path) }));
  const nodes = [...library.nodes()].map(({ id }) => ({ path: `/nodes/${id}`, file: `nodes/${id}/index.html` }));
  return [...pages, ...icons, ...documents, ...about, ...nodes];
}

/** `starpost build --out DIR`: every feed, the OPML and every page as static files, as the server would answer. */
import type { Command } from 'commander';
import { FORMATS, feedPath } from '../feed/feed.ts';
import { encodePath } from '../library/address.ts';
import { Publisher } from '../service/publisher.ts';
import { createApp } from '../web/app.ts';
import { type CommonOptions, logOf, settingsOf, withCommonOptions } from './context.ts';
import { OutFolder } from './out-folder.ts';
import { headersFile, redirectsFile } from './static-host.ts';
import { Workspace } from './workspace.ts';

/** Paths below the base URL, and the files a static host answers them with. */
interface StaticFile {
  path: string;
  file: string;
  /** Every build has it. */
  fixed?: true;
}

export function buildCommand(program: Command): void {
  withCommonOptions(program.command('build'))
    .description('every feed and page as static files, for any web host or CI job')
    .requiredOption(
      '-o, --out <folder>',
      'where to write them; what an earlier build wrote and this one does not is removed',
    )
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
  const place = new OutFolder(out, workspace.parts.log);
  for (const { path, file, fixed } of await staticFiles(workspace, publisher)) {
    const response = await app.request(base + path);
    if (!fixed && (response.status === 410 || response.status === 404)) continue;
    if (!response.ok) throw new Error(`${path} could not be made: the answer was ${response.status}`);
    await place.write(file, Buffer.from(await response.arrayBuffer()));
  }
  await place.write('_headers', headersFile(base, config.feeds.hub));
  await place.write('_redirects', redirectsFile(base, await publisher.feeds.moved()));
  // GitHub Pages would leave out what begins with an underscore.
  await place.write('.nojekyll', '');
  return place.finish();
}

async function staticFiles({ library }: Workspace, { feeds }: Publisher): Promise<StaticFile[]> {
  const pages: StaticFile[] = [
    { path: '/', file: 'index.html', fixed: true },
    { path: '/style.css', file: 'style.css', fixed: true },
    { path: '/icon.svg', file: 'icon.svg' },
    { path: '/robots.txt', file: 'robots.txt', fixed: true },
    { path: '/feeds.opml', file: 'feeds.opml', fixed: true },
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

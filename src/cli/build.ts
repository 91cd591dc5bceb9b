/** `starpost build --out DIR`: every feed, the OPML and every page as static files, as the server would answer. */
import type { Command } from 'commander';
import type { Config } from '../config/schema.ts';
import { FORMATS, feedPagePath, feedPath } from '../feed/feed.ts';
import { tellPast } from '../pipeline/past.ts';
import { Pages, siteOf } from '../service/pages.ts';
import { Publisher } from '../service/publisher.ts';
import { createApp } from '../web/app.ts';
import { type CommonOptions, logOf, settingsOf, withCommonOptions } from './context.ts';
import { OutFolder } from './out-folder.ts';
import { staticFiles } from './static-files.ts';
import { headersFile } from './static-host.ts';
import { recall } from './static-ledger.ts';
import { leadingAddresses, redirectsFile } from './static-redirects.ts';
import { Workspace } from './workspace.ts';

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
      await recall(workspace);
      for (const source of workspace.sources) await tellPast(source, workspace.parts);
      const written = await build(workspace, options.out);
      log.info({ ...written, out: options.out }, 'built');
    });
}

async function build(workspace: Workspace, out: string): Promise<{ files: number; bytes: number }> {
  const { library, parts } = workspace;
  const config = withoutHub(workspace.settings.config);
  const { log, now, ledger } = parts;
  const publisher = new Publisher({ ...workspace, config, addresses: parts.addresses, now, log });
  const { sources, places } = workspace;
  const pages = new Pages({ baseUrl: config.baseUrl, library, ledger, sources, places, now, all: true });
  const app = createApp({
    site: { ...siteOf(config), still: true },
    feeds: publisher.feeds,
    pages,
    health: () => ({ ready: true, sources: [], closed: [] }),
    hooks: {},
    look: () => undefined,
    log,
  });
  const base = new URL(config.baseUrl).pathname.replace(/\/+$/, '');
  await using place = await OutFolder.open(out, log);
  const paths = await documentPaths(publisher);
  // No node is called so, nor is anything like it: nothing is offered that only one lost reader would have looked for.
  const lost = await app.request(`${base}/nodes/404`);
  await place.write('404.html', Buffer.from(await lost.arrayBuffer()));
  for await (const { file, body } of staticFiles(app, base, paths)) await place.write(file, body);
  await place.write('_headers', await headersFile(app, base));
  await place.write('_redirects', await redirectsFile(app, base, await leadingIn(workspace, publisher, pages)));
  // GitHub Pages would leave out what begins with an underscore.
  await place.write('.nojekyll', '');
  return await place.finish(rankOf);
}

/** Nobody would tell it of anything. */
function withoutHub(config: Config): Config {
  return { ...config, feeds: { ...config.feeds, hub: undefined } };
}

/** What is linked to is in place before what links to it: pages, archive pages, feeds, their list. */
function rankOf(file: string): number {
  if (!/^feeds[/.]/.test(file) || file.endsWith('.html')) return 0;
  return file === 'feeds.opml' ? 3 : file.startsWith('feeds/archive/') ? 1 : 2;
}

async function leadingIn({ library }: Workspace, { feeds }: Publisher, pages: Pages): Promise<string[]> {
  const moved = (await feeds.moved()).map(({ from }) => from);
  const former = pages.former().map(({ path, id }) => ({ path, updated: library.get(id)?.updated ?? '' }));
  const present = Array.from(library.nodes(), ({ path, updated }) => ({ path, updated }));
  return leadingAddresses({ moved, former, present });
}

/** What no page links to: feeds and their archives, the icons they name, and what search engines look for. */
async function documentPaths({ feeds }: Publisher): Promise<string[]> {
  const names = feeds.names({ nodes: true });
  const archives = await Promise.all(
    names.filter((name) => !name.startsWith('nodes/')).map((name) => feeds.archives(name)),
  );
  return [
    '/robots.txt',
    '/sitemap.xml',
    ...[...names, ...archives.flat()].flatMap((name) => FORMATS.map((format) => feedPath(name, format))),
    ...names.map(feedPagePath),
    ...(await feeds.icons()),
  ];
}

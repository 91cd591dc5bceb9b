/** A running starpost over one repository, without channels. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { readConfig } from '../../src/config/read.ts';
import { createLog } from '../../src/log.ts';
import { Service } from '../../src/service.ts';
import { freePort } from '../checks.ts';
import { temporaryFolder } from '../repo.ts';

export interface RunningSite {
  /** Address without a slash at its end. */
  base: string;
  look(): Promise<void>;
  close(): Promise<void>;
}

/** `source`: fields of the one source; `config`: of the config. */
export async function openSite(
  source: Record<string, unknown>,
  config: Record<string, unknown> = {},
): Promise<RunningSite> {
  const folder = await temporaryFolder();
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const file = join(folder, 'starpost.yaml');
  const all = {
    ...{ title: 'The Tidepool Garden', description: 'A small garden by the sea, and the observatory above it.' },
    ...{ baseUrl: base, data: 'data', listen: { port }, poll: '0 0 1 1 *' },
    ...config,
    sources: [{ name: 'garden', settle: '0s', ...source }],
  };
  await writeFile(file, stringify(all));
  const log = createLog({ level: 'error', write: (line) => void process.stderr.write(line) });
  const service = await Service.open(readConfig(file, {}, {}), log, { terminal: { fd: 2 } });
  await service.start();
  await service.look();
  return {
    base,
    look: () => service.look(),
    close: async () => {
      await service.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Paths of some pages of every kind, by their kind. */
export async function pagesOf(base: string, nodes: number): Promise<Record<string, string[]>> {
  const ids = await idsOf(base);
  const some = ids.filter((_, at) => at % Math.max(1, Math.floor(ids.length / nodes)) === 0).slice(0, nodes);
  const histories = some.slice(0, 2).map((id) => `/nodes/${id}/history`);
  const compared = (
    await Promise.all(histories.map((path) => linksOf(base + path, /\/history\/[0-9a-f]+\/[0-9a-f]+$/)))
  ).flat();
  return {
    front: ['/'],
    folders: ['/folders', ...(await linksOf(`${base}/folders`, /\/folders\/./)).slice(0, 4)],
    tags: ['/tags', ...(await linksOf(`${base}/tags`, /\/tags\/./)).slice(0, 2)],
    nodes: some.map((id) => `/nodes/${id}`),
    histories,
    compared: compared.slice(0, 2),
    search: ['/search', '/search?q=the', '/search?q=zeppelinzeppelin'],
    sky: ['/sky'],
    feeds: ['/feeds/all', '/feeds/changes', ...some.slice(0, 1).map((id) => `/feeds/nodes/${id}`)],
  };
}

export async function idsOf(base: string): Promise<string[]> {
  const sitemap = await (await fetch(`${base}/sitemap-1.xml`)).text();
  return [...sitemap.matchAll(/\/nodes\/([0-9a-f-]{36})</g)].map(([, id]) => id!);
}

async function linksOf(page: string, pattern: RegExp): Promise<string[]> {
  const html = await (await fetch(page)).text();
  return [...html.matchAll(/href="([^"#]+)"/g)]
    .map(([, address]) => address!)
    .filter((address) => pattern.test(address));
}

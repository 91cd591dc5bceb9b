/**
 * All that feeds are made of, as one text: the program, the config, where sources can be seen, and the commits that the
 * library stands at. Feeds kept on disk are good as long as it stays the same.
 */
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/schema.ts';
import type { SourceAddresses } from '../library/address.ts';

export interface Makings {
  program: string;
  config: string;
  places: Record<string, SourceAddresses>;
  /** The commit, and how its files are read. */
  heads: Record<string, [commit: string | undefined, fingerprint: string]>;
  /** Sources of which the ledger knows also what was before the first run. */
  past: readonly string[];
}

/** A new version may write the same node otherwise: its own text and that of its libraries' versions tell. */
export function programMark(rooms = 'node,library,feed,service'): string {
  const root = join(import.meta.dirname, '../..');
  const files = globSync([`src/{${rooms}}/**/*.ts`, 'package-lock.json'], { cwd: root }).sort();
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest('base64url').slice(0, 16);
}

/** What pages of nodes are made of besides what the library knows. */
export function pagesMark(config: Config): string {
  const { title, description, language, baseUrl, feeds, pages, sources } = config;
  const told = { title, description, language, baseUrl, feeds, pages, sources };
  const program = programMark('node,library,feed,service,sky,web');
  return createHash('sha256').update(program).update(JSON.stringify(told)).digest('base64url').slice(0, 16);
}

/** What of the config reaches a feed. How often sources are looked at, and who is told, does not. */
export function configMark({
  title,
  description,
  language,
  author,
  copyright,
  baseUrl,
  feeds,
  sources,
}: Config): string {
  const read = sources.map(({ name, url, namespace, drafts, link }) => ({ name, url, namespace, drafts, link }));
  const told = { title, description, language, author, copyright, baseUrl, feeds, read };
  return createHash('sha256').update(JSON.stringify(told)).digest('base64url').slice(0, 16);
}

/** Where sources could be seen when the makings were written down: before the first look that is the best guess. */
export function placesOf(makings: string | undefined): Record<string, SourceAddresses> {
  return makings === undefined ? {} : (JSON.parse(makings) as Makings).places;
}

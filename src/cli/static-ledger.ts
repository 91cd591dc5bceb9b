/**
 * What a service on this machine has told: a workspace takes over from its ledger who the nodes are, not what became of
 * them, and a build shall tell the same as the server.
 */
import { existsSync } from 'node:fs';
import { ledgerFile, openLedger } from '../service/places.ts';
import type { Workspace } from './workspace.ts';

/** Bounded, as everything is; feeds and pages show the newest. */
const MOST = 100_000;

/** Into the ledger of a loaded workspace. What it found by itself stays as it is. */
export async function recall({ settings, sources, ledger }: Workspace): Promise<void> {
  const { config, secrets } = settings;
  if (!secrets.databaseUrl && !existsSync(ledgerFile(config))) return;
  const real = await openLedger(settings);
  try {
    for (const { name } of sources) {
      const state = await ledger.source(name);
      if (!state) continue;
      const filter = { limit: MOST, sources: [name] };
      const found = new Set((await ledger.changes(filter)).map(({ id }) => id));
      // The oldest first, as they came: of two at one instant, the later is told first.
      const changes = (await real.changes(filter)).reverse().filter(({ id }) => !found.has(id));
      const { cursor, at } = state;
      const nothing = { nodes: [], dropped: [], deliveries: [], amended: [] };
      await ledger.commit({ source: name, from: cursor, to: cursor, at, changes, ...nothing });
    }
  } finally {
    await real.close();
  }
}

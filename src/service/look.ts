/** One look at a source. A library that was lost is made again even while the remote is away, or has nothing: from the mirror. */

import type { Source } from '../pipeline/source.ts';
import { type Parts, type PassResult, pass, passTo } from '../pipeline.ts';
import type { Awaited } from './awaited.ts';

/** `publish`: called with what was found. Errors of git come through, typed. */
export async function look(
  source: Source,
  parts: Parts,
  awaited: Awaited,
  publish: (result: PassResult) => Promise<void>,
): Promise<PassResult> {
  let result: PassResult;
  try {
    result = await pass(source, parts);
    if (result.outcome === 'empty') result = (await regain(source, parts)) ?? result;
  } catch (error) {
    awaited.looked(source.name, false);
    const known = await regain(source, parts).catch((err: unknown) => {
      parts.log.warn({ source: source.name, err }, 'the library could not be made again from the mirror');
    });
    if (known) await publish(known);
    throw error;
  }
  // Another replica was faster: nothing was taken over yet.
  if (result.outcome !== 'conflict') awaited.looked(source.name, true);
  await publish(result);
  return result;
}

/** Undefined where the library has the source, or the mirror does not have what the ledger knows. */
async function regain(source: Source, parts: Parts): Promise<PassResult | undefined> {
  if (parts.signal?.aborted || parts.library.head(source.name) !== undefined) return undefined;
  const state = await parts.ledger.source(source.name);
  if (!state || !(await source.mirror.has(state.cursor))) return undefined;
  return passTo(source, state.cursor, parts);
}

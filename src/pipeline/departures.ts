/** What the public saw last of nodes, looked for backwards through the texts they had. */
import type { Track } from '../change/lineage.ts';
import type { Source } from './source.ts';
import { isLive, readAll } from './texts.ts';

/** Index `at` of a node's standings. */
interface Place {
  track: Track;
  at: number;
}

/** Of standings whether the public saw them, as far as that was looked up: by index. */
export type Seen = Map<Track, boolean[]>;

/** For each place the index of the last standing up to it that the public saw; undefined where it saw none. */
export async function lastSeen(
  source: Source,
  places: readonly Place[],
  seen: Seen = new Map(),
): Promise<(number | undefined)[]> {
  const found: (number | undefined)[] = [];
  let left = places.map(({ track, at }, index) => ({ track, at, index }));
  for (;;) {
    left = left.flatMap(({ track, at, index }) => {
      const known = seen.get(track);
      while (at >= 0 && known?.[at] === false) at--;
      if (at >= 0 && known?.[at] === undefined) return [{ track, at, index }];
      if (at >= 0) found[index] = at;
      return [];
    });
    if (left.length === 0) return places.map((_, index) => found[index]);
    await look(source, left, seen);
  }
}

async function look(source: Source, places: readonly Place[], seen: Seen): Promise<void> {
  for await (const [{ track, at }, texts] of readAll(source.objects, places, oidAt)) {
    const { path, oid } = track.standings[at]!;
    const known = seen.get(track) ?? [];
    known[at] = oid !== undefined && isLive(source, path, texts.get(oid));
    seen.set(track, known);
  }
}

function oidAt({ track, at }: Place): string[] {
  const oid = track.standings[at]?.oid;
  return oid === undefined ? [] : [oid];
}

/** What every sink keeps to. Each platform's test runs it against its own fake, or the real thing. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Announcement } from '../../../src/announce/announcement.ts';
import type { Parcel, Sink } from '../../../src/delivery/sink.ts';
import { created, digest, HOSTILE, hostile, moved, noted, removed, restored, revised } from './announcements.ts';

/** A sink and the place it posts to. */
export interface Stage {
  sink: Sink;
  channel: string;
  /** Everything a reader sees there now, as text. */
  shown(): Promise<string>;
  close(): Promise<void>;
}

const KINDS: Record<string, Announcement> = {
  'a new node': created(),
  'a node with nothing but a title': created({
    emoji: undefined,
    tagline: undefined,
    url: undefined,
    summary: '',
    status: undefined,
    tags: [],
    created: undefined,
    updated: undefined,
    references: [],
    commitUrl: undefined,
  }),
  'a revised node': revised(),
  'a moved node': moved(),
  'a moved and revised node': { ...revised(), kind: 'moved', from: 'Garden/Seedlings/🌱_sowing_peas.md' },
  'a node that is back': restored(),
  'a removed node': removed(),
  'a node with a content note': noted(),
  'a digest': digest(),
  'a digest of one': digest(1),
  'a digest of very many': digest(1_000),
  'very many references': created({
    references: Array.from({ length: 200 }, (_, nr) => ({
      title: `Bed ${nr}`,
      url: `https://garden.example/${nr}`,
      nodeId: `n${nr}`,
    })),
  }),
  'very many tags': created({ tags: Array.from({ length: 500 }, (_, nr) => `tag number ${nr}`) }),
};

/** `knows`: the platform can tell whether a post arrived. */
export function sinkContract(name: string, open: () => Promise<Stage>, traits: { knows: boolean }): void {
  describe(`sink ${name}`, () => {
    let stage: Stage;
    let count = 0;

    beforeEach(async () => {
      stage = await open();
    });

    afterEach(() => stage.close());

    function parcel(announcement: Announcement): Parcel {
      count += 1;
      const id = `${String(count).padStart(8, '0')}-5eed-5abc-8def-0123456789ab`;
      return { id, channel: stage.channel, announcement, form: 'post' };
    }

    test.each(Object.entries(KINDS))('sends %s', async (_, announcement) => {
      const ids = await stage.sink.send(parcel(announcement));
      expect(ids.length).toBeGreaterThan(0);
      expect(ids.every((id) => typeof id === 'string' && id !== '')).toBe(true);
      expect(await stage.shown()).not.toBe('');
    });

    test.each(Object.entries(HOSTILE))('sends a text of %s as text', async (_, text) => {
      expect(await stage.sink.send(parcel(hostile(text)))).not.toEqual([]);
      // Nothing of a node may steer a screen or turn its text around; a sink's own isolates are closed on their line.
      expect((await stage.shown()).replace(/\u2068([^\u2066-\u2069\n]*)\u2069/g, '$1')).not.toMatch(
        /[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/,
      );
    });

    test('finds what it sent, and nothing it did not send', async () => {
      const [sent, never] = [parcel(created()), parcel(revised())];
      const ids = await stage.sink.send(sent);
      await stage.sink.send(parcel(digest()));
      expect(await stage.sink.find(sent)).toEqual(traits.knows ? ids : 'unsure');
      expect(await stage.sink.find(never)).toBe(traits.knows ? 'absent' : 'unsure');
    });

    test('shows no word of the text of a removed node', async () => {
      const { tagline, summary, tags, url } = created();
      await stage.sink.send(parcel({ ...removed(), tagline, summary, tags, url }));
      const shown = await stage.shown();
      for (const word of [tagline, summary?.slice(0, 30), tags[2], url]) expect(shown).not.toContain(word);
    });

    test('names the content note before all else', async () => {
      await stage.sink.send(parcel(noted()));
      const shown = await stage.shown();
      expect(shown).toContain('a storm that took the greenhouse');
      expect(shown.indexOf('a storm that took the greenhouse')).toBeLessThan(shown.indexOf('Sowing early peas'));
    });

    test('says what a revision changed', async () => {
      await stage.sink.send(parcel(revised()));
      const shown = await stage.shown();
      for (const words of ['Frost dates', 'Old tools', 'Soil', '120']) expect(shown).toContain(words);
    });
  });
}

/** What every sink keeps to that can change and take back what is out. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Announcement } from '../../../src/announce/announcement.ts';
import type { Form, Parcel, Posted } from '../../../src/delivery/sink.ts';
import { created, digest, HOSTILE, hostile, moved, noted, removed, restored, revised } from './announcements.ts';
import type { Stage } from './suite.ts';

/** A stage from which a message can vanish by another's hand. */
export interface PostedStage extends Stage {
  vanish(): Promise<void>;
}

const ID = '00000001-5eed-5abc-8def-0123456789ab';

export function postedContract(name: string, open: () => Promise<PostedStage>): void {
  describe(`sink ${name}, on what is out`, () => {
    let stage: PostedStage;
    let posted: Posted;

    beforeEach(async () => {
      stage = await open();
      if (!stage.sink.posted) throw new Error('this sink can not change what is out');
      posted = stage.sink.posted;
    });

    afterEach(() => stage.close());

    function parcel(announcement: Announcement, form: Form = 'post', replyTo?: string[]): Parcel {
      return { id: ID, channel: stage.channel, announcement, form, ...(replyTo ? { replyTo } : {}) };
    }

    test.each(
      Object.entries({
        'a revised node': revised(),
        'a moved node': moved(),
        'a node that is back': restored(),
        'a node that now has a content note': noted(),
        'a node that lost all but its title': created({ tagline: undefined, summary: '', tags: [], references: [] }),
        'a digest': digest(),
      }),
    )('makes a post look like %s, as if it had been posted so', async (_, announcement) => {
      const messages = await stage.sink.send(parcel(created({ title: 'Sowing late peas' })));
      expect(await posted.edit(parcel(announcement), messages)).toBe('edited');
      const shown = await stage.shown();
      expect(shown).not.toContain('Sowing late peas');
      await posted.withdraw(parcel(removed()), messages);
      const fresh = await open();
      await fresh.sink.send({ ...parcel(announcement), channel: fresh.channel });
      expect(shown).toBe(await fresh.shown());
      await fresh.close();
    });

    test.each(Object.entries(HOSTILE))('edits a text of %s as text', async (_, text) => {
      const messages = await stage.sink.send(parcel(created()));
      expect(await posted.edit(parcel(hostile(text)), messages)).toBe('edited');
    });

    test('an edit that changes nothing, and one that is repeated, are edits', async () => {
      const messages = await stage.sink.send(parcel(created()));
      for (let round = 0; round < 2; round++) {
        expect(await posted.edit(parcel(created()), messages)).toBe('edited');
        expect(await posted.edit(parcel(revised()), messages)).toBe('edited');
      }
      expect(await stage.shown()).toContain('Frost dates');
    });

    test('a post that somebody deleted is gone, and is not missed when it is withdrawn', async () => {
      const messages = await stage.sink.send(parcel(created()));
      await stage.vanish();
      expect(await posted.edit(parcel(revised()), messages)).toBe('gone');
      await posted.withdraw(parcel(removed()), messages);
    });

    test('withdraws a post, once and again, and leaves its neighbours', async () => {
      await stage.sink.send({ ...parcel(created({ title: 'A neighbour' })), id: ID.replace('1', '2') });
      const messages = await stage.sink.send(parcel(created()));
      await posted.withdraw(parcel(removed()), messages);
      await posted.withdraw(parcel(removed()), messages);
      const shown = await stage.shown();
      expect(shown).toContain('A neighbour');
      expect(shown).not.toContain('Sowing early peas');
    });

    test('withdraws a digest of which nothing is left', async () => {
      const messages = await stage.sink.send(parcel(digest()));
      await posted.withdraw(parcel({ ...digest(), groups: [] }), messages);
      expect(await stage.shown()).not.toContain('Bed number');
    });

    test('replies with what changed, and not with the text', async () => {
      const messages = await stage.sink.send(parcel(created({ title: 'A post', summary: 'Peas like it cool.' })));
      await stage.sink.send({ ...parcel(revised(), 'change', messages), id: ID.replace('1', '3') });
      const shown = await stage.shown();
      expect(shown).toContain('Frost dates');
      expect(shown).not.toContain('The ground is ready');
    });

    test('shrinks a post that a newer one took the place of', async () => {
      const messages = await stage.sink.send(parcel(created()));
      expect(await posted.edit(parcel(created(), 'earlier'), messages)).toBe('edited');
      const shown = await stage.shown();
      expect(shown).toContain('Sowing early peas');
      expect(shown).not.toContain('The ground is ready');
    });
  });
}

/** Announcements of every kind, about a garden, and some that try to break out of a message. */
import type { DigestAnnouncement, NodeAnnouncement } from '../../../src/announce/announcement.ts';

const BASE = 'https://garden.example/nodes';

/** A new node with everything a node can have. */
export function created(parts: Partial<NodeAnnouncement> = {}): NodeAnnouncement {
  return {
    type: 'node',
    changeId: '5f0c8a52-7a51-5c3e-9d0e-0c6f1a2b3c01',
    nodeId: '8a3f1c2e-1111-5abc-8def-000000000001',
    kind: 'created',
    grade: 'substantial',
    emoji: '🌱',
    title: 'Sowing early peas',
    tagline: 'Why the second week of March is early enough.',
    url: `${BASE}/sowing_early_peas`,
    path: 'Garden/🌱_Beds/🌱_sowing_early_peas.md',
    summary:
      'The ground is ready when a handful of it crumbles instead of sticking together. Peas do not mind a late frost, ' +
      'but they do mind cold water around their roots, so a raised bed under a row of canes gains a fortnight.',
    status: 'Draft — Stub Node',
    tags: ['peas', 'spring', 'raised beds'],
    created: '2026-03-08',
    updated: '2026-03-14',
    references: [
      {
        title: '🫘 Bean trellis',
        url: `${BASE}/bean_trellis`,
        nodeId: '8a3f1c2e-1111-5abc-8def-000000000002',
        note: 'the same canes serve twice',
      },
      { title: '🇫🇷 Potager', url: `${BASE}/potager`, nodeId: '8a3f1c2e-1111-5abc-8def-000000000003' },
      { title: '📜 The old almanac', note: 'a copy is in the library' },
    ],
    commit: 'a1b2c3d4e5f60718293a4b5c6d7e8f9001122334',
    commitUrl: 'https://forge.example/garden/commit/a1b2c3d4e5f60718293a4b5c6d7e8f9001122334',
    at: '2026-03-14T10:22:00.000Z',
    ...parts,
  };
}

export function revised(parts: Partial<NodeAnnouncement> = {}): NodeAnnouncement {
  return created({
    kind: 'revised',
    difference: {
      title: { from: 'Sowing peas', to: 'Sowing early peas' },
      status: { from: 'Draft', to: 'Final' },
      sections: {
        added: ['Frost dates'],
        removed: ['Old tools'],
        revised: [{ title: 'Soil', added: 24, cut: 3 }],
      },
      tags: { added: ['spring'], removed: ['march'] },
      references: { added: ['🫘 Bean trellis'], removed: [] },
      words: { added: 120, cut: 14 },
    },
    ...parts,
  });
}

export function moved(parts: Partial<NodeAnnouncement> = {}): NodeAnnouncement {
  return created({ kind: 'moved', grade: 'none', from: 'Garden/Seedlings/🌱_sowing_peas.md', ...parts });
}

export function restored(parts: Partial<NodeAnnouncement> = {}): NodeAnnouncement {
  return created({ kind: 'restored', ...parts });
}

/** What a removal carries: no words of the text and no address. */
export function removed(parts: Partial<NodeAnnouncement> = {}): NodeAnnouncement {
  return {
    type: 'node',
    changeId: '5f0c8a52-7a51-5c3e-9d0e-0c6f1a2b3c09',
    nodeId: '8a3f1c2e-1111-5abc-8def-000000000001',
    kind: 'removed',
    grade: 'substantial',
    emoji: '🌱',
    title: 'Sowing early peas',
    path: 'Garden/🌱_Beds/🌱_sowing_early_peas.md',
    tags: [],
    references: [],
    commit: 'b2c3d4e5f60718293a4b5c6d7e8f900112233441',
    at: '2026-03-20T08:00:00.000Z',
    ...parts,
  };
}

export function noted(parts: Partial<NodeAnnouncement> = {}): NodeAnnouncement {
  return revised({ contentNote: 'a storm that took the greenhouse', ...parts });
}

export function digest(count = 14): DigestAnnouncement {
  const kinds = ['created', 'revised', 'moved', 'removed', 'restored'] as const;
  const badges = ['🌱', '🫘', '🇫🇷', '🌦️', '1️⃣'];
  const items = Array.from({ length: count }, (_, at) => ({
    changeId: `5f0c8a52-7a51-5c3e-9d0e-${String(at).padStart(12, '0')}`,
    nodeId: `8a3f1c2e-2222-5abc-8def-${String(at).padStart(12, '0')}`,
    kind: kinds[at % kinds.length] ?? 'created',
    emoji: badges[at % badges.length],
    title: `Bed number ${at + 1}`,
    url: `${BASE}/bed_${at + 1}`,
    path: `Garden/🌱_Beds/bed_${at + 1}.md`,
  }));
  const half = Math.ceil(count / 2);
  return {
    type: 'digest',
    reason: 'mass',
    at: '2026-03-21T12:00:00.000Z',
    groups: [
      { folder: 'Garden/🌱_Beds', items: items.slice(0, half) },
      { folder: 'Garden/Orchard', items: items.slice(half) },
    ],
  };
}

/** Texts that would do harm, or break a message, where they are not treated as text. */
export const HOSTILE: Record<string, string> = {
  escapes: '\u001b[2J\u001b[31mred\u001b[0m \u001b]8;;https://trap.example\u0007click\u001b]8;;\u0007 \u009b31m',
  controls: 'one\u0000two\u0007three\bfour\r\nfive\tsix\u0085seven\u2028eight',
  bidi: 'harmless \u202egpj.exe\u202c and \u2067left open',
  mentions: '@everyone @here <@123456789012345678> <@&1> <#2> [name](tg://user?id=1)',
  markup:
    '*bold* _under_ ~strike~ `code` ```block``` ||spoiler|| > quote # head <b>tag</b> &amp; [text](https://x.example) \\',
  brackets: '<script>alert(1)</script> </b> <a href="javascript:alert(1)">x</a>',
  emoji: '👩‍👩‍👧‍👦🏴󠁧󠁢󠁳󠁣󠁴󠁿1️⃣🫀❤️🇫🇷',
  wide: '庭の手入れと種まきについての長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い話',
  rtl: 'גינה של אביב وحديقة صغيرة',
  surrogate: 'half \ud83c of a flower',
  long: 'a'.repeat(10_000),
  words: 'pea '.repeat(5_000),
  empty: '',
  space: ' \n\t ',
};

/** The text in every place an author's words reach. */
export function hostile(text: string): NodeAnnouncement {
  return revised({
    title: text || 'untitled',
    emoji: '🌱',
    tagline: text,
    summary: text,
    status: text,
    tags: [text, text],
    path: `Garden/${text}.md`,
    from: `Old/${text}.md`,
    references: [
      { title: text, note: text },
      { title: text, url: `${BASE}/${encodeURIComponent(text.toWellFormed()).slice(0, 500)}`, nodeId: 'n', note: text },
    ],
    difference: {
      title: { from: text, to: text },
      tagline: { to: text },
      sections: { added: [text], removed: [text], revised: [{ title: text, added: 1, cut: 0 }] },
      tags: { added: [text], removed: [] },
      words: { added: 1, cut: 1 },
    },
  });
}

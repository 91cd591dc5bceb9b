/** The few words around the author's, in every language that posts know. Pure. */
import type { ChangeKind } from '../change/change.ts';
import type { Decided, DigestAnnouncement, Language } from './announcement.ts';

export interface PostWords {
  /** What happened to a node, in a word. */
  kinds: Record<ChangeKind, string>;
  /** Parts of a node that can change. */
  parts: Record<
    'from' | 'to' | 'title' | 'status' | 'tagline' | 'section' | 'reference' | 'tag' | 'constellation',
    string
  >;
  more(count: number): string;
  /** How many words came and went; one of them may be 0. */
  words(added: number, cut: number): string;
  contentNote: string;
  folded: string;
  readOn: string;
  created(day: string): string;
  updated(day: string): string;
  before: string;
  earlier: string;
  tags: string;
  status: string;
  dates: string;
  read: string;
  untitled: string;
  aNodeWithdrawn: string;
  withdrawnByAuthor: string;
  withdrawn(count: number): string;
  allWithdrawn(count: number): string;
  digest(reason: DigestAnnouncement['reason'], count: number): string;
  review: {
    heading(channel: string): string;
    unanswered(otherwise: 'approve' | 'skip', at: string): string;
    decided(as: Decided, by: string | undefined): string;
    approve: string;
    edit: string;
    hold: string;
    skip: string;
  };
}

const nodes = (count: number) => `${count} ${count === 1 ? 'node' : 'nodes'}`;

const EN: PostWords = {
  kinds: { created: 'new', revised: 'revised', moved: 'moved', removed: 'withdrawn', restored: 'back' },
  parts: {
    ...{ from: 'from', to: 'to', title: 'title', status: 'status', tagline: 'tagline', section: 'section' },
    ...{ reference: 'reference', tag: 'tag', constellation: 'constellation' },
  },
  more: (count) => `and ${count} more`,
  words(added, cut) {
    const parts = [added ? `${added} ${added === 1 ? 'word' : 'words'} added` : '', cut ? `${cut} cut` : ''];
    return parts.filter((part) => part !== '').join(', ');
  },
  contentNote: 'Content note:',
  folded: '(folded: content note)',
  readOn: 'read on',
  created: (day) => `created ${day}`,
  updated: (day) => `updated ${day}`,
  before: 'before:',
  earlier: 'earlier',
  tags: 'tags',
  status: 'status',
  dates: 'dates',
  read: 'read',
  untitled: 'untitled',
  aNodeWithdrawn: 'A node was withdrawn.',
  withdrawnByAuthor: 'Withdrawn by its author',
  withdrawn: (count) => `${count} withdrawn`,
  allWithdrawn: (count) => `${nodes(count)} withdrawn.`,
  digest: (reason, count) =>
    ({
      mass: `${nodes(count)} changed together`,
      digest: `What is new: ${nodes(count)}`,
      quiet: `Meanwhile: ${nodes(count)}`,
    })[reason],
  review: {
    heading: (channel) => `For approval, before it is posted to ${channel}`,
    unanswered: (otherwise, at) => `Unanswered, it is ${otherwise === 'approve' ? 'posted' : 'left out'} at ${at}.`,
    decided(as, by) {
      const who = by === undefined ? '' : ` by ${by}`;
      if (as === 'approved') return by === undefined ? 'Nobody answered: posted' : `Approved${who}`;
      if (as === 'skipped') return by === undefined ? 'Nobody answered: left out' : `Left out${who}`;
      return as === 'held' ? `Held${who}` : 'Nothing is left to decide.';
    },
    approve: 'Approve',
    edit: 'Edit summary',
    hold: 'Hold',
    skip: 'Skip',
  },
};

const TR: PostWords = {
  kinds: { created: 'yeni', revised: 'düzeltildi', moved: 'taşındı', removed: 'geri çekildi', restored: 'geri geldi' },
  parts: {
    ...{ from: 'eski yer', to: 'yeni yer', title: 'başlık', status: 'durum', tagline: 'alt başlık', section: 'bölüm' },
    ...{ reference: 'gönderme', tag: 'etiket', constellation: 'takımyıldız' },
  },
  more: (count) => `ve ${count} tane daha`,
  words(added, cut) {
    const parts = [added ? `${added} sözcük eklendi` : '', cut ? `${cut} sözcük çıkarıldı` : ''];
    return parts.filter((part) => part !== '').join(', ');
  },
  contentNote: 'İçerik notu:',
  folded: '(kapalı: içerik notu)',
  readOn: 'devamını oku',
  created: (day) => `oluşturuldu ${day}`,
  updated: (day) => `güncellendi ${day}`,
  before: 'önceden:',
  earlier: 'önceki',
  tags: 'etiketler',
  status: 'durum',
  dates: 'tarih',
  read: 'oku',
  untitled: 'başlıksız',
  aNodeWithdrawn: 'Bir düğüm geri çekildi.',
  withdrawnByAuthor: 'Yazarı geri çekti',
  withdrawn: (count) => `${count} geri çekildi`,
  allWithdrawn: (count) => `${count} düğüm geri çekildi.`,
  digest: (reason, count) =>
    ({
      mass: `${count} düğüm birlikte değişti`,
      digest: `Yenilikler: ${count} düğüm`,
      quiet: `Bu arada: ${count} düğüm`,
    })[reason],
  review: {
    heading: (channel) => `Onay bekliyor, şuraya gönderilmeden önce: ${channel}`,
    unanswered: (otherwise, at) => `Yanıtlanmazsa ${otherwise === 'approve' ? 'gönderilir' : 'gönderilmez'}: ${at}`,
    decided(as, by) {
      const who = by === undefined ? '' : `: ${by}`;
      if (as === 'approved') return by === undefined ? 'Kimse yanıtlamadı: gönderildi' : `Onaylandı${who}`;
      if (as === 'skipped') return by === undefined ? 'Kimse yanıtlamadı: gönderilmedi' : `Gönderilmedi${who}`;
      return as === 'held' ? `Bekletiliyor${who}` : 'Karar verilecek bir şey kalmadı.';
    },
    approve: 'Onayla',
    edit: 'Özeti düzenle',
    hold: 'Beklet',
    skip: 'Atla',
  },
};

const ALL: Record<Language, PostWords> = { en: EN, tr: TR };

export function wordsIn({ language = 'en' }: { language?: Language }): PostWords {
  return ALL[language] ?? EN;
}

/** An answer as plain data, its words already in the language of who asked. A platform only dresses it. */
import type { Block } from '../node/passage.ts';
import type { Asked, LookUp } from './ask.ts';

export interface Card {
  /** `nothing`: what was asked for is not there. `fault`: it was asked in a way that can be mended. */
  kind: 'node' | 'list' | 'text' | 'nothing' | 'fault';
  /** Plain text, one line. */
  heading: Heading;
  /** Plain text, one line; under the heading, such as the tagline or what a list holds. */
  subtitle?: string;
  /** Plain text, a line each: small print such as dates, status, path. */
  facts: string[];
  /** The content note: named first; then `parts` are folded and no preview shows them. */
  note?: string;
  /** In their order. A platform cuts them into pages where they are too long. */
  parts: Part[];
  buttons: Button[];
  /** The node's sections, or the versions of it. */
  menu?: Menu;
  /** The node as its author wrote it, to be taken along as a file. */
  file?: { name: string; text: string };
  /** 1200 × 630 pixels. */
  picture?: { png: Uint8Array; alt: string };
  /** What was answered, with queries made definite (`show` names the node's id): what pages and `back` are made of. */
  asked: Asked;
  /** Page that a platform shall show of `parts` where it cuts them; from 0. */
  page: number;
}

export interface Heading {
  emoji?: string;
  text: string;
  url?: string;
}

export type Part =
  /** Plain words of ours, one paragraph. */
  | { type: 'words'; text: string }
  /** The author's words. */
  | { type: 'passage'; blocks: Block[] }
  | { type: 'lines'; lines: ListLine[] }
  /** Two versions word by word; `gap`: so many lines are left out. */
  | { type: 'diff'; pieces: ({ kind: 'same' | 'added' | 'cut'; text: string } | { gap: number; words: string })[] };

/** All plain text, one line. */
export interface ListLine {
  emoji?: string;
  text: string;
  /** Where `text` leads. */
  url?: string;
  /** Said after it, smaller. */
  aside?: string;
  /** How deep it is in a tree, from 0. */
  depth?: number;
  /** What it leads to in the chat; a platform with room makes a button of it. */
  asked?: Asked;
}

export type Button = {
  /** Plain text, one line, at most 60 characters. */
  label: string;
  emoji?: string;
  /** `open`: a node or a place. `view`: another view of this. `page`: turns a page. `back`. `act`: changes something. */
  role: 'open' | 'view' | 'page' | 'back' | 'act';
} & ({ asked: Asked } | { url: string });

export interface Menu {
  /** Plain text. */
  label: string;
  /** At most 25. */
  options: { label: string; aside?: string; asked: Asked; chosen?: true }[];
}

/** One suggestion while somebody types. */
export interface Choice {
  /** Plain text, one line. */
  label: string;
  /** What is asked for if it is chosen: a short node id, a folder, a tag, a key of what is followed. */
  value: string;
}

/** A node among results, for inline answers. */
export interface Result {
  id: string;
  emoji?: string;
  title: string;
  /** Tagline, or where it lies. */
  aside: string;
  /** First words; absent behind a content note. */
  summary?: string;
  note?: string;
  url: string;
  ask: LookUp;
}

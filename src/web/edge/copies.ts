/** Copies of feeds as they were answered with last, held where requests arrive. */
import { STATUS_CODES } from 'node:http';
import { type Encoding, WORTH_IT } from '../../feed/document.ts';
import { Lru } from '../../feed/lru.ts';
import type { Answered } from '../answer.ts';
import { chooseEncoding, isUnchanged } from '../conditional.ts';
import type { Ask } from './ask.ts';

/** A feed as it is now, in one encoding. */
export interface Copy extends Omit<Answered, 'whole'> {
  /** Canonical, percent-encoded, from the root of the site. */
  path: string;
  /** Of the bytes before compression, as `lastModified` is. */
  etag: string;
  lastModified: string | undefined;
  /** Bytes before compression. */
  length: number;
  whole?: { fields: Answered['unchanged']; body: Uint8Array };
}

/** What the edge is told, in this order. */
export type News = { copy: Copy } | { dropped: string[] };

export interface Answer {
  status: number;
  fields: Answered['unchanged'];
  /** Status line and fields, without the empty line at the end. */
  head: string;
  body?: Uint8Array;
}

interface Kept extends Pick<Copy, 'etag' | 'lastModified' | 'length'> {
  forms: Map<Encoding | undefined, { unchanged: Answer; whole?: Answer }>;
}

export class Copies {
  readonly #kept: Lru<Kept>;
  readonly #prefix: string;
  /** By Accept-Encoding, for what is worth compressing. */
  readonly #encodings = new Lru<{ encoding: Encoding | undefined }>(100, () => 1);

  /** What was answered since the last news: who asks again by the same `Ask` is answered the same. */
  #answers = new WeakMap<Ask, Answer>();

  /** `limit`: bytes. `prefix`: before the paths of copies, which a proxy may leave on or take off. */
  constructor(limit: number, prefix: string) {
    this.#kept = new Lru(limit, sizeOf);
    this.#prefix = prefix;
  }

  take(news: News): void {
    this.#answers = new WeakMap();
    if ('dropped' in news) for (const path of news.dropped) this.#kept.delete(path);
    else this.#put(news.copy);
  }

  /** Undefined: whoever makes feeds must be asked. */
  answer(ask: Ask): Answer | undefined {
    let answer = this.#answers.get(ask);
    if (!answer) {
      answer = this.#find(ask);
      if (answer) this.#answers.set(ask, answer);
    }
    return answer;
  }

  #find({ path, acceptEncoding, ifNoneMatch, ifModifiedSince }: Ask): Answer | undefined {
    const isPrefixed = this.#prefix !== '' && path.startsWith(`${this.#prefix}/`);
    const kept = this.#kept.get(isPrefixed ? path.slice(this.#prefix.length) : path);
    const form = kept?.forms.get(this.#encodingFor(acceptEncoding, kept.length));
    if (!(kept && form)) return undefined;
    return isUnchanged(kept, ifNoneMatch, ifModifiedSince) ? form.unchanged : form.whole;
  }

  /** Readers say the same few things. */
  #encodingFor(accepted: string | undefined, length: number): Encoding | undefined {
    if (length < WORTH_IT || accepted === undefined) return undefined;
    let known = this.#encodings.get(accepted);
    if (!known) {
      known = { encoding: chooseEncoding(accepted, length) };
      this.#encodings.set(accepted, known);
    }
    return known.encoding;
  }

  #put({ path, etag, lastModified, length, encoding, unchanged, whole }: Copy): void {
    const before = this.#kept.peek(path);
    const isSame = before?.etag === etag && before.lastModified === lastModified;
    const forms = isSame ? before.forms : new Map();
    this.#kept.delete(path);
    forms.set(encoding, {
      unchanged: answerOf(304, unchanged),
      whole: whole ? answerOf(200, whole.fields, whole.body) : forms.get(encoding)?.whole,
    });
    this.#kept.set(path, { etag, lastModified, length, forms });
  }
}

export function answerOf(status: number, fields: Answered['unchanged'], body?: Uint8Array): Answer {
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}`;
  return { status, fields, head, body: body?.length === 0 ? undefined : body };
}

function sizeOf({ forms }: Kept): number {
  let bytes = 1_000;
  for (const { whole } of forms.values()) bytes += 1_000 + (whole?.body?.length ?? 0);
  return bytes;
}

/** Ids and marks that follow from what they are of. */
import { createHash } from 'node:crypto';
import type { Page } from './archive.ts';

const MARKS = new WeakMap<Page, string>();

/** Another one for other places. */
export function markOf(page: Page): string {
  const mark = MARKS.get(page) ?? uuidFrom(JSON.stringify(page));
  MARKS.set(page, mark);
  return mark;
}

/** A UUID of version 8 (RFC 9562, 5.8) made of a text. */
export function uuidFrom(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

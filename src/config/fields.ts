/** Kinds of values that several parts of the config share. */
import { z } from 'zod';

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

const DURATION = 'a duration such as 30s, 5m, 1h or 2d';

/** `30s`, `5m`, `1h`, `2d`, `0s` -> milliseconds. */
export const duration = z
  .string({ error: DURATION })
  .regex(/^\d+(\.\d+)?\s*(ms|s|m|h|d)$/, { error: DURATION })
  .transform((text) => {
    const [, value, unit] = /^([\d.]+)\s*(ms|s|m|h|d)$/.exec(text) as unknown as [string, string, keyof typeof UNITS];
    return Math.round(Number(value) * UNITS[unit]);
  });

/** Written as a parser of addresses writes it, in ASCII: it goes into header fields and documents as it is. */
export const webAddress = z.url({ protocol: /^https?$/, normalize: true, error: 'an http or https address' });

const NAME = 'a name of lower-case letters, digits and hyphens, at most 40 characters';
export const name = z.string({ error: NAME }).regex(/^[a-z0-9][a-z0-9-]{0,39}$/, { error: NAME });

/** With or without U+FE0F. */
export const emoji = z
  .string({ error: 'one emoji, in quotes' })
  .refine((text) => /^(\p{RGI_Emoji}|\p{Emoji})\uFE0F?$/v.test(text) && !/^[0-9#*]$/.test(text), {
    error: 'one emoji, in quotes',
  });

export const glob = z
  .string()
  .min(1)
  .refine((text) => !text.split('/').includes('..'), { error: 'a glob inside the repository, without ".."' });

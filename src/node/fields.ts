/** Front matter values as the kinds of data a node is made of. Whatever an author typed, nothing here throws. */

/** Words of a scalar, on one line; undefined for none, lists and maps. */
export function asText(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (typeof value !== 'string') return undefined;
  const words = value.replace(/\s+/g, ' ').trim();
  return words === '' ? undefined : words;
}

/** Items of a list, or of text parted by commas. */
export function asList(value: unknown): string[] {
  const parts = Array.isArray(value) ? value.map(asText) : asText(value)?.split(',');
  return (parts ?? []).map((part) => part?.trim() ?? '').filter((part) => part !== '');
}

/** True or false, also as the words authors use for them. */
export function asFlag(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const word = asText(value)?.toLowerCase();
  if (word === 'true' || word === 'yes' || word === 'on' || word === '1') return true;
  if (word === 'false' || word === 'no' || word === 'off' || word === '0') return false;
  return undefined;
}

/** The first of `keys` that has a usable value. */
export function firstText(fields: ReadonlyMap<string, unknown>, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const words = asText(fields.get(key));
    if (words !== undefined) return words;
  }
  return undefined;
}

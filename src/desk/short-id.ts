/** Ids short enough for a button: the first 48 bits of a node's UUID, as `=` and eight letters of base64url (RFC 4648). */

const SHORT = /^=([A-Za-z0-9_-]{8})$/;
/** Hexadecimal digits that 48 bits are. */
const DIGITS = 12;

/** `=` tells it from any word somebody may type. */
export function shortId(uuid: string): string {
  const digits = uuid.replaceAll('-', '').slice(0, DIGITS);
  return `=${Buffer.from(digits, 'hex').toString('base64url')}`;
}

/** The first letters of the UUIDs that a short id stands for; undefined where a text is no short id. */
export function uuidBeginning(text: string): string | undefined {
  const letters = SHORT.exec(text)?.[1];
  if (letters === undefined) return undefined;
  const digits = Buffer.from(letters, 'base64url').toString('hex');
  return `${digits.slice(0, 8)}-${digits.slice(8)}`;
}

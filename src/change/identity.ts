/** Who a node is. The rules and their reasons stand in docs/decisions/0004-ids-from-history.md. */
import { createHash } from 'node:crypto';

/** Namespace of our name-based UUIDs: the version 5 UUID of `starpost` in the nil namespace. */
const NAMESPACE = uuid5(Buffer.alloc(16), 'starpost');

/** The id of the node born as number `ordinal` (0 for the first) at a path. */
export function nodeId(namespace: string, birthPath: string, ordinal: number): string {
  return format(uuid5(NAMESPACE, `${namespace}\n${birthPath}\n${ordinal}`));
}

/** The id of the change that began with `commit`. */
export function changeId(node: string, commit: string): string {
  return format(uuid5(NAMESPACE, `change\n${node}\n${commit}`));
}

/** The id of the delivery of a change (of a digest: its first change) to a channel. */
export function deliveryId(channel: string, change: string): string {
  return format(uuid5(NAMESPACE, `delivery\n${channel}\n${change}`));
}

/** RFC 9562, 5.5: SHA-1 over namespace and name, with version and variant set. */
function uuid5(namespace: Buffer, name: string): Buffer {
  const bytes = createHash('sha1').update(namespace).update(name, 'utf8').digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes;
}

function format(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

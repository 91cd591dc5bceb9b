/** By what a message is known to be a certain parcel. Pure. */
import { createHash } from 'node:crypto';

/**
 * The same for every attempt: for some minutes Discord answers a second message of the same nonce with the first
 * (https://docs.discord.com/developers/resources/message#create-message). At most 25 characters.
 */
export function nonceOf(parcelId: string): string {
  return createHash('sha256').update(parcelId).digest('base64url').slice(0, 25);
}

/**
 * The `id` of a message's first component. Discord keeps it and gives it back with the message, unlike the nonce, so it
 * is what a post is found by later. 32 bits, positive; the high bit is set because ids that Discord gives itself begin
 * at 1.
 */
export function markerOf(parcelId: string): number {
  return (createHash('sha256').update(parcelId).digest().readUInt32BE(0) % 2 ** 30) | (2 ** 30);
}

/**
 * The bucket that decides an arm: first 8 bytes (big-endian) of SHA-256(`salt:unit`), modulo 10,000. The hash itself
 * comes from the caller (Node's crypto, or the same expression in SQL), because models know no platform.
 */
import { invariant } from '../kernel/invariant.ts';

export const bucketCount = 10_000;

/** The text whose SHA-256 is taken; a fresh salt per campaign makes campaigns independent. */
export const bucketKey = (salt: string, unit: string): string => `${salt}:${unit}`;

/**
 * Bucket 0…9999 of a SHA-256 digest (32 bytes; at least 8 are needed). Exact: the 64-bit number is reduced in two
 * 32-bit halves, since 2^32 mod 10,000 = 7,296.
 */
export function bucketOfDigest(digest: Uint8Array): number {
  invariant(digest.length >= 8, 'a digest has at least 8 bytes');
  let high = 0;
  let low = 0;
  for (let index = 0; index < 4; index++) high = high * 256 + (digest[index] as number);
  for (let index = 4; index < 8; index++) low = low * 256 + (digest[index] as number);
  return ((high % bucketCount) * 7296 + (low % bucketCount)) % bucketCount;
}

/** Control takes the lowest buckets, so that widening a treated range never moves anyone out of it. */
export const isControlBucket = (bucket: number, controlShare: number): boolean =>
  bucket < Math.round(controlShare * bucketCount);

/**
 * A reply kept for repeats names whoever was looked for: it is sealed, so that the table says nothing in clear.
 */
import { invariant } from '../kernel/invariant.ts';
import type { Keys } from './keys.ts';

const purpose = 'kept-reply';

/** The reply as one sealed text; 20 µs. */
export const sealReply = (keys: Keys, value: unknown): string =>
  keys.seal(purpose, JSON.stringify(value ?? null));

/** The reply again; one kept before replies were sealed comes as it is. */
export function openReply(keys: Keys, kept: unknown): unknown {
  if (typeof kept !== 'string') return kept;
  const text = keys.open(purpose, kept);
  invariant(text !== null, 'a kept reply opens with the keys it was sealed with');
  return JSON.parse(text);
}

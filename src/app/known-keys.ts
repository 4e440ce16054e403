/**
 * The keys that programs sent lately, so that each of many requests a second does not ask state again: a look is shared
 * by whoever comes while it lasts, and its answer stands for a second. A key that is revoked, limited to other addresses
 * or ends therefore lives up to a second longer where it is only used to send.
 */
import { createHash } from 'node:crypto';
import type { StoreContext } from '../store/context.ts';
import { findApiKey, type LiveKey } from './api-keys.store.ts';

const freshMs = 1_000;
/** Beyond it all are asked for anew: strangers may send any. */
const mostKnown = 1_000;

export type FindKey = (key: string) => Promise<LiveKey | null>;

/** `findApiKey` as a reader with a memory of its own. Unknown keys are not remembered; secrets only as their SHA-256. */
export function keyReader(ctx: StoreContext): FindKey {
  const known = new Map<string, { readonly key: LiveKey; readonly at: number }>();
  const looking = new Map<string, Promise<LiveKey | null>>();
  const look = async (name: string, secret: string): Promise<LiveKey | null> => {
    const at = performance.now();
    const key = await findApiKey(ctx, secret);
    if (known.size >= mostKnown) known.clear();
    if (key) known.set(name, { key, at });
    else known.delete(name);
    return key;
  };
  return secret => {
    const name = createHash('sha256').update(secret).digest('base64');
    const before = known.get(name);
    if (before && performance.now() - before.at < freshMs) return Promise.resolve(before.key);
    const shared = looking.get(name) ?? look(name, secret).finally(() => looking.delete(name));
    looking.set(name, shared);
    return shared;
  };
}

/** Lets this process write under a generation of keys another process has made, two seconds later at most. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { StoreContext } from '../../store/context.ts';
import { followGenerations } from '../../store/rekey/key-generations.store.ts';

const lookEveryMs = 2_000;

/** Starts to watch, where other processes work on the same state; stop it before the stores close. */
export function watchKeys(ctx: Pick<StoreContext, 'pg' | 'keys' | 'log'>): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const loop = (async () => {
    while (!stopping.signal.aborted) {
      await sleep(lookEveryMs, undefined, { signal: stopping.signal }).catch(() => {});
      if (!stopping.signal.aborted)
        await followGenerations(ctx).catch((cause: unknown) => ctx.log.error({ cause }, 'keys-not-followed'));
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await loop;
    },
  };
}

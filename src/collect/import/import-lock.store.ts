/**
 * One import at a time: they share the tables rows wait in. A lock of the state database's session, so it is free as
 * soon as the process that held it is gone; whatever that process left unfinished is settled by the next holder.
 */
import { unavailable } from '../../kernel/errors.ts';
import type { StoreContext } from '../../store/context.ts';
import { withClient } from '../../store/state/state-db.ts';

/** "RKIM" in ASCII. */
const importLock = 0x524b494d;
const askEveryMs = 200;
const mostTries = 18_000;

const pause = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms));

/**
 * Runs `work` while nobody else imports or undoes. Waits for the holder, reporting `waiting` so that the wait can be
 * canceled; after an hour throws `import-busy`.
 */
export function withImportLock<T>(ctx: StoreContext, work: () => Promise<T>): Promise<T> {
  return withClient(ctx.pg, async client => {
    for (let tries = 0; ; tries += 1) {
      const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [
        importLock,
      ]);
      if (rows[0]?.taken) break;
      if (tries >= mostTries) throw unavailable('import-busy');
      await ctx.progress({ done: 0, total: null, label: 'waiting' });
      await pause(askEveryMs);
    }
    try {
      return await work();
    } finally {
      await client.query('select pg_advisory_unlock($1)', [importLock]).catch(() => {});
    }
  });
}

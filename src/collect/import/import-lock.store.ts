/**
 * One import at a time: they share the tables rows wait in. A lock of the state database's session, so it is free as
 * soon as the process that held it is gone; whatever that process left unfinished is settled by the next holder.
 */
import { unavailable } from '../../kernel/errors.ts';
import type { StoreContext } from '../../store/context.ts';
import { followGenerations } from '../../store/rekey/key-generations.store.ts';
import { withClient } from '../../store/state/state-db.ts';

/** "RKIM" in ASCII. */
const importLock = 0x524b494d;
const waitMs = 1000;
const mostTries = 3600;

/** PostgreSQL's code of a lock that was not to be had in time. */
const lockTimeout = '55P03';

type Client = Parameters<Parameters<typeof withClient>[1]>[0];

/** Runs `work` if nobody imports now; null when somebody does. */
export function ifNobodyImports<T>(ctx: StoreContext, work: () => Promise<T>): Promise<T | null> {
  return withClient(ctx.pg, async client => ((await taken(client)) ? released(ctx, client, work) : null));
}

async function taken(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [
    importLock,
  ]);
  return rows[0]?.taken ?? false;
}

/** Waits in the database's own queue, where who came first is served first; false when it was not our turn in time. */
async function takenInTurn(client: Client): Promise<boolean> {
  try {
    await client.query(`begin; set local lock_timeout = ${waitMs}`);
    await client.query('select pg_advisory_lock($1)', [importLock]);
    await client.query('commit');
    return true;
  } catch (cause) {
    await client.query('rollback').catch(() => {});
    if ((cause as { code?: string }).code === lockTimeout) return false;
    throw cause;
  }
}

/** Keys rotate while nobody imports, perhaps in another process: whoever imports next writes under the new ones. */
async function released<T>(ctx: StoreContext, client: Client, work: () => Promise<T>): Promise<T> {
  try {
    await followGenerations(ctx);
    return await work();
  } finally {
    // A connection that is gone has given the lock back by itself.
    await client.query('select pg_advisory_unlock($1)', [importLock]).catch(() => {});
  }
}

/**
 * Runs `work` while nobody else imports or undoes. Waits for the holder, reporting `waiting` so that the wait can be
 * canceled; after an hour throws `import-busy`.
 */
export function withImportLock<T>(ctx: StoreContext, work: () => Promise<T>): Promise<T> {
  return withClient(ctx.pg, async client => {
    for (let tries = 0; !(await takenInTurn(client)); tries += 1) {
      if (tries >= mostTries) throw unavailable('import-busy');
      await ctx.progress({ done: 0, total: null, label: 'waiting' });
    }
    return released(ctx, client, work);
  });
}

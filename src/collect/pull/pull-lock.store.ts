/** One run of a pull at a time: a lock of the state database's session, free as soon as its process is gone. */
import { conflict } from '../../kernel/errors.ts';
import type { StoreContext } from '../../store/context.ts';
import { withClient } from '../../store/state/state-db.ts';

/** "RKPL" in ASCII; the second number is the pull's. */
const pullLock = 0x524b504c;

/** Runs `work` unless the pull is running. Throws `pull-busy`. */
export function withPullLock<T>(ctx: StoreContext, pullId: string, work: () => Promise<T>): Promise<T> {
  return withClient(ctx.pg, async client => {
    const { rows } = await client.query<{ taken: boolean }>(
      'select pg_try_advisory_lock($1, hashtext($2)) as taken',
      [pullLock, pullId],
    );
    if (!rows[0]?.taken) throw conflict('pull-busy', { path: 'id' });
    try {
      return await work();
    } finally {
      // A connection that is gone has given the lock back by itself.
      await client.query('select pg_advisory_unlock($1, hashtext($2))', [pullLock, pullId]).catch(() => {});
    }
  });
}

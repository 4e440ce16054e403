/** Resolves whoever waits, one resolver at a time: a batch in one transaction, its result a function of what is known. */
import { sql } from 'kysely';
import type { StoreContext } from '../../store/context.ts';
import { type StateTransaction, withTransaction } from '../../store/state/state-db.ts';
import { moveOrders, type Owner } from '../track/tracked-orders.store.ts';
import { gatherScope, loadScope } from './identity-scope.store.ts';
import { resolve } from './resolve.ts';
import { holdResolver } from './resolver-lock.store.ts';
import { saveResolution } from './save-resolution.store.ts';

/** Whose orders, told by events, are somebody else's now. */
async function changedOwners(trx: StateTransaction): Promise<Owner[]> {
  const { rows } = await sql<Owner>`
    select distinct c.raw_id as "saidId", c.raw_id as "nowSaidId", c.to_id as "customerId" from identity_changes c
    join tracked_orders o on coalesce(o.said_id, o.customer_id) = c.raw_id`.execute(trx);
  return rows;
}

/**
 * Resolves everybody who waits now and returns how many records changed person. Asking costs one look at an empty table
 * when nobody waits.
 */
export async function resolveWaiting(ctx: StoreContext): Promise<number> {
  const { rows } = await sql`select from identity_waiting limit 1`.execute(ctx.pg);
  if (rows.length === 0) return 0;
  return withTransaction(ctx.pg, async trx => {
    await holdResolver(trx);
    const at = ctx.now();
    await gatherScope(trx);
    const named = await loadScope(trx);
    const changed = await saveResolution(trx, { named, resolution: resolve(named.table), at });
    if (changed > 0) await moveOrders(trx, await changedOwners(trx), at);
    return changed;
  });
}

/** What a person decided takes effect before it is answered: records wait, are resolved, and their rows are moved. */
import { sql } from 'kysely';
import type { StoreContext } from '../../store/context.ts';
import type { StateTransaction } from '../../store/state/state-db.ts';
import { waitsAnew } from './identity-keys.store.ts';
import { resolveWaiting } from './resolve-waiting.store.ts';
import { settleFacts } from './settle-facts.store.ts';

/** Has these records resolved anew; also those that wait already, from now on. */
export const waitFor = (trx: StateTransaction, ids: readonly string[], at: Date) =>
  sql`
    insert into identity_waiting (customer_id, since) select distinct id, ${at}::timestamptz from unnest(${ids}::uuid[]) as id
    ${waitsAnew}`.execute(trx);

/** Resolves who waits and moves their rows. Returns how many records changed person. */
export async function takeEffect(ctx: StoreContext): Promise<number> {
  const changed = await resolveWaiting(ctx);
  await settleFacts(ctx);
  return changed;
}

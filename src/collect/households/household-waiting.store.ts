/** Who waits for their household to be looked at: told by whoever resolves identities, inside the same transaction. */
import { sql } from 'kysely';
import type { StateTransaction } from '../../store/state/state-db.ts';

/**
 * After a resolution (`identity_batch`, `identity_scope` and `identity_changes` stand): whoever shares a key, changed
 * person, or lives with somebody already.
 */
export const waitForHouseholds = (trx: StateTransaction, at: Date) =>
  sql`
    insert into household_waiting (customer_id, since)
    select id, ${at}::timestamptz from (
      select customer_id as id from identity_scope where step = 0
      union select from_id from identity_changes union select to_id from identity_changes
      union select b.customer_id from identity_batch b join households using (customer_id)
      union select l.customer_id from identity_batch b join identity_links l on l.raw_id = b.customer_id
        join households h on h.customer_id = l.customer_id) named
    order by id
    on conflict (customer_id) do update
    set since = greatest(excluded.since, household_waiting.since + interval '1 microsecond')`.execute(trx);

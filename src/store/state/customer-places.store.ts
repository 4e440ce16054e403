/** Keeps the facts' copy of whose customer a person is in step with state: written to the outbox with every change. */
import { type RawBuilder, sql } from 'kysely';
import { enqueueFactsFrom } from './outbox.ts';
import type { StateTransaction } from './state-db.ts';

/** `customers`: a query of the `customer_id` whose owner, store or region this transaction has changed. */
export const enqueuePlaces = (
  trx: StateTransaction,
  { customers, at }: { readonly customers: RawBuilder<unknown>; readonly at: Date },
): Promise<void> =>
  enqueueFactsFrom(trx, {
    table: 'customer_places',
    query: sql`
      select customer_id, coalesce(owner_id, '00000000-0000-0000-0000-000000000000'::uuid) as owner_id,
        coalesce(store, '') as store, coalesce(region, '') as region, nextval('customer_place_version') as version
      from customers where customer_id in (${customers})`,
    at,
  });

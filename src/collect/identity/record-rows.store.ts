/** Records as colleagues see them: each with what was said of it, not with what its person has together. */
import { sql } from 'kysely';
import type { CustomerRow } from '../../records/customer.ts';
import type { RecordRow } from '../../records/identity.ts';
import type { StoreContext } from '../../store/context.ts';
import type { StateDb, StateTransaction } from '../../store/state/state-db.ts';
import { type StoredCustomer, shownCustomers } from '../profile/customer-rows.store.ts';

/** The records of these ids, oldest first; unknown ids are left out. Names and contacts are masked. */
export async function loadRecordRows(
  ctx: StoreContext,
  db: StateDb | StateTransaction,
  ids: readonly string[],
): Promise<RecordRow[]> {
  const { rows } = await sql<StoredCustomer>`
    select customer_id, id_type, external_id_cipher, name_cipher, key_version, created_at from customers
    where customer_id = any(${ids}::uuid[]) order by created_at, customer_id`.execute(db);
  const shown = await shownCustomers(ctx, rows, 'record');
  return rows.map((row, at) => ({ ...(shown[at] as CustomerRow), idType: row.id_type }));
}

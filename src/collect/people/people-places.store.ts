/** Owner, store and region that a customers file gives its people: what a data scope goes by. */
import { sql } from 'kysely';
import type { CustomersMapping } from '../../records/mapping.ts';
import type { StoreContext } from '../../store/context.ts';
import { enqueuePlaces } from '../../store/state/customer-places.store.ts';
import type { StateTransaction } from '../../store/state/state-db.ts';

/** Whether a file says anything of places. */
export const givesPlaces = ({ columns }: CustomersMapping): boolean =>
  Boolean(columns.owner ?? columns.store ?? columns.region);

/** The account a staged row `s` names as owner; null where it names none or none that is known. */
export const ownerOf = sql`(select u.user_id from users u where u.email_index = s.owner_index)`;

/** Rows to be stored whose owner is nobody's account: the person is taken in without an owner. */
export async function countUnknownOwners(
  { pg }: Pick<StoreContext, 'pg'>,
  { importId, mapping }: { readonly importId: string; readonly mapping: CustomersMapping },
): Promise<number> {
  if (!mapping.columns.owner) return 0;
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from customer_staging s
    where s.import_id = ${importId} and s.verdict is null and s.owner_index is not null
      and not exists (select from users u where u.email_index = s.owner_index)`.execute(pg);
  return rows[0]?.n ?? 0;
}

/** Names the people a file moves, before it does; `enqueueMoved` tells the facts of them afterwards. */
export async function markMoved(trx: StateTransaction, importId: string): Promise<void> {
  await sql`
    create temporary table moved_customers on commit drop as
    select s.customer_id from customer_staging s left join customers c on c.customer_id = s.customer_id
    where s.import_id = ${importId} and s.verdict is null
      and (coalesce(${ownerOf}, c.owner_id), coalesce(s.store, c.store), coalesce(s.region, c.region))
        is distinct from (c.owner_id, c.store, c.region)`.execute(trx);
}

export const enqueueMoved = (trx: StateTransaction, at: Date): Promise<void> =>
  enqueuePlaces(trx, { customers: sql`select customer_id from moved_customers`, at });

/** What the remaining imports said last, wherever the customer still is where the undone import put them. */
const standing = (column: 'owner_id' | 'store' | 'region', importId: string) => {
  const name = sql.ref(column);
  return sql`case when gone.${name} is not null and gone.${name} = c.${name} then (
    select r.${name} from customer_rows r
    where r.customer_id = c.customer_id and r.import_id <> ${importId} and r.${name} is not null
    order by r.version desc limit 1) else c.${name} end`;
};

/** Takes back where an import put its people; its rows must still be there. A place given by hand since then stays. */
export async function undoPlaces(
  trx: StateTransaction,
  { importId, at }: { readonly importId: string; readonly at: Date },
): Promise<void> {
  await sql`
    create temporary table moved_customers on commit drop as
    select distinct customer_id from customer_rows
    where import_id = ${importId} and num_nonnulls(owner_id, store, region) > 0`.execute(trx);
  await sql`
    update customers c set owner_id = ${standing('owner_id', importId)}, store = ${standing('store', importId)},
      region = ${standing('region', importId)}
    from customer_rows gone
    where gone.import_id = ${importId} and gone.customer_id = c.customer_id
      and num_nonnulls(gone.owner_id, gone.store, gone.region) > 0`.execute(trx);
  await enqueueMoved(trx, at);
}

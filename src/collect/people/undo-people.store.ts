/**
 * Taking a customers file back: what it alone said is gone, what it replaced stands again. Its consents stay as
 * evidence and no longer speak; withdrawals customers made themselves are untouched.
 */
import { sql } from 'kysely';
import type { StoreContext } from '../../store/context.ts';
import { undoImport } from '../../store/facts/log-undo.ts';
import { factsSql, p } from '../../store/facts/sql.ts';
import { rekeyCustomers } from '../../store/rekey/rekey-rows.ts';
import { type StateTransaction, withTransaction } from '../../store/state/state-db.ts';
import { forgetImportKeys } from '../identity/identity-keys.store.ts';
import type { UndoOf } from '../import/import-path.ts';
import { settleContactPoints, touchCustomers } from './contact-points.store.ts';
import { undoPlaces } from './people-places.store.ts';

/** People the facts know by this import only: no order, refund, event or dealing names them. */
async function markUnmentioned(ctx: StoreContext, trx: StateTransaction, importId: string): Promise<void> {
  await sql`create temporary table unmentioned_customers (customer_id uuid) on commit drop`.execute(trx);
  const batches = ctx.ch.stream<{ customer_id: string }>(
    factsSql`select distinct toString(customer_id) as customer_id from customers_log
      where import_id = ${p.uuid(importId)}
        and customer_id global not in (select customer_id from order_lines)
        and customer_id global not in (select customer_id from refunds)
        and customer_id global not in (select customer_id from events)
        and customer_id global not in (select customer_id from past_touches)
        and customer_id global not in (select customer_id from service_cases)
        and customer_id global not in (select customer_id from survey_answers)
        and customer_id global not in (select customer_id from feedback_texts)`,
    { tag: 'import.undo-unmentioned', role: 'batch' },
  );
  for await (const rows of batches) {
    const ids = rows.map(row => row.customer_id);
    await sql`insert into unmentioned_customers select unnest(${ids}::uuid[])`.execute(trx);
  }
}

/**
 * Removes people whom nothing names any more: brought by this import or one undone before, in no order and no campaign,
 * without a contact point or consent of their own.
 */
const removeUnmentioned = (trx: StateTransaction, importId: string) =>
  sql`
    delete from customers c using unmentioned_customers gone
    where gone.customer_id = c.customer_id
      and (c.import_id = ${importId}
        or exists (select from imports i where i.import_id = c.import_id and i.state = 'undone'))
      and not exists (select from customer_rows r where r.customer_id = c.customer_id)
      and not exists (select from contact_points p where coalesce(p.said_id, p.customer_id) = c.customer_id and p.status <> 'retired')
      and not exists (select from consents s where coalesce(s.said_id, s.customer_id) = c.customer_id and s.void_at is null)
      and not exists (select from campaign_audience a where a.customer_id = c.customer_id)
      and not exists (select from identity_links l where l.raw_id = c.customer_id or l.customer_id = c.customer_id)`.execute(
    trx,
  );

/** Names, languages and zones as the remaining imports said them last. */
const settleNames = (trx: StateTransaction) =>
  sql`
    update customers c set name_cipher = (
        select r.name_cipher from customer_rows r
        where r.customer_id = c.customer_id and r.name_cipher is not null and r.key_version = c.key_version
        order by r.version desc limit 1),
      locale = (select r.locale from customer_rows r
        where r.customer_id = c.customer_id and r.locale is not null order by r.version desc limit 1),
      zone = (select r.zone from customer_rows r
        where r.customer_id = c.customer_id and r.zone is not null order by r.version desc limit 1)
    from touched_customers t where t.customer_id = c.customer_id`.execute(trx);

/** Repeatable: the facts first, then people in one transaction. What earlier imports said stands again. */
export async function undoPeople(ctx: StoreContext, { importId, mapping, at }: UndoOf) {
  await undoImport(ctx.ch, { importId, logs: ['customers'], at, history: mapping.history });
  return withTransaction(ctx.pg, async trx => {
    await touchCustomers(trx, sql`select customer_id from customer_rows where import_id = ${importId}`);
    await undoPlaces(trx, { importId, at });
    await sql`delete from customer_rows where import_id = ${importId}`.execute(trx);
    await settleContactPoints(trx, { importId, at });
    await forgetImportKeys(trx, { importId, at });
    await rekeyCustomers(trx, ctx.keys, sql`select customer_id from touched_customers`);
    await settleNames(trx);
    await sql`update consents set void_at = ${at} where import_id = ${importId} and void_at is null`.execute(
      trx,
    );
    await markUnmentioned(ctx, trx, importId);
    await removeUnmentioned(trx, importId);
    const { rows } = await sql<{ taken: number; restored: number }>`
      select count(*) as taken, count(*) filter (where exists (
        select from customer_rows r where r.customer_id = t.customer_id)) as restored
      from touched_customers t`.execute(trx);
    return { rowsTakenBack: rows[0]?.taken ?? 0, rowsRestored: rows[0]?.restored ?? 0, returnsUnmatched: 0 };
  });
}

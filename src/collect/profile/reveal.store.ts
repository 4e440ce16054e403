/**
 * One customer in clear, for a reason that is kept: the audit entry is written before anything is decrypted, and a
 * person may do it only so often an hour, so that a base cannot be copied out record by record.
 */
import { sql } from 'kysely';
import { CodedError, notFound } from '../../kernel/errors.ts';
import type { RevealedCustomer } from '../../records/customer.ts';
import type { StoreContext } from '../../store/context.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { type StateTransaction, withTransaction } from '../../store/state/state-db.ts';
import { clearCustomers } from './customer-rows.store.ts';

/** Per person. A busy service desk looks at one customer every two minutes. */
const revealsAnHour = 30;
const hourMs = 3600_000;

/** Throws `customer-unknown` and, over the hour's limit, `reveal-limit`. */
export async function revealCustomer(
  ctx: StoreContext,
  { customerId, reason }: { readonly customerId: string; readonly reason: string },
): Promise<RevealedCustomer> {
  await withTransaction(ctx.pg, async trx => {
    await requireRevealsLeft(trx, ctx);
    const known = await trx
      .selectFrom('customers')
      .select('customer_id')
      .where('customer_id', '=', customerId)
      .executeTakeFirst();
    if (!known) throw notFound('customer-unknown', { path: 'id' });
    await saveAudit(trx, ctx, { action: 'customer.reveal', target: `customer:${customerId}`, reason });
  });
  // Only now, with the entry kept; and outside the transaction, which must not wait for a second connection.
  const [customer] = await clearCustomers(ctx, [customerId]);
  if (!customer) throw notFound('customer-unknown', { path: 'id' });
  return customer;
}

/**
 * Counts the caller's own entries of the last hour, looks and whole copies alike; a lock per person keeps two requests
 * from passing for one. Throws `reveal-limit`.
 */
export async function requireRevealsLeft(
  trx: StateTransaction,
  { caller, machineNow }: StoreContext,
): Promise<void> {
  const actor = caller?.actorId ?? 'system';
  await sql`select pg_advisory_xact_lock(hashtextextended(${`reveal ${actor}`}, 0))`.execute(trx);
  const since = new Date(machineNow().getTime() - hourMs);
  const { rows } = await sql<{ n: number; oldest: Date | null }>`
    select count(*)::int as n, min(recorded_at) as oldest from audit_entries
    where actor_id = ${actor} and action in ('customer.reveal', 'customer.export') and recorded_at > ${since}`.execute(
    trx,
  );
  const [found] = rows;
  if (!found || found.n < revealsAnHour) return;
  const waitMs = (found.oldest?.getTime() ?? 0) + hourMs - machineNow().getTime();
  const params = { limit: revealsAnHour, seconds: Math.max(1, Math.ceil(waitMs / 1000)) };
  throw new CodedError('unavailable', 'reveal-limit', { params });
}

/** What people with the right decide about records: join, part, take back. Facts follow before the answer. */
import { sql } from 'kysely';
import { badInput, conflict, notFound } from '../../kernel/errors.ts';
import type { RulingRequest } from '../../records/identity.ts';
import type { StoreContext } from '../../store/context.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { type StateTransaction, withTransaction } from '../../store/state/state-db.ts';
import { takeEffect, waitFor } from './take-effect.store.ts';

async function requireRecords(trx: StateTransaction, ids: readonly string[]): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select customer_id as id from customers where customer_id = any(${ids}::uuid[]) and erased_at is null`.execute(
    trx,
  );
  const known = new Set(rows.map(({ id }) => id));
  const missing = ids.find(id => !known.has(id));
  if (missing !== undefined)
    throw notFound('customer-unknown', { path: missing === ids[0] ? 'record' : 'other' });
}

/** Everybody else of the record's person. */
async function findOthers(trx: StateTransaction, record: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with person as (
      select coalesce((select customer_id from identity_links where raw_id = ${record}), ${record}::uuid) as id)
    select members.id from person, lateral (
      select person.id union select raw_id from identity_links l where l.customer_id = person.id) as members (id)
    where members.id <> ${record} order by 1`.execute(trx);
  return rows.map(({ id }) => id);
}

/**
 * Everybody a ruling parts or joins the record with. Throws `customer-unknown`, `identity-same-record`,
 * `identity-other-missing` and `identity-alone`.
 */
export async function othersOf(
  trx: StateTransaction,
  { kind, record, other }: Omit<RulingRequest, 'reason'>,
): Promise<string[]> {
  if (other === record) throw badInput('identity-same-record', { path: 'other' });
  if (other === undefined && kind === 'same') throw badInput('identity-other-missing', { path: 'other' });
  await requireRecords(trx, other === undefined ? [record] : [record, other]);
  const others = other === undefined ? await findOthers(trx, record) : [other];
  if (others.length === 0) throw conflict('identity-alone', { path: 'record' });
  return others;
}

/** A decided pair is no longer in doubt, whichever way it was asked. */
const settleDoubts = (
  trx: StateTransaction,
  { record, others, at }: { record: string; others: readonly string[]; at: Date },
) =>
  sql`
    update identity_doubts set settled_at = ${at}, ignored_at = null
    where (settled_at is null or ignored_at is not null)
      and ((record_id = ${record} and other_id = any(${others}::uuid[]))
        or (other_id = ${record} and record_id = any(${others}::uuid[])))`.execute(trx);

/**
 * Saves a ruling with its audit entry and lets it take effect. Throws `customer-unknown`, `identity-same-record`,
 * `identity-other-missing` and `identity-alone`. A newer ruling wins over an older one it contradicts.
 */
export async function saveRuling(ctx: StoreContext, ruling: RulingRequest) {
  const decisionId = ctx.newId();
  await withTransaction(ctx.pg, async trx => {
    const at = ctx.now();
    const { kind, record, reason } = ruling;
    const others = await othersOf(trx, ruling);
    await sql`
      insert into identity_rulings (decision_id, kind, left_id, right_id, at, actor_id, reason)
      select ${decisionId}, ${kind}, ${record}, other, ${at}, ${ctx.caller?.actorId ?? 'system'}, ${reason}
      from unnest(${others}::uuid[]) as other`.execute(trx);
    await settleDoubts(trx, { record, others, at });
    await waitFor(trx, [record, ...others], at);
    await saveAudit(trx, ctx, {
      action: kind === 'same' ? 'identity.join' : 'identity.part',
      target: `customer:${record}`,
      after: { decisionId, others },
      reason,
    });
  });
  return { decisionId, changed: await takeEffect(ctx) };
}

/** Takes a decision back: what it joined or parted is again as keys and other rulings say. */
export async function undoRuling(ctx: StoreContext, decisionId: string, reason: string) {
  await withTransaction(ctx.pg, async trx => {
    const at = ctx.now();
    const { rows } = await sql<{ left: string; right: string; undone: boolean }>`
      select left_id as left, right_id as right, undone_at is not null as undone from identity_rulings
      where decision_id = ${decisionId} for update`.execute(trx);
    const [first] = rows;
    if (!first) throw notFound('identity-ruling-unknown', { path: 'id', received: decisionId });
    if (first.undone) throw conflict('identity-ruling-undone', { path: 'id' });
    await sql`
      update identity_rulings set undone_at = ${at}, undone_by = ${ctx.caller?.actorId ?? 'system'}
      where decision_id = ${decisionId}`.execute(trx);
    const others = rows.map(({ right }) => right);
    await sql`
      update identity_doubts set settled_at = null
      where (record_id = ${first.left} and other_id = any(${others}::uuid[]))
        or (other_id = ${first.left} and record_id = any(${others}::uuid[]))`.execute(trx);
    await waitFor(trx, [first.left, ...others], at);
    await saveAudit(trx, ctx, {
      action: 'identity.undo',
      target: `customer:${first.left}`,
      before: { decisionId, others },
      reason,
    });
  });
  return { decisionId, changed: await takeEffect(ctx) };
}

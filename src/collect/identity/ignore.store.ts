/** Pairs somebody looked at and leaves as they are: off the list, and on it again; the reason stands in the audit log. */
import { sql } from 'kysely';
import { notFound } from '../../kernel/errors.ts';
import type { DoubtWish } from '../../records/identity.ts';
import type { StoreContext } from '../../store/context.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { withTransaction } from '../../store/state/state-db.ts';
import { resolveWaiting } from './resolve-waiting.store.ts';
import { waitFor } from './take-effect.store.ts';

const pairOf = ({ record, other }: DoubtWish) =>
  sql`((record_id = ${record} and other_id = ${other}) or (record_id = ${other} and other_id = ${record}))`;

/** Settles every open doubt of the pair without a ruling. Throws `identity-doubt-unknown`. */
export function ignoreDoubt(ctx: StoreContext, wish: DoubtWish) {
  return withTransaction(ctx.pg, async trx => {
    const at = ctx.now();
    const { numAffectedRows } = await sql`
      update identity_doubts set settled_at = ${at}, ignored_at = ${at}
      where settled_at is null and ${pairOf(wish)}`.execute(trx);
    if (!numAffectedRows) throw notFound('identity-doubt-unknown', { path: 'record' });
    await saveAudit(trx, ctx, {
      action: 'identity.ignore',
      target: `customer:${wish.record}`,
      after: { other: wish.other },
      reason: wish.reason,
    });
    return { ignored: Number(numAffectedRows) };
  });
}

/**
 * Puts an ignored pair on the list again; what no longer holds of it goes at once. Throws `identity-doubt-unknown` where
 * nobody ignored it.
 */
export async function reopenDoubt(ctx: StoreContext, wish: DoubtWish) {
  await withTransaction(ctx.pg, async trx => {
    const { numAffectedRows } = await sql`
      update identity_doubts set settled_at = null, ignored_at = null
      where ignored_at is not null and ${pairOf(wish)}`.execute(trx);
    if (!numAffectedRows) throw notFound('identity-doubt-unknown', { path: 'record' });
    await waitFor(trx, [wish.record, wish.other], ctx.now());
    await saveAudit(trx, ctx, {
      action: 'identity.reopen',
      target: `customer:${wish.record}`,
      after: { other: wish.other },
      reason: wish.reason,
    });
  });
  await resolveWaiting(ctx);
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from identity_doubts where settled_at is null and ${pairOf(wish)}`.execute(
    ctx.pg,
  );
  return { reopened: rows[0]?.n ?? 0 };
}

/** What somebody looked at and leaves as it is: it goes from the list, with the reason in the audit log. */
import { sql } from 'kysely';
import { notFound } from '../../kernel/errors.ts';
import type { IgnoreDoubtRequest, IgnoreKeyRequest } from '../../records/identity.ts';
import type { StoreContext } from '../../store/context.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { withTransaction } from '../../store/state/state-db.ts';

/** Settles every open doubt of the pair without a ruling. Throws `identity-doubt-unknown`. */
export function ignoreDoubt(ctx: StoreContext, { record, other, reason }: IgnoreDoubtRequest) {
  return withTransaction(ctx.pg, async trx => {
    const { numAffectedRows } = await sql`
      update identity_doubts set settled_at = ${ctx.now()} where settled_at is null
        and ((record_id = ${record} and other_id = ${other}) or (record_id = ${other} and other_id = ${record}))`.execute(
      trx,
    );
    if (!numAffectedRows) throw notFound('identity-doubt-unknown', { path: 'record' });
    await saveAudit(trx, ctx, {
      action: 'identity.ignore',
      target: `customer:${record}`,
      after: { other },
      reason,
    });
    return { ignored: Number(numAffectedRows) };
  });
}

/** Takes a key that too many people share off the list; it goes on joining nobody. Throws `identity-key-unknown`. */
export function ignoreSharedKey(ctx: StoreContext, { kind, keyId, reason }: IgnoreKeyRequest) {
  return withTransaction(ctx.pg, async trx => {
    const { numAffectedRows } = await sql`
      update identity_shared_keys set ignored_at = ${ctx.now()}
      where kind = ${kind} and key_id = ${keyId} and ignored_at is null`.execute(trx);
    if (!numAffectedRows) throw notFound('identity-key-unknown', { path: 'keyId' });
    await saveAudit(trx, ctx, {
      action: 'identity.ignore',
      target: `identity-key:${kind}`,
      after: { keyId },
      reason,
    });
    return { ignored: Number(numAffectedRows) };
  });
}

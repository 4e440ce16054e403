/** Withdraws consent by an unsubscribe link: effective at once for queued messages, kept as proof, told to facts. */
import { sql } from 'kysely';
import type { StoreContext } from '../store/context.ts';
import { saveAudit } from '../store/state/audit.store.ts';
import { enqueueTouches } from './touches.store.ts';
import type { UnsubscribeClaim } from './unsubscribe-link.ts';

/**
 * Appends the withdrawal (once per message), cancels the person's queued messages of that consent channel and notes
 * the event on the message. Repeating the call changes nothing.
 */
export async function saveUnsubscribe(
  ctx: StoreContext,
  claim: UnsubscribeClaim,
  method: string,
): Promise<void> {
  const now = ctx.now();
  const channels = claim.consentChannel === 'email' ? ['sandbox', 'smtp'] : ['file'];
  await ctx.pg.transaction().execute(async trx => {
    await sql`select 1 from customers where customer_id = ${claim.customerId} for update`.execute(trx);
    const { rows } = await sql<{ action: string }>`
      select action from current_consents where customer_id = ${claim.customerId}
        and purpose = ${claim.purpose} and channel = ${claim.consentChannel}`.execute(trx);
    if (rows[0]?.action === 'withdrawn') return;
    await sql`
      insert into consents (customer_id, purpose, channel, action, method, evidence, at, actor)
      values (${claim.customerId}, ${claim.purpose}, ${claim.consentChannel}, 'withdrawn', ${method},
        ${`message ${claim.intentId}`}, ${now}, 'customer')`.execute(trx);
    const canceled = await sql<{ intent_id: string }>`
      update intents set state = 'skipped', skip_reason = 'skip-withdrawn', lease_owner = null
      where customer_id = ${claim.customerId} and state in ('queued','claimed') and channel = any(${channels}::text[])
      returning intent_id`.execute(trx);
    await sql`
      update contact_reservations set released_at = ${now}
      where intent_id = any(${canceled.rows.map(r => r.intent_id)}::uuid[])`.execute(trx);
    const noted = await sql`
      insert into delivery_events (intent_id, kind, at, source)
      select intent_id, 'unsubscribed', ${now}, 'link' from intents where intent_id = ${claim.intentId}
      on conflict do nothing`.execute(trx);
    await saveAudit(trx, ctx, {
      action: 'consent.withdraw',
      target: `customer:${claim.customerId}`,
      before: { action: rows[0]?.action ?? null },
      after: { action: 'withdrawn', purpose: claim.purpose, channel: claim.consentChannel, method },
    });
    if (noted.numAffectedRows) {
      await enqueueTouches(trx, { intentIds: [claim.intentId], kind: 'unsubscribed', at: now, ctx });
    }
  });
}

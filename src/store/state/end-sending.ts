/**
 * The end of a campaign's sending, whoever ends it (a cancellation or the final read): nobody waits any longer for a
 * decision or a message that will never come, and what was reserved for unsent messages is free again.
 */
import { sql } from 'kysely';
import type { StateTransaction } from './state-db.ts';

const release = (trx: StateTransaction, intentIds: readonly string[], at: Date) =>
  sql`
    update contact_reservations set released_at = ${at}
    where intent_id = any(${intentIds}::uuid[])`.execute(trx);

/** Cancels undecided people and unsent messages of one campaign; what is being sent right now is left to its outcome. */
export async function endSending(
  trx: StateTransaction,
  { campaignId, reason, at }: { campaignId: string; reason: 'skip-canceled' | 'skip-ended'; at: Date },
): Promise<void> {
  await sql`
    update campaign_audience set would_send = false, skip_reason = ${reason}, decided_at = ${at}
    where campaign_id = ${campaignId} and decided_at is null`.execute(trx);
  const { rows } = await sql<{ intent_id: string }>`
    update intents set state = 'canceled', skip_reason = ${reason}, lease_owner = null
    where campaign_id = ${campaignId} and state in ('queued','claimed') returning intent_id`.execute(trx);
  await release(
    trx,
    rows.map(r => r.intent_id),
    at,
  );
}

/**
 * Cancels those of the given intents that went back to the queue of a campaign that has ended meanwhile. Holds the
 * campaigns against ending until the caller's transaction is over, so that none slips between.
 */
export async function cancelIfEnded(
  trx: StateTransaction,
  intentIds: readonly string[],
  at: Date,
): Promise<void> {
  await sql`
    select 1 from campaigns where campaign_id in (
      select campaign_id from intents where intent_id = any(${intentIds}::uuid[]))
    order by campaign_id for share`.execute(trx);
  const { rows } = await sql<{ intent_id: string }>`
    update intents i set state = 'canceled',
      skip_reason = case when c.state = 'canceled' then 'skip-canceled' else 'skip-ended' end
    from campaigns c where c.campaign_id = i.campaign_id and c.state in ('canceled','finished')
      and i.state = 'queued' and i.intent_id = any(${intentIds}::uuid[]) returning i.intent_id`.execute(trx);
  await release(
    trx,
    rows.map(r => r.intent_id),
    at,
  );
}

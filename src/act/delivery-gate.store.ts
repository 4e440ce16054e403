/** Reads what became of a campaign's last messages and pauses it when that says stop; see delivery-gate.ts. */
import { type Kysely, sql } from 'kysely';
import type { PauseReason } from '../records/campaign.ts';
import type { StoreContext } from '../store/context.ts';
import { saveAudit } from '../store/state/audit.store.ts';
import type { StateTables } from '../store/state/tables.ts';
import type { Campaign } from './campaign.store.ts';
import { type BatchCounts, batchSize, pauseReasonOf } from './delivery-gate.ts';

/** Faults of our own or of the channel: they say nothing about the list. */
const notThePersons = ['config', 'auth', 'quota-exhausted', 'rate-limited', 'provider-unavailable'];

/** Counts over the last answers since launch or the last resume; reads at most `batchSize` intents by index. */
export async function loadBatchCounts(db: Kysely<StateTables>, campaignId: string): Promise<BatchCounts> {
  const { rows } = await sql<BatchCounts>`
    with last as (
      select i.intent_id, i.state, i.error_class from intents i
      where i.campaign_id = ${campaignId} and i.answered_at is not null and i.answered_at >= (
        select coalesce(batch_from, launched_at) from campaigns where campaign_id = ${campaignId})
      order by i.answered_at desc limit ${batchSize}
    ), events as (
      select intent_id, bool_or(kind = 'bounced') as bounced, bool_or(kind = 'complained') as complained
      from delivery_events where intent_id in (select intent_id from last) and kind in ('bounced','complained')
      group by intent_id
    )
    select count(*)::int as answered,
      count(*) filter (where events.bounced or (state = 'failed'
        and (error_class is null or not (error_class = any(${notThePersons}::text[])))))::int as rejected,
      count(*) filter (where events.complained)::int as complained,
      count(*) filter (where state in ('queued','claimed','calling')
        and error_class = 'unreachable-temporary')::int as temporary
    from last left join events using (intent_id)`.execute(db);
  return rows[0] ?? { answered: 0, rejected: 0, complained: 0, temporary: 0 };
}

/** Pauses a running campaign by itself and keeps why; false when somebody else moved it meanwhile. */
export function pauseByItself(
  ctx: StoreContext,
  { campaignId, name }: { campaignId: string; name: string },
  reason: PauseReason,
): Promise<boolean> {
  return ctx.pg.transaction().execute(async trx => {
    const { rows } = await sql<{ version: number }>`
      update campaigns set state = 'paused', pause_reason = ${JSON.stringify(reason)}::jsonb, updated_at = ${ctx.now()}
      where campaign_id = ${campaignId} and state = 'running' returning version`.execute(trx);
    const version = rows[0]?.version;
    if (version === undefined) return false;
    await saveAudit(trx, ctx, {
      caller: { actorId: 'system', actorKind: 'system' },
      action: 'campaign.pause',
      target: `campaign:${name}`,
      before: { state: 'running', version },
      after: { state: 'paused', version },
    });
    ctx.log.warn({ campaign: name, code: reason.code, ...reason.params }, 'paused-by-itself');
    return true;
  });
}

/** Pauses the campaign when its last answers say so; returns whether it did. */
export async function pauseIfRefused(
  ctx: StoreContext,
  { campaignId, definition }: Pick<Campaign, 'campaignId' | 'definition'>,
): Promise<boolean> {
  const reason = pauseReasonOf(await loadBatchCounts(ctx.pg, campaignId), definition.policy.stopAt);
  return reason ? pauseByItself(ctx, { campaignId, name: definition.name }, reason) : false;
}

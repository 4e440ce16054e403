/** Loads the facts of one customer's case in one campaign and returns its decision trace. */
import { sql } from 'kysely';
import { textOf } from '../kernel/catalogue.ts';
import { notFound } from '../kernel/errors.ts';
import type { Locale } from '../kernel/settings.ts';
import type { DecisionTrace } from '../records/campaign.ts';
import type { StoreContext } from '../store/context.ts';
import { loadCampaign } from './campaign.store.ts';
import { type DecisionFacts, traceOf } from './why.ts';

interface CaseRow {
  readonly known: boolean;
  readonly in_snapshot: boolean;
  readonly loss: string | null;
  readonly arm: 'treatment' | 'control' | null;
  readonly bucket: number | null;
  readonly slot_at: Date | null;
  readonly would_send: boolean | null;
  readonly skip_reason: string | null;
  readonly intent_state: string | null;
  readonly intent_reason: string | null;
}

const factsOf = (row: CaseRow): DecisionFacts => ({
  inSnapshot: row.in_snapshot || row.arm !== null || row.loss !== null,
  loss: row.loss,
  assigned:
    row.arm && row.slot_at
      ? {
          arm: row.arm,
          bucket: row.bucket ?? 0,
          slotAt: row.slot_at,
          wouldSend: row.would_send,
          skipReason: row.skip_reason,
        }
      : null,
  intent: row.intent_state ? { state: row.intent_state, reason: row.intent_reason } : null,
});

/** Why this customer did or did not get this campaign. Throws `campaign-unknown` or `customer-unknown`. */
export async function loadDecisionTrace(
  ctx: StoreContext,
  of: { customerId: string; campaign: string; locale: Locale },
): Promise<DecisionTrace> {
  const campaign = await loadCampaign(ctx.pg, of.campaign);
  const { rows } = await sql<CaseRow>`
    select exists (select 1 from customers where customer_id = ${of.customerId}) as known,
      exists (select 1 from segment_snapshot_members m
              where m.snapshot_id = ${campaign.snapshotId} and m.customer_id = ${of.customerId}) as in_snapshot,
      l.reason as loss, a.arm, a.bucket, a.slot_at, a.would_send, a.skip_reason,
      i.state as intent_state, coalesce(i.skip_reason, case when i.state = 'failed' then i.error_class end) as intent_reason
    from (select 1) one
    left join campaign_losses l on l.campaign_id = ${campaign.campaignId} and l.customer_id = ${of.customerId}
    left join campaign_audience a on a.campaign_id = ${campaign.campaignId} and a.customer_id = ${of.customerId}
    left join intents i on i.campaign_id = ${campaign.campaignId} and i.customer_id = ${of.customerId}`.execute(
    ctx.pg,
  );
  const row = rows[0];
  if (!row?.known) throw notFound('customer-unknown');
  const intentFailed = row.intent_state === 'failed';
  const trace = traceOf(factsOf(intentFailed ? { ...row, intent_reason: null } : row));
  return {
    customerId: of.customerId,
    campaign: of.campaign,
    outcome: trace.outcome,
    reason: intentFailed ? row.intent_reason : trace.reason,
    rules: trace.rules.map(rule => ({ ...rule, text: textOf(rule.rule, of.locale).message })),
  };
}

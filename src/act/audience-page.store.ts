/** One page of a campaign's people, the kept and the lost, with masked names. */
import { sql } from 'kysely';
import type { StoreContext } from '../store/context.ts';
import { loadCampaign } from './campaign.store.ts';
import { loadMaskedPeople } from './masked-people.store.ts';
import { plainReason } from './waterfall.ts';

interface AudienceRow {
  readonly customer_id: string;
  readonly arm: 'treatment' | 'control' | null;
  readonly slot_at: Date | null;
  readonly would_send: boolean | null;
  readonly reason: string | null;
  readonly intent_state: string | null;
}

/** Rows after the cursor in customer order, optionally only those with one reason. */
export async function loadAudiencePage(
  ctx: StoreContext,
  name: string,
  page: { limit: number; cursor: string | null; reason: string | null },
) {
  const { campaignId, definition } = await loadCampaign(ctx.pg, name);
  const { rows } = await sql<AudienceRow>`
    select p.*, i.state as intent_state from (
      select customer_id, arm, slot_at, would_send,
        coalesce(skip_reason, case when arm = 'control' then 'skip-control' end) as reason
      from campaign_audience where campaign_id = ${campaignId}
      union all
      select customer_id, null, null, null, split_part(reason, ':', 1) from campaign_losses where campaign_id = ${campaignId}
    ) p left join intents i on i.campaign_id = ${campaignId} and i.customer_id = p.customer_id
    where (${page.cursor}::uuid is null or p.customer_id > ${page.cursor}::uuid)
      and (${page.reason}::text is null or p.reason = ${page.reason})
    order by p.customer_id limit ${page.limit}`.execute(ctx.pg);
  const people = await loadMaskedPeople(
    ctx,
    rows.map(r => r.customer_id),
    definition.message.channel,
  );
  return {
    rows: rows.map(row => ({
      customerId: row.customer_id,
      name: people.get(row.customer_id)?.name ?? '',
      address: people.get(row.customer_id)?.address ?? '',
      arm: row.arm,
      slotAt: row.slot_at?.toISOString() ?? null,
      wouldSend: row.would_send,
      reason: row.reason === null ? null : plainReason(row.reason),
      intentState: row.intent_state,
    })),
    nextCursor: rows.length === page.limit ? (rows.at(-1)?.customer_id ?? null) : null,
  };
}

/** Cancelling: nobody further is decided or sent to, and reservations of unsent messages are freed. */
import { sql } from 'kysely';
import type { StoreContext } from '../store/context.ts';
import { endSending } from '../store/state/end-sending.ts';
import { type Campaign, loadCampaign, moveCampaign } from './campaign.store.ts';

/** How many people a cancellation would still stop. */
export async function loadCancelEffect(ctx: StoreContext, name: string): Promise<number> {
  const { campaignId } = await loadCampaign(ctx.pg, name);
  const { rows } = await sql<{ n: number }>`
    select ((select count(*) from campaign_audience where campaign_id = ${campaignId} and decided_at is null
             and arm = 'treatment')
      + (select count(*) from intents where campaign_id = ${campaignId} and state in ('queued','claimed')))::int as n`.execute(
    ctx.pg,
  );
  return rows[0]?.n ?? 0;
}

/** Cancels a campaign that is not finished. What was already sent stays, and can still be read. */
export async function cancelCampaign(ctx: StoreContext, name: string): Promise<Campaign> {
  const now = ctx.now();
  return ctx.pg.transaction().execute(async trx => {
    const campaign = await moveCampaign(trx, ctx, { name, command: 'cancel' });
    await endSending(trx, { campaignId: campaign.campaignId, reason: 'skip-canceled', at: now });
    return campaign;
  });
}

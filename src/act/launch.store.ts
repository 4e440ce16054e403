/**
 * Launch: the audience is frozen, arms and slots are fixed and copied towards facts, and the final read is dated, all
 * in one transaction. A crash leaves the campaign either approved or running, never between.
 */
import { sql } from 'kysely';
import { badInput } from '../kernel/errors.ts';
import type { StoreContext } from '../store/context.ts';
import { enqueueFacts } from '../store/state/outbox.ts';
import { draftAudience, saveAudience } from './audience.store.ts';
import { type Campaign, loadCampaign, moveCampaign } from './campaign.store.ts';
import { finalReadAt } from './campaign-lint.ts';
import type { AssignmentRow } from './decide-slots.store.ts';
import { loadExclusions } from './exclusions.store.ts';
import { loadSnapshotId } from './waterfall.store.ts';

export type Trx = Parameters<typeof enqueueFacts>[0];

const outboxBatchRows = 5_000;

/** Queues assignment rows for facts; a later version of the same customer replaces the earlier one there. */
export async function enqueueAssignments(
  trx: Trx,
  campaignId: string,
  rows: readonly AssignmentRow[],
  at: { now: Date; version: number },
): Promise<void> {
  for (let start = 0; start < rows.length; start += outboxBatchRows) {
    const part = rows.slice(start, start + outboxBatchRows).map(row => ({
      campaign_id: campaignId,
      ...row,
      assigned_at: at.now,
      version: at.version,
    }));
    await enqueueFacts(trx, 'assignments', part, at.now);
  }
}

async function loadAssigned(trx: Trx, campaignId: string): Promise<AssignmentRow[]> {
  const { rows } = await sql<AssignmentRow>`
    select customer_id, cluster_key, arm, bucket, 0 as would_send, 'skip-undecided' as skip_reason, slot_at
    from campaign_audience where campaign_id = ${campaignId} order by slot_at, hash_order`.execute(trx);
  return rows;
}

/**
 * Launches an approved campaign and returns it running. Throws `campaign-state`, `campaign-snapshot-missing` or
 * `campaign-audience-empty`; nothing is changed then.
 */
export async function launchCampaign(ctx: StoreContext, name: string, actorId: string): Promise<Campaign> {
  const draft = await loadCampaign(ctx.pg, name);
  const snapshotId = await loadSnapshotId(ctx, draft.definition.audience.segment);
  const exclusions = await loadExclusions(ctx);
  const now = ctx.now();
  await ctx.pg.transaction().execute(async trx => {
    const campaign = await moveCampaign(trx, name, 'launch', { now, actorId });
    const { definition, salt, campaignId } = campaign;
    await draftAudience(trx, { snapshotId, salt, definition, zone: ctx.settings.zone, exclusions });
    const people = await saveAudience(trx, campaignId, definition.control.share);
    if (people === 0)
      throw badInput('campaign-audience-empty', { params: { segment: definition.audience.segment } });
    const { rows } = await sql<{ last: Date }>`
      select max(slot_at) as last from campaign_audience where campaign_id = ${campaignId}`.execute(trx);
    const readAt = finalReadAt(definition, rows[0]?.last ?? now);
    await sql`
      update campaigns set segment_snapshot_id = ${snapshotId}, launched_at = ${now}, final_read_at = ${readAt},
        forecast = ${JSON.stringify(definition.planning)}::jsonb
      where campaign_id = ${campaignId}`.execute(trx);
    await enqueueAssignments(trx, campaignId, await loadAssigned(trx, campaignId), { now, version: 1 });
  });
  return loadCampaign(ctx.pg, name);
}

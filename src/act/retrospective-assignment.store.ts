/**
 * Assignment on people whose outcome is already history: arms and slots are drawn as for a real campaign, every
 * decision is "would send", and nothing is ever sent. It calibrates a result page on real data; its true effect is 0.
 */
import { sql } from 'kysely';
import { badInput } from '../kernel/errors.ts';
import type { StoreContext } from '../store/context.ts';
import { type Campaign, loadCampaign, moveCampaign } from './campaign.store.ts';
import { finalReadAt } from './campaign-lint.ts';
import { loadExclusions } from './exclusions.store.ts';
import { enqueueAssignments } from './launch.store.ts';
import { loadSnapshotId } from './waterfall.store.ts';

/**
 * Assigns the whole segment but the excluded, without contact points, and leaves the campaign awaiting its read. The
 * slot of everyone is the campaign's start. Throws `campaign-state` or `campaign-audience-empty`.
 */
export async function assignRetrospectively(ctx: StoreContext, name: string): Promise<Campaign> {
  const { definition } = await loadCampaign(ctx.pg, name);
  const snapshotId = await loadSnapshotId(ctx, definition.audience.segment);
  const excluded = (await loadExclusions(ctx)).map(e => e.customerId);
  const now = ctx.now();
  const startsAt = new Date(definition.schedule.startsAt);
  await ctx.pg.transaction().execute(async trx => {
    const { campaignId, salt } = await moveCampaign(trx, ctx, { name, command: 'launch' });
    const inserted = await sql`
      insert into campaign_audience
        (campaign_id, customer_id, cluster_key, bucket, hash_order, arm, slot_at, would_send, decided_at)
      select ${campaignId}, customer_id, customer_id::text, mod(hash_order, 10000)::int, hash_order,
        case when mod(hash_order, 10000) < ${Math.round(definition.control.share * 10_000)} then 'control' else 'treatment' end,
        ${startsAt}::timestamptz, true, ${now}::timestamptz
      from segment_snapshot_members m, lateral (
        select (('x' || encode(substring(digest from 1 for 4), 'hex'))::bit(32)::bigint)::numeric * 4294967296
          + (('x' || encode(substring(digest from 5 for 4), 'hex'))::bit(32)::bigint)::numeric as hash_order
        from (select sha256(convert_to(${salt} || ':' || m.customer_id::text, 'UTF8')) as digest) d
      ) h
      where m.snapshot_id = ${snapshotId} and not (m.customer_id = any(${excluded}::uuid[]))`.execute(trx);
    if (!inserted.numAffectedRows) {
      throw badInput('campaign-audience-empty', { params: { segment: definition.audience.segment } });
    }
    await sql`
      update campaigns set segment_snapshot_id = ${snapshotId}, launched_at = ${now},
        final_read_at = ${finalReadAt(definition, startsAt)}, forecast = ${JSON.stringify(definition.planning)}::jsonb
      where campaign_id = ${campaignId}`.execute(trx);
    await enqueueAssignments(trx, { campaignId, scope: 'all', now, version: 2 });
    await moveCampaign(trx, ctx, { name, command: 'await-read' });
  });
  return loadCampaign(ctx.pg, name);
}

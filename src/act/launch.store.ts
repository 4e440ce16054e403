/**
 * Launch: the audience is frozen, arms and slots are fixed and copied towards facts, and the final read is dated, all
 * in one transaction. A crash leaves the campaign either approved or running, never between.
 */
import { sql } from 'kysely';
import { badInput, conflict } from '../kernel/errors.ts';
import type { StoreContext } from '../store/context.ts';
import { type Deed, requireSecondPerson, useApproval } from '../store/state/approval.store.ts';
import { enqueueFactsFrom } from '../store/state/outbox.ts';
import type { StateTransaction } from '../store/state/state-db.ts';
import { draftAudience, saveAudience } from './audience.store.ts';
import { type Campaign, loadCampaign, moveCampaign } from './campaign.store.ts';
import { finalReadAt } from './campaign-lint.ts';
import { loadExclusions } from './exclusions.store.ts';
import { loadSnapshotId } from './waterfall.store.ts';

/** Which rows of the audience go to facts: everyone at launch, the batch in `decided` at each decision. */
export type AssignmentScope = 'all' | 'decided';

/** Queues assignment rows for facts; a later version of the same customer replaces the earlier one there. */
export function enqueueAssignments(
  trx: StateTransaction,
  {
    campaignId,
    scope,
    now,
    version,
  }: { campaignId: string; scope: AssignmentScope; now: Date; version: number },
): Promise<void> {
  const only = scope === 'decided' ? sql`and a.customer_id in (select customer_id from decided)` : sql``;
  const query = sql`
    select a.campaign_id, a.customer_id, a.cluster_key, a.arm, a.bucket, coalesce(a.would_send, false)::int as would_send,
      case when a.would_send is null then 'skip-undecided' else coalesce(a.skip_reason, '') end as skip_reason,
      a.slot_at, ${now}::timestamptz as assigned_at, ${version}::int as version
    from campaign_audience a where a.campaign_id = ${campaignId} ${only}`;
  return enqueueFactsFrom(trx, { table: 'assignments', query, at: now });
}

/** The launch as a deed for a second person, when its group is a larger share of all customers than the settings allow one. */
async function largeAudience(
  { pg, settings }: StoreContext,
  { campaign, snapshotId }: { readonly campaign: Campaign; readonly snapshotId: string },
): Promise<Deed | null> {
  const { rows } = await sql<{ people: number; base: number }>`
    select (select count(*)::int from segment_snapshot_members where snapshot_id = ${snapshotId}) as people,
      (select count(*)::int from customers c where erased_at is null
        and not exists (select from identity_links l where l.raw_id = c.customer_id)) as base`.execute(pg);
  const { people = 0, base = 0 } = rows[0] ?? {};
  if (campaign.state !== 'approved' || people <= base * settings.approvalAudienceShare) return null;
  const { name } = campaign.definition;
  return {
    kind: 'audience',
    deed: `launch:${name}:${campaign.version}`,
    target: `campaign:${name}`,
    detail: { people, base, channel: campaign.definition.message.channel },
    people,
  };
}

/**
 * An approval is of the people a rule finds, not of the segment's name: the rule the snapshot was counted by must be the one
 * that stood when the campaign was approved. Counting anew by the same rule changes nothing. Throws `campaign-segment-changed`.
 */
async function requireRuleAsApproved(
  { pg }: StoreContext,
  { campaign, snapshotId }: { readonly campaign: Campaign; readonly snapshotId: string },
): Promise<void> {
  if (campaign.state !== 'approved') return;
  const { rows } = await sql<{ changed: boolean }>`
    select case when approved.definition is null then g.updated_at > ${campaign.approvedAt}
      else approved.definition <> s.definition end as changed
    from segment_snapshots s join segments g using (segment_id) left join lateral (
      select b.definition from segment_snapshots b where b.segment_id = s.segment_id and b.created_at <= ${campaign.approvedAt}
      order by b.created_at desc, b.snapshot_id desc limit 1) approved on true
    where s.snapshot_id = ${snapshotId}`.execute(pg);
  const { segment } = campaign.definition.audience;
  if (rows[0]?.changed)
    throw conflict('campaign-segment-changed', { params: { segment }, received: segment });
}

/**
 * Launches an approved campaign and returns it running. Throws `campaign-state`, `campaign-snapshot-missing`,
 * `campaign-segment-changed`, `campaign-audience-empty`, or `approval-needed` for a large audience; nothing is changed then.
 */
export async function launchCampaign(ctx: StoreContext, name: string): Promise<Campaign> {
  const draft = await loadCampaign(ctx.pg, name);
  const snapshotId = await loadSnapshotId(ctx, draft.definition.audience.segment);
  const exclusions = await loadExclusions(ctx);
  const now = ctx.now();
  await requireRuleAsApproved(ctx, { campaign: draft, snapshotId });
  const large = await largeAudience(ctx, { campaign: draft, snapshotId });
  const leave = large && (await requireSecondPerson(ctx, large));
  await ctx.pg.transaction().execute(async trx => {
    const campaign = await moveCampaign(trx, ctx, { name, command: 'launch' });
    if (large && leave) await useApproval(trx, ctx, { leave, deed: large });
    const { definition, salt, campaignId } = campaign;
    await draftAudience(trx, { snapshotId, salt, definition, zone: ctx.settings.zone, exclusions, now });
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
    await enqueueAssignments(trx, { campaignId, scope: 'all', now, version: 1 });
  });
  return loadCampaign(ctx.pg, name);
}

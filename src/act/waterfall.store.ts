/** The audience waterfall of a draft, computed by the statement that will freeze the audience, and rolled back. */
import { sql } from 'kysely';
import { badInput } from '../kernel/errors.ts';
import type { CampaignDefinition, Waterfall } from '../records/campaign.ts';
import type { StoreContext } from '../store/context.ts';
import { draftAudience, loadReasonCounts } from './audience.store.ts';
import type { Campaign } from './campaign.store.ts';
import { loadExclusions } from './exclusions.store.ts';
import { loadMaskedPeople } from './masked-people.store.ts';
import { loadOverlaps } from './overlap.store.ts';
import { revealCheckOf } from './reveal-check.ts';
import { waterfallOf } from './waterfall.ts';

/** The newest snapshot of the campaign's segment. Throws `campaign-snapshot-missing`. */
export async function loadSnapshotId(ctx: StoreContext, segment: string): Promise<string> {
  const { rows } = await sql<{ snapshot_id: string }>`
    select s.snapshot_id from segment_snapshots s join segments g on g.segment_id = s.segment_id
    where g.name = ${segment} order by s.created_at desc, s.snapshot_id desc limit 1`.execute(ctx.pg);
  const row = rows[0];
  if (!row) throw badInput('campaign-snapshot-missing', { params: { segment }, received: segment });
  return row.snapshot_id;
}

/** No cap and no hour binds arms that are only drawn for history. */
const judged = (definition: CampaignDefinition): CampaignDefinition =>
  definition.audience.retrospective
    ? { ...definition, policy: { ...definition.policy, caps: [], sendFromHour: 0, sendToHour: 24 } }
    : definition;

/**
 * The waterfall of a campaign as of now: every step with its losses, reasons and up to five masked names each, the
 * control, the expected sends, what it can reveal, and campaigns that reach the same people within seven days.
 */
export async function computeWaterfall(ctx: StoreContext, campaign: Campaign): Promise<Waterfall> {
  const { definition, salt, campaignId } = campaign;
  const snapshotId = await loadSnapshotId(ctx, definition.audience.segment);
  const exclusions = await loadExclusions(ctx);
  const { counts, overlaps } = await ctx.pg.transaction().execute(async trx => {
    await draftAudience(trx, {
      snapshotId,
      salt,
      definition: judged(definition),
      zone: ctx.settings.zone,
      exclusions,
      now: ctx.now(),
    });
    return {
      counts: await loadReasonCounts(trx, definition.control.share),
      overlaps: await loadOverlaps(trx, { campaignId, startsAt: new Date(definition.schedule.startsAt) }),
    };
  });
  const numbers = waterfallOf(counts);
  const messages = definition.audience.retrospective ? 0 : numbers.expectedSends;
  const people = await loadMaskedPeople(
    ctx,
    counts.flatMap(c => [...c.examples]),
    definition.message.channel,
  );
  const steps = numbers.steps.map(step => ({
    ...step,
    reasons: step.reasons.map(reason => ({
      ...reason,
      examples: reason.examples.flatMap(id => people.get(id) ?? []),
    })),
  }));
  return {
    name: definition.name,
    computedAt: ctx.now().toISOString(),
    segmentCount: numbers.matched,
    steps,
    expectedSends: numbers.expectedSends,
    control: numbers.control,
    expectedCostMinor: (messages * definition.budget.contactCostMinor).toFixed(0),
    reveal: revealCheckOf(definition, { sends: numbers.expectedSends, control: numbers.control }),
    overlaps,
  };
}

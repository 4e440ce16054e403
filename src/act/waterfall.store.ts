/** The audience waterfall of a draft, computed by the statement that will freeze the audience, and rolled back. */
import { sql } from 'kysely';
import { badInput } from '../kernel/errors.ts';
import type { CampaignDefinition, Waterfall } from '../records/campaign.ts';
import type { StoreContext } from '../store/context.ts';
import type { StateTransaction } from '../store/state/state-db.ts';
import { controlBuckets, draftAudience, isFrozen, loadReasonCounts } from './audience.store.ts';
import type { Campaign } from './campaign.store.ts';
import { finalReadAt } from './campaign-lint.ts';
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

/** Nobody is approached by arms that are only drawn for history. */
const loadDraftOverlaps = async (trx: StateTransaction, { campaignId, definition }: Campaign) =>
  definition.audience.retrospective
    ? []
    : loadOverlaps(trx, { campaignId, controlBuckets: controlBuckets(definition.control.share) });

/** The latest slot of the draft, from which a launch now would date the final read; null when nobody is left. */
async function loadLastSlot(trx: StateTransaction, definition: CampaignDefinition): Promise<Date | null> {
  const { rows } = await sql<{ last: Date | null }>`
    select max(slot_at) as last from draft_audience where ${isFrozen}`.execute(trx);
  const last = rows[0]?.last ?? null;
  return last && definition.audience.retrospective ? new Date(definition.schedule.startsAt) : last;
}

/**
 * The waterfall of a campaign as of now: every step with its losses, reasons and up to five masked names each, the
 * control, the expected sends, what it can reveal, campaigns that reach the same people within seven days, and the day of
 * the final read.
 */
export async function computeWaterfall(ctx: StoreContext, campaign: Campaign): Promise<Waterfall> {
  const { definition, salt } = campaign;
  const snapshotId = await loadSnapshotId(ctx, definition.audience.segment);
  const exclusions = await loadExclusions(ctx);
  const { counts, overlaps, lastSlot } = await ctx.pg.transaction().execute(async trx => {
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
      overlaps: await loadDraftOverlaps(trx, campaign),
      lastSlot: await loadLastSlot(trx, definition),
    };
  });
  const numbers = waterfallOf(counts);
  const messages = definition.audience.retrospective ? 0 : numbers.expectedSends;
  const people = await loadMaskedPeople(
    ctx,
    counts.flatMap(c => [...c.examples, ...c.controlExamples]),
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
    finalReadAt: lastSlot && finalReadAt(definition, lastSlot).toISOString(),
  };
}

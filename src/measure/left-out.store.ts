/**
 * Assigned people who are no customers after all: staff, dealers, test accounts, brushing, as the organisation's rules
 * name them from what was known at the time of the read. What people did after the campaign began is what it is
 * measured by and names nobody: a rule that left out large buyers would leave out more of the arm that bought more.
 */
import type { SalesDefinition } from '../records/sales-definition.ts';
import type { StoreContext } from '../store/context.ts';
import { type ExclusionTime, excludedAsOf } from '../store/facts/exclusion-matches.ts';
import { loadKnownAs } from '../store/facts/known-as.ts';
import { excludedCustomers } from '../store/facts/sale-lines.ts';
import { type FactsSql, factsSql, p } from '../store/facts/sql.ts';
import { loadExclusionRules } from '../store/state/exclusion-rules.store.ts';
import type { MeasuredCampaign } from './campaign.store.ts';

/** The first moment at which anything this campaign did could matter. */
export function beginOf({ definition, launchedAt }: MeasuredCampaign): Date {
  const startsAt = new Date(definition.schedule.startsAt);
  return launchedAt && launchedAt < startsAt ? launchedAt : startsAt;
}

export interface LeftOut {
  /** Whom the rules name among everybody as of the read, `customer_id, rule`: as totals of that time leave out. */
  readonly anybody: FactsSql;
  /** Ids of assigned people left out of both arms. */
  readonly assigned: readonly string[];
}

/**
 * As of a moment: the same rows of today's rules whatever arrived since. Costs one evaluation of the rules over orders,
 * refunds and customers; the answer is as long as the list of assigned people who are excluded.
 */
export async function loadLeftOut(
  ctx: StoreContext,
  campaign: MeasuredCampaign,
  { definition, asOf }: { definition: SalesDefinition; asOf: Date },
): Promise<LeftOut> {
  const rules = await loadExclusionRules(ctx.pg);
  const time: ExclusionTime = {
    asOf,
    knownAs: await loadKnownAs(ctx.ch, asOf),
    zone: ctx.settings.zone,
  };
  const before = excludedAsOf(rules, { ...time, conductBefore: beginOf(campaign) });
  const rows = await ctx.ch.query<{ id: string }>(
    factsSql`select distinct toString(customer_id) as id from assignments
where campaign_id = ${p.uuid(campaign.campaignId)} and customer_id in (${excludedCustomers(definition.excludeRules, before)})
order by id`,
    { tag: 'measure.left-out', role: 'batch' },
  );
  return { anybody: excludedAsOf(rules, time), assigned: rows.map(({ id }) => id) };
}

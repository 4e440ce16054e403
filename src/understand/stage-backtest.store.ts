/** Outcomes of a past snapshot: one pass over the lines after it, joined to the stages given then. */
import type { LifeCycleStage } from '../records/feature.ts';
import type { SalesDefinition } from '../records/sales-definition.ts';
import type { StoreContext } from '../store/context.ts';
import { withExclusions } from '../store/facts/exclusion-draft.ts';
import { excludedAsOf } from '../store/facts/exclusion-matches.ts';
import { featureRows } from '../store/facts/feature-rows.ts';
import { loadKnownAs } from '../store/facts/known-as.ts';
import { type SaleLinesOptions, saleLines } from '../store/facts/sale-lines.ts';
import { factsSql, p } from '../store/facts/sql.ts';
import { loadExclusionRules } from '../store/state/exclusion-rules.store.ts';
import type { StageOutcome } from './stage-backtest.ts';
import { zoneDay } from './zone-day.ts';

export interface OutcomeQuestion {
  readonly origin: Date;
  readonly days: number;
  /** What is known of the days after the origin, and when. */
  readonly known: SaleLinesOptions;
}

/** Customers of the origin's snapshot by stage and thousandth of P(alive), with who bought in the days after it. */
async function loadStageOutcomes(
  { ch }: Pick<StoreContext, 'ch'>,
  { origin, days, known }: OutcomeQuestion,
): Promise<StageOutcome[]> {
  const { definition } = known;
  const first = p.date(zoneDay(origin, definition.zone));
  const lines = saleLines({ ...known, from: origin });
  const buyers = factsSql`select customer_id, toUInt8(1) as bought from (
    select customer_id, day from (${lines}) as lines where day >= ${first} and day < ${first} + ${p.uint32(days)}
    group by customer_id, day having sum(net_amount) > 0) as occasions group by customer_id`;
  const rows = await ch.query<Record<string, string | number | null>>(
    factsSql`select toString(stage) as stage_name, if(isNull(alive_probability), -1, toInt32(round(assumeNotNull(alive_probability) * 1000))) as alive_bin,
  count() as customers, countIf(bought = 1) as bought_count, sum(toDecimal128(ifNull(order_probability_90, 0), 6)) as expected,
  countIf(isNotNull(order_probability_90)) as with_expectation,
  sum(toDecimal128(ifNull(order_probability_90 * (1 - order_probability_90), 0), 6)) as chance_variance,
  if(countIf(isNull(order_probability_90_sd)) > 0, null, sum(toDecimal128(ifNull(order_probability_90_sd, 0), 6))) as spread
from ${featureRows({ asOf: origin, definitionVersion: definition.version })} as snapshot
left join (${buyers}) as buyers using (customer_id)
where occasions > 0 group by stage_name, alive_bin order by stage_name, alive_bin`,
    { tag: 'review.stage-outcomes', role: 'batch' },
  );
  return rows.map(row => ({
    stage: String(row['stage_name']) as LifeCycleStage,
    alive: Number(row['alive_bin']) < 0 ? null : Number(row['alive_bin']) / 1000,
    customers: Number(row['customers']),
    bought: Number(row['bought_count']),
    expected: Number(row['expected']),
    withExpectation: Number(row['with_expectation']),
    chanceVariance: Number(row['chance_variance']),
    spread: row['spread'] === null ? null : Number(row['spread']),
  }));
}

/** The outcomes at each origin in order, of lines known at `asOf`; whom the rules leave out is found once. */
export async function loadOutcomes(
  ctx: StoreContext,
  { asOf, origins, days, definition }: OutcomesQuestion,
): Promise<{ asOf: string; outcomes: StageOutcome[] }[]> {
  const knownAs = await loadKnownAs(ctx.ch, asOf);
  const rules = await loadExclusionRules(ctx.pg);
  const exclusions = { knownAs, excluded: excludedAsOf(rules, { asOf, knownAs, zone: ctx.settings.zone }) };
  return withExclusions(ctx, exclusions, async excluded => {
    const found = [];
    const known = { asOf, knownAs, definition, excluded };
    for (const origin of origins) {
      const outcomes = await loadStageOutcomes(ctx, { origin, days, known });
      found.push({ asOf: origin.toISOString(), outcomes });
    }
    return found;
  });
}

export interface OutcomesQuestion {
  readonly asOf: Date;
  readonly origins: readonly Date[];
  readonly days: number;
  readonly definition: SalesDefinition;
}

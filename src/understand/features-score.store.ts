/**
 * Turns a draft into `customer_features`: scores against frozen cuts, the overdue probability of the fitted rhythm and
 * the life-cycle stage, in one statement. Everything a person could dispute is a parameter here, none a constant.
 */
import type { GapModel } from '../models/gap-model.ts';
import type { StoreContext } from '../store/context.ts';
import { type FactsSql, factsSql, p } from '../store/facts/sql.ts';
import type { CustomerValue } from './customer-value.store.ts';
import type { FrozenCuts, PercentileGrid } from './cut-points.ts';
import { wholeNumbers } from './features-draft.store.ts';
import { loyalty, type Run } from './features-inputs.store.ts';
import type { RepurchaseCalibration } from './repurchase/repurchase-calibration.ts';
import { repurchaseColumns } from './repurchase/repurchase-columns.store.ts';
import type { WaitsModel } from './repurchase/standing.ts';
import { endedBy } from './repurchase/waits-columns.store.ts';
import type { TrendTable } from './rhythm.ts';
import { valueColumns, withOutlook } from './value-columns.store.ts';
import type { ValueShrinkage } from './value-shrinkage.ts';
import { worthColumns } from './worth-columns.store.ts';

export interface ScoreOptions extends Run {
  readonly asOf: Date;
  readonly definitionVersion: number;
  readonly valueIs: 'margin' | 'sales';
  readonly cuts: FrozenCuts | null;
  readonly rhythm: GapModel | null;
  readonly waits: WaitsModel | null;
  readonly value: CustomerValue;
  readonly repurchase: RepurchaseCalibration;
  /** Days after the first purchase within which a one-time buyer is new; null: no end is known. */
  readonly newWindowDays: number | null;
  readonly trend: TrendTable;
  readonly shrinkage: ValueShrinkage;
  /** Snapshot before this one: stages last since it, and its tiers resist small moves where its cuts are these; null: none. */
  readonly previousAsOf: Date | null;
  /** Higher than that of any earlier computation of the same snapshot. */
  readonly version: number;
}

/** A customer keeps the tier of the previous snapshot until this far beyond its cut, or until two in a row agree. */
const tierInertia = 0.02;

const floats = (values: readonly number[]): FactsSql =>
  factsSql`arrayMap(x -> toFloat64(x), ${p.strings(values.map(String))})`;

/** Percentile of a value on a frozen grid: 0 below its first value. */
function percentile(x: FactsSql, grid: PercentileGrid): FactsSql {
  const values = floats(grid.values);
  return factsSql`if(toFloat64(${x}) < ${p.float64(grid.values[0] ?? 0)}, 0.,
    transform(roundDown(toFloat64(${x}), ${values}), ${values}, ${floats(grid.shares)}, 0.))`;
}

/** V = ½ percentile of M + ¼ of F + ¼ of loyalty, on the columns of a draft. */
export const valueScore = ({ grids }: Pick<FrozenCuts, 'grids'>): FactsSql =>
  factsSql`round(0.5 * ${percentile(factsSql`monetary`, grids.value)}
    + 0.25 * ${percentile(factsSql`frequency`, grids.frequency)}
    + 0.25 * ${percentile(loyalty, grids.loyalty)}, 6)`;

/** The tier a value score, or the money where tiers go by it, has under these cuts; '' for who has not bought. */
export function tierUnder(
  { tierCuts, tierMoney }: Pick<FrozenCuts, 'tierCuts' | 'tierMoney'>,
  isBuyer: FactsSql,
  valueScored: FactsSql,
): FactsSql {
  const score = tierMoney ? factsSql`toFloat64(monetary)` : valueScored;
  const { high, mid } = tierMoney ?? tierCuts;
  return factsSql`multiIf(not (${isBuyer}), '', ${score} >= ${p.float64(high)}, 'high', ${score} >= ${p.float64(mid)}, 'mid', 'low')`;
}

/** Columns of the snapshot in the order of the statement below. */
const featureColumns = factsSql`as_of, definition_version, customer_id, value_is, registered_day, region, city, birth_year, sex,
  acquisition_channel, main_channel, main_category, first_category, first_day, last_day, recency_days,
  occasions, frequency, monetary, total_value, value_365, mean_value, shrunk_value, active_months,
  tenure_months, gaps, elapsed_days, age_days, repeat_value, expected_gap_days, log_gap_spread, stop_share,
  overdue_probability, rhythm_band, alive_probability, order_probability_90, order_probability_90_sd, order_probability_365,
  order_probability_1095, expected_orders_365, future_value_12, future_value_12_sd, future_value_36,
  future_value_36_sd, r_score, f_score, m_score, rfm_cell, value_score, tier_now, tier, cut_version, stage,
  stage_since, flags, version`;

/** Writes the snapshot. 100,000 customers take about half a second. */
export async function saveFeatures({ ch }: Pick<StoreContext, 'ch'>, options: ScoreOptions): Promise<void> {
  await ch.command(
    factsSql`insert into ${ch.target('customer_features')} (${featureColumns}) ${scoredRows(options)}`,
    {
      tag: 'features.score',
      role: 'batch',
    },
  );
}

function scoredRows(options: ScoreOptions): FactsSql {
  const { asOf, definitionVersion, valueIs, version } = options;
  return factsSql`with ${worthColumns(options.value, { ...options.repurchase, asOfDay: options.asOfDay })}
select ${p.dateTime(asOf)} as as_of, ${p.uint32(definitionVersion)} as definition_version, customer_id,
  ${p.string(valueIs)} as value_is, registered_day, region, city, birth_year, sex, acquisition_channel, main_channel,
  main_category, first_category, first_day, last_day, recency_days, occasions, frequency, monetary, total_value, value_365,
  if(occasions = 0, null, round(own_mean, 6)) as mean_value, ${shrunkValue(options.shrinkage)} as shrunk_value,
  active_months, tenure_months, toUInt32(greatest(occasions, 1) - 1) as gaps, elapsed_days, age_days, repeat_value,
  expected_gap as expected_gap_days, spread as log_gap_spread, stopping as stop_share, q as overdue_probability, band as rhythm_band,
  alive as alive_probability, chance_quarter as order_probability_90, chance_quarter_sd as order_probability_90_sd,
  chance_year as order_probability_365, chance_three as order_probability_1095,
  orders_year as expected_orders_365, worth_12 as future_value_12, spread_12 as future_value_12_sd, worth_36 as future_value_36,
  spread_36 as future_value_36_sd, r as r_score, f as f_score, m as m_score,
  cell as rfm_cell, if(buyer, v, null) as value_score, tier_of_now as tier_now, ${keptTier(options)} as tier,
  ${p.uint32(options.cuts?.version ?? 0)} as cut_version, life_stage as stage, ${stageSince(options)} as stage_since, life_flags as flags, ${p.uint64(version)} as version
from (${stagedRows(options)}) as staged`;
}

/** Rows with stage and tier as columns: as aliases in one statement the engine would write them out wherever they are named. */
const stagedRows = (options: ScoreOptions): FactsSql =>
  factsSql`select *, ${rhythmColumns(options)}, ${valueColumns(options.value, { ...options, daysAhead: options.repurchase.quarter.operationalDays })},
  ${cutColumns(options)}, ${stageColumns(options)}, ${repurchaseColumns(options.repurchase)}
from ${withOutlook(options.runId, options.value)}${trendsFound(options)}${previousTiers(options)}`;

const shrunkValue = ({ mean, weight }: ValueShrinkage): FactsSql =>
  factsSql`if(occasions = 0, null, round((toFloat64(total_value) + ${p.float64(weight)} * ${p.float64(mean)})
    / (occasions + ${p.float64(weight)}), 6))`;

/** θ̂, q and the band. Without a model both probability and expected gap are null, and the band is empty. */
function rhythmColumns({ rhythm, waits }: ScoreOptions): FactsSql {
  const base = factsSql`toUInt8(occasions > 0) as buyer, toFloat64(total_value) / greatest(occasions, 1) as own_mean`;
  if (!rhythm) {
    return factsSql`${base}, cast(null as Nullable(Float64)) as expected_gap, cast(null as Nullable(Float64)) as spread,
  cast(null as Nullable(Float64)) as stopping, cast(null as Nullable(Float64)) as q, '' as band`;
  }
  const categories = Object.keys(rhythm.muByCategory);
  const prior = categories.length
    ? factsSql`transform(toString(main_category), ${p.strings(categories)}, ${floats(Object.values(rhythm.muByCategory))}, ${p.float64(rhythm.mu)})`
    : factsSql`${p.float64(rhythm.mu)}`;
  const within = p.float64(rhythm.sigma ** 2);
  const between = p.float64(rhythm.tau ** 2);
  return factsSql`${base}, (greatest(occasions, 1) - 1) / ${within} + 1 / ${between} as precision_of_level,
  (log_gap_sum / 1000000 / ${within} + ${prior} / ${between}) / precision_of_level as level,
  sqrt(${within} + 1 / precision_of_level) as level_spread,
  (log(greatest(assumeNotNull(elapsed_days), 0.5)) - level) / level_spread as z,
  if(buyer, round(exp(level), 6), null) as expected_gap, if(buyer, round(level_spread, 6), null) as spread,
  if(buyer, ${p.float64(rhythm.stop)}, null) as stopping, if(buyer, round(${endedBy(waits, factsSql`z`)}, 6), null) as q,
  multiIf(isNull(q), '', q < 0.8, 'on-rhythm', q < 0.95, 'warning', q < 0.99, 'overdue', 'far-overdue') as band`;
}

/** Scores, cell and tier; all zero or empty where nobody bought in 730 days and no cuts exist. */
function cutColumns({ cuts }: ScoreOptions): FactsSql {
  if (!cuts) return factsSql`0 as r, 0 as f, 0 as m, '' as cell, 0. as v, '' as tier_of_now`;
  const level = (x: FactsSql, at: readonly number[]) =>
    factsSql`1 + arrayCount(c -> ${x} > c, ${floats(at)})`;
  const { medians } = cuts;
  return factsSql`if(buyer, ${p.uint8(cuts.recencyDays.length + 2)} - (${level(factsSql`assumeNotNull(recency_days)`, cuts.recencyDays)}), 0) as r,
  if(buyer, ${level(factsSql`frequency`, cuts.frequency)}, 0) as f,
  if(buyer and monetary > 0, ${level(factsSql`toFloat64(monetary)`, cuts.monetary)}, 0) as m,
  if(buyer, concat(if(assumeNotNull(recency_days) <= ${p.float64(medians.recencyDays)}, 'H', 'L'),
    if(frequency > ${p.float64(medians.frequency)}, 'H', 'L'),
    if(toFloat64(monetary) > ${p.float64(medians.monetary)}, 'H', 'L')), '') as cell,
  ${valueScore(cuts)} as v,
  ${tierUnder(cuts, factsSql`buyer`, factsSql`v`)} as tier_of_now`;
}

/**
 * Life-cycle stage, first match (METHODS §3). Lost needs q and P(alive); dormant goes by q with two gaps or more, by P(alive)
 * with fewer. Where P(alive) was refused, q decides alone.
 */
function stageColumns(options: ScoreOptions): FactsSql {
  const { asOfDay, newWindowDays, rhythm } = options;
  const isNew =
    newWindowDays === null
      ? factsSql`occasions = 1`
      : factsSql`occasions = 1 and ${p.date(asOfDay)} - assumeNotNull(first_day) <= ${p.float64(newWindowDays)}`;
  const unknown = rhythm ? factsSql`` : factsSql`occasions = 1, 'undetermined', `;
  return factsSql`ifNull(q, 0.) as q_or_0,
  multiIf(occasions = 0, 'potential', ${isNew}, 'new', q_or_0 >= 0.99 and ifNull(alive, 0.) < 0.2, 'lost',
    if(occasions >= 3 or isNull(alive), q_or_0 >= 0.95, assumeNotNull(alive) < 0.5), 'dormant', ${unknown}occasions = 1, 'new',
    ${trendConditions(options)}, 'mature') as life_stage,
  arrayFilter(x -> x != '', [if(band = 'warning', 'warning', ''),
    if(occasions = 1 and life_stage = 'new' and not (${isNew}), 'not-repeated', '')${returnedFlag(options)}]) as life_flags`;
}

/** Growing and declining: found for each customer where waits have a law, else by the counts of two windows. */
function trendConditions({ waits, trend }: ScoreOptions): FactsSql {
  if (waits?.trend) return factsSql`changing = 'growing', 'growing', changing = 'declining', 'declining'`;
  const thresholds = (values: readonly number[], otherwise: number) =>
    trend.keys.length
      ? factsSql`transform(toInt64(periods) * 100000 + repeats_older, ${wholeNumbers(trend.keys)}, ${wholeNumbers(values)}, ${p.int64(otherwise)})`
      : factsSql`${p.int64(otherwise)}`;
  return factsSql`repeats_recent >= ${thresholds(trend.growingFrom, 1_000_000_000)}, 'growing',
    toInt64(repeats_recent) <= ${thresholds(trend.decliningTo, -1)}, 'declining'`;
}

const trendsFound = ({ waits, runId }: ScoreOptions): FactsSql =>
  waits?.trend
    ? factsSql` left join (select customer_id, toString(trend) as changing from customer_trend_draft
    where run_id = ${p.uuid(runId)}) as trends using (customer_id)`
    : factsSql``;

const previousTiers = ({ previousAsOf, definitionVersion }: ScoreOptions): FactsSql =>
  previousAsOf
    ? factsSql` left join (select customer_id, tier as tier_before, tier_now as tier_now_before, cut_version as cuts_before,
      stage as stage_before, ifNull(stage_since, ${p.date(dayOf(previousAsOf))}) as since_before from customer_features
    where as_of = ${p.dateTime(previousAsOf)} and definition_version = ${p.uint32(definitionVersion)}
      settings final = 1) as previous using (customer_id)`
    : factsSql``;

const dayOf = (at: Date) => at.toISOString().slice(0, 10);

/** The day from which on snapshots have had this stage; the as-of day where it is new or none was before. */
const stageSince = ({ previousAsOf, asOfDay }: ScoreOptions): FactsSql =>
  previousAsOf
    ? factsSql`if(stage_before = life_stage, since_before, ${p.date(asOfDay)})`
    : factsSql`${p.date(asOfDay)}`;

/** Lost at the snapshot before, buying again now. */
const returnedFlag = ({ previousAsOf }: ScoreOptions): FactsSql =>
  previousAsOf
    ? factsSql`, if(stage_before = 'lost' and life_stage not in ('lost', 'dormant', 'potential'), 'returned', '')`
    : factsSql``;

function keptTier({ previousAsOf, cuts }: ScoreOptions): FactsSql {
  // A sum of money is said aloud: who reaches it is in the tier, and who does not is not.
  if (!previousAsOf || !cuts || cuts.tierMoney) return factsSql`tier_of_now`;
  const high = cuts.tierCuts.high;
  const mid = cuts.tierCuts.mid;
  const stays = factsSql`multiIf(tier_before = 'high', v >= ${p.float64(high - tierInertia)},
    tier_before = 'mid', v >= ${p.float64(mid - tierInertia)} and v < ${p.float64(high + tierInertia)},
    tier_before = 'low', v < ${p.float64(mid + tierInertia)}, 0)`;
  return factsSql`if(cuts_before = ${p.uint32(cuts.version)} and tier_of_now != '' and tier_of_now != tier_now_before and ${stays}, tier_before, tier_of_now)`;
}

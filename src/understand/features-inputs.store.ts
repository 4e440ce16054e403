/**
 * What the models need from a draft, already summed: groups of customers for the rhythm, waiting times for the new
 * window, the buyers' distribution for cut points. Sums are of integers and decimals, so that they come out the same
 * whatever order the engine's threads finish in.
 */
import type { GapGroup } from '../models/gap-model.ts';
import type { RepeatTimes } from '../models/repeat-time.ts';
import type { StoreContext } from '../store/context.ts';
import { type FactsSql, factsSql, p } from '../store/facts/sql.ts';
import type { BuyerDistribution, FrozenCuts, PercentileGrid } from './cut-points.ts';
import type { ValueSums } from './value-shrinkage.ts';

type Stores = Pick<StoreContext, 'ch'>;
type Row = Record<string, string>;

const draft = (runId: string): FactsSql => factsSql`customer_features_draft where run_id = ${p.uuid(runId)}`;
const batch = (tag: string) => ({ tag: `features.${tag}`, role: 'batch' }) as const;

/** Bins of a tenth and a fifth in ln days; means stay exact inside, so the fit moves by less than its own error. */
const binned = factsSql`intDiv(log_gap_sum, (occasions - 1) * 100000) as mean_bin, intDiv(log_elapsed, 200000) as elapsed_bin`;

/** Repeat buyers by category, number of gaps and bin; their number grows far slower than the base. */
export async function loadGapGroups({ ch }: Stores, runId: string): Promise<GapGroup[]> {
  const rows = await ch.query<Row>(
    factsSql`with toInt64(round(log(greatest(assumeNotNull(elapsed_days), 0.5)) * 1000000)) as log_elapsed
select toString(main_category) as category, occasions - 1 as gaps, ${binned}, count() as customers,
  sum(intDiv(log_gap_sum, occasions - 1)) as mean_sum, sum(log_elapsed) as elapsed_sum,
  sum(toDecimal128(greatest(0, (toFloat64(log_gap_squares) - pow(log_gap_sum, 2) / (occasions - 1)) / 1e12), 9)) as within
from ${draft(runId)} and occasions >= 2
group by category, gaps, mean_bin, elapsed_bin order by category, gaps, mean_bin, elapsed_bin`,
    batch('gap-groups'),
  );
  return rows.map(row => {
    const customers = Number(row.customers);
    return {
      category: row.category ?? '',
      customers,
      gaps: Number(row.gaps),
      meanLogGap: Number(row.mean_sum) / 1e6 / customers,
      logElapsed: Number(row.elapsed_sum) / 1e6 / customers,
      withinSquares: Number(row.within),
    };
  });
}

/** Days from the first to the second purchase, or days waited for it so far. */
export async function loadRepeatTimes({ ch }: Stores, run: Run): Promise<RepeatTimes[]> {
  const rows = await ch.query<Row>(
    factsSql`select toUInt32(ifNull(second_day, ${p.date(run.asOfDay)}) - assumeNotNull(first_day)) as days,
  countIf(isNotNull(second_day)) as events, countIf(isNull(second_day)) as waiting
from ${draft(run.runId)} and occasions >= 1 group by days order by days`,
    batch('repeat-times'),
  );
  return rows.map(row => ({
    days: Number(row.days),
    events: Number(row.events),
    waiting: Number(row.waiting),
  }));
}

export interface Run {
  readonly runId: string;
  readonly asOfDay: string;
}

/** Loyalty: share of months with a purchase, shrunk for short tenure. */
export const loyalty = factsSql`((active_months + 1) / (tenure_months + 5))`;

const recentBuyers = (run: Run): FactsSql =>
  factsSql`${draft(run.runId)} and last_day > ${p.date(run.asOfDay)} - 730`;

/** Quintiles and medians of the buyers of the last 730 days; null when there are none. Exact, by sorting. */
export async function loadBuyerDistribution({ ch }: Stores, run: Run): Promise<BuyerDistribution | null> {
  const quantiles = (x: FactsSql) =>
    factsSql`quantilesExactInclusive(0.2, 0.4, 0.5, 0.6, 0.8)(toFloat64(${x}))`;
  const [row] = await ch.query<{ [name: string]: number[] | string }>(
    factsSql`select count() as buyers, ${quantiles(factsSql`assumeNotNull(recency_days)`)} as recency,
  ${quantiles(factsSql`frequency`)} as frequency_quantiles, ${quantiles(factsSql`monetary`)} as monetary_quantiles,
  toString(max(frequency)) as top_frequency
from ${recentBuyers(run)}`,
    batch('buyer-distribution'),
  );
  if (!row || Number(row.buyers) === 0) return null;
  const of = (name: string) => {
    const [q1 = 0, q2 = 0, median = 0, q3 = 0, q4 = 0] = (row[name] as number[]).map(Number);
    return { quintiles: [q1, q2, q3, q4], median };
  };
  return {
    buyers: Number(row.buyers),
    recency: of('recency'),
    frequency: of('frequency_quantiles'),
    monetary: of('monetary_quantiles'),
    topFrequency: Number(row.top_frequency),
  };
}

const gridColumns: Readonly<Record<keyof FrozenCuts['grids'], FactsSql>> = {
  value: factsSql`monetary`,
  frequency: factsSql`frequency`,
  loyalty,
};

/** The distribution function of one component at up to 1,000 of its values: the first at or beyond each thousandth. */
async function loadGrid({ ch }: Stores, run: Run, column: FactsSql): Promise<PercentileGrid> {
  const rows = await ch.query<{ value: number; share: number }>(
    factsSql`select value, at_or_below / total as share from (
  select value, at_most, sum(at_most) over (order by value) as at_or_below, sum(at_most) over () as total
  from (select toFloat64(${column}) as value, count() as at_most from ${recentBuyers(run)} group by value) as values)
where intDiv(at_or_below * 1000, total) > intDiv((at_or_below - at_most) * 1000, total) order by value`,
    batch('grid'),
  );
  return { values: rows.map(row => Number(row.value)), shares: rows.map(row => Number(row.share)) };
}

/** The three frozen grids of the value score. */
export async function loadGrids(ctx: Stores, run: Run): Promise<FrozenCuts['grids']> {
  return {
    value: await loadGrid(ctx, run, gridColumns.value),
    frequency: await loadGrid(ctx, run, gridColumns.frequency),
    loyalty: await loadGrid(ctx, run, gridColumns.loyalty),
  };
}

/** Quantiles of the value score over the same buyers: where mid and high begin. */
export async function loadTierCuts(
  { ch }: Stores,
  run: Run & { readonly valueScore: FactsSql; readonly shares: { high: number; mid: number } },
): Promise<{ mid: number; high: number }> {
  // 1 - .2 - .3 is a hair under a half.
  const at = (share: number) => p.float64(Math.round((1 - share) * 1e9) / 1e9);
  const { high: most, mid: next } = run.shares;
  const [row] = await ch.query<{ cuts: number[] }>(
    factsSql`select [quantileExactInclusive(${at(most + next)})(${run.valueScore}), quantileExactInclusive(${at(most)})(${run.valueScore})] as cuts
from ${draft(run.runId)} and last_day > ${p.date(run.asOfDay)} - 730`,
    batch('tier-cuts'),
  );
  const [mid = 0, high = 0] = (row?.cuts ?? []).map(Number);
  return { mid, high };
}

/** The distinct (periods of tenure, older repeats) of repeat buyers: each needs its trend thresholds once. */
export async function loadTrendPairs(
  { ch }: Stores,
  runId: string,
): Promise<{ periods: number; older: number }[]> {
  const rows = await ch.query<Row>(
    factsSql`select periods, repeats_older from ${draft(runId)} and occasions >= 2 and periods >= 2
group by periods, repeats_older order by periods, repeats_older`,
    batch('trend-pairs'),
  );
  return rows.map(row => ({ periods: Number(row.periods), older: Number(row.repeats_older) }));
}

/** Sums for the split of value per occasion into within and between customers. */
export async function loadValueSums({ ch }: Stores, runId: string): Promise<ValueSums> {
  const [row] = await ch.query<Row>(
    factsSql`select count() as customers, sum(occasions) as occasion_count, sum(pow(occasions, 2)) as occasion_squares,
  sum(total_value) as total, sum(toDecimal128(pow(toFloat64(total_value), 2) / occasions, 4)) as means,
  sum(toDecimal128(value_squares, 4)) as within
from ${draft(runId)} and occasions >= 1`,
    batch('value-sums'),
  );
  const at = (name: string) => Number(row?.[name] ?? 0);
  return {
    customers: at('customers'),
    occasions: at('occasion_count'),
    occasionSquares: at('occasion_squares'),
    total: at('total'),
    totalSquaresByOccasions: at('means'),
    withinSquares: at('within'),
  };
}

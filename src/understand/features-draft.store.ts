/**
 * The one heavy pass of a features run: sale lines become one draft row per known customer, from which cut points, the
 * rhythm model and scores are then taken without reading a line again.
 */

import type { StoreContext } from '../store/context.ts';
import {
  excludedCustomers,
  noCustomer,
  type SaleLinesOptions,
  saleLines,
} from '../store/facts/sale-lines.ts';
import { type FactsSql, factsSql, ident, p } from '../store/facts/sql.ts';
import { type ValueRule, valueAmount } from '../store/facts/value-rule.ts';
import type { DayCount, SeasonalClock } from './seasonal-clock.ts';

type Stores = Pick<StoreContext, 'ch'>;

/** What F and M count: the product's own year of each customer, or all history and invoices as published tables do. */
export interface RfmBasis {
  readonly window: 'own-year' | 'all';
  readonly frequency: 'occasions' | 'orders';
}
export const productRfm: RfmBasis = { window: 'own-year', frequency: 'occasions' };

export interface DraftOptions {
  readonly runId: string;
  readonly lines: SaleLinesOptions;
  readonly asOfDay: string;
  readonly value: ValueRule;
  readonly clock: SeasonalClock;
  readonly basis: RfmBasis;
}

/** Whole numbers as an array of the engine; parameters carry them as texts. */
export const wholeNumbers = (values: readonly number[]): FactsSql =>
  factsSql`arrayMap(x -> toInt64(x), ${p.strings(values.map(String))})`;

/** Buyers per day, the raw material of the seasonal clock. One light scan. */
export async function loadDayCounts({ ch }: Stores, lines: SaleLinesOptions): Promise<DayCount[]> {
  const rows = await ch.query<{ day: string; customers: string }>(
    factsSql`select day, uniqExact(customer_id) as customers
from (${saleLines(lines)}) where kind = 'sale' and customer_id != ${p.uuid(noCustomer)} group by day order by day`,
    { tag: 'features.day-counts', role: 'batch' },
  );
  return rows.map(row => ({ day: row.day, customers: Number(row.customers) }));
}

/** Writes the draft rows of a run. One scan of the lines for the purchases, two small ones for main category and channel. */
export async function saveDraft({ ch }: Stores, options: DraftOptions): Promise<void> {
  await ch.command(factsSql`insert into ${ch.target('customer_features_draft')} ${draftRows(options)}`, {
    tag: 'features.draft',
    role: 'batch',
  });
}

/** Drops the draft of a run, and of runs a crash has left behind (named by the caller). */
export async function dropDraft({ ch }: Stores, runId: string): Promise<void> {
  const table = ident('customer_features_draft_local', ['customer_features_draft_local']);
  const everywhere = ch.cluster ? factsSql` on cluster ${ident(ch.cluster, [ch.cluster])}` : factsSql``;
  await ch.command(factsSql`alter table ${table}${everywhere} drop partition ${p.string(runId)}`, {
    tag: 'features.drop-draft',
    role: 'batch',
  });
}

/** Runs whose drafts still exist. */
export async function loadDraftRuns({ ch }: Stores): Promise<string[]> {
  const rows = await ch.query<{ run_id: string }>(
    factsSql`select distinct toString(run_id) as run_id from customer_features_draft`,
    { tag: 'features.draft-runs', role: 'batch' },
  );
  return rows.map(row => row.run_id);
}

function draftRows(options: DraftOptions): FactsSql {
  const { runId, asOfDay } = options;
  return factsSql`select ${p.uuid(runId)} as run_id, customer_id, registered_day,
  if(known.region != '', known.region, bought.region) as region, city, birth_year, sex, acquisition_channel,
  main_channel, main_category, first_category,
  if(occasions = 0, null, first_day) as first_day, if(occasions = 0, null, last_day) as last_day,
  if(occasions < 2, null, days[2]) as second_day,
  if(occasions = 0, null, toUInt32(intDiv(dateDiff('second', last_at, ${p.dateTime(options.lines.asOf)}), 86400))) as recency_days,
  occasions, frequency, monetary, total_value, value_365, value_squares, active_months,
  if(occasions = 0, 0, dateDiff('month', first_day, ${p.date(asOfDay)}) + 1) as tenure_months,
  log_gap_sum, log_gap_squares, if(occasions = 0, null, elapsed_milli / 1000) as elapsed_days,
  periods, repeats_recent, repeats_older
from (${knownCustomers(options)}) as known
full join (${purchases(options)}) as bought using (customer_id)
left join (${mainOf(options, 'category')}) as categories using (customer_id)
left join (${mainOf(options, 'channel')}) as channels using (customer_id)`;
}

/** Registered customers as known at the as-of time, one row each, without excluded ones. */
function knownCustomers({ lines }: DraftOptions): FactsSql {
  const { asOf, definition } = lines;
  const at = p.dateTime(asOf);
  const excluded = definition.excludeRules.length
    ? factsSql` and customer_id not in (${excludedCustomers(definition.excludeRules)})`
    : factsSql``;
  const source =
    lines.knownAs === 'current'
      ? factsSql`select * from customers settings final = 1`
      : factsSql`select * from customers_log where known_at <= ${at}
    order by customer_id, source, ingested_at desc, version desc limit 1 by customer_id, source`;
  const latest = (column: FactsSql) => factsSql`argMax(${column}, (ingested_at, version, source))`;
  return factsSql`select customer_id, toDate(min(registered_at), ${p.string(definition.zone)}) as registered_day,
    ${latest(factsSql`region`)} as region, ${latest(factsSql`city`)} as city,
    nullIf(${latest(factsSql`birth_year`)}, 0) as birth_year, ${latest(factsSql`sex`)} as sex,
    ${latest(factsSql`acquisition_channel`)} as acquisition_channel
  from (${source}) as customer_rows
  where is_deleted = 0 and ifNull(registered_at, ${at} - 1) < ${at}${excluded} group by customer_id`;
}

/** Customer-days, then one row per buyer; arrays of days keep gaps and windows inside the same pass. */
function purchases(options: DraftOptions): FactsSql {
  const asOfDay = p.date(options.asOfDay);
  return factsSql`with ${wholeNumbers(options.clock.elapsedMilliDays)} as clock,
  toDate(${p.string(options.clock.from)}) as clock_from
select customer_id, arraySort(groupArrayIf(day, net > 0)) as days, groupArray((day, value)) as values_by_day,
    length(days) as occasions, days[1] as first_day, days[-1] as last_day, maxIf(last_at, net > 0) as last_at,
    argMax(day_region, (day_region != '', day)) as region, argMinIf(day_category, day, net > 0) as first_category,
    ${frequencyOf(options.basis)} as frequency, ${monetaryOf(options.basis)} as monetary, sum(value) as total_value,
    sumIf(value, day > ${asOfDay} - 365) as value_365,
    arraySort(groupArrayIf(toFloat64(value), net > 0)) as occasion_values,
    if(occasions = 0, 0, arraySum(x -> pow(x - arrayAvg(occasion_values), 2), occasion_values)) as value_squares,
    length(arrayDistinct(arrayMap(d -> toYYYYMM(d), days))) as active_months,
    arrayMap(d -> clock[toUInt32(d - clock_from) + 1], days) as ticks,
    arrayMap(gap -> toInt64(round(log(greatest(gap, 500) / 1000) * 1000000)), arrayPopFront(arrayDifference(ticks))) as log_gaps,
    arraySum(log_gaps) as log_gap_sum, arraySum(x -> x * x, log_gaps) as log_gap_squares,
    clock[toUInt32(${asOfDay} - clock_from) + 1] - ticks[-1] as elapsed_milli,
    if(occasions = 0, 0, least(36, intDiv(${asOfDay} - first_day, 30))) as periods,
    ${asOfDay} - 30 * least(6, intDiv(periods, 2)) as recent_from,
    arrayCount(d -> d > recent_from and d != first_day, days) as repeats_recent,
    arrayCount(d -> d > ${asOfDay} - 30 * periods and d <= recent_from and d != first_day, days) as repeats_older
  from (${customerDays(options)}) as customer_days group by customer_id`;
}

const customerDays = ({ lines, value }: DraftOptions): FactsSql =>
  factsSql`select customer_id, day, sum(net_amount) as net, sum(${valueAmount(value)}) as value,
      maxIf(sold_at, kind = 'sale') as last_at, uniqExactIf(order_id, kind = 'sale') as day_orders,
      max(region) as day_region, argMinIf(category, (sold_at, category), kind = 'sale') as day_category
    from (${saleLines(lines)}) as lines where customer_id != ${p.uuid(noCustomer)} group by customer_id, day`;

function frequencyOf({ window, frequency }: RfmBasis): FactsSql {
  if (frequency === 'orders') return factsSql`sumIf(day_orders, net > 0)`;
  if (window === 'all') return factsSql`length(days)`;
  return factsSql`arrayCount(d -> d > days[-1] - 365, days)`;
}

/** The window has no upper end: an unmatched refund after the last purchase still reduces what that year was worth. */
function monetaryOf({ window }: RfmBasis): FactsSql {
  if (window === 'all') return factsSql`sum(value)`;
  return factsSql`if(empty(days), toDecimal128(0, 4), arraySum(arrayMap(v -> if(v.1 > days[-1] - 365, v.2, toDecimal128(0, 4)), values_by_day)))`;
}

/** The category or channel with the largest net sales of each customer; equal ones by name. */
function mainOf({ lines }: DraftOptions, column: 'category' | 'channel'): FactsSql {
  const name = ident(column, ['category', 'channel']);
  const main = ident(`main_${column}`, ['main_category', 'main_channel']);
  return factsSql`select customer_id, argMax(name, (net, name)) as ${main}
  from (select customer_id, ${name} as name, sum(net_amount) as net from (${saleLines(lines)}) as lines
    where kind = 'sale' and customer_id != ${p.uuid(noCustomer)} group by customer_id, name) as sums
  group by customer_id`;
}

/**
 * From a run's lines to one draft row per known customer, from which cut points, the rhythm model and scores are
 * taken without reading a line again.
 */
import type { StoreContext } from '../store/context.ts';
import { knownRows } from '../store/facts/known-rows.ts';
import { noCustomer } from '../store/facts/no-customer.ts';
import { excludedCustomers } from '../store/facts/sale-lines.ts';
import { type FactsSql, factsSql, p } from '../store/facts/sql.ts';
import { type ValueRule, valueAmount } from '../store/facts/value-rule.ts';
import { type LinePortion, type LineSource, overPortions } from './review-lines.store.ts';
import { atRiskDays, type DayCount, type SeasonalClock } from './seasonal-clock.ts';

type Stores = Pick<StoreContext, 'ch'>;

/** What F and M count: the product's own year of each customer, or all history and invoices as published tables do. */
export interface RfmBasis {
  readonly window: 'own-year' | 'all';
  readonly frequency: 'occasions' | 'orders';
}
export const productRfm: RfmBasis = { window: 'own-year', frequency: 'occasions' };

export interface DraftOptions {
  readonly source: LineSource;
  readonly asOfDay: string;
  readonly value: ValueRule;
  readonly clock: SeasonalClock;
  readonly basis: RfmBasis;
}

/** Whole numbers as an array of the engine; parameters carry them as texts. */
export const wholeNumbers = (values: readonly number[]): FactsSql =>
  factsSql`arrayMap(x -> toInt64(x), ${p.strings(values.map(String))})`;

const ofCustomers = factsSql`customer_id != ${p.uuid(noCustomer)}`;

/**
 * Returns and customers at risk per day, the raw material of the seasonal clock. Each purchase day opens a stretch at
 * risk from the next day to the next purchase, at most `atRiskDays`. One pass over the lines, three small rows a purchase day.
 */
export async function loadDayCounts(
  ctx: Stores,
  { source, asOfDay }: Pick<DraftOptions, 'source' | 'asOfDay'>,
): Promise<DayCount[]> {
  const longest = p.uint32(atRiskDays);
  const end = p.date(asOfDay);
  const perCustomer = (
    lines: FactsSql,
  ) => factsSql`select arraySort(groupUniqArray(day)) as days, arrayPushBack(arrayPopFront(days), ${end}) as next_days
  from ${lines} as lines where is_refund = 0 and ${ofCustomers} group by customer_id`;
  const moves = (lines: FactsSql) => factsSql`select arrayJoin(arrayConcat(
    arrayMap((d, next) -> (next, toInt64(next < ${end} and next - d <= ${longest}), toInt64(0)), days, next_days),
    arrayMap(d -> (d, toInt64(0), toInt64(0)), arraySlice(days, 1, 1)),
    arrayMap(d -> (d + 1, toInt64(0), toInt64(1)), days),
    arrayMap((d, next) -> (least(d + ${longest}, next) + 1, toInt64(0), toInt64(-1)), days, next_days))) as move
  from (${perCustomer(lines)}) as buyers`;
  const rows = await overPortions<{ day: string; returning: string; opened: string }>(ctx, source, {
    tag: 'features.day-counts',
    by: { day: 'text' },
    build: lines => factsSql`select move.1 as day, sum(move.2) as returning, sum(move.3) as opened
from (${moves(lines)}) as moves where day < ${end} group by day order by day`,
  });
  return rows.map(({ day, returning, opened }) => ({
    day,
    returning: Number(returning),
    opened: Number(opened),
  }));
}

/** Writes the draft rows of a run, a portion of customers after the other. */
export async function saveDraft({ ch }: Stores, options: DraftOptions): Promise<void> {
  for (const portion of options.source.portions) {
    await ch.command(
      factsSql`insert into ${ch.target('customer_features_draft')} ${draftRows({ ...options, portion })}`,
      { tag: 'features.draft', role: 'batch' },
    );
  }
}

type PortionOptions = DraftOptions & { readonly portion: LinePortion };

function draftRows(options: PortionOptions): FactsSql {
  const { source, asOfDay } = options;
  return factsSql`select ${p.uuid(source.runId)} as run_id, customer_id, registered_day,
  if(known.region != '', known.region, last_region) as region, city, birth_year, sex, acquisition_channel,
  channels.main as main_channel, categories.main as main_category, first_category,
  if(occasions = 0, null, first_day) as first_day, if(occasions = 0, null, last_day) as last_day,
  if(occasions < 2, null, second_day) as second_day,
  if(occasions = 0, null, toUInt32(intDiv(dateDiff('second', last_at, ${p.dateTime(source.lines.asOf)}), 86400))) as recency_days,
  occasions, frequency, monetary, total_value, value_365, value_squares, active_months,
  if(occasions = 0, 0, dateDiff('month', first_day, ${p.date(asOfDay)}) + 1) as tenure_months,
  log_gap_sum, log_gap_squares, if(occasions = 0, null, elapsed_milli / 1000) as elapsed_days,
  periods, repeats_recent, repeats_older, if(occasions = 0, null, age_milli / 1000) as age_days,
  if(occasions = 0, null, repeat_value) as repeat_value, arrayMap(d -> toUInt16(d), days) as days
from (${knownCustomers(options)}) as known
full join (${purchases(options)}) as bought using (customer_id)
left join (${mainOf(options, factsSql`category`)}) as categories using (customer_id)
left join (${mainOf(options, factsSql`channel`)}) as channels using (customer_id)
left join (${firsts(options)}) as firsts using (customer_id)`;
}

/** Registered customers as known at the as-of time, one row each, without excluded ones. */
function knownCustomers({ source, portion }: PortionOptions): FactsSql {
  const { asOf, definition, excluded: exclusions } = source.lines;
  const at = p.dateTime(asOf);
  const excluded = definition.excludeRules.length
    ? factsSql` and customer_id not in (${excludedCustomers(definition.excludeRules, exclusions)})`
    : factsSql``;
  const latest = (column: FactsSql) => factsSql`argMax(${column}, (ingested_at, version, source))`;
  return factsSql`select customer_id, toDate(min(registered_at), ${p.string(definition.zone)}) as registered_day,
    ${latest(factsSql`region`)} as region, ${latest(factsSql`city`)} as city,
    nullIf(${latest(factsSql`birth_year`)}, 0) as birth_year, ${latest(factsSql`sex`)} as sex,
    ${latest(factsSql`acquisition_channel`)} as acquisition_channel
  from ${knownRows('customers', source.lines)} as customer_rows
  where is_deleted = 0 and ifNull(registered_at, ${at} - 1) < ${at}${excluded} and ${portion.holds} group by customer_id`;
}

/**
 * One row per buyer. Arrays of days keep gaps and windows inside one pass; what lambdas compare with is a column of the
 * subquery below them, because a lambda copies every array it mentions once per element.
 */
function purchases({ portion, asOfDay, value, clock, basis }: PortionOptions): FactsSql {
  const end = p.date(asOfDay);
  const perDay = factsSql`select customer_id, day, sum(net_amount) as net, sum(${valueAmount(value)}) as value,
      maxIf(sold_at, is_refund = 0) as sold_last${basis.frequency === 'orders' ? factsSql`, uniqExactIf(order_key, is_refund = 0) as day_orders` : factsSql``}
    from ${portion.drafted} as lines where ${ofCustomers} group by customer_id, day`;
  const perCustomer = factsSql`select customer_id, arraySort(groupArrayIf(day, net > 0)) as days, maxIf(sold_last, net > 0) as last_at,
    groupArray((day, value)) as values_by_day, arraySort(groupArrayIf(toFloat64(value), net > 0)) as occasion_values,
    sum(value) as total_value, sumIf(value, day > ${end} - 365) as value_365,
    sumIf(value, net > 0) - argMinIf(value, day, net > 0) as repeat_value,
    ${basis.frequency === 'orders' ? factsSql`sumIf(day_orders, net > 0)` : factsSql`toUInt64(0)`} as orders
    from (${perDay}) as customer_days group by customer_id`;
  const withEnds = factsSql`select *, length(days) as occasions, days[1] as first_day, days[2] as second_day, days[-1] as last_day,
    if(occasions = 0, 0., arrayAvg(occasion_values)) as occasion_mean,
    if(occasions = 0, 0, least(36, intDiv(${end} - first_day, 30))) as periods,
    ${end} - 30 * periods as older_from, ${end} - 30 * least(6, intDiv(periods, 2)) as recent_from
    from (${perCustomer}) as buyers`;
  return factsSql`with ${wholeNumbers(clock.elapsedMilliDays)} as clock, toDate(${p.string(clock.from)}) as clock_from
select customer_id, days, occasions, first_day, second_day, last_day, last_at, total_value, value_365, repeat_value, periods,
    ${frequencyOf(basis)} as frequency, ${monetaryOf(basis)} as monetary,
    arraySum(x -> pow(x - occasion_mean, 2), occasion_values) as value_squares,
    length(arrayDistinct(arrayMap(d -> toYYYYMM(d), days))) as active_months,
    arrayMap(d -> clock[toUInt32(d - clock_from) + 1], days) as ticks,
    arrayMap(gap -> toInt64(round(log(greatest(gap, 500) / 1000) * 1000000)), arrayPopFront(arrayDifference(ticks))) as log_gaps,
    arraySum(log_gaps) as log_gap_sum, arraySum(x -> x * x, log_gaps) as log_gap_squares,
    clock[toUInt32(${end} - clock_from) + 1] - ticks[-1] as elapsed_milli, clock[toUInt32(${end} - clock_from) + 1] - ticks[1] as age_milli,
    arrayCount(d -> d > recent_from and d != first_day, days) as repeats_recent,
    arrayCount(d -> d > older_from and d <= recent_from and d != first_day, days) as repeats_older
  from (${withEnds}) as buyers_with_ends`;
}

function frequencyOf({ window, frequency }: RfmBasis): FactsSql {
  if (frequency === 'orders') return factsSql`orders`;
  return window === 'all' ? factsSql`occasions` : factsSql`arrayCount(d -> d > last_day - 365, days)`;
}

/** The window has no upper end: an unmatched refund after the last purchase still reduces what that year was worth. */
const monetaryOf = ({ window }: RfmBasis): FactsSql =>
  window === 'all'
    ? factsSql`total_value`
    : factsSql`if(occasions = 0, toDecimal128(0, 4), arraySum(v -> if(v.1 > last_day - 365, v.2, toDecimal128(0, 4)), values_by_day))`;

/**
 * A tie-break that needs no comparison of tuples, which cost three times the grouping itself: the number in the upper
 * bits, a hash of the name in the lower sixteen. Equal numbers fall in a fixed order.
 */
const keyed = (number: FactsSql, nameHash: FactsSql): FactsSql =>
  factsSql`(${number} * 65536 + ${nameHash} % 65536)`;

/**
 * The name with the largest net sales of each customer: category or channel. Sums go by the name's hash and only the
 * winners get their names back: with texts in the key this took 240 ms for 2M lines, so 140.
 */
function mainOf({ portion }: PortionOptions, column: FactsSql): FactsSql {
  const rank = keyed(factsSql`toInt64(net * 10000)`, factsSql`name_no`);
  return factsSql`select customer_id, name as main from (select customer_id, argMax(name_no, ${rank}) as main_no
    from (select customer_id, cityHash64(${column}) as name_no, sum(net_amount) as net from ${portion.drafted} as lines
      where is_refund = 0 and ${ofCustomers} group by customer_id, name_no) as sums group by customer_id) as mains
  left join (select cityHash64(${column}) as name_no, any(toString(${column})) as name from ${portion.drafted} as lines group by name_no) as names
    on main_no = name_no`;
}

/** The category first bought and the region of the latest purchase that names one. */
function firsts({ portion }: PortionOptions): FactsSql {
  const at = factsSql`toUnixTimestamp64Milli(sold_at)`;
  return factsSql`select customer_id, argMin(category, ${keyed(at, factsSql`cityHash64(category)`)}) as first_category,
    argMaxIf(region, ${keyed(at, factsSql`cityHash64(region)`)}, region != '') as last_region
  from ${portion.drafted} as lines where is_refund = 0 and ${ofCustomers} group by customer_id`;
}

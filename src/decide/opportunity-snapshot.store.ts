/**
 * The customers of a feature snapshot with everything a list of opportunities looks at: their group, what is expected of
 * them, their own year before, the messages they got, and at a past time what they did in the horizon after it.
 */
import { arrivalDays } from '../records/buying-share.ts';
import { featureRows } from '../store/facts/feature-rows.ts';
import { type SaleLinesOptions, saleLines } from '../store/facts/sale-lines.ts';
import { sentMessages } from '../store/facts/sent-messages.ts';
import { type FactsSql, factsSql, joinSql, p } from '../store/facts/sql.ts';
import { type ValueRule, valueAmount } from '../store/facts/value-rule.ts';
import { fallDays, fallenTo, fewestBefore, surely } from './falling.ts';
import { layout } from './opportunity-groups.ts';

const dayMs = 86_400_000;
const yearDays = 365;

/** A feature snapshot and how money is read; `lines` is bounded by T, the time everything is known at. */
export interface SnapshotOptions {
  readonly lines: SaleLinesOptions;
  readonly value: ValueRule;
  readonly snapshot: Date;
  readonly horizonDays: number;
  /** Categories of first purchases told apart, largest first. */
  readonly categories: readonly string[];
  /** Of the category gap; null: no category is one. */
  readonly category: string | null;
  /** Major units, for messages without a recorded cost. */
  readonly messageCost: number;
}

type Of<Name extends keyof SnapshotOptions> = Pick<SnapshotOptions, Name>;

const moved = (at: Date, days: number) => p.dateTime(new Date(at.getTime() + days * dayMs));

export const snapshotRows = ({ snapshot, lines }: Of<'snapshot' | 'lines'>): FactsSql =>
  factsSql`${featureRows({ asOf: snapshot, definitionVersion: lines.definition.version })} as snapshot
    where rhythm_band != ''`;

/**
 * Square root of the purchases the rhythm model expects of a customer in the horizon: P(not gone and next gap ends within
 * it) from stop share s and survival S of the gap, (1 − s)(S(e) − S(e + H)) / (s + (1 − s) S(e)), then half a horizon at
 * the expected gap. The root stands between trusting the model (its level drifts as histories grow: realised 1.0 to 1.3
 * of the estimate) and ignoring it (.72 to 1.0); see decision 0005. 1 where a snapshot holds no model.
 */
function expectation(horizonDays: number): FactsSql {
  const horizon = p.float64(horizonDays);
  const survival = (elapsed: FactsSql) =>
    factsSql`0.5 * erfc((log(greatest(${elapsed}, 0.5)) - log(assumeNotNull(expected_gap_days))) / (assumeNotNull(log_gap_spread) * sqrt(2)))`;
  const now = survival(factsSql`assumeNotNull(elapsed_days)`);
  const later = survival(factsSql`assumeNotNull(elapsed_days) + ${horizon}`);
  const returns = factsSql`(1 - assumeNotNull(stop_share)) * (${now} - ${later})
    / greatest(assumeNotNull(stop_share) + (1 - assumeNotNull(stop_share)) * (${now}), 1e-300)`;
  const further = factsSql`1 + (1 - assumeNotNull(stop_share)) * ${horizon} / 2
    / (assumeNotNull(expected_gap_days) * exp(pow(assumeNotNull(log_gap_spread), 2) / 2))`;
  return factsSql`if(isNull(log_gap_spread), 1., sqrt(greatest(${returns} * (${further}), 1e-6)))`;
}

/** Buyers of a snapshot in bands; thirds of m̂ are those of this snapshot's buyers. */
const placed = (options: SnapshotOptions): FactsSql =>
  factsSql`with (select quantilesExactInclusive(1 / 3, 2 / 3)(assumeNotNull(shrunk_value)) from ${snapshotRows(options)}) as thirds
  select customer_id, toDecimal128(assumeNotNull(shrunk_value), 6) as shrunk, value_365,
    multiIf(occasions = 1, 0, occasions <= 3, 1, occasions <= 9, 2, 3) as occasion_band,
    indexOf(['on-rhythm', 'warning', 'overdue', 'far-overdue'], rhythm_band) - 1 as rhythm_index,
    toUInt8(assumeNotNull(shrunk_value) > thirds[1]) + toUInt8(assumeNotNull(shrunk_value) > thirds[2]) as third,
    if(occasion_band <= 1, indexOf(${p.strings(options.categories)}, first_category), 0) as category_no,
    toInt64(round(${expectation(options.horizonDays)} * 1000000)) as weight
  from ${snapshotRows(options)}`;

/** Whether a purchase is of the gap's category. */
export const isOfCategory = ({ category }: Of<'category'>): FactsSql =>
  category === null ? factsSql`1 = 0` : factsSql`category = ${p.string(category)}`;

/** Per customer the last half-year and the same days of the year before, the own horizon a year ago, and the category. */
function before(options: SnapshotOptions): FactsSql {
  const { lines, value, snapshot, horizonDays } = options;
  const from = new Date(snapshot.getTime() - (yearDays + fallDays) * dayMs);
  const days = factsSql`select customer_id, day, min(sold_at) as at, sum(${valueAmount(value)}) as amount, sum(net_amount) as net,
      sumIf(net_amount, ${isOfCategory(options)}) as category_net
    from (${saleLines({ ...lines, from })}) as lines_before
    where sold_at >= ${p.dateTime(from)} and sold_at < ${p.dateTime(snapshot)} and booked_at < ${p.dateTime(snapshot)}
    group by customer_id, day`;
  const now = factsSql`at >= ${moved(snapshot, -fallDays)}`;
  const then = factsSql`at < ${moved(snapshot, -yearDays)}`;
  const ahead = factsSql`at >= ${moved(snapshot, -yearDays)} and at < ${moved(snapshot, horizonDays - yearDays)}`;
  const square = factsSql`toDecimal128(amount, 4) * toDecimal128(amount, 4)`;
  return factsSql`select customer_id, countIf(net > 0 and ${now}) as now_days, countIf(net > 0 and ${then}) as then_days,
    toFloat64(sumIf(amount, ${now})) as now_value, toFloat64(sumIf(amount, ${then})) as then_value,
    toFloat64(sumIf(${square}, ${now})) as now_square, toFloat64(sumIf(${square}, ${then})) as then_square,
    sumIf(amount, ${ahead}) as own_value, countIf(net > 0 and ${ahead}) > 0 as own_bought,
    sumIf(category_net, at >= ${moved(snapshot, -yearDays)}) > 0 as owns
  from (${days}) as days_before group by customer_id`;
}

/** Clearly less often, or clearly less money where both half-years can tell: see `falling.ts`. */
const falls = (): FactsSql =>
  factsSql`then_days >= ${p.uint8(fewestBefore)} and (toInt64(now_days) <= arrayMap(x -> toInt64(x), ${p.strings(fallenTo.map(String))})[least(then_days, ${p.uint8(fallenTo.length - 1)}) + 1]
    or (now_days >= ${p.uint8(fewestBefore)}
      and 0.9 * then_value - now_value > ${p.float64(surely)} * sqrt(0.81 * then_square + now_square)))`;

/** Messages in the horizon before, those without a recorded cost at the assumed one. */
const messages = ({
  lines,
  snapshot,
  horizonDays,
  messageCost,
}: Of<'lines' | 'snapshot' | 'horizonDays' | 'messageCost'>): FactsSql =>
  factsSql`select customer_id, count() as messages,
    sum(if(cost > 0, toDecimal64(cost, 4), toDecimal64(${p.string(messageCost.toFixed(4))}, 4))) as message_cost
  from ${sentMessages({
    from: new Date(snapshot.getTime() - horizonDays * dayMs),
    to: snapshot,
    knownBy: lines.asOf,
    currency: lines.definition.currency,
  })} as sent group by customer_id`;

const step = (name: keyof typeof layout) => p.uint32(layout[name].step);

/**
 * Columns: customer_id, code (UInt32, see `groupOf`), weight (millionths), shrunk (m̂), value_365, own_value, own_bought,
 * messages, message_cost. One row a buyer with a rhythm. One scan of the lines of a year and a half, one of messages.
 */
export const snapshotCustomers = (options: SnapshotOptions): FactsSql =>
  factsSql`select customer_id, toUInt32(occasion_band * ${step('occasions')} + rhythm_index * ${step('rhythm')} + third * ${step('third')}
    + (${falls()}) * ${step('falls')} + owns * ${step('owns')}
    + (messages > 0) * ${step('written')} + category_no * ${step('category')}) as code,
    weight, shrunk, value_365, own_value, own_bought, toUInt32(messages) as messages, toDecimal64(message_cost, 4) as message_cost
  from (${placed(options)}) as placed_customers
  left join (${before(options)}) as earlier using (customer_id)
  left join (${messages(options)}) as written using (customer_id)`;

/**
 * Value per customer of purchases in [snapshot, snapshot + horizon), also by each of the days, and when the first came;
 * the same of the gap's category. Refunds of them known at T are taken off.
 */
export function valueAfter(options: SnapshotOptions): FactsSql {
  const { lines, value, snapshot, horizonDays } = options;
  const amount = valueAmount(value);
  const of = isOfCategory(options);
  const by = (days: number) => factsSql`sold_at < ${moved(snapshot, days)}`;
  const all = arrivalDays.map(days => factsSql`sumIf(${amount}, ${by(days)})`);
  const ofCategory = arrivalDays.map(days => factsSql`sumIf(${amount}, ${by(days)} and ${of})`);
  return factsSql`select customer_id, sum(${amount}) as value, [${joinSql(all, ', ')}] as value_by_days,
    sum(net_amount) > 0 as bought, minIf(sold_at, net_amount > 0) as first_at,
    sumIf(${amount}, ${of}) as category_value, [${joinSql(ofCategory, ', ')}] as category_value_by_days,
    sumIf(net_amount, ${of}) > 0 as category_bought, minIf(sold_at, net_amount > 0 and ${of}) as category_first_at
  from (${saleLines({ ...lines, from: snapshot })}) as lines_after
  where sold_at >= ${p.dateTime(snapshot)} and sold_at < ${moved(snapshot, horizonDays)}
  group by customer_id`;
}

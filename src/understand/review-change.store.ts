/** Sums for what changed between two spans: two passes over the run's lines for each comparison. */

import { allOf } from '../kernel/all-of.ts';
import { tenThousandths } from '../kernel/decimal4.ts';
import { currencyExponent } from '../kernel/money.ts';
import { isByMonth, sourceName } from '../records/activity.ts';
import type { ReviewChange, ReviewChanges } from '../records/review-change.ts';
import type { StoreContext } from '../store/context.ts';
import { noCustomer } from '../store/facts/no-customer.ts';
import { type FactsSql, factsSql, p } from '../store/facts/sql.ts';
import type { FeaturesRun } from './compute-features.store.ts';
import { type ChangeSpans, changeOf, changeSpans, type GroupSums, type SliceSums } from './review-change.ts';
import { type LineSource, overPortions } from './review-lines.store.ts';
import { daysBetween } from './seasonal-clock.ts';

type Stores = Pick<StoreContext, 'ch'>;
type Row = Record<string, string>;

const batch = (tag: string) => ({ tag: `change.${tag}`, role: 'batch' }) as const;

const within = (day: FactsSql, { from, to }: { from: string; to: string }): FactsSql =>
  factsSql`${day} between ${p.date(from)} and ${p.date(to)}`;
const booked = factsSql`booked_day`;

/** Sales and refunds are booked on their own days; whom a buyer was before is a matter of the days of purchase. */
function groupsSql(lines: FactsSql, { before, after }: ChangeSpans): FactsSql {
  const was = within(booked, before);
  const is = within(booked, after);
  const perCustomer = factsSql`select customer_id, minIf(day, is_refund = 0) as first_day,
    uniqExactIf(order_key, is_refund = 0 and ${was}) as orders_before, uniqExactIf(order_key, is_refund = 0 and ${is}) as orders_after,
    sumIf(net_amount, is_refund = 0 and ${was}) as sales_before, sumIf(net_amount, is_refund = 0 and ${is}) as sales_after,
    -sumIf(net_amount, is_refund = 1 and ${was}) as refunds_before, -sumIf(net_amount, is_refund = 1 and ${is}) as refunds_after
  from ${lines} as lines group by customer_id`;
  return factsSql`select multiIf(customer_id = ${p.uuid(noCustomer)}, 'anonymous', orders_before > 0 and orders_after > 0, 'kept', orders_before > 0, 'lost',
    orders_after = 0, 'none', first_day >= ${p.date(after.from)}, 'new', 'returned') as group_name,
  count() as customers, sum(orders_before) as orders_0, sum(orders_after) as orders_1, sum(sales_before) as sales_0, sum(sales_after) as sales_1,
  sum(refunds_before) as refunds_0, sum(refunds_after) as refunds_1,
  sum(toDecimal128(pow(toFloat64(sales_after - refunds_after - sales_before + refunds_before), 2), 4)) as squares,
  sum(toDecimal128(pow(toFloat64(refunds_before), 2), 4)) as refund_squares_0, sum(toDecimal128(pow(toFloat64(refunds_after), 2), 4)) as refund_squares_1
from (${perCustomer}) as customers group by group_name order by group_name`;
}

/** Sums by category and channel at once, and those by either from them: a line is read once and no text is made of it. */
const slicesSql = (lines: FactsSql, { before, after }: ChangeSpans): FactsSql =>
  factsSql`select slice.1 as slice_by, slice.2 as slice_name, sum(pair_net_0) as net_0, sum(pair_net_1) as net_1, sum(pair_squares_0) as squares_0, sum(pair_squares_1) as squares_1
from (select *, arrayJoin([('category', toString(category)), ('channel', toString(channel))]) as slice
  from (select category, channel, sumIf(net_amount, ${within(booked, before)}) as pair_net_0, sumIf(net_amount, ${within(booked, after)}) as pair_net_1,
    sumIf(toDecimal128(pow(toFloat64(net_amount), 2), 4), ${within(booked, before)}) as pair_squares_0, sumIf(toDecimal128(pow(toFloat64(net_amount), 2), 4), ${within(booked, after)}) as pair_squares_1
  from ${lines} as lines where ${within(booked, before)} or ${within(booked, after)} group by category, channel) as pairs) as sliced
group by slice_by, slice_name having net_0 != 0 or net_1 != 0 order by slice_by, slice_name`;

async function loadChange(ctx: Stores, source: LineSource, spans: ChangeSpans): Promise<ReviewChange> {
  const { currency } = source.lines.definition;
  const scale = 10 ** (4 - currencyExponent(currency));
  const money = (row: Row, name: string) => Number(tenThousandths(row[name] ?? '0')) / scale;
  const squared = (row: Row, name: string) => Number(row[name]) * 100 ** currencyExponent(currency);
  const [groups, slices] = await allOf([
    overPortions<Row>(ctx, source, {
      tag: 'change.groups',
      by: { group_name: 'text' },
      build: lines => groupsSql(lines, spans),
    }),
    ctx.ch.query<Row>(slicesSql(source.drafted, spans), batch('slices')),
  ]);
  return changeOf(
    spans,
    groups.map(row => ({
      group: row['group_name'] as GroupSums['group'],
      customers: Number(row['customers']),
      ordersBefore: Number(row['orders_0']),
      ordersAfter: Number(row['orders_1']),
      salesBefore: money(row, 'sales_0'),
      salesAfter: money(row, 'sales_1'),
      refundsBefore: money(row, 'refunds_0'),
      refundsAfter: money(row, 'refunds_1'),
      squares: squared(row, 'squares'),
      refundSquares: [squared(row, 'refund_squares_0'), squared(row, 'refund_squares_1')],
    })),
    slices.map(row => ({
      by: row['slice_by'] as SliceSums['by'],
      name: row['slice_name'] ?? '',
      before: money(row, 'net_0'),
      after: money(row, 'net_1'),
      squares: [squared(row, 'squares_0'), squared(row, 'squares_1')],
    })),
  );
}

/** The statements of the comparisons as a person can run them. */
export const changeStatements = (
  { shown }: Pick<LineSource, 'shown'>,
  compared: readonly ChangeSpans[],
): { readonly figure: string; readonly sql: FactsSql }[] =>
  compared.flatMap(spans => [
    { figure: `change-groups-${spans.kind}`, sql: groupsSql(shown, spans) },
    { figure: `change-slices-${spans.kind}`, sql: slicesSql(shown, spans) },
  ]);

/** The chapter of a run whose draft lines still stand; `firstDay`: of the first sale, null without any. */
export async function loadReviewChanges(
  ctx: Stores,
  { source, asOfDay }: Pick<FeaturesRun, 'source' | 'asOfDay'>,
  firstDay: string | null,
): Promise<ReviewChanges> {
  const historyDays = firstDay === null ? 0 : Math.max(0, daysBetween(firstDay, asOfDay));
  const changes: ReviewChange[] = [];
  const { currency, activities } = source.lines.definition;
  const byMonth = activities.filter(isByMonth).map(sourceName);
  for (const spans of changeSpans(asOfDay, historyDays, byMonth.length > 0))
    changes.push(await loadChange(ctx, source, spans));
  return { currency, historyDays, ...(byMonth.length > 0 && { byMonth }), changes };
}

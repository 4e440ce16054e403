/**
 * The figures of the review that come from sale lines: totals, months, products, regions, channels and what the
 * exclusions leave out. Each returns its rows and the statement they came from.
 */
import type { SalesDefinition } from '../records/sales-definition.ts';
import type { StoreContext } from '../store/context.ts';
import { featureRows, type SnapshotKey } from '../store/facts/feature-rows.ts';
import { noCustomer, type SaleLinesOptions, saleLines } from '../store/facts/sale-lines.ts';
import { type FactsSql, factsSql, ident, p } from '../store/facts/sql.ts';
import { type ValueRule, valueAmount } from '../store/facts/value-rule.ts';

type Stores = Pick<StoreContext, 'ch'>;
export type Row = Record<string, string>;

export interface Figure<T = Row> {
  readonly figure: string;
  readonly sql: FactsSql;
  readonly rows: readonly T[];
}

export interface FiguresOptions {
  readonly lines: SaleLinesOptions;
  readonly value: ValueRule;
}

async function figure({ ch }: Stores, name: string, sql: FactsSql): Promise<Figure> {
  return { figure: name, sql, rows: await ch.query<Row>(sql, { tag: `review.${name}`, role: 'batch' }) };
}

const sale = factsSql`kind = 'sale'`;
const known = factsSql`customer_id != ${p.uuid(noCustomer)}`;

/** Sums every table of the review shows, under the definition's value rule. */
const sums = ({ value }: FiguresOptions): FactsSql =>
  factsSql`sum(net_amount) as revenue, sum(${valueAmount(value)}) as value_sum,
  uniqExactIf(customer_id, ${sale} and ${known}) as buyers, uniqExactIf(order_id, ${sale}) as orders`;

export const loadTotals = (ctx: Stores, options: FiguresOptions): Promise<Figure> =>
  figure(
    ctx,
    'totals',
    factsSql`select ${sums(options)}, -sumIf(net_amount, not ${sale}) as refunds, countIf(${sale}) as lines,
  if(lines = 0, '', toString(minIf(day, ${sale}))) as first_day, if(lines = 0, '', toString(maxIf(day, ${sale}))) as last_day,
  countIf(${sale} and not ${known}) as anonymous_lines, sumIf(net_amount, not ${known}) as anonymous_revenue
from (${saleLines(options.lines)}) as lines_of_review`,
  );

/** Sales in the month of purchase, refunds in the month of refund. */
export const loadMonths = (ctx: Stores, options: FiguresOptions): Promise<Figure> =>
  figure(
    ctx,
    'months',
    factsSql`select formatDateTime(toTimeZone(booked_at, ${p.string(options.lines.definition.zone)}), '%Y-%m') as month, ${sums(options)},
  -sumIf(net_amount, not ${sale}) as refunds
from (${saleLines(options.lines)}) as lines_of_review group by month order by month`,
  );

const topRows = 20;

/** The largest products by net sales, with how many there are in all. */
export const loadProducts = (ctx: Stores, options: FiguresOptions): Promise<Figure> =>
  figure(
    ctx,
    'products',
    factsSql`select sku, argMaxIf(product_name, (sold_at, product_name), ${sale} and product_name != '') as name,
  sum(quantity) as units, ${sums(options)}, count() over () as groups
from (${saleLines(options.lines)}) as lines_of_review group by sku order by revenue desc, sku limit ${p.uint32(topRows)}`,
  );

export const loadChannels = (ctx: Stores, options: FiguresOptions): Promise<Figure> =>
  figure(
    ctx,
    'channels',
    factsSql`select toString(channel) as name, ${sums(options)}, count() over () as groups
from (${saleLines(options.lines)}) as lines_of_review group by name order by revenue desc, name limit ${p.uint32(topRows)}`,
  );

/** A refund carries no region: it takes that of the order it belongs to, and none where the order is unknown. */
export const loadRegions = (ctx: Stores, options: FiguresOptions): Promise<Figure> =>
  figure(
    ctx,
    'regions',
    factsSql`select if(${sale}, toString(region), order_region) as name, ${sums(options)}, count() over () as groups
from (${saleLines(options.lines)}) as lines_of_review left join (${refundedOrders(options.lines)}) as orders using (customer_id, order_id)
group by name order by revenue desc, name limit ${p.uint32(topRows)}`,
  );

function refundedOrders(lines: SaleLinesOptions): FactsSql {
  const salesOnly = { ...lines, definition: { ...lines.definition, subtractReturns: false } };
  return factsSql`select customer_id, order_id, toString(max(region)) as order_region from (${saleLines(salesOnly)}) as sales
  where order_id in (select order_id from refunds where refunded_at < ${p.dateTime(lines.asOf)} settings final = 1)
  group by customer_id, order_id`;
}

/** What each exclusion rule in force leaves out; a customer under two rules stands in both lines. */
export function loadExcluded(ctx: Stores, lines: SaleLinesOptions): Promise<Figure> {
  const everything: SalesDefinition = { ...lines.definition, excludeRules: [] };
  return figure(
    ctx,
    'excluded',
    factsSql`select toString(rule) as name, uniqExact(customer_id) as customers, sum(net) as revenue
from (select customer_id, rule from customer_exclusions
  where is_deleted = 0 and has(${p.strings(lines.definition.excludeRules)}, rule) settings final = 1) as rules
left join (select customer_id, sum(net_amount) as net from (${saleLines({ ...lines, definition: everything })}) as all_lines
  group by customer_id) as sums using (customer_id)
group by name order by name`,
  );
}

const countColumns = ['tier', 'stage', 'rfm_cell', 'rhythm_band'] as const;

/** Customers of the snapshot by one of its classes. */
export function loadCounts(
  ctx: Stores,
  snapshot: SnapshotKey,
  column: (typeof countColumns)[number],
): Promise<Figure> {
  const name = ident(column, countColumns);
  return figure(
    ctx,
    column.replaceAll('_', '-'),
    factsSql`select toString(${name}) as name, count() as customers, sum(value_365) as value_365
from ${featureRows(snapshot)} as snapshot group by name order by name`,
  );
}

/** Sizes and medians of the snapshot. */
export function loadBase(ctx: Stores, snapshot: SnapshotKey & { readonly asOfDay: string }): Promise<Figure> {
  const day = p.date(snapshot.asOfDay);
  const median = (column: FactsSql) =>
    factsSql`toString(quantilesExactInclusiveIf(0.5)(toFloat64(${column}), occasions > 0)[1])`;
  return figure(
    ctx,
    'base',
    factsSql`select count() as total, countIf(occasions > 0) as buyers, countIf(last_day > ${day} - 365) as buyers_365,
  countIf(last_day > ${day} - 730) as buyers_730, countIf(occasions = 1) as one_time, countIf(occasions > 1) as repeat_buyers,
  countIf(has(flags, 'warning')) as warning, countIf(has(flags, 'not-repeated')) as not_repeated,
  ${median(factsSql`ifNull(recency_days, 0)`)} as median_recency, ${median(factsSql`frequency`)} as median_frequency,
  ${median(factsSql`monetary`)} as median_monetary
from ${featureRows(snapshot)} as snapshot`,
  );
}

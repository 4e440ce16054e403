/**
 * The figures of the review that come from sale lines: totals, months, products, regions, channels and what the
 * exclusions leave out. Each returns its rows and the statement they came from.
 */
import { tenThousandths } from '../kernel/decimal4.ts';
import type { StoreContext } from '../store/context.ts';
import { featureRows, type SnapshotKey } from '../store/facts/feature-rows.ts';
import { noCustomer } from '../store/facts/no-customer.ts';
import { type SaleLinesOptions, saleLines } from '../store/facts/sale-lines.ts';
import { type FactsSql, factsSql, ident, p } from '../store/facts/sql.ts';
import { type ValueRule, valueAmount } from '../store/facts/value-rule.ts';
import { byBytes, type Merging, type PortionRow } from './line-portions.ts';
import { type LineSource, overPortions } from './review-lines.store.ts';

type Stores = Pick<StoreContext, 'ch'>;
export type Row = Record<string, string>;

export interface Figure<T = Row> {
  readonly figure: string;
  /** The statement as a person can run it; it ran on the run's draft of the same lines. */
  readonly sql: FactsSql;
  readonly rows: readonly T[];
}

export interface FiguresOptions {
  readonly source: LineSource;
  readonly value: ValueRule;
}

type Build = (lines: FactsSql) => FactsSql;

async function figure(
  { ch }: Stores,
  name: string,
  { source, build }: { source: LineSource; build: Build },
): Promise<Figure> {
  const rows = await ch.query<Row>(build(source.drafted), { tag: `review.${name}`, role: 'batch' });
  return { figure: name, sql: build(source.shown), rows };
}

/** A figure whose sums add up over customers, made in portions where they are very many. */
async function portionedFigure(
  ctx: Stores,
  name: string,
  { source, build, ...merging }: Merging & { source: LineSource; build: Build },
): Promise<Figure> {
  const rows = await overPortions<Row & PortionRow>(ctx, source, {
    tag: `review.${name}`,
    build,
    ...merging,
  });
  return { figure: name, sql: build(source.shown), rows };
}

const known = factsSql`customer_id != ${p.uuid(noCustomer)}`;

/** Sums every table of the review shows, under the definition's value rule. */
const sums = (value: ValueRule): FactsSql =>
  factsSql`sum(net_amount) as revenue, sum(${valueAmount(value)}) as value_sum, ${distincts}`;

const distincts = factsSql`uniqExactIf(customer_id, is_refund = 0 and ${known}) as buyers, uniqExactIf(order_key, is_refund = 0) as orders`;

/**
 * Sales in the month of purchase, refunds in the month of refund; the row without a month is the whole history, from
 * the same pass (distinct customers and orders of the months merge into those of all).
 */
export const loadMonths = (ctx: Stores, { source, value }: FiguresOptions): Promise<Figure> =>
  portionedFigure(ctx, 'months', {
    source,
    by: { month: 'text' },
    least: ['first_day'],
    most: ['last_day'],
    build:
      lines => factsSql`select if(grouping(month_number) = 1, '', formatDateTime(makeDate(intDiv(month_number, 100), month_number % 100, 1), '%Y-%m')) as month,
  ${sums(value)}, -sumIf(net_amount, is_refund = 1) as refunds, countIf(is_refund = 0) as line_count,
  if(line_count = 0, '', toString(minIf(day, is_refund = 0))) as first_day,
  if(line_count = 0, '', toString(maxIf(day, is_refund = 0))) as last_day,
  countIf(is_refund = 0 and not ${known}) as anonymous_lines, sumIf(net_amount, not ${known}) as anonymous_revenue
from (select *, toYYYYMM(booked_day) as month_number from ${lines}) as lines group by month_number with rollup order by month`,
  });

const shownGroups = 20;
const topRows = p.uint32(shownGroups);

/** The largest groups by net sales, with how many there are in all; a portion gives all of its groups, which are few. */
async function largestGroups(
  ctx: Stores,
  name: string,
  { source, groups }: { source: LineSource; groups: Build },
): Promise<Figure> {
  const whole = (lines: FactsSql) => factsSql`${groups(lines)} order by revenue desc, name limit ${topRows}`;
  if (source.portions.length === 1) return figure(ctx, name, { source, build: whole });
  const tag = `review.${name}`;
  const found = await overPortions<Row & PortionRow>(ctx, source, {
    tag,
    build: groups,
    by: { name: 'text' },
  });
  const revenue = (row: Row) => tenThousandths(row['revenue'] ?? '0');
  const sorted = found.sort((left, right) => {
    const more = revenue(right) - revenue(left);
    return more === 0n ? byBytes(left['name'] ?? '', right['name'] ?? '') : more > 0n ? 1 : -1;
  });
  const rows = sorted.slice(0, shownGroups).map(row => ({ ...row, groups: String(found.length) }));
  return { figure: name, sql: whole(source.shown), rows };
}

/** The largest products by net sales, with how many there are in all; buyers are counted for those alone. */
export const loadProducts = (ctx: Stores, { source, value }: FiguresOptions): Promise<Figure> =>
  figure(ctx, 'products', {
    source,
    build:
      lines => factsSql`with top as (select sku, sum(net_amount) as net, count() over () as groups from ${lines} as lines
  group by sku order by net desc, sku limit ${topRows})
select sku, argMaxIf(product_name, (sold_at, product_name), is_refund = 0 and product_name != '') as name, sum(quantity) as units,
  ${sums(value)}, (select any(groups) from top) as groups
from ${lines} as lines where sku in (select sku from top) group by sku order by revenue desc, sku`,
  });

export const loadChannels = (ctx: Stores, { source, value }: FiguresOptions): Promise<Figure> =>
  largestGroups(ctx, 'channels', {
    source,
    groups: lines => factsSql`select toString(channel) as name, ${sums(value)}, count() over () as groups
from ${lines} as lines group by name`,
  });

/** A refund carries no region: it takes that of the order it belongs to, and none where the order is unknown. */
export const loadRegions = (ctx: Stores, { source, value }: FiguresOptions): Promise<Figure> =>
  largestGroups(ctx, 'regions', {
    source,
    groups: lines => {
      const refunded = factsSql`(select order_key, toString(max(region)) as order_region from ${lines} as sales
  where order_key in (select order_key from ${lines} as refunds where is_refund = 1) and is_refund = 0 group by order_key)`;
      return factsSql`select name, ${sums(value)}, count() over () as groups from (
  select *, toString(region) as name from ${lines} as sales where is_refund = 0
  union all select refunds.*, order_region as name from (select * from ${lines} as lines where is_refund = 1) as refunds
  left join ${refunded} as orders using (order_key)) as placed
group by name`;
    },
  });

function excludedSql(lines: SaleLinesOptions, exclusions: FactsSql): FactsSql {
  const everything = { ...lines, definition: { ...lines.definition, excludeRules: [] } };
  const excluded = factsSql`(select customer_id, rule from ${exclusions} as exclusions
  where has(${p.strings(lines.definition.excludeRules)}, rule))`;
  return factsSql`select toString(rule) as name, uniqExact(customer_id) as customers, sum(net) as revenue
from ${excluded} as rules left join (select customer_id, sum(net_amount) as net from (${saleLines(everything)}) as all_lines
  where customer_id in (select customer_id from ${excluded} as ids) group by customer_id) as sums using (customer_id)
group by name order by name`;
}

/** What each exclusion rule in force leaves out; a customer under two rules stands in both lines. */
export async function loadExcluded({ ch }: Stores, { source }: FiguresOptions): Promise<Figure> {
  const { lines, excludedShown } = source;
  const drafted = lines.excluded ?? excludedShown;
  const [any] = await ch.query<Row>(
    factsSql`select count() as customers from ${drafted} as exclusions where has(${p.strings(lines.definition.excludeRules)}, rule)`,
    { tag: 'review.excluded-any', role: 'batch' },
  );
  const rows =
    any?.customers === '0'
      ? []
      : await ch.query<Row>(excludedSql(lines, drafted), { tag: 'review.excluded', role: 'batch' });
  return { figure: 'excluded', sql: excludedSql(lines, excludedShown), rows };
}

const countColumns = ['tier', 'stage', 'rfm_cell', 'rhythm_band'] as const;

/** Customers of the snapshot by one of its classes. */
export function loadCounts(
  ctx: Stores,
  snapshot: SnapshotKey,
  column: (typeof countColumns)[number],
): Promise<Figure> {
  const name = ident(column, countColumns);
  return snapshotFigure(
    ctx,
    column.replaceAll('_', '-'),
    factsSql`select toString(${name}) as name, count() as customers, sum(value_365) as value_365
from ${featureRows(snapshot)} as snapshot group by name order by name`,
  );
}

/** Buyers of the snapshot by their scores of recency and frequency, and the value of their last 365 days. */
export const loadRfmGrid = (ctx: Stores, snapshot: SnapshotKey): Promise<Figure> =>
  snapshotFigure(
    ctx,
    'rfm-grid',
    factsSql`select toString(r_score) as r, toString(f_score) as f, count() as customers, sum(value_365) as value_365
from ${featureRows(snapshot)} as snapshot where r_score > 0 group by r, f order by r, f`,
  );

/** Sizes and medians of the snapshot. */
export function loadBase(ctx: Stores, snapshot: SnapshotKey & { readonly asOfDay: string }): Promise<Figure> {
  const day = p.date(snapshot.asOfDay);
  const median = (column: FactsSql) =>
    factsSql`toString(quantilesExactInclusiveIf(0.5)(toFloat64(${column}), occasions > 0)[1])`;
  return snapshotFigure(
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

async function snapshotFigure({ ch }: Stores, name: string, sql: FactsSql): Promise<Figure> {
  return { figure: name, sql, rows: await ch.query<Row>(sql, { tag: `review.${name}`, role: 'batch' }) };
}

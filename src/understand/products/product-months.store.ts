/** Products by month: stored with the review for its charts, and read back in order for the life-cycle stages. */

import type { MonthSpan } from '../../records/product.ts';
import type { StoreContext } from '../../store/context.ts';
import { type FactsSql, factsSql, ident, p } from '../../store/facts/sql.ts';
import type { SoldMonth } from './month-series.ts';
import type { ProductLines } from './product-lines.store.ts';

type Stores = Pick<StoreContext, 'ch'>;

const monthColumns = (lines: FactsSql): FactsSql =>
  factsSql`select sku, toStartOfMonth(booked_day) as month, sumIf(quantity, is_refund = 0) as units,
  uniqExactIf(order_key, is_refund = 0) as orders, sumIf(net_amount, is_refund = 0) as sales, -sumIf(net_amount, is_refund = 1) as returns,
  sum(discount_amount) as discount
from ${lines} as lines group by sku, month`;

/** Writes the months of every product. Sales in the month of purchase, returns in the month of refund. */
export const saveMonths = (
  { ch }: Stores,
  { reviewId, drafted }: ProductLines,
  version: number,
): Promise<void> =>
  ch.command(
    factsSql`insert into ${ch.target('review_product_months')} (review_id, sku, month, units, orders, sales, returns, discount, version)
select ${p.uuid(reviewId)}, *, ${p.uint64(version)} from (${monthColumns(drafted)})`,
    { tag: 'products.months', role: 'batch' },
  );

/** The rows of one run of one review. */
export interface ProductsKey {
  readonly reviewId: string;
  readonly version: number;
}

const monthRows = ({ reviewId, version }: ProductsKey): FactsSql =>
  factsSql`(select * from review_product_months where review_id = ${p.uuid(reviewId)} and version = ${p.uint64(version)})`;

interface MonthRow {
  readonly sku: string;
  /** `2026-11-01`. */
  readonly month: string;
  readonly units: number;
  readonly sales: number;
  readonly discount: number;
}

/** Months before `before` with a sale, by product. One scan; about 100 bytes a row held. */
export async function loadSoldMonths(
  { ch }: Stores,
  key: ProductsKey,
  before: string,
): Promise<Map<string, SoldMonth[]>> {
  const found = new Map<string, SoldMonth[]>();
  const rows = ch.stream<MonthRow>(
    factsSql`select sku, month, toFloat64(units) as units, toFloat64(sales) as sales, toFloat64(discount) as discount
from ${monthRows(key)} as months where month < ${p.date(before)} and units > 0 order by sku, month`,
    { tag: 'products.stage-months', role: 'batch' },
  );
  for await (const batch of rows)
    for (const { sku, ...month } of batch) {
      const months = found.get(sku);
      if (months) months.push(month);
      else found.set(sku, [month]);
    }
  return found;
}

export interface ProductMonthRow {
  readonly month: string;
  readonly units: string;
  readonly orders: string;
  readonly sales: string;
  readonly returns: string;
  readonly discount: string;
}

/** One product's months, all of them. */
export const loadProductMonths = (
  { ch }: Stores,
  key: ProductsKey,
  sku: string,
): Promise<ProductMonthRow[]> =>
  ch.query<ProductMonthRow>(
    factsSql`select month, units, orders, sales, returns, discount from ${monthRows(key)} as months
where sku = ${p.string(sku)} order by month`,
    { tag: 'products.one-months', role: 'interactive' },
  );

export interface SpanRow {
  readonly sku: string;
  readonly units_before: string;
  readonly sales_before: string;
  readonly returns_before: string;
  readonly units_after: string;
  readonly sales_after: string;
  readonly returns_after: string;
}

/** Sums by product over two spans of months, for a bridge; one scan of the review's months. */
export function loadSpans(
  { ch }: Stores,
  key: ProductsKey,
  { before, after }: { readonly before: MonthSpan; readonly after: MonthSpan },
): Promise<SpanRow[]> {
  const within = ({ from, to }: MonthSpan) =>
    factsSql`month >= ${p.date(`${from}-01`)} and month <= ${p.date(`${to}-01`)}`;
  const sums = (name: string) => factsSql`sumIf(${ident(name, sumNames)}, ${within(before)})`;
  const later = (name: string) => factsSql`sumIf(${ident(name, sumNames)}, ${within(after)})`;
  return ch.query<SpanRow>(
    factsSql`select sku, ${sums('units')} as units_before, ${sums('sales')} as sales_before, ${sums('returns')} as returns_before,
  ${later('units')} as units_after, ${later('sales')} as sales_after, ${later('returns')} as returns_after
from ${monthRows(key)} as months where (${within(before)}) or (${within(after)}) group by sku order by sku`,
    { tag: 'products.spans', role: 'interactive' },
  );
}

const sumNames = ['units', 'sales', 'returns'];

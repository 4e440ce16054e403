/** Product rows of a review in facts: written in batches by a run, read page by page, one by one and as totals. */
import type { z } from 'zod';
import { decimalToMinor } from '../../kernel/money.ts';
import type { Product, ProductEvidence, productListQuery, productSorts } from '../../records/product.ts';
import type { StoreContext } from '../../store/context.ts';
import { type FactsSql, factsSql, p } from '../../store/facts/sql.ts';
import { rateOf } from './counted-rates.ts';
import type { ProductsKey } from './product-months.store.ts';
import { discountShareOf, type ProductRow } from './product-rows.ts';

type Stores = Pick<StoreContext, 'ch'>;

const batchRows = 5_000;

function storedOf({ reviewId, version }: ProductsKey, row: ProductRow): object {
  const { found, counts } = row;
  const life = found?.life;
  const ok = life?.status === 'ok' ? life : null;
  const trend = ok?.trend ?? null;
  return {
    review_id: reviewId,
    version,
    sku: row.sku,
    product_name: row.product_name,
    category: row.category,
    units: row.units,
    units_before: row.units_before,
    orders: row.orders,
    buyers: row.buyers,
    new_buyers: counts.new_buyers,
    repeat_buyers: counts.repeat_buyers,
    sales: row.sales,
    sales_before: row.sales_before,
    returns: row.returns,
    net: row.net,
    net_before: row.net_before,
    discount: row.discount,
    cost_known_share: row.cost_known_share,
    margin: row.margin,
    channel_cost: row.channelCost,
    service_cost: row.serviceCost,
    contribution: row.contribution,
    contribution_before: row.contributionBefore,
    total_net: row.total_net,
    first_day: row.first_day,
    last_day: row.last_day,
    sale_months: row.sale_months,
    first_buyers: counts.first_buyers,
    second_orders: counts.second_orders,
    second_q: row.secondOrder.q,
    last_buyers: counts.last_buyers,
    lapses: counts.lapses,
    lapse_q: row.lapse.q,
    class: row.class,
    place: row.place,
    stage: ok?.stage ?? 'insufficient',
    months_in_stage: ok?.monthsInStage ?? 0,
    stage_months: life?.months ?? 0,
    slope: trend?.slope ?? null,
    slope_lo: trend?.lo ?? null,
    slope_hi: trend?.hi ?? null,
    slope_p: trend?.p ?? null,
    confidence: ok?.confidence ?? null,
    stock_out_months: found?.stockOutMonths ?? 0,
    promotion_months: found?.promotionMonths ?? 0,
    is_ended: life?.ended ? 1 : 0,
    measured_against: found?.measuredAgainst ?? 'itself',
    action: row.action ?? '',
    evidence: JSON.stringify(row.evidence),
  };
}

/** Writes the rows of a run; nobody reads them before state names the run's version. */
export async function saveProductRows(
  { ch }: Stores,
  key: ProductsKey,
  rows: readonly ProductRow[],
): Promise<void> {
  for (let at = 0; at < rows.length; at += batchRows) {
    const batch = rows.slice(at, at + batchRows).map(row => storedOf(key, row));
    await ch.insert('review_products', batch, { tag: 'products.rows' });
  }
}

type Stored = Readonly<Record<string, string>> & {
  readonly cost_known_share: number;
  readonly slope: number | null;
  readonly slope_lo: number | null;
  readonly slope_hi: number | null;
  readonly slope_p: number | null;
  readonly confidence: number | null;
  readonly second_q: number | null;
  readonly lapse_q: number | null;
};

const rowsOf = ({ reviewId, version }: ProductsKey): FactsSql =>
  factsSql`(select * from review_products where review_id = ${p.uuid(reviewId)} and version = ${p.uint64(version)})`;

function stageOf(row: Stored): Product['stage'] {
  return {
    name: row.stage as Product['stage']['name'],
    monthsInStage: Number(row.months_in_stage),
    months: Number(row.stage_months),
    slope: row.slope,
    lo: row.slope_lo,
    hi: row.slope_hi,
    p: row.slope_p,
    confidence: row.confidence,
    stockOutMonths: Number(row.stock_out_months),
    promotionMonths: Number(row.promotion_months),
    isEnded: Number(row.is_ended) === 1,
    measuredAgainst: row.measured_against as Product['stage']['measuredAgainst'],
  };
}

/** A stored row as the API shows it: money in minor units of the review's currency. */
function productOf(row: Stored, currency: string): Product {
  const minor = (name: string) => Number(decimalToMinor(row[name] ?? '0', currency));
  const minorOrNull = (name: string) => (row[name] === null ? null : minor(name));
  const count = (name: string) => Number(row[name]);
  const [sales, discount, net] = [Number(row.sales), Number(row.discount), Number(row.net)];
  const contribution = row.contribution === null ? null : Number(row.contribution);
  return {
    sku: row.sku ?? '',
    name: row.product_name ?? '',
    category: row.category ?? '',
    units: Number(row.units),
    unitsBefore: Number(row.units_before),
    orders: count('orders'),
    buyers: count('buyers'),
    newBuyers: count('new_buyers'),
    repeatBuyers: count('repeat_buyers'),
    salesMinor: minor('sales'),
    salesBeforeMinor: minor('sales_before'),
    returnsMinor: minor('returns'),
    returnRate: sales > 0 ? Number(row.returns) / sales : null,
    netMinor: minor('net'),
    netBeforeMinor: minor('net_before'),
    discountMinor: minor('discount'),
    discountShare: discountShareOf(sales, discount),
    costKnownShare: row.cost_known_share,
    marginMinor: minorOrNull('margin'),
    channelCostMinor: minor('channel_cost'),
    serviceCostMinor: minor('service_cost'),
    contributionMinor: minorOrNull('contribution'),
    contributionBeforeMinor: minorOrNull('contribution_before'),
    contributionRate: contribution !== null && net > 0 ? contribution / net : null,
    totalNetMinor: minor('total_net'),
    firstDay: row.first_day ?? null,
    lastDay: row.last_day ?? null,
    saleMonths: count('sale_months'),
    secondOrder: { ...rateOf({ n: count('first_buyers'), hits: count('second_orders') }), q: row.second_q },
    lapse: { ...rateOf({ n: count('last_buyers'), hits: count('lapses') }), q: row.lapse_q },
    class: row.class as Product['class'],
    place: count('place'),
    stage: stageOf(row),
    action: (row.action || null) as Product['action'],
    evidence: JSON.parse(row.evidence ?? '[]') as ProductEvidence[],
  };
}

/** Shares are null, and come last, under 30 people, as the list shows them. */
const rate = (hits: FactsSql, n: FactsSql) => factsSql`if(${n} < 30, null, ${hits} / ${n})`;

const sortBy: Readonly<Record<(typeof productSorts)[number], FactsSql>> = {
  sku: factsSql`sku`,
  name: factsSql`product_name`,
  category: factsSql`category`,
  place: factsSql`place`,
  units: factsSql`units`,
  orders: factsSql`orders`,
  buyers: factsSql`buyers`,
  sales: factsSql`sales`,
  net: factsSql`net`,
  returnRate: factsSql`if(sales > 0, toFloat64(returns) / toFloat64(sales), null)`,
  discountShare: factsSql`if(sales + discount > 0, toFloat64(discount) / toFloat64(sales + discount), null)`,
  contribution: factsSql`contribution`,
  contributionRate: factsSql`if(net > 0, toFloat64(contribution) / toFloat64(net), null)`,
  secondOrder: rate(factsSql`second_orders`, factsSql`first_buyers`),
  lapse: rate(factsSql`lapses`, factsSql`last_buyers`),
  slope: factsSql`slope`,
  monthsInStage: factsSql`months_in_stage`,
  firstDay: factsSql`first_day`,
  lastDay: factsSql`last_day`,
};

type Query = Omit<z.output<typeof productListQuery>, 'limit' | 'cursor'>;

function matching(key: ProductsKey, { query = '', ...filters }: Query): FactsSql {
  const text = (value: string | undefined, column: FactsSql) =>
    value === undefined ? factsSql`` : factsSql` and ${column} = ${p.string(value)}`;
  const found =
    query === ''
      ? factsSql`1 = 1`
      : factsSql`(positionCaseInsensitiveUTF8(product_name, ${p.string(query)}) > 0 or positionCaseInsensitiveUTF8(sku, ${p.string(query)}) > 0
    or positionCaseInsensitiveUTF8(category, ${p.string(query)}) > 0)`;
  return factsSql`from ${rowsOf(key)} as products where ${found}${text(filters.class, factsSql`class`)}${text(filters.stage, factsSql`stage`)}${text(filters.action, factsSql`action`)}`;
}

export interface Window {
  readonly limit: number;
  readonly offset: number;
}

/** One page of a review's products and how many match. Two scans of the review's rows (3,000 products: 10 ms). */
export async function findProductRows(
  { ch }: Stores,
  key: ProductsKey & { readonly currency: string },
  { query, window }: { readonly query: Query; readonly window: Window },
): Promise<{ products: Product[]; total: number }> {
  const sort = query.sort ?? 'place';
  const down = sort.startsWith('-');
  const column = sortBy[sort.replace(/^-/, '') as keyof typeof sortBy];
  const from = matching(key, query);
  const order = down ? factsSql`${column} desc nulls last` : factsSql`${column} asc nulls last`;
  const [rows, [counted]] = await Promise.all([
    ch.query<Stored>(
      factsSql`select * ${from} order by ${order}, sku limit ${p.uint32(window.limit)} offset ${p.uint32(window.offset)}`,
      { tag: 'products.list', role: 'interactive' },
    ),
    ch.query<{ n: string }>(factsSql`select count() as n ${from}`, {
      tag: 'products.count',
      role: 'interactive',
    }),
  ]);
  return { products: rows.map(row => productOf(row, key.currency)), total: Number(counted?.n ?? 0) };
}

/** One product of a review, or null. */
export async function findProduct(
  { ch }: Stores,
  key: ProductsKey & { readonly currency: string },
  sku: string,
): Promise<Product | null> {
  const [row] = await ch.query<Stored>(
    factsSql`select * from ${rowsOf(key)} as products where sku = ${p.string(sku)} limit 1`,
    { tag: 'products.one', role: 'interactive' },
  );
  return row ? productOf(row, key.currency) : null;
}

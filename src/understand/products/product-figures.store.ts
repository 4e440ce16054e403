/**
 * What each product sold, earned and brought: one grouping of the draft by product, one by customer. Money stays in the
 * engine's decimals, so that products add up to the review to the last digit.
 */
import type { StoreContext } from '../../store/context.ts';
import { noCustomer } from '../../store/facts/no-customer.ts';
import { type FactsSql, factsSql, p } from '../../store/facts/sql.ts';
import type { Counts } from './counted-rates.ts';
import type { ProductLines } from './product-lines.store.ts';
import type { ProductFigures } from './product-rows.ts';

type Stores = Pick<StoreContext, 'ch'>;

/** From this share of a product's sales with a cost on, the rest takes the product's own rate; below, no money is given. */
const leastKnownShare = factsSql`0.95`;

/** Sale and refund amounts of one window by whether their margin is known, and the margin of the window. */
function marginOf(when: FactsSql): FactsSql {
  const sold = factsSql`${when} and is_refund = 0`;
  const knownSales = factsSql`sumIf(net_amount, ${sold} and isNotNull(margin_amount))`;
  const knownMargin = factsSql`sumIf(margin_amount, ${sold} and isNotNull(margin_amount))`;
  const rest = factsSql`sumIf(net_amount, ${when} and isNull(margin_amount))`;
  const share = factsSql`if(sumIf(net_amount, ${sold}) > 0, toFloat64(${knownSales}) / toFloat64(sumIf(net_amount, ${sold})), 0)`;
  const rate = factsSql`if(${knownSales} > 0, round(toFloat64(${knownMargin}) / toFloat64(${knownSales}), 6), 0)`;
  const filled = factsSql`cast(ifNull(sumIf(margin_amount, ${when}), 0) + cast(round(toDecimal128(${rest}, 4) * toDecimal64(${rate}, 6), 4) as Decimal(18, 4)) as Nullable(Decimal(18, 4)))`;
  const nothing = factsSql`countIf(${when}) = 0`;
  return factsSql`multiIf(${nothing}, cast(0 as Nullable(Decimal(18, 4))), ${share} >= ${leastKnownShare}, ${filled}, null)`;
}

/** The statement over lines: figures of the year that ends with the review, of the year before, and of all time. */
export function figuresSql(lines: FactsSql, asOfDay: string): FactsSql {
  const day = p.date(asOfDay);
  const now = factsSql`booked_day > ${day} - 365`;
  const before = factsSql`booked_day > ${day} - 730 and booked_day <= ${day} - 365`;
  const sold = factsSql`is_refund = 0`;
  const known = factsSql`customer_id != ${p.uuid(noCustomer)}`;
  return factsSql`select sku_key, any(sku) as sku, argMaxIf(product_name, (booked_day, product_name), ${sold} and product_name != '') as product_name,
  toString(argMaxIf(category, (booked_day, category), ${sold})) as category,
  sumIf(quantity, ${now} and ${sold}) as units, sumIf(quantity, ${before} and ${sold}) as units_before,
  uniqExactIf(order_key, ${now} and ${sold}) as orders, uniqExactIf(customer_id, ${now} and ${sold} and ${known}) as buyers,
  sumIf(net_amount, ${now} and ${sold}) as sales, sumIf(net_amount, ${before} and ${sold}) as sales_before,
  -sumIf(net_amount, ${now} and is_refund = 1) as returns,
  sumIf(net_amount, ${now}) as net, sumIf(net_amount, ${before}) as net_before, sumIf(discount_amount, ${now}) as discount,
  if(sales > 0, toFloat64(sumIf(net_amount, ${now} and ${sold} and isNotNull(margin_amount))) / toFloat64(sales), 0) as cost_known_share,
  ${marginOf(now)} as margin, ${marginOf(before)} as margin_before,
  sum(net_amount) as total_net, minOrNullIf(day, ${sold}) as first_day, maxOrNullIf(day, ${sold}) as last_day,
  uniqExactIf(toYYYYMM(day), ${sold}) as sale_months
from ${lines} as lines group by sku_key order by sku`;
}

/** Figures of every product that was ever sold or returned, in order of SKU. One pass over the draft. */
export const loadFigures = ({ ch }: Stores, { drafted, asOfDay }: ProductLines): Promise<ProductFigures[]> =>
  ch.query<ProductFigures>(figuresSql(drafted, asOfDay), { tag: 'products.figures', role: 'batch' });

export interface BuyerRow {
  readonly sku_key: string;
  readonly new_buyers: string;
  readonly repeat_buyers: string;
  readonly first_buyers: string;
  readonly second_orders: string;
  readonly last_buyers: string;
  readonly lapses: string;
}

/** Days within which a second order counts, and days of silence that count as having lapsed. */
export const secondOrderDays = 90;
export const lapseDays = 180;

/**
 * What buyers do around a product, by customer: in order of the draft's key, so that one customer at a time is held.
 * A customer's items are distinct (product, day) pairs in order; the first and last of each product are marked.
 */
export function buyersSql(lines: FactsSql, asOfDay: string): FactsSql {
  const day = p.date(asOfDay);
  const [second, lapse] = [p.uint32(secondOrderDays), p.uint32(lapseDays)];
  return factsSql`select sku_key,
  countIf(is_first and item_day = first_purchase and item_day > ${day} - 365) as new_buyers,
  countIf(is_last and not is_first and item_day > ${day} - 365) as repeat_buyers,
  countIf(is_first and item_day = first_purchase and item_day <= ${day} - ${second} and item_day > ${day} - 730 - ${second}) as first_buyers,
  countIf(is_first and item_day = first_purchase and item_day <= ${day} - ${second} and item_day > ${day} - 730 - ${second}
    and arrayExists(each -> each > item_day and each <= item_day + ${second}, days)) as second_orders,
  countIf(is_last and item_day <= ${day} - ${lapse} and item_day > ${day} - 730 - ${lapse}) as last_buyers,
  countIf(is_last and item_day <= ${day} - ${lapse} and item_day > ${day} - 730 - ${lapse}
    and not arrayExists(each -> each > item_day and each <= item_day + ${lapse}, days)) as lapses
from (select days, days[1] as first_purchase, items.1 as keys, items.2 as item_days,
    arrayMap((key, previous) -> key != previous, keys, arrayPushFront(arrayPopBack(keys), keys[1] + 1)) as firsts,
    arrayMap((key, next) -> key != next, keys, arrayPushBack(arrayPopFront(keys), keys[length(keys)] + 1)) as lasts
  from (select run, customer_id, arraySort(groupUniqArray(day)) as days, arraySort(groupUniqArray((sku_key, day))) as items
    from (select 1 as run, customer_id, day, sku_key from ${lines} as lines where is_refund = 0 and customer_id != ${p.uuid(noCustomer)})
    group by run, customer_id))
array join keys as sku_key, item_days as item_day, firsts as is_first, lasts as is_last
group by sku_key`;
}

/** New, repeat, second-order and lapse counts by product; products bought by nobody known are absent. */
export const loadBuyers = ({ ch }: Stores, { drafted, asOfDay }: ProductLines): Promise<BuyerRow[]> =>
  ch.query<BuyerRow>(buyersSql(drafted, asOfDay), { tag: 'products.buyers', role: 'batch' });

/** How many first purchases of the base were followed by a second within 90 days: each customer once. */
export async function loadSecondOrders({ ch }: Stores, { drafted, asOfDay }: ProductLines): Promise<Counts> {
  const day = p.date(asOfDay);
  const second = p.uint32(secondOrderDays);
  const [row] = await ch.query<Record<'n' | 'hits', string>>(
    factsSql`select count() as n, countIf(arrayExists(each -> each > first_day and each <= first_day + ${second}, days)) as hits
from (select arraySort(groupUniqArray(day)) as days, days[1] as first_day
  from ${drafted} as lines where is_refund = 0 and customer_id != ${p.uuid(noCustomer)} group by customer_id
  having first_day <= ${day} - ${second} and first_day > ${day} - 730 - ${second})`,
    { tag: 'products.second-orders', role: 'batch' },
  );
  return { n: Number(row?.n ?? 0), hits: Number(row?.hits ?? 0) };
}

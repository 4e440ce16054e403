/**
 * What is bought together: pairs counted in the engine, judged by the rules of the models. An order counts a product
 * once; the halves are the older and the newer half of the year's orders.
 */
import { basketRules } from '../../models/basket-rules.ts';
import type { ProductPair } from '../../records/product.ts';
import type { StoreContext } from '../../store/context.ts';
import { type FactsSql, factsSql, p } from '../../store/facts/sql.ts';
import type { ProductLines } from './product-lines.store.ts';

type Stores = Pick<StoreContext, 'ch'>;

/** More in one order are a wholesale list and no basket; their first 50 by hash stand for all. */
const mostItems = 50;
/** METHODS §5: a rule on fewer orders is an anecdote. */
const leastOrders = 30;
/** Candidates are the pairs with the most orders; a base with more says that it was cut. */
const mostPairs = 50_000;
const mostRules = 2_000;

/** One row an order of the year, its products sorted, and whether it is in the older half. */
export function basketsSql(lines: FactsSql, asOfDay: string): FactsSql {
  return factsSql`(select items, row_number() over (order by day, order_key) * 2 <= count() over () as is_older
  from (select order_key, min(day) as day, arraySlice(arraySort(groupUniqArray(sku_key)), 1, ${p.uint32(mostItems)}) as items
    from ${lines} as lines where is_refund = 0 and booked_day > ${p.date(asOfDay)} - 365 group by order_key))`;
}

interface Counted {
  readonly n: string;
  readonly older: string;
}

async function loadCounts({ ch }: Stores, { drafted, asOfDay }: ProductLines) {
  const baskets = basketsSql(drafted, asOfDay);
  const items = await ch.query<Counted & { item: string }>(
    factsSql`select toString(item) as item, count() as n, countIf(is_older) as older from ${baskets} as baskets
array join items as item group by item having n >= ${p.uint32(leastOrders)}`,
    { tag: 'products.baskets', role: 'batch' },
  );
  const [all] = await ch.query<{ n: string }>(
    factsSql`select uniqExact(order_key) as n from ${drafted} as lines where is_refund = 0 and booked_day > ${p.date(asOfDay)} - 365`,
    { tag: 'products.orders', role: 'batch' },
  );
  const pairs = await ch.query<Counted & { left: string; right: string }>(
    factsSql`select toString(pair.1) as left, toString(pair.2) as right, count() as n, countIf(is_older) as older from ${baskets} as baskets
array join arrayFlatten(arrayMap((a, at) -> arrayMap(b -> (a, b), arraySlice(items, at + 1)), items, arrayEnumerate(items))) as pair
where length(items) > 1 group by pair having n >= ${p.uint32(leastOrders)} order by n desc, left, right limit ${p.uint32(mostPairs + 1)}`,
    { tag: 'products.pairs', role: 'batch' },
  );
  return { items, pairs, orders: Number(all?.n ?? 0) };
}

export interface PairsFound {
  readonly orders: number;
  readonly tested: number;
  readonly isCut: boolean;
  readonly rules: ProductPair[];
}

interface Named {
  readonly sku: string;
  readonly name: string;
}

/** Of a pair's two directions the one that holds more often. */
function oneDirection(rules: readonly ProductPair[]): ProductPair[] {
  const best = new Map<string, ProductPair>();
  for (const rule of rules) {
    const key = [rule.if, rule.then].sort().join('\n');
    const other = best.get(key);
    if (!other || rule.confidence > other.confidence) best.set(key, rule);
  }
  return [...best.values()];
}

/** Pairs that pass every control (30 orders, one-sided Fisher with q ≤ .05 over all tested, lift above 1 in both halves). */
export async function loadPairs(
  ctx: Stores,
  lines: ProductLines,
  names: ReadonlyMap<string, Named>,
): Promise<PairsFound> {
  const { items, pairs, orders } = await loadCounts(ctx, lines);
  const kept = pairs.slice(0, mostPairs);
  const place = new Map(items.map(({ item }, at) => [item, at]));
  const nameOf = (key: string): Named => names.get(key) ?? { sku: '', name: '' };
  const counted = ({ n, older }: Counted) => ({ count: Number(n), firstHalf: Number(older) });
  const itemsets = [
    ...items.map((row, at) => ({ items: [at], ...counted(row) })),
    ...kept.map(row => ({
      items: [place.get(row.left) ?? 0, place.get(row.right) ?? 0].sort((a, b) => a - b),
      ...counted(row),
    })),
  ];
  const found = basketRules(
    // Only the number of orders is read from the baskets: their items are counted already.
    { names: items.map(({ item }) => item), offsets: new Int32Array(orders + 1), items: new Int32Array(0) },
    { itemsets, itemOf: Int32Array.from(items, (_, at) => at), complete: pairs.length <= mostPairs },
    { minConfidence: 0, allRules: false },
  );
  const rules = found.rules.map((rule): ProductPair => {
    const [from, to] = [nameOf(rule.if[0] ?? ''), nameOf(rule.then)];
    const { support, confidence, lift, q, liftByHalf } = rule;
    return {
      if: from.sku,
      ifName: from.name,
      then: to.sku,
      thenName: to.name,
      orders: rule.count,
      support,
      confidence,
      lift,
      q,
      liftByHalf: [liftByHalf[0], liftByHalf[1]],
    };
  });
  return {
    orders,
    tested: found.tested,
    isCut: pairs.length > mostPairs,
    rules: oneDirection(rules).slice(0, mostRules),
  };
}

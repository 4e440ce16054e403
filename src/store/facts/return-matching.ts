/**
 * Which purchase a return takes back, where the file does not say, as a function of the purchases and returns a reader
 * sees: no order of imports matters. The rule: same source, customer and goods, the latest earlier purchase of which
 * enough pieces are left; returns are served in order of time. A return larger than what any one purchase has left
 * stays unmatched. Refunds that name their order find its line, where there is one.
 */
import { noCustomer } from './no-customer.ts';
import { type FactsSql, factsSql, p } from './sql.ts';

/** The columns of an order line that matching reads. */
export const purchaseColumns: FactsSql = factsSql`source, customer_id, order_id, line_no, sku, sold_at, quantity, net_amount,
  cost_amount, counts_as_sale, is_deleted`;

export interface MatchSource {
  /** A subquery with `purchaseColumns` of the visible lines; `only` is a condition on customer_id or order_id. */
  readonly purchases: (only: FactsSql) => FactsSql;
  /** A subquery shaped like `refunds`, closed under the customers it holds: all their returns are in it. */
  readonly refunds: FactsSql;
}

/** Pieces left, times and costs of the goods returned, by order, earliest first; and the returns in order of time. */
function pairsSql({ purchases, refunds }: MatchSource): FactsSql {
  const returns = factsSql`select source, customer_id, sku, refund_id, refunded_at, quantity from ${refunds} as returned
    where match_by = 'goods' and customer_id != toUUID(${p.string(noCustomer)})`;
  const bought = factsSql`select source, customer_id, sku, order_id, min(sold_at) as bought_at, sum(quantity) as pieces,
      if(countIf(isNull(cost_amount)) = 0, toFloat64(sum(cost_amount)) / toFloat64(pieces), null) as unit_cost
    from ${purchases(factsSql`customer_id global in (select customer_id from (${returns}))`)} as purchase
    where counts_as_sale = 1 and is_deleted = 0 and (source, customer_id, sku) global in (select source, customer_id, sku from (${returns}))
    group by source, customer_id, sku, order_id`;
  return factsSql`select source, customer_id, bought, back
  from (select source, customer_id, sku, arraySort(groupArray((bought_at, order_id, toDecimal64(pieces, 4), unit_cost))) as bought
    from (${bought}) group by source, customer_id, sku) as purchased
  global inner join (select source, customer_id, sku, arraySort(groupArray((refunded_at, refund_id, toDecimal64(abs(quantity), 4)))) as back
    from (${returns}) group by source, customer_id, sku) as returned_goods using (source, customer_id, sku)`;
}

/** The returns that found their purchase, with its order, time and unit cost. Names differ from those of refunds. */
const byGoods = (from: MatchSource): FactsSql =>
  factsSql`select source as g_source, customer_id as g_customer, tupleElement(served, 1) as g_refund, tupleElement(bought[tupleElement(served, 2)], 2) as bought_order,
  tupleElement(bought[tupleElement(served, 2)], 1) as bought_at, tupleElement(bought[tupleElement(served, 2)], 4) as unit_cost
from (
  select source, customer_id, bought, arrayJoin(arrayZip(arrayMap(r -> tupleElement(r, 2), back),
    tupleElement(arrayFold(
      (acc, r) -> (arrayMap((left, i) -> if(i = arrayLastIndex((l, b) -> l >= tupleElement(r, 3) and tupleElement(b, 1) <= tupleElement(r, 1), tupleElement(acc, 1), bought),
          left - tupleElement(r, 3), left), tupleElement(acc, 1), arrayEnumerate(tupleElement(acc, 1))),
        arrayPushBack(tupleElement(acc, 2), toUInt32(arrayLastIndex((l, b) -> l >= tupleElement(r, 3) and tupleElement(b, 1) <= tupleElement(r, 1), tupleElement(acc, 1), bought)))),
      back, (arrayMap(b -> tupleElement(b, 3), bought), emptyArrayUInt32())), 2))) as served
  from (${pairsSql(from)})
) where tupleElement(served, 2) > 0`;

/** The lines that refunds name, wherever and whosever they are. */
function byOrder({ purchases, refunds }: MatchSource): FactsSql {
  const named = factsSql`select order_id from ${refunds} as naming where match_by = 'order'`;
  return factsSql`select source as n_source, order_id as n_order, line_no as n_line, any(sold_at) as named_at, any(net_amount) as named_net, any(cost_amount) as named_cost,
    1 as is_named
  from ${purchases(factsSql`order_id global in (${named})`)} as named_line where is_deleted = 0 group by source, order_id, line_no`;
}

const decimalOf = (value: FactsSql): FactsSql => factsSql`toDecimal64OrNull(toString(round(${value}, 4)), 4)`;

/**
 * A parenthesised subquery: the refunds with the purchase each has among the visible lines (`order_id`, `matched`,
 * `purchase_sold_at`, `cost_amount`), and `is_rematched` where that is not what the row said. Reads the lines of
 * customers with returns once, and of named orders once; neither where there are none.
 */
export function matchedRefunds(from: MatchSource): FactsSql {
  const goods = factsSql`r.match_by = 'goods'`;
  const named = factsSql`r.match_by = 'order'`;
  const share = factsSql`toFloat64(n.named_cost) * toFloat64(r.amount) / toFloat64(n.named_net)`;
  const never = factsSql`toDateTime64(0, 3, 'UTC')`;
  return factsSql`(select * except (found_order, found_at, found, found_cost)
  replace (found_order as order_id, found_at as purchase_sold_at, found as matched, found_cost as cost_amount)
from (
  select r.*,
    if(${goods}, g.bought_order, r.order_id) as found_order,
    multiIf(${goods}, if(g.bought_order = '', null, g.bought_at), ${named}, if(n.is_named = 0, null, n.named_at), r.purchase_sold_at) as found_at,
    toUInt8(multiIf(${goods}, g.bought_order != '', ${named}, n.is_named, r.matched)) as found,
    multiIf(${goods}, ${decimalOf(factsSql`g.unit_cost * toFloat64(r.quantity)`)},
      ${named}, coalesce(r.given_cost_amount, if(n.named_net > 0, ${decimalOf(share)}, null)), r.cost_amount) as found_cost,
    toUInt8(found != r.matched or found_order != r.order_id or ifNull(found_at, ${never}) != ifNull(r.purchase_sold_at, ${never})
      or ifNull(found_cost, toDecimal64(-1, 4)) != ifNull(r.cost_amount, toDecimal64(-1, 4))) as is_rematched
  from ${from.refunds} as r
  global left any join (${byGoods(from)}) as g on r.source = g.g_source and r.customer_id = g.g_customer and r.refund_id = g.g_refund
  global left any join (${byOrder(from)}) as n on r.source = n.n_source and r.order_id = n.n_order and r.line_no = n.n_line))`;
}

/**
 * Which purchase a return takes back, where the file does not say. The rule: same customer and goods, the latest
 * earlier purchase of which enough pieces are left; returns are served in order of time. A return larger than what any
 * one purchase has left stays unmatched and is counted. Set-based: one pass over the customers and goods returned.
 */
import { noCustomer } from '../../store/facts/sale-lines.ts';
import { type FactsSql, factsSql, p } from '../../store/facts/sql.ts';
import { storableRows } from './order-repeats.store.ts';

/** Purchases in reach: this import's lines and the stored ones, less pieces already taken back. */
function purchases(source: string, wanted: FactsSql): FactsSql {
  const columns = factsSql`customer_id, sku, order_id, sold_at, quantity, net_amount, cost_amount`;
  const counting = factsSql`source = ${p.string(source)} and counts_as_sale = 1 and is_deleted = 0 and (customer_id, sku) in (${wanted})`;
  const incoming = factsSql`select ${columns} from order_lines_incoming where ${counting}`;
  const stored = factsSql`select ${columns} from order_lines where ${counting}
    and cityHash64(order_id, line_no) not in (select cityHash64(order_id, line_no) from order_lines_incoming)`;
  const taken = factsSql`select customer_id, sku, order_id, sum(quantity) as taken from refunds
    where source = ${p.string(source)} and matched = 1 and (customer_id, sku) in (${wanted})
      and refund_id not in (select refund_id from refunds_log_incoming)
    group by customer_id, sku, order_id`;
  return factsSql`select b.customer_id as customer_id, b.sku as sku, b.order_id as order_id, b.bought_at as bought_at,
    b.bought - taken as pieces, b.unit_cost as unit_cost
  from (select customer_id, sku, order_id, min(sold_at) as bought_at, sum(quantity) as bought,
      if(countIf(isNull(cost_amount)) = 0, toFloat64(sum(cost_amount)) / toFloat64(bought), null) as unit_cost
    from (${incoming} union all ${stored}) group by customer_id, sku, order_id) as b
  left any join (${taken}) as t using (customer_id, sku, order_id)`;
}

/**
 * A subquery with one row per matched return of the import: `row_number`, `order_id`, `purchase_sold_at` and
 * `unit_cost` (null when any piece of the purchase has none). Expects the import's lines in `order_lines_incoming`.
 */
export function matchedReturns(importId: string, source: string): FactsSql {
  const returns = factsSql`select customer_id, sku, row_number, refunded_at, quantity from ${storableRows(importId)}
    where row_kind = 'return' and customer_id != toUUID(${p.string(noCustomer)})`;
  const wanted = factsSql`select customer_id, sku from (${returns})`;
  return factsSql`(select tupleElement(served, 1) as row_number, tupleElement(bought[tupleElement(served, 2)], 2) as order_id,
  tupleElement(bought[tupleElement(served, 2)], 1) as purchase_sold_at, tupleElement(bought[tupleElement(served, 2)], 4) as unit_cost
from (
  select bought, arrayJoin(arrayZip(arrayMap(r -> tupleElement(r, 2), back),
    tupleElement(arrayFold(
      (acc, r) -> (arrayMap((left, i) -> if(i = arrayLastIndex((l, b) -> l >= tupleElement(r, 3) and tupleElement(b, 1) <= tupleElement(r, 1), tupleElement(acc, 1), bought),
          left - tupleElement(r, 3), left), tupleElement(acc, 1), arrayEnumerate(tupleElement(acc, 1))),
        arrayPushBack(tupleElement(acc, 2), toUInt32(arrayLastIndex((l, b) -> l >= tupleElement(r, 3) and tupleElement(b, 1) <= tupleElement(r, 1), tupleElement(acc, 1), bought)))),
      back, (arrayMap(b -> tupleElement(b, 3), bought), emptyArrayUInt32())), 2))) as served
  from (select customer_id, sku, arraySort(groupArray((bought_at, order_id, toDecimal64(pieces, 4), unit_cost))) as bought
    from (${purchases(source, wanted)}) group by customer_id, sku) as p
  inner join (select customer_id, sku, arraySort(groupArray((refunded_at, row_number, toDecimal64(abs(quantity), 4)))) as back
    from (${returns}) group by customer_id, sku) as q using (customer_id, sku)
) where tupleElement(served, 2) > 0)`;
}

/** Whom each exclusion rule names, as one facts query: by the kind their file gives them, or by how they buy. */
import type { ExclusionRule } from '../../records/exclusion.ts';
import { noCustomer } from '../../store/facts/sale-lines.ts';
import { type FactsSql, factsSql, joinSql, p } from '../../store/facts/sql.ts';

const somebody = factsSql`customer_id != toUUID(${p.string(noCustomer)})`;

/** An order's money came back when less than this share of it stayed: one kept gift does not make it a purchase. */
const mostKept = '0.5';

const byKind = (kind: string): FactsSql =>
  factsSql`select customer_id, ${p.string(kind)} as rule, 'kind' as detail from customers
    where is_deleted = 0 and kind = ${p.string(kind)}`;

const byLineQuantity = (least: number): FactsSql =>
  factsSql`select customer_id, 'wholesale' as rule, concat('line-quantity:', toString(toInt64(max(quantity)))) as detail
    from order_lines
    where is_deleted = 0 and counts_as_sale = 1 and ${somebody} and quantity >= ${p.uint32(least)} group by customer_id`;

const byYearlySales = (least: string, zone: string): FactsSql =>
  factsSql`select customer_id, 'wholesale' as rule, concat('yearly-sales:', toString(toYear(sold_at, ${p.string(zone)}))) as detail
    from order_lines where is_deleted = 0 and counts_as_sale = 1 and ${somebody}
    group by customer_id, toYear(sold_at, ${p.string(zone)}) having sum(net_amount) >= ${p.decimal(least)}`;

/** Orders of every status: an order that was never paid raises a rank as well. */
const byOrdersPerDay = (least: number, zone: string): FactsSql =>
  factsSql`select customer_id, 'brushing' as rule, concat('orders-per-day:', toString(uniqExact(order_id))) as detail
    from order_lines where is_deleted = 0 and line_kind != 'adjustment' and ${somebody}
    group by customer_id, toDate(ordered_at, ${p.string(zone)}) having uniqExact(order_id) >= ${p.uint32(least)}`;

function byRefundShare(share: number, leastOrders: number): FactsSql {
  const back = factsSql`select customer_id, order_id, sum(amount) as back from refunds
    where is_deleted = 0 and matched = 1 and ${somebody} group by customer_id, order_id`;
  // Only customers with refunds can match, which keeps the join small.
  const orders = factsSql`select customer_id, order_id, sum(net_amount) as net from order_lines
    where is_deleted = 0 and counts_as_sale = 1 and ${somebody} and customer_id in (select customer_id from refunds)
    group by customer_id, order_id`;
  return factsSql`select customer_id, 'brushing' as rule,
      concat('refund-share:', toString(round(countIf(back > net * ${p.decimal(mostKept)}) / count(), 2))) as detail
    from (${orders}) as o left any join (${back}) as b using (customer_id, order_id)
    group by customer_id
    having count() >= ${p.uint32(leastOrders)}
      and countIf(back > net * ${p.decimal(mostKept)}) >= ${p.float64(share)} * count()`;
}

function matchesOf(rule: ExclusionRule, zone: string): FactsSql[] {
  if (rule.rule === 'staff' || rule.rule === 'test') return [byKind(rule.rule)];
  if (rule.rule === 'wholesale') {
    const { lineQuantity, yearlySales } = rule;
    return [
      byKind('wholesale'),
      ...(lineQuantity === null ? [] : [byLineQuantity(lineQuantity)]),
      ...(yearlySales === null ? [] : [byYearlySales(yearlySales, zone)]),
    ];
  }
  const { ordersPerDay, refundShare, minimumOrders } = rule;
  return [
    ...(ordersPerDay === null ? [] : [byOrdersPerDay(ordersPerDay, zone)]),
    ...(refundShare === null ? [] : [byRefundShare(refundShare, minimumOrders)]),
  ];
}

/**
 * `customer_id, rule, detail` of everybody the rules name, each customer once a rule, whether or not the rule is
 * enabled. Reads narrow columns of the current tables; a day's orders are counted in `zone`.
 */
export function exclusionMatches(rules: readonly ExclusionRule[], zone: string): FactsSql {
  const all = rules.flatMap(rule => matchesOf(rule, zone));
  const nobody = factsSql`select toUUID(${p.string(noCustomer)}) as customer_id, '' as rule, '' as detail where 0`;
  return factsSql`select customer_id, rule, min(detail) as detail
    from (${joinSql(all.length > 0 ? all : [nobody], ' union all ')}) group by customer_id, rule`;
}

/**
 * Whom each exclusion rule names, as one facts query: by the kind their file gives them, or by how they buy. The rules are
 * today's, the rows those known at the reader's time.
 */
import type { ExclusionRule } from '../../records/exclusion.ts';
import { type KnownTime, knownRefunds, knownRows } from './known-rows.ts';
import { noCustomer } from './no-customer.ts';
import { excludedToday } from './sale-lines.ts';
import { type FactsParam, type FactsSql, factsSql, joinSql, p } from './sql.ts';

/** Rules may name only what had happened by then, also where the current tables are read. */
export interface ExclusionTime extends KnownTime {
  /** In which a day's orders are counted. */
  readonly zone: string;
  /** How somebody buys from this moment on names nobody; at and after `asOf` it never does. */
  readonly conductBefore?: Date;
}

const conductEnd = ({ asOf, conductBefore = asOf }: ExclusionTime): FactsParam =>
  p.dateTime(conductBefore < asOf ? conductBefore : asOf);

const somebody = factsSql`customer_id != toUUID(${p.string(noCustomer)})`;

/** An order's money came back when less than this share of it stayed: one kept gift does not make it a purchase. */
const mostKept = '0.5';

const byKind = (time: ExclusionTime, kind: string): FactsSql =>
  factsSql`select customer_id, ${p.string(kind)} as rule, 'kind' as detail from ${knownRows('customers', time)} as known_customers
    where is_deleted = 0 and kind = ${p.string(kind)}`;

const sold = (time: ExclusionTime, columns: FactsSql): FactsSql =>
  factsSql`(select ${columns} from ${knownRows('order_lines', time)} as known_lines
    where is_deleted = 0 and counts_as_sale = 1 and ${somebody} and sold_at < ${conductEnd(time)})`;

const byLineQuantity = (time: ExclusionTime, least: number): FactsSql =>
  factsSql`select customer_id, 'wholesale' as rule, concat('line-quantity:', toString(toInt64(max(quantity)))) as detail
    from ${sold(time, factsSql`customer_id, quantity`)} as sold_lines where quantity >= ${p.uint32(least)} group by customer_id`;

const byYearlySales = (time: ExclusionTime, least: string): FactsSql =>
  factsSql`select customer_id, 'wholesale' as rule, concat('yearly-sales:', toString(year)) as detail
    from ${sold(time, factsSql`customer_id, net_amount, toYear(sold_at, ${p.string(time.zone)}) as year`)} as sold_lines
    group by customer_id, year having sum(net_amount) >= ${p.decimal(least)}`;

/** Orders of every status: an order that was never paid raises a rank as well. */
const byOrdersPerDay = (time: ExclusionTime, least: number): FactsSql =>
  factsSql`select customer_id, 'brushing' as rule, concat('orders-per-day:', toString(uniqExact(order_id))) as detail
    from ${knownRows('order_lines', time)} as known_lines
    where is_deleted = 0 and line_kind != 'adjustment' and ${somebody} and ordered_at < ${conductEnd(time)}
    group by customer_id, toDate(ordered_at, ${p.string(time.zone)}) having uniqExact(order_id) >= ${p.uint32(least)}`;

function byRefundShare(time: ExclusionTime, share: number, leastOrders: number): FactsSql {
  const refunds = factsSql`(select customer_id, order_id, amount from ${knownRefunds(time)} as known_refunds
    where is_deleted = 0 and matched = 1 and ${somebody} and refunded_at < ${conductEnd(time)})`;
  const back = factsSql`select customer_id, order_id, sum(amount) as back from ${refunds} as returned group by customer_id, order_id`;
  // Only customers with refunds can match, which keeps the join small. Whether a refund found its purchase does not matter
  // here, and not asking halves the statement: of a small base, of which planning is all the cost, it took half the time.
  const returned = factsSql`select customer_id from ${knownRows('refunds', time)} as known_refunds
    where is_deleted = 0 and ${somebody} and refunded_at < ${conductEnd(time)}`;
  const orders = factsSql`select customer_id, order_id, sum(net_amount) as net
    from ${sold(time, factsSql`customer_id, order_id, net_amount`)} as sold_lines
    where customer_id in (${returned}) group by customer_id, order_id`;
  return factsSql`select customer_id, 'brushing' as rule,
      concat('refund-share:', toString(round(countIf(back > net * ${p.decimal(mostKept)}) / count(), 2))) as detail
    from (${orders}) as o left any join (${back}) as b using (customer_id, order_id)
    group by customer_id
    having count() >= ${p.uint32(leastOrders)}
      and countIf(back > net * ${p.decimal(mostKept)}) >= ${p.float64(share)} * count()`;
}

function matchesOf(rule: ExclusionRule, time: ExclusionTime): FactsSql[] {
  if (rule.rule === 'staff' || rule.rule === 'test') return [byKind(time, rule.rule)];
  if (rule.rule === 'wholesale') {
    const { lineQuantity, yearlySales } = rule;
    return [
      byKind(time, 'wholesale'),
      ...(lineQuantity === null ? [] : [byLineQuantity(time, lineQuantity)]),
      ...(yearlySales === null ? [] : [byYearlySales(time, yearlySales)]),
    ];
  }
  const { ordersPerDay, refundShare, minimumOrders } = rule;
  return [
    ...(ordersPerDay === null ? [] : [byOrdersPerDay(time, ordersPerDay)]),
    ...(refundShare === null ? [] : [byRefundShare(time, refundShare, minimumOrders)]),
  ];
}

/**
 * `customer_id, rule, detail` of everybody the rules name, each customer once a rule, whether or not the rule is
 * enabled. Reads narrow columns of orders, refunds and customers.
 */
export function exclusionMatches(rules: readonly ExclusionRule[], time: ExclusionTime): FactsSql {
  const all = rules.flatMap(rule => matchesOf(rule, time));
  const nobody = factsSql`select toUUID(${p.string(noCustomer)}) as customer_id, '' as rule, '' as detail where 0`;
  return factsSql`select customer_id, rule, min(detail) as detail
    from (${joinSql(all.length > 0 ? all : [nobody], ' union all ')}) group by customer_id, rule`;
}

/**
 * `customer_id, rule` of everybody the enabled rules name as of the time: the table `applyExclusions` keeps where that
 * is what was known then and its conduct counts, else the rules over what was.
 */
export function excludedAsOf(rules: readonly ExclusionRule[], time: ExclusionTime): FactsSql {
  if (time.knownAs === 'current' && !time.conductBefore) return excludedToday;
  const enabled = rules.filter(rule => rule.enabled);
  return factsSql`(select customer_id, rule from (${exclusionMatches(enabled, time)}))`;
}

/** Rows of a file of refunds with what the orders they name say: whose it was, which line, and what it was of. */
import { type FactsSql, factsSql, p } from '../../store/facts/sql.ts';
import { identifierSql } from '../cells/cells.store.ts';
import { type OrderSource, rawCell } from './order-cells.store.ts';

/** The stored orders a file names, each with its lines: (number, goods, name, category, channel, currency, net). */
function namedOrders(source: OrderSource): FactsSql {
  const order = rawCell(source, 'orderId') ?? factsSql`''`;
  return factsSql`(select order_id as o_order, any(said_id) as o_customer, groupArray((line_no, sku, product_name, toString(category),
      toString(channel), toString(currency), net_amount)) as o_lines
    from order_lines where source = ${p.string(source.mapping.source)} and is_deleted = 0
      and order_id in (select ${identifierSql(order)} from ${source.table} as naming) group by order_id)`;
}

/**
 * The staged rows `rows` of a file of refunds: the customer, the goods, the channel and, where the file says none, the
 * currency of the order's line they name by number or goods; of several lines the one with the largest amount. Unknown orders
 * and goods are refused. A refund without a number goes by its order and time.
 */
export function refundFileRows(source: OrderSource, rows: FactsSql): FactsSql {
  const fits = factsSql`arrayFilter(l -> (s.line_given = 0 or tupleElement(l, 1) = s.line_no) and (s.sku = '' or tupleElement(l, 2) = s.sku), o.o_lines)`;
  const currency =
    rawCell(source, 'currency') || source.mapping.currency ? factsSql`currency` : factsSql`of_currency`;
  return factsSql`select import_id, row_number, found_code as code, found_column as column_name, row_kind, identifier,
  o_customer as customer_id, order_id, of_line as line_no, line_given, ordered_at, paid_at, sold_at, status, status_counts, is_booked,
  counts_as_sale, line_kind, of_sku as sku, of_name as product_name, of_category as category, quantity, list_amount, discount_amount,
  net_amount, cost_amount, ${currency} as currency, of_channel as channel, store, region, coupon_code, of_refund as refund_id, refunded_at,
  refund_amount, refund_reason, cityHash64(row_kind, order_id, of_line, of_refund) as repeat_key
from (select s.*, o.o_customer, ${fits} as fitting, arraySort(l -> -tupleElement(l, 7), fitting)[1] as best,
    tupleElement(best, 1) as of_line, tupleElement(best, 2) as of_sku, tupleElement(best, 3) as of_name,
    tupleElement(best, 4) as of_category, tupleElement(best, 5) as of_channel, tupleElement(best, 6) as of_currency,
    multiIf(s.code != '', toString(s.code), empty(o.o_lines), 'refund-order-unknown', empty(fitting), 'refund-item-unknown', '') as found_code,
    multiIf(s.code != '', toString(s.column_name), empty(o.o_lines), 'orderId', empty(fitting), if(s.line_given = 1, 'lineNo', 'sku'), '') as found_column,
    if(s.refund_id = '', concat(s.order_id, '@', toString(toUnixTimestamp64Milli(s.refunded_at))), s.refund_id) as of_refund
  from (${rows}) as s left any join ${namedOrders(source)} as o on s.order_id = o.o_order)`;
}

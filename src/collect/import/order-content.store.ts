/**
 * What makes two rows say the same: one hash over everything but where the row came from, the same expression for a
 * staged file and for the facts.
 */
import { type FactsSql, factsSql } from '../../store/facts/sql.ts';

/** Everything an order line says, for comparing rows of a file and of `order_lines` alike. */
export const lineContent: FactsSql = factsSql`cityHash64(customer_id, order_id, ordered_at, paid_at, sold_at, status,
  counts_as_sale, line_kind, sku, product_name, category, quantity, list_amount, discount_amount, net_amount,
  ifNull(cost_amount, toDecimal64(-1, 4)), currency, channel, store, region, coupon_code)`;

/** Everything a refund says of itself; its purchase is found, not said. `amount` and `reason` name the columns. */
export const refundContent = (amount: FactsSql, reason: FactsSql): FactsSql =>
  factsSql`cityHash64(customer_id, refunded_at, sku, ${amount}, currency, line_kind, ${reason})`;

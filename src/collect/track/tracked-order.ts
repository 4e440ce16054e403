/** An order as events have told it so far, and the rows of facts that say so. Pure. */
import type { OrderEvent, OrderLine } from './order-event.ts';
import { moneyOf, moneyText } from './order-money.ts';

export interface TrackedOrder {
  readonly source: string;
  readonly orderId: string;
  readonly customerId: string;
  /** Whom it was told of: a record that may be another one's person. */
  readonly saidId: string;
  /** Of the newest event about it. */
  readonly occurredAt: Date;
  readonly orderedAt: Date;
  readonly status: string;
  readonly currency: string;
  readonly channel: string;
  readonly store: string;
  readonly couponCode: string;
  readonly lines: readonly OrderLine[];
  /** Lines ever written to facts. */
  readonly linesWritten: number;
}

export interface Told {
  readonly source: string;
  readonly customerId: string;
  readonly saidId: string;
  readonly event: OrderEvent;
  /** False: by somebody who is not named; it takes no order from the one who has it. */
  readonly isNamed: boolean;
  /** The organisation's, where the event names none. */
  readonly currency: string;
}

/** The order after an event about it; the same object when an older event comes late and changes nothing. */
export function orderAfter(before: TrackedOrder | null, told: Told): TrackedOrder {
  const { event, source, customerId, saidId } = told;
  const { occurredAt } = event;
  const isFirst = event.kind === 'completed';
  if (!before)
    return {
      source,
      orderId: event.orderId,
      customerId,
      saidId,
      occurredAt,
      orderedAt: occurredAt,
      status: statusAfter('completed', event),
      currency: event.currency ?? told.currency,
      channel: event.channel ?? source,
      store: event.store ?? '',
      couponCode: event.couponCode ?? '',
      lines: event.lines ?? [],
      linesWritten: 0,
    };
  const orderedAt = isFirst && occurredAt < before.orderedAt ? occurredAt : before.orderedAt;
  if (occurredAt < before.occurredAt) {
    // Said late: only what nobody has said since is taken from it.
    const lines = before.lines.length === 0 && event.lines ? event.lines : before.lines;
    return orderedAt === before.orderedAt && lines === before.lines
      ? before
      : { ...before, orderedAt, lines };
  }
  const owner = told.isNamed ? { customerId, saidId } : {};
  return {
    ...before,
    ...owner,
    occurredAt,
    orderedAt,
    status: statusAfter(before.status, event),
    currency: event.currency ?? before.currency,
    channel: event.channel ?? before.channel,
    store: event.store ?? before.store,
    couponCode: event.couponCode ?? before.couponCode,
    lines: event.lines ?? before.lines,
  };
}

const statusAfter = (before: string, { kind, isCancelled }: OrderEvent): string =>
  kind === 'cancelled' || isCancelled === true
    ? 'cancelled'
    : kind === 'completed' || isCancelled === false
      ? 'completed'
      : before;

export interface Stamp {
  readonly ingestedAt: string;
  readonly version: string;
}

/** No import brought them. */
const noImport = '00000000-0000-0000-0000-000000000000';

const arrival = ({ ingestedAt, version }: Stamp, isDeleted: 0 | 1) => ({
  import_id: noImport,
  ingested_at: ingestedAt,
  known_at: ingestedAt,
  version,
  is_deleted: isDeleted,
});

const noLine: OrderLine = {
  sku: '',
  name: '',
  category: '',
  quantity: '0',
  listAmount: '0',
  netAmount: '0',
  couponCode: '',
};

function lineRow(order: TrackedOrder, { line, lineNo }: { line: OrderLine; lineNo: number }) {
  const at = order.orderedAt.toISOString();
  return {
    source: order.source,
    order_id: order.orderId,
    line_no: lineNo,
    customer_id: order.customerId,
    ordered_at: at,
    paid_at: at,
    sold_at: at,
    status: order.status,
    counts_as_sale: order.status === 'cancelled' ? 0 : 1,
    line_kind: 'product',
    duplicate_no: 0,
    sku: line.sku,
    product_name: line.name,
    category: line.category,
    quantity: line.quantity,
    list_amount: line.listAmount,
    discount_amount: moneyText((moneyOf(line.listAmount) ?? 0n) - (moneyOf(line.netAmount) ?? 0n)),
    net_amount: line.netAmount,
    cost_amount: null,
    currency: order.currency,
    channel: order.channel,
    store: order.store,
    region: '',
    coupon_code: line.couponCode || order.couponCode,
    said_id: order.saidId,
  };
}

/**
 * The rows that make facts say what an order is now: its lines, tombstones for lines that are no more, and for all lines
 * under the customer it had before.
 */
export function lineRows(order: TrackedOrder, formerCustomer: string | null, stamp: Stamp): object[] {
  const own = order.lines.map((line, index) => ({
    ...lineRow(order, { line, lineNo: index + 1 }),
    ...arrival(stamp, 0),
  }));
  const gone = (customerId: string, from: number) =>
    Array.from({ length: Math.max(0, order.linesWritten - from) }, (_, index) => ({
      ...lineRow({ ...order, customerId }, { line: noLine, lineNo: from + index + 1 }),
      ...arrival(stamp, 1),
    }));
  return [
    ...own,
    ...gone(order.customerId, order.lines.length),
    ...(formerCustomer ? gone(formerCustomer, 0) : []),
  ];
}

export interface TrackedRefund {
  readonly source: string;
  readonly refundId: string;
  readonly orderId: string;
  readonly customerId: string;
  readonly refundedAt: Date;
  readonly currency: string;
  /** Null: all of the order. */
  readonly amount: string | null;
  readonly lines: readonly OrderLine[];
  readonly reason: string;
}

/** One row a refund: on the line of its goods where it names one, else on the order's first. */
export function refundRow(
  refund: TrackedRefund,
  { order, stamp, isDeleted }: { order: TrackedOrder; stamp: Stamp; isDeleted: 0 | 1 },
) {
  const [goods] = refund.lines.length === 1 ? refund.lines : [];
  const found = goods ? order.lines.findIndex(line => line.sku === goods.sku) : -1;
  const line = order.lines[Math.max(0, found)] ?? noLine;
  const whole = order.lines.reduce((sum, { netAmount }) => sum + (moneyOf(netAmount) ?? 0n), 0n);
  return {
    source: refund.source,
    refund_id: refund.refundId,
    order_id: refund.orderId,
    line_no: Math.max(0, found) + 1,
    customer_id: refund.customerId,
    said_id: order.saidId,
    refunded_at: refund.refundedAt.toISOString(),
    purchase_sold_at: order.orderedAt.toISOString(),
    matched: 1,
    line_kind: 'product',
    sku: line.sku,
    category: line.category,
    quantity: goods?.quantity ?? '0',
    amount: refund.amount ?? moneyText(whole),
    cost_amount: null,
    reason: refund.reason,
    currency: refund.currency,
    channel: order.channel,
    match_by: 'line',
    given_cost_amount: null,
    ...arrival(stamp, isDeleted),
  };
}

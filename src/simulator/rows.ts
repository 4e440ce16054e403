/**
 * Orders, customers and products as rows of the export files, one text per field of `records/simulated-files.ts`.
 * Cells are clean here; `dirt.ts` roughens them the way a real export does.
 */

import { categories, type Product } from './assortment.ts';
import type { OrderLine } from './basket.ts';
import { dayMs, dayText, timeText } from './calendar.ts';
import { acquisitions, type Customer } from './customer.ts';
import type { Identity } from './identity.ts';
import type { Order, Refund } from './order.ts';

/** Field name to cell text; a clean text holds no comma, quote or line break, so it needs no quoting. */
export type Row = Record<string, string>;

/** Fen as yuan with two decimals. */
export function yuan(minor: number): string {
  const fen = minor % 100;
  return `${(minor - fen) / 100}.${fen < 10 ? '0' : ''}${fen}`;
}

/** A paid order is 已发货 until so long after payment. */
const shippingMs = 6 * dayMs;

const kindTexts: Readonly<Record<Customer['kind'], string>> = {
  person: '普通会员',
  brushing: '普通会员',
  staff: '员工',
  wholesale: '经销商',
  test: '测试账号',
};

/** A member as the member list shows them. */
export function customerRow(customer: Customer, identity: Identity): Row {
  return {
    customer: customer.externalId,
    name: identity.name,
    phone: identity.phone,
    email: identity.email,
    sex: customer.sex === 'male' ? '男' : '女',
    birthYear: String(customer.birthYear),
    region: customer.province,
    city: customer.city,
    registeredAt: timeText(customer.registeredAt),
    acquisitionChannel: acquisitions[customer.acquisition]?.name ?? '',
    kind: kindTexts[customer.kind],
    consentSms: identity.consentSms,
    consentEmail: identity.consentEmail,
    consentWecom: identity.consentWecom,
    consentService: identity.consentService,
    consentAt: timeText(customer.registeredAt),
  };
}

/** What all rows of an order share, as known at `asOf`. */
interface OrderHead {
  readonly customer: string;
  readonly orderedAt: string;
  readonly paidAt: string;
  readonly status: string;
}

function orderHead(order: Order, asOf: number): OrderHead {
  const shipping =
    order.status === '已完成' && order.channel !== '门店' && (order.paidAt ?? 0) > asOf - shippingMs;
  return {
    customer: order.customer?.externalId ?? '',
    orderedAt: timeText(order.orderedAt),
    paidAt: order.paidAt === null ? '' : timeText(order.paidAt),
    status: shipping ? '已发货' : order.status,
  };
}

/** Written out field by field: spreading objects made the export of 20 million lines a third slower. */
function saleRow(order: Order, head: OrderHead, line: OrderLine): Row {
  return {
    documentType: '销售',
    orderId: order.orderId,
    lineNo: String(line.lineNo),
    refundId: '',
    customer: head.customer,
    orderedAt: head.orderedAt,
    paidAt: head.paidAt,
    status: head.status,
    sku: line.product.sku,
    productName: line.product.name,
    category: categories[line.product.category]?.name ?? '',
    quantity: String(line.quantity),
    listAmount: yuan(line.listMinor),
    discountAmount: yuan(line.discountMinor),
    netAmount: yuan(line.netMinor),
    costAmount: yuan(line.costMinor),
    channel: order.channel,
    store: order.store,
    region: order.province,
    couponCode: order.couponCode,
    refundedAt: '',
    refundAmount: '',
    refundReason: '',
  };
}

/** One row a line of an order, as known at `asOf` (milliseconds). */
export function saleRows(order: Order, asOf: number): Row[] {
  const head = orderHead(order, asOf);
  return order.lines.map(line => saleRow(order, head, line));
}

/** A refund row names its order and line and repeats the order's times and places. */
export function refundRow(order: Order, refund: Refund): Row {
  return {
    ...saleRow(order, orderHead(order, Number.POSITIVE_INFINITY), refund.line),
    documentType: '退款',
    refundId: refund.refundId,
    quantity: String(refund.quantity),
    listAmount: '',
    discountAmount: '',
    netAmount: '',
    costAmount: yuan(refund.costMinor),
    couponCode: '',
    refundedAt: timeText(refund.refundedAt),
    refundAmount: yuan(refund.amountMinor),
    refundReason: refund.reason,
  };
}

/** A product as the master data show it on `day`. */
export function productRow(product: Product, day: number): Row {
  return {
    sku: product.sku,
    productName: product.name,
    category: categories[product.category]?.name ?? '',
    listPrice: yuan(product.priceMinor),
    unitCost: yuan(product.costMinor),
    launchedOn: dayText(product.launchDay),
    withdrawnOn: product.withdrawnDay < day ? dayText(product.withdrawnDay) : '',
  };
}

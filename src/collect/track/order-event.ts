/**
 * Events of the e-commerce specification as changes of orders: `Order Completed`, `Updated`, `Cancelled` and `Refunded`. The
 * event with the latest time has the last word on an order; what it leaves out stays.
 */
import { scrubText } from './contact-scrub.ts';
import { isObject, type JsonObject, textOf } from './json-text.ts';
import { allocated, type Money, moneyOf, moneyText, times } from './order-money.ts';
import type { Refusal, TrackMessage } from './track-message.ts';

const orderKinds = {
  'Order Completed': 'completed',
  'Order Updated': 'updated',
  'Order Cancelled': 'cancelled',
  'Order Refunded': 'refunded',
} as const;
/** Names of the events that become orders and refunds. */
export const orderEventNames: readonly string[] = Object.keys(orderKinds);
export type OrderEventKind = (typeof orderKinds)[keyof typeof orderKinds];

/** Amounts are decimal texts of four places, in major units. */
export interface OrderLine {
  readonly sku: string;
  readonly name: string;
  readonly category: string;
  readonly quantity: string;
  readonly listAmount: string;
  readonly netAmount: string;
  readonly couponCode: string;
}

export interface OrderEvent {
  readonly kind: OrderEventKind;
  readonly orderId: string;
  readonly refundId: string | null;
  readonly occurredAt: Date;
  readonly currency: string | null;
  readonly channel: string | null;
  readonly store: string | null;
  readonly couponCode: string | null;
  /** Null: the event says nothing of the goods. */
  readonly lines: readonly OrderLine[] | null;
  /** Of a refund; null: all of the order. */
  readonly amount: string | null;
  readonly reason: string;
  /** Said of an order as it stands: false, it stands although it was cancelled before. Null: not said. */
  readonly isCancelled: boolean | null;
}

export type OrderReading =
  | { readonly ok: true; readonly event: OrderEvent | null }
  | ({ readonly ok: false } & Refusal);

class Unreadable {
  readonly refusal: Refusal;
  constructor(path: string, expected: string, code = 'track-order-invalid') {
    this.refusal = { code, path: `properties.${path}`, received: '', expected };
  }
}

const mostLines = 500;

const short = (value: unknown): string | null => {
  const text = textOf(value);
  return text === null ? null : scrubText(text.slice(0, 200));
};

function amountOf(fields: JsonObject, path: string, at = path): Money | null {
  const value = fields[path];
  if (value === undefined || value === null || value === '') return null;
  const money = moneyOf(value);
  if (money === null) throw new Unreadable(at, '68.50');
  return money;
}

function orderIdOf(properties: JsonObject): string {
  const id = textOf(properties['order_id']) ?? textOf(properties['orderId']);
  if (id === null || id.length > 200) throw new Unreadable('order_id', 'text, at most 200 characters');
  // Blanked it would make one order of many; as it is it would stand in facts.
  if (scrubText(id) !== id)
    throw new Unreadable('order_id', 'no phone number or address', 'track-order-contact');
  return id;
}

interface Goods extends Omit<OrderLine, 'listAmount' | 'netAmount'> {
  readonly gross: Money;
  /** What was paid for the line, where the event says it line by line. */
  readonly net: Money | null;
}

function goodsOf(product: unknown, index: number): Goods {
  const path = `products[${index}]`;
  if (!isObject(product)) throw new Unreadable(path, 'object');
  const quantity = amountOf(product, 'quantity', `${path}.quantity`) ?? moneyOf(1) ?? 0n;
  const net = amountOf(product, 'net_amount', `${path}.net_amount`);
  const list = amountOf(product, 'list_amount', `${path}.list_amount`);
  const price = amountOf(product, 'price', `${path}.price`);
  if ((net ?? 0n) < 0n || (list ?? 0n) < 0n) throw new Unreadable(`${path}.net_amount`, '0 or more');
  if (quantity < 0n || (price ?? 0n) < 0n) throw new Unreadable(`${path}.quantity`, '0 or more');
  return {
    sku: short(product['sku']) ?? short(product['product_id']) ?? short(product['productId']) ?? '',
    name: short(product['name']) ?? '',
    category: short(product['category']) ?? '',
    quantity: moneyText(quantity),
    couponCode: short(product['coupon']) ?? '',
    gross: list ?? (price === null ? (net ?? 0n) : times(quantity, price)),
    net,
  };
}

/** What the goods cost after discounts, without tax and shipping, by the most exact field that says it. */
function netOf(properties: JsonObject, gross: Money): Money {
  const [subtotal, total, tax, shipping, revenue, discount] = [
    'subtotal',
    'total',
    'tax',
    'shipping',
    'revenue',
    'discount',
  ].map(path => amountOf(properties, path));
  if (subtotal !== null && subtotal !== undefined) return subtotal;
  if (total !== null && total !== undefined && (tax || shipping))
    return total - (tax ?? 0n) - (shipping ?? 0n);
  return revenue ?? total ?? gross - (discount ?? 0n);
}

/** What each line says was paid for it; where not all do, what was paid for the order in proportion to their prices. */
function netsOf(properties: JsonObject, goods: readonly Goods[]): readonly Money[] {
  const said = goods.flatMap(({ net }) => (net === null ? [] : [net]));
  if (said.length === goods.length) return said;
  const gross = goods.map(each => each.gross);
  return allocated(
    netOf(
      properties,
      gross.reduce((sum, each) => sum + each, 0n),
    ),
    gross,
  );
}

function linesOf(properties: JsonObject): OrderLine[] | null {
  const { products } = properties;
  const isEmpty =
    products === undefined || products === null || (Array.isArray(products) && products.length === 0);
  const saysAmount = ['subtotal', 'total', 'revenue'].some(path => amountOf(properties, path) !== null);
  if (isEmpty && !saysAmount) return null;
  if (!isEmpty && (!Array.isArray(products) || products.length > mostLines))
    throw new Unreadable('products', `list, at most ${mostLines}`);
  const goods = isEmpty ? [wholeOrder(netOf(properties, 0n))] : (products as unknown[]).map(goodsOf);
  const nets = netsOf(properties, goods);
  return goods.map(({ gross: list, net: _, ...line }, index) => {
    const net = nets[index] ?? 0n;
    return { ...line, netAmount: moneyText(net), listAmount: moneyText(list > net ? list : net) };
  });
}

/** An order of which only the amount is told. */
const wholeOrder = (gross: Money): Goods => ({
  sku: '',
  name: '',
  category: '',
  quantity: '1',
  couponCode: '',
  gross,
  net: null,
});

function currencyOf(properties: JsonObject): string | null {
  const text = textOf(properties['currency']);
  if (text === null) return null;
  if (!/^[A-Za-z]{3}$/.test(text)) throw new Unreadable('currency', 'CNY');
  return text.toUpperCase();
}

function read(kind: OrderEventKind, { properties, times: { occurredAt } }: TrackMessage): OrderEvent {
  const isRefund = kind === 'refunded';
  const total = isRefund ? (amountOf(properties, 'total') ?? amountOf(properties, 'revenue')) : null;
  const hasGoods = isRefund && Array.isArray(properties['products']) && properties['products'].length > 0;
  const lines = isRefund && !hasGoods ? null : linesOf(properties);
  const sum = (lines ?? []).reduce((all, { netAmount }) => all + (moneyOf(netAmount) ?? 0n), 0n);
  return {
    kind,
    orderId: orderIdOf(properties),
    refundId: short(properties['refund_id']) ?? short(properties['refundId']),
    occurredAt,
    currency: currencyOf(properties),
    channel: short(properties['channel']),
    store: short(properties['affiliation']),
    couponCode: short(properties['coupon']),
    lines,
    amount: total !== null ? moneyText(total) : hasGoods && sum > 0n ? moneyText(sum) : null,
    reason: isRefund ? (short(properties['reason']) ?? '') : '',
    isCancelled: typeof properties['cancelled'] === 'boolean' ? properties['cancelled'] : null,
  };
}

/** The change of an order that an event tells; null where it tells none. Never throws. */
export function readOrderEvent(message: TrackMessage): OrderReading {
  const kind = message.kind === 'track' ? orderKinds[message.event as keyof typeof orderKinds] : undefined;
  if (!kind) return { ok: true, event: null };
  try {
    return { ok: true, event: read(kind, message) };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, ...error.refusal };
    throw error;
  }
}

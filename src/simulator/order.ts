/**
 * An order: when, where, what became of it and what of it comes back. It is a function of its own stream and the
 * instant it is placed at, never of what happened to other orders.
 */
import { type Assortment, categories } from './assortment.ts';
import { fillBasket, type HeldCoupon, type OrderLine } from './basket.ts';
import { dayMs, dayOf, timeText, zoneOffsetMs } from './calendar.ts';
import {
  type Base,
  brushesForRefund,
  type Customer,
  type PurchaseChannel,
  purchaseChannels,
} from './customer.ts';
import { purposes, type Stream, stream } from './streams.ts';

export type OrderStatus = '已完成' | '已发货' | '待付款' | '已取消' | '已退款';

export interface Order {
  readonly orderId: string;
  /** Null for a walk-in customer who showed no membership. */
  readonly customer: Customer | null;
  readonly orderedAt: number;
  readonly paidAt: number | null;
  readonly status: OrderStatus;
  readonly channel: PurchaseChannel;
  readonly store: string;
  readonly province: string;
  readonly couponCode: string;
  readonly lines: readonly OrderLine[];
  readonly refunds: readonly Refund[];
}

/** Goods that came back: their money and their cost leave the shop's margin at `refundedAt`. */
export interface Refund {
  readonly refundId: string;
  readonly line: OrderLine;
  readonly refundedAt: number;
  readonly quantity: number;
  readonly amountMinor: number;
  readonly costMinor: number;
  readonly reason: string;
}

/** Refunds come at most this long after payment, so that a span needs no older orders. */
export const longestRefundDays = 60;

const reasons = ['不想要了', '质量问题', '尺寸不合适', '与描述不符', '发错货'];

/** Who sends goods back: members by category, brushing accounts everything, staff and dealers nothing. */
function returnRateOf(customer: Customer): number | undefined {
  if (customer.kind === 'person') return undefined;
  return brushesForRefund(customer) ? 1 : 0;
}

/** Returns after shipping: days to the refund are log-normal with median 4 and 95 % within 14. */
function drawRefunds(
  draw: Stream,
  order: { orderId: string; paidAt: number; lines: readonly OrderLine[]; returnRate: number | undefined },
): Refund[] {
  const refunds: Refund[] = [];
  for (const line of order.lines) {
    if (!draw.chance(order.returnRate ?? categories[line.product.category]?.returnRate ?? 0)) continue;
    const days = Math.min(longestRefundDays - 1, 4 * Math.exp(0.76 * draw.normal()));
    const quantity = line.quantity > 1 && draw.chance(0.4) ? 1 : line.quantity;
    refunds.push({
      refundId: `T${order.orderId}${line.lineNo}`,
      line,
      refundedAt: Math.floor((order.paidAt + days * dayMs) / 1000) * 1000,
      quantity,
      amountMinor: Math.round((line.netMinor * quantity) / line.quantity),
      costMinor: Math.round((line.costMinor * quantity) / line.quantity),
      reason: reasons[draw.below(reasons.length)] as string,
    });
  }
  return refunds;
}

/** Outcome of an order once placed; only dealers and staff always pay and never cancel. */
function drawStatus(draw: Stream, customer: Customer): Exclude<OrderStatus, '已发货'> {
  const u = draw.uniform();
  if (customer.kind !== 'person') return '已完成';
  if (u < 0.035) return '已取消';
  if (u < 0.045) return '待付款';
  return u < 0.063 ? '已退款' : '已完成';
}

/** Shops are closed at night, so a late order goes online. */
function drawChannel(draw: Stream, customer: Customer, at: number): PurchaseChannel {
  const channel = purchaseChannels[draw.pick(customer.channelWeights)] as PurchaseChannel;
  const hour = Math.floor(((at + zoneOffsetMs) % dayMs) / 3_600_000);
  return channel === '门店' && (hour < 9 || hour >= 22) ? '小程序' : channel;
}

const pad = (value: number, width: number) => String(value).padStart(width, '0');
/** Order numbers hold the second and the customer, so they are unique while nobody orders twice in one second. */
function orderIdOf(at: number, customerNumber: number, prefix: string): string {
  const t = timeText(at);
  const date = t.slice(2, 4) + t.slice(5, 7) + t.slice(8, 10);
  const time = t.slice(11, 13) + t.slice(14, 16) + t.slice(17, 19);
  return `${prefix}${date}${time}${pad((customerNumber * 7 + 13) % 10_000_000, 7)}`;
}

/** The shop as orders need it. */
export interface World {
  readonly base: Base;
  readonly assortment: Assortment;
}

export interface OrderPlan {
  readonly at: number;
  /** Stream of the basket: `order` with a visit's ordinal, or `induced` with a hash. */
  readonly purpose: 'order' | 'induced' | 'walkIn';
  readonly index: number;
  readonly held: HeldCoupon | null;
}

/** The whole order of a plan, refunds included whenever they come. About 5 µs. */
export function makeOrder({ base, assortment }: World, customer: Customer, plan: OrderPlan): Order {
  const draw = stream(base.seed, plan.purpose, [customer.number, plan.index]);
  const day = dayOf(plan.at);
  const status = drawStatus(draw, customer);
  const channel = drawChannel(draw, customer, plan.at);
  const walkIn = plan.purpose === 'walkIn';
  const orderId = orderIdOf(plan.at, customer.number, walkIn ? 'P' : 'D');
  const paidAt = plan.at + 1000 * (5 + draw.below(900));
  const { lines, couponCode } = fillBasket(assortment, customer, { draw, day, held: plan.held });
  const returns = stream(base.seed, 'returns', [
    customer.number,
    plan.index ^ (purposes[plan.purpose] << 20),
  ]);
  const paid = walkIn || status === '已完成' || status === '已退款';
  const kept = walkIn || status === '已完成';
  return {
    orderId,
    customer: walkIn ? null : customer,
    orderedAt: plan.at,
    paidAt: paid ? paidAt : null,
    status: walkIn ? '已完成' : status,
    channel: walkIn ? '门店' : channel,
    store: walkIn || channel === '门店' ? `${customer.city}一店` : '',
    province: customer.province,
    couponCode,
    lines,
    refunds: kept ? drawRefunds(returns, { orderId, paidAt, lines, returnRate: returnRateOf(customer) }) : [],
  };
}

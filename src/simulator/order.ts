/**
 * What an order holds: lines, prices, discounts, costs, status, and what of it comes back. A basket is a function of
 * its own stream and the day it is bought on, never of what happened to other orders.
 */
import { type Assortment, categories, type Product } from './assortment.ts';
import { dayMs, dayOf, isSaleDay, timeText, zoneOffsetMs } from './calendar.ts';
import { type Base, type Customer, type PurchaseChannel, purchaseChannels } from './customer.ts';
import { purposes, type Stream, stream } from './streams.ts';

export interface OrderLine {
  readonly lineNo: number;
  readonly product: Product;
  readonly quantity: number;
  readonly listMinor: number;
  readonly discountMinor: number;
  readonly netMinor: number;
  readonly costMinor: number;
}

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

/** A coupon the customer will use on this order if its list amount reaches the threshold. */
export interface HeldCoupon {
  readonly code: string;
  readonly faceValueMinor: number;
  readonly thresholdMinor: number;
  /** Whether the customer fills the basket up to the threshold, as those do who come for the coupon. */
  readonly fillsUp: boolean;
}

/** Refunds come at most this long after payment, so that a span needs no older orders. */
export const longestRefundDays = 60;

interface Draft {
  readonly product: Product;
  quantity: number;
}

/** First interests of the customer, each product once, planted companions after it. */
function drawLines(shop: Assortment, customer: Customer, at: { draw: Stream; day: number }): Draft[] {
  const { draw, day } = at;
  const lines: Draft[] = [];
  const add = (index: number) => {
    if (lines.some(line => line.product.index === index)) return;
    const u = draw.uniform();
    lines.push({ product: shop.products[index] as Product, quantity: u < 0.76 ? 1 : u < 0.94 ? 2 : 3 });
  };
  for (let left = 1 + draw.poisson(customer.extraLines); left > 0; left--) {
    const index = shop.drawProduct(draw, draw.pick(customer.categoryWeights), day);
    add(index);
    for (const planted of shop.follows.get(index) ?? []) {
      if (draw.chance(planted.confidence)) add(planted.then.index);
    }
  }
  return lines;
}

const listOf = (lines: readonly Draft[]) =>
  lines.reduce((sum, { product, quantity }) => sum + product.priceMinor * quantity, 0);

/** Fills a basket up to a coupon's threshold with one more thing at a time, as shoppers do. */
function fillUp(
  shop: Assortment,
  customer: Customer,
  basket: Draft[],
  at: { draw: Stream; day: number; threshold: number },
) {
  for (let tries = 0; tries < 12 && listOf(basket) < at.threshold; tries++) {
    const index = shop.drawProduct(at.draw, at.draw.pick(customer.categoryWeights), at.day);
    const same = basket.find(line => line.product.index === index);
    if (same) same.quantity++;
    else basket.push({ product: shop.products[index] as Product, quantity: 1 });
  }
}

/** Spreads a discount over lines in proportion to their list amounts; the last line takes the rounding. */
function priceLines(basket: readonly Draft[], discountMinor: number): OrderLine[] {
  const total = listOf(basket);
  let left = discountMinor;
  return basket.map(({ product, quantity }, at) => {
    const listMinor = product.priceMinor * quantity;
    const share = at === basket.length - 1 ? left : Math.floor((discountMinor * listMinor) / total);
    left -= share;
    return {
      lineNo: at + 1,
      product,
      quantity,
      listMinor,
      discountMinor: share,
      netMinor: listMinor - share,
      costMinor: product.costMinor * quantity,
    };
  });
}

/** The shop's own price cuts: sales events for all, the house coupon mostly for those who look for it. */
function houseDiscount(customer: Customer, listMinor: number, at: { draw: Stream; day: number }) {
  const rate = 0.06 + 0.08 * at.draw.uniform();
  const wantsCoupon = at.draw.chance(customer.persona === 'coupon-driven' ? 0.22 : 0.06);
  if (isSaleDay(at.day)) return { discountMinor: Math.round(listMinor * rate), couponCode: '' };
  if (wantsCoupon && listMinor >= 15_000) return { discountMinor: 1_500, couponCode: 'HYQ15' };
  return { discountMinor: 0, couponCode: '' };
}

/** A held coupon replaces the house coupon and stands beside a sales event; it never pays more than 60 %. */
function discountOf(
  customer: Customer,
  listMinor: number,
  at: { draw: Stream; day: number; held: HeldCoupon | null },
) {
  const house = houseDiscount(customer, listMinor, at);
  const { held } = at;
  if (!held || listMinor < held.thresholdMinor) return house;
  const others = house.couponCode === '' ? house.discountMinor : 0;
  return {
    discountMinor: Math.min(Math.floor(listMinor * 0.6), others + held.faceValueMinor),
    couponCode: held.code,
  };
}

/** Baskets of those who are no ordinary members: staff prices, dealers' cartons, one-fen tests, one hot product. */
function specialLines(
  shop: Assortment,
  customer: Customer,
  at: { draw: Stream; day: number },
): { lines: OrderLine[]; couponCode: string } {
  if (customer.kind === 'staff') {
    const basket = drawLines(shop, customer, at);
    return { lines: priceLines(basket, Math.round(listOf(basket) * 0.3)), couponCode: 'YGNG' };
  }
  if (customer.kind === 'wholesale') {
    const basket = drawLines(shop, customer, at).map(line => ({
      ...line,
      quantity: 12 + 6 * at.draw.below(9),
    }));
    return { lines: priceLines(basket, Math.round(listOf(basket) * 0.25)), couponCode: '' };
  }
  const category = customer.kind === 'test' ? 0 : customer.number % categories.length;
  const product = shop.products[category * 24] as Product;
  const [line] = priceLines([{ product, quantity: 1 }], 0) as [OrderLine];
  if (customer.kind === 'brushing') return { lines: [line], couponCode: '' };
  return { lines: [{ ...line, discountMinor: line.listMinor - 1, netMinor: 1 }], couponCode: '' };
}

const reasons = ['不想要了', '质量问题', '尺寸不合适', '与描述不符', '发错货'];

/** Returns after shipping: days to the refund are log-normal with median 4 and 95 % within 14. */
function drawRefunds(
  draw: Stream,
  order: { orderId: string; paidAt: number; lines: readonly OrderLine[] },
): Refund[] {
  const refunds: Refund[] = [];
  for (const line of order.lines) {
    if (!draw.chance(categories[line.product.category]?.returnRate ?? 0)) continue;
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

export interface OrderPlan {
  readonly at: number;
  /** Stream of the basket: `order` with a visit's ordinal, or `induced` with a hash. */
  readonly purpose: 'order' | 'induced' | 'walkIn';
  readonly index: number;
  readonly held: HeldCoupon | null;
}

/** The whole order of a plan, refunds included whenever they come. About 5 µs. */
export function makeOrder(base: Base, shop: Assortment, customer: Customer, plan: OrderPlan): Order {
  const draw = stream(base.seed, plan.purpose, customer.number, plan.index);
  const day = dayOf(plan.at);
  const status = drawStatus(draw, customer);
  const channel = drawChannel(draw, customer, plan.at);
  const walkIn = plan.purpose === 'walkIn';
  const orderId = orderIdOf(plan.at, customer.number, walkIn ? 'P' : 'D');
  const paidAt = plan.at + 1000 * (5 + draw.below(900));
  const { lines, couponCode } = contents(shop, customer, { draw, day, held: plan.held });
  const returns = stream(base.seed, 'returns', customer.number, plan.index ^ (purposes[plan.purpose] << 20));
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
    refunds: kept && customer.kind === 'person' ? drawRefunds(returns, { orderId, paidAt, lines }) : [],
  };
}

function contents(
  shop: Assortment,
  customer: Customer,
  at: { draw: Stream; day: number; held: HeldCoupon | null },
) {
  if (customer.kind !== 'person') return specialLines(shop, customer, at);
  const basket = drawLines(shop, customer, at);
  if (at.held?.fillsUp) fillUp(shop, customer, basket, { ...at, threshold: at.held.thresholdMinor });
  const listMinor = listOf(basket);
  const { discountMinor, couponCode } = discountOf(customer, listMinor, at);
  return { lines: priceLines(basket, discountMinor), couponCode };
}

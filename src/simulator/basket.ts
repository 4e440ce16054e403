/**
 * What goes into a basket and what is paid for it: first interests, planted companions, the shop's own price cuts and
 * the coupon a customer holds.
 */
import { type Assortment, categories, type Product } from './assortment.ts';
import { isSaleDay } from './calendar.ts';
import type { Customer } from './customer.ts';
import type { Stream } from './streams.ts';

export interface OrderLine {
  readonly lineNo: number;
  readonly product: Product;
  readonly quantity: number;
  readonly listMinor: number;
  readonly discountMinor: number;
  readonly netMinor: number;
  readonly costMinor: number;
}

/** A coupon the customer will use on this order if its list amount reaches the threshold. */
export interface HeldCoupon {
  readonly code: string;
  readonly faceValueMinor: number;
  readonly thresholdMinor: number;
  /** Whether the customer fills the basket up to the threshold, as those do who come for the coupon. */
  readonly fillsUp: boolean;
}

interface Basket {
  readonly lines: readonly OrderLine[];
  readonly couponCode: string;
}

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
function fillUp(basket: Draft[], threshold: number, drawProduct: () => Product) {
  for (let tries = 0; tries < 12 && listOf(basket) < threshold; tries++) {
    const product = drawProduct();
    const same = basket.find(line => line.product === product);
    if (same) same.quantity++;
    else basket.push({ product, quantity: 1 });
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
function specialLines(shop: Assortment, customer: Customer, at: { draw: Stream; day: number }): Basket {
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

/** Lines and coupon of an order bought on a day; the held coupon counts only where its threshold is met. */
export function fillBasket(
  shop: Assortment,
  customer: Customer,
  at: { draw: Stream; day: number; held: HeldCoupon | null },
): Basket {
  if (customer.kind !== 'person') return specialLines(shop, customer, at);
  const basket = drawLines(shop, customer, at);
  if (at.held?.fillsUp) {
    const more = () => shop.drawProduct(at.draw, at.draw.pick(customer.categoryWeights), at.day);
    fillUp(basket, at.held.thresholdMinor, () => shop.products[more()] as Product);
  }
  const listMinor = listOf(basket);
  const { discountMinor, couponCode } = discountOf(customer, listMinor, at);
  return { lines: priceLines(basket, discountMinor), couponCode };
}

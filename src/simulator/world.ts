/**
 * One customer's business with the shop in a span of time, in the world where given messages arrived: the meeting
 * point of rhythm, answer and basket that history, response and truth all stand on.
 */
import { courseOf } from './answer.ts';
import { dayMs } from './calendar.ts';
import type { Customer } from './customer.ts';
import type { DeliveredMessage, Engagement } from './message.ts';
import { longestRefundDays, makeOrder, type Order, type Refund, type World } from './order.ts';
import { stream } from './streams.ts';

/** Half-open: from ≤ time < to, milliseconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Business {
  /** Orders that became known in the span: paid in it, or placed in it and never paid. */
  readonly orders: readonly Order[];
  /** Refunds made in the span, of orders of any time. */
  readonly refunds: readonly { readonly order: Order; readonly refund: Refund }[];
  readonly engagements: readonly Engagement[];
}

/** When the shop's export first shows an order. */
const knownAt = (order: Order) => order.paidAt ?? order.orderedAt;
const within = (span: Span, at: number) => at >= span.from && at < span.to;

const walkInGapDays = 3000;
/** Purchases nobody showed a card for; they belong to a member's city and to no member. */
function walkIns(world: World, customer: Customer, span: Span): Order[] {
  if (customer.kind !== 'person' || customer.number >= world.base.customers) return [];
  const { calendar, startsAt, seed } = world.base;
  const draw = stream(seed, 'walkIn', customer.number);
  const orders: Order[] = [];
  let clock = calendar.operational(startsAt, 'ordinary');
  for (let index = 0; ; index++) {
    clock += walkInGapDays * draw.exponential();
    const at = calendar.instant(clock, 'ordinary');
    if (at >= span.to) return orders;
    if (at < span.from - (longestRefundDays + 1) * dayMs) continue;
    orders.push(makeOrder(world, customer, { at, purpose: 'walkIn', index, held: null }));
  }
}

/** Everything a customer did in a span when exactly these messages reached them (all of them, also earlier ones). */
export function businessOf(
  world: World,
  customer: Customer,
  during: { readonly span: Span; readonly messages: readonly DeliveredMessage[] },
): Business {
  const { span, messages } = during;
  const course = courseOf(world.base, customer, { until: span.to, messages });
  const earliest = span.from - (longestRefundDays + 1) * dayMs;
  const made = course.plans.filter(plan => plan.at >= earliest).map(plan => makeOrder(world, customer, plan));
  const all = [...made, ...walkIns(world, customer, span)];
  return {
    orders: all.filter(order => within(span, knownAt(order))),
    refunds: all.flatMap(order =>
      order.refunds.filter(refund => within(span, refund.refundedAt)).map(refund => ({ order, refund })),
    ),
    engagements: course.engagements.filter(engagement => within(span, engagement.at.getTime())),
  };
}

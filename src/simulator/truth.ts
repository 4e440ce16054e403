/**
 * What a campaign truly does to a given population: both worlds simulated with the same random numbers, once with
 * everybody written to and once with nobody, and their difference. It is the finite-population effect that an
 * experiment on these very people estimates.
 */

import { invariant } from '../kernel/invariant.ts';
import { dayMs, dayOf } from './calendar.ts';
import { type Customer, customerOf, numberOf } from './customer.ts';
import type { DeliveredMessage, Offer } from './message.ts';
import type { World } from './order.ts';
import { businessOf } from './world.ts';

/** One outcome window of one customer in one world; money in fen, after discounts, after refunds. */
export interface Outcome {
  /** 1 if some day's net purchases stayed positive after refunds, else 0. */
  readonly buyer: number;
  /** Orders of which something was kept. */
  readonly orders: number;
  readonly netMinor: number;
  readonly marginMinor: number;
}

export interface TruthRequest {
  readonly campaignId: string;
  readonly channel: string;
  readonly offer: Offer;
  /** Everybody the campaign would have written to, each with the instant the message came or would have come. */
  readonly population: Iterable<{ readonly customerExternalId: string; readonly at: Date }>;
  /** Length of the outcome window, which starts at the person's own instant. */
  readonly windowDays: number;
  /** Refunds of the window's purchases made before this instant count; default: 60 days after the window. */
  readonly refundsKnownAt?: Date;
  /** Messages of other campaigns, the same in both worlds. */
  readonly otherMessages?: readonly DeliveredMessage[];
}

/** A figure as its mean per customer in both worlds and the mean difference. */
export interface EffectFigure {
  readonly treated: number;
  readonly untreated: number;
  readonly difference: number;
}

export interface Truth {
  readonly customers: number;
  readonly buyers: EffectFigure;
  readonly orders: EffectFigure;
  readonly netMinor: EffectFigure;
  /** Net of goods and discounts; the cost of contacting is the caller's to subtract. */
  readonly marginMinor: EffectFigure;
}

/** Both potential outcomes of one person; the raw material of a calibration. */
export interface PotentialOutcomes {
  readonly customerExternalId: string;
  readonly treated: Outcome;
  readonly untreated: Outcome;
}

/** Money of a window: purchases paid in it, less their refunds known by `refundsKnownAt`. */
export function outcomeOf(
  world: World,
  customer: Customer,
  read: { from: number; to: number; refundsKnownAt: number; messages: readonly DeliveredMessage[] },
): Outcome {
  const { from, to, refundsKnownAt, messages } = read;
  const netByDay = new Map<number, number>();
  let orders = 0;
  let netMinor = 0;
  let marginMinor = 0;
  for (const order of businessOf(world, customer, { span: { from, to }, messages }).orders) {
    if (order.status !== '已完成' || !order.customer || order.paidAt === null) continue;
    const back = order.refunds.filter(refund => refund.refundedAt < refundsKnownAt);
    const net = sum(order.lines.map(line => line.netMinor)) - sum(back.map(refund => refund.amountMinor));
    const cost = sum(order.lines.map(line => line.costMinor)) - sum(back.map(refund => refund.costMinor));
    const day = dayOf(order.paidAt);
    netByDay.set(day, (netByDay.get(day) ?? 0) + net);
    orders += net > 0 ? 1 : 0;
    netMinor += net;
    marginMinor += net - cost;
  }
  return { buyer: [...netByDay.values()].some(net => net > 0) ? 1 : 0, orders, netMinor, marginMinor };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function groupByCustomer(messages: readonly DeliveredMessage[]): Map<string, DeliveredMessage[]> {
  const groups = new Map<string, DeliveredMessage[]>();
  for (const message of messages) {
    const group = groups.get(message.customerExternalId);
    if (group) group.push(message);
    else groups.set(message.customerExternalId, [message]);
  }
  return groups;
}

/** Both outcomes of every person of the population, in its order; a member number of another shop is a bug. */
export function* potentialOutcomes(world: World, request: TruthRequest): Generator<PotentialOutcomes> {
  const { campaignId, channel, offer, windowDays } = request;
  const others = groupByCustomer(request.otherMessages ?? []);
  for (const { customerExternalId, at } of request.population) {
    const number = numberOf(customerExternalId);
    invariant(number !== null, 'the population holds somebody who is no member of this shop');
    const customer = customerOf(world.base, number);
    const to = at.getTime() + windowDays * dayMs;
    const refundsKnownAt = request.refundsKnownAt?.getTime() ?? to + 60 * dayMs;
    const elsewhere = others.get(customerExternalId) ?? [];
    const own: DeliveredMessage = {
      deliveryId: `${campaignId}:${customerExternalId}`,
      campaignId,
      customerExternalId,
      channel,
      offer,
      deliveredAt: at,
    };
    const read = { from: at.getTime(), to, refundsKnownAt };
    yield {
      customerExternalId,
      treated: outcomeOf(world, customer, { ...read, messages: [...elsewhere, own] }),
      untreated: outcomeOf(world, customer, { ...read, messages: elsewhere }),
    };
  }
}

const figures = ['buyer', 'orders', 'netMinor', 'marginMinor'] as const;

/** Mean difference per person between the two worlds. About 60 µs a person with three years of history. */
export function truthOf(world: World, request: TruthRequest): Truth {
  const totals = { buyer: [0, 0], orders: [0, 0], netMinor: [0, 0], marginMinor: [0, 0] } as Record<
    (typeof figures)[number],
    [number, number]
  >;
  let customers = 0;
  for (const { treated, untreated } of potentialOutcomes(world, request)) {
    customers++;
    for (const figure of figures) {
      totals[figure][0] += treated[figure];
      totals[figure][1] += untreated[figure];
    }
  }
  const mean = ([treated, untreated]: [number, number]): EffectFigure => ({
    treated: treated / Math.max(1, customers),
    untreated: untreated / Math.max(1, customers),
    difference: (treated - untreated) / Math.max(1, customers),
  });
  return {
    customers,
    buyers: mean(totals.buyer),
    orders: mean(totals.orders),
    netMinor: mean(totals.netMinor),
    marginMinor: mean(totals.marginMinor),
  };
}

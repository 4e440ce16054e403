/**
 * How a customer answers a message, given the visits they would make without it: come because of the offer, use the
 * coupon on a visit they would have made anyway, stay away, unsubscribe. Draws belong to (customer, campaign, count),
 * not to the delivery, so the world in which a control person had been written to can be simulated too.
 */

import type { HeldCoupon } from './basket.ts';
import { dayMs } from './calendar.ts';
import { type Base, type Customer, type OfferKind, responseType } from './customer.ts';
import { visitsOf } from './life.ts';
import type { DeliveredMessage, Engagement, EngagementKind, Offer } from './message.ts';
import type { OrderPlan } from './order.ts';
import { type Stream, stream, textHash } from './streams.ts';

/** An offer can be used for so long after delivery; nothing a message causes first happens later. */
export const offerDays = 30;
/** A visit that would have come this soon after an induced one is brought forward instead of added to. */
const pullForwardDays = 45;
/** Visits beyond a span's end that messages in the span may move into it. */
const lookAheadDays = offerDays + pullForwardDays + 5;

interface ChannelHabit {
  /** Share of messages read, and mean hours until they are. */
  readonly read: number;
  readonly hours: number;
  readonly click: number;
  /** Whether reading leaves a trace the sender sees. */
  readonly traced: boolean;
}
const email: ChannelHabit = { read: 0.46, hours: 6, click: 0.08, traced: true };
const sms: ChannelHabit = { read: 0.7, hours: 0.6, click: 0.03, traced: false };
const wecom: ChannelHabit = { read: 0.62, hours: 1.5, click: 0.1, traced: true };
const phone: ChannelHabit = { read: 0.5, hours: 0.05, click: 0, traced: false };
const habits: Readonly<Record<string, ChannelHabit>> = {
  email,
  sandbox: email,
  smtp: email,
  sms,
  file: sms,
  wecom,
  phone,
};

/** Probability that a reader who is persuadable by this kind of offer comes for it; rises with the face value. */
export function pull(offer: Offer): number {
  const face = offer.faceValueMinor ?? 0;
  const byKind: Readonly<Record<OfferKind, number>> = {
    none: 0.12,
    points: 0.12,
    gift: 0.24,
    coupon: 0.41 * (1 - Math.exp(-face / 1600)),
    discount: 0.32 * (1 - Math.exp(-face / 1600)),
  };
  return byKind[offer.kind];
}

/** All draws of one answer, taken before any is used, so that no branch shifts another. */
function drawAnswer(draw: Stream) {
  return {
    read: draw.uniform(),
    readDelay: draw.exponential(),
    click: draw.uniform(),
    clickDelay: draw.exponential(),
    act: draw.uniform(),
    actDelay: draw.exponential(),
    pullForward: draw.uniform(),
    redeem: draw.uniform(),
    stayAway: draw.uniform(),
    unsubscribe: draw.uniform(),
    follow: [draw.uniform(), draw.uniform(), draw.uniform()],
    followGap: [0, 0, 0].map(() => (draw.exponential() + draw.exponential()) / 2),
  };
}
type AnswerDraws = ReturnType<typeof drawAnswer>;

interface Reading {
  readonly message: DeliveredMessage;
  readonly draws: AnswerDraws;
  readonly readAt: number;
  readonly expiresAt: number;
  /** Names the baskets this message causes. */
  readonly key: number;
}

type Plan = OrderPlan & { at: number; held: HeldCoupon | null };

const couponOf = (offer: Offer, fillsUp: boolean): HeldCoupon | null =>
  (offer.kind === 'coupon' || offer.kind === 'discount') && (offer.faceValueMinor ?? 0) > 0
    ? {
        code: offer.code || 'COUPON',
        faceValueMinor: offer.faceValueMinor ?? 0,
        thresholdMinor: offer.thresholdMinor ?? 0,
        fillsUp,
      }
    : null;

/** Whole second that no other visit of this customer occupies: order numbers depend on it. */
function freeSecond(plans: readonly Plan[], at: number): number {
  return plans.some(plan => plan.at === at) ? freeSecond(plans, at + 1000) : at;
}

const insert = (plans: Plan[], plan: Plan) => {
  plans.push(plan);
  plans.sort((a, b) => a.at - b.at);
};

/** Who reads what. */
interface Visitor {
  readonly base: Base;
  readonly customer: Customer;
  readonly reading: Reading;
}

/** The next visit is brought forward to `at`, or a new one is added there, with what follows from waking up. */
function comeAt(plans: Plan[], visit: Visitor & { at: number }) {
  const { base, customer, reading } = visit;
  const { draws, key, message } = reading;
  const at = freeSecond(plans, visit.at);
  const next = plans.find(plan => plan.at > at);
  const held = couponOf(message.offer, true);
  if (next && next.at < at + pullForwardDays * dayMs && draws.pullForward < 0.85) {
    next.at = at;
    next.held = held;
    plans.sort((a, b) => a.at - b.at);
    return;
  }
  insert(plans, { at, purpose: 'induced', index: key, held });
  const { calendar } = base;
  let clock = calendar.operational(at, customer.curve);
  for (const [step, u] of draws.follow.entries()) {
    if (u > 0.3) return;
    clock += Math.max(25, customer.meanGapDays) * (draws.followGap[step] as number);
    const later = freeSecond(plans, calendar.instant(clock, customer.curve));
    if (later < Number.POSITIVE_INFINITY)
      insert(plans, { at: later, purpose: 'induced', index: key + 1 + step, held: null });
  }
}

/** A persuadable reader comes some days after reading, if the offer still holds then. */
function inducedInstant({ base, customer, reading }: Visitor): number | null {
  const { draws, message } = reading;
  if (responseType(customer.persona, message.offer.kind) !== 'persuadable') return null;
  if (draws.act >= pull(message.offer)) return null;
  const clock = base.calendar.operational(reading.readAt, customer.curve) + 0.05 + 5 * draws.actDelay;
  const at = base.calendar.instant(clock, customer.curve);
  return at < reading.expiresAt ? at : null;
}

/** Changes the plans by what a reader does; true if the message made them come. */
function act(plans: Plan[], visitor: Visitor): boolean {
  const { customer, reading } = visitor;
  const { draws, message, readAt, expiresAt } = reading;
  const inWindow = (plan: Plan) => plan.at > readAt && plan.at < expiresAt;
  if (responseType(customer.persona, message.offer.kind) === 'sleeping-dog') {
    const next = plans.findIndex(inWindow);
    if (next >= 0 && draws.stayAway < 0.5) plans.splice(next, 1);
    return false;
  }
  const at = inducedInstant(visitor);
  const next = plans.find(inWindow);
  if (at !== null && (!next || at < next.at)) {
    comeAt(plans, { ...visitor, at });
    return true;
  }
  const redeems = draws.redeem < (customer.persona === 'coupon-driven' ? 0.8 : 0.5);
  const coupon = couponOf(message.offer, false);
  if (next && redeems && coupon && coupon.faceValueMinor > (next.held?.faceValueMinor ?? 0))
    next.held = coupon;
  return false;
}

/** Opens, clicks and unsubscribes of one read message. */
function traces(customer: Customer, reading: Reading, came: boolean): Engagement[] {
  const { message, draws, readAt } = reading;
  const habit = habits[message.channel] ?? sms;
  const engagement = (kind: EngagementKind, at: number): Engagement => ({
    deliveryId: message.deliveryId,
    campaignId: message.campaignId,
    customerExternalId: message.customerExternalId,
    channel: message.channel,
    kind,
    at: new Date(Math.floor(at / 1000) * 1000),
  });
  const putOff = responseType(customer.persona, message.offer.kind) === 'sleeping-dog';
  const clicks = draws.click < habit.click + (came ? 0.6 : 0);
  const leaves = draws.unsubscribe < (putOff ? 0.07 : 0.003);
  return [
    ...(habit.traced ? [engagement('opened', readAt)] : []),
    ...(clicks ? [engagement('clicked', readAt + 30_000 + 60_000 * draws.clickDelay)] : []),
    ...(leaves ? [engagement('unsubscribed', readAt + 60_000 + 60_000 * draws.clickDelay)] : []),
  ];
}

/** Whether and when a message is read; every other message of the last seven days costs attention. */
function readingOf(
  base: Base,
  customer: Customer,
  at: { message: DeliveredMessage; nth: number; recent: number },
): Reading | null {
  const { message, nth, recent } = at;
  const key = textHash(`${message.campaignId}#${nth}`);
  const draws = drawAnswer(stream(base.seed, 'answer', [customer.number, key]));
  const habit = habits[message.channel] ?? sms;
  if (draws.read >= habit.read * customer.attention * 0.7 ** recent) return null;
  const deliveredAt = message.deliveredAt.getTime();
  const readAt = deliveredAt + Math.min(6 * dayMs, habit.hours * 3_600_000 * draws.readDelay);
  return { message, draws, readAt, expiresAt: deliveredAt + offerDays * dayMs, key };
}

export interface Course {
  readonly plans: readonly OrderPlan[];
  readonly engagements: readonly Engagement[];
}

/**
 * What a customer does before `until` when exactly these messages reach them. Messages delivered at or after `until`
 * change nothing, and a later `until` only appends. Without messages it is the base world.
 */
export function courseOf(
  base: Base,
  customer: Customer,
  world: { until: number; messages: readonly DeliveredMessage[] },
): Course {
  const { until } = world;
  const messages = world.messages
    .filter(message => message.deliveredAt.getTime() < until && customer.kind === 'person')
    .sort(
      (a, b) => a.deliveredAt.getTime() - b.deliveredAt.getTime() || (a.deliveryId < b.deliveryId ? -1 : 1),
    );
  const horizon = messages.length === 0 ? until : until + lookAheadDays * dayMs;
  const plans: Plan[] = visitsOf(base, customer, horizon).map(({ at, ordinal }) => ({
    at,
    purpose: 'order',
    index: ordinal,
    held: null,
  }));
  const engagements: Engagement[] = [];
  messages.forEach((message, at) => {
    const earlier = messages.slice(0, at);
    const nth = earlier.filter(one => one.campaignId === message.campaignId).length;
    const weekBefore = message.deliveredAt.getTime() - 7 * dayMs;
    const recent = earlier.filter(one => one.deliveredAt.getTime() > weekBefore).length;
    const reading = readingOf(base, customer, { message, nth, recent });
    if (reading) engagements.push(...traces(customer, reading, act(plans, { base, customer, reading })));
  });
  return { plans: plans.filter(plan => plan.at < until), engagements };
}

/**
 * When a customer comes to the shop if nobody writes to them. Near BG/NBD but not it: gaps are gamma of shape 2 on
 * the operational clock (more regular than Poisson), rates drift, and those who drop out may wake up after a year or
 * two. Staff, dealers, test accounts and brushing have lives of their own.
 */
import { dayOf, dayStart, type ShopCalendar } from './calendar.ts';
import { type Base, brushesForRefund, type Customer } from './customer.ts';
import { type Stream, stream } from './streams.ts';

/** One visit of the base world: the ordinal names its basket's stream, so a moved visit keeps its basket. */
export interface Visit {
  readonly ordinal: number;
  readonly at: number;
  /** Hidden truth of the wait after it: whether the customer falls asleep, and the mean gap of their rhythm then. */
  readonly asleep: boolean;
  readonly meanGapDays: number;
}

const maxVisits = 1200;
/** Extra share of buyers who fall asleep after their first purchase: trying is not liking. */
const onceOnly = 0.17;

/** Visits of an ordinary member before `until`; a longer horizon only appends. */
function memberVisits(
  calendar: ShopCalendar,
  customer: Customer,
  life: { draw: Stream; until: number },
): Visit[] {
  const { draw, until } = life;
  const visits: Visit[] = [];
  if (customer.neverBuys) return visits;
  const wait = draw.chance(0.7) ? 0.02 : 9 * draw.exponential();
  let clock = calendar.operational(customer.registeredAt, customer.curve) + wait;
  let meanGap = customer.meanGapDays;
  while (visits.length < maxVisits) {
    const at = Math.max(customer.registeredAt + 60_000, calendar.instant(clock, customer.curve));
    if (at >= until) return visits;
    const first = visits.length === 0;
    const asleep = draw.chance(
      first ? customer.dropout + onceOnly * (1 - customer.dropout) : customer.dropout,
    );
    visits.push({ ordinal: visits.length, at, asleep, meanGapDays: meanGap });
    const regular = (meanGap / 2) * (draw.exponential() + draw.exponential());
    clock += 0.02 + (asleep ? customer.dormantDays * draw.exponential() + meanGap : regular);
    meanGap = Math.min(
      3 * customer.meanGapDays,
      Math.max(0.5 * customer.meanGapDays, meanGap * customer.gapTrend),
    );
  }
  return visits;
}

/** Visits at a steady rate without drop-out: staff about fortnightly, dealers about monthly, tests now and then. */
function steadyVisits(customer: Customer, life: { draw: Stream; until: number }, gapDays: number): Visit[] {
  const visits: Visit[] = [];
  let day = dayOf(customer.registeredAt) + 1;
  for (;;) {
    const at = dayStart(day) + 9 * 3_600_000 + 1000 * life.draw.below(36_000);
    if (at >= life.until || visits.length >= maxVisits) return visits;
    visits.push({ ordinal: visits.length, at, asleep: false, meanGapDays: gapDays });
    day += 1 + Math.floor((gapDays - 1) * life.draw.exponential());
  }
}

/**
 * Brushing: bursts of orders within hours of one day, then silence. Those who get their money back place four to nine
 * at a time, several times; the others one or two floods of more than twenty.
 */
function brushingVisits(customer: Customer, life: { draw: Stream; until: number }): Visit[] {
  const { draw, until } = life;
  const flood = !brushesForRefund(customer);
  const visits: Visit[] = [];
  let day = dayOf(customer.registeredAt) + 1;
  for (let burst = flood ? 1 + draw.below(2) : 2 + draw.below(4); burst > 0; burst--) {
    for (
      let left = flood ? 22 + draw.below(8) : 4 + draw.below(6), at = dayStart(day) + 36_000_000;
      left > 0;
      left--
    ) {
      at += 1000 * (60 + draw.below(1400));
      visits.push({ ordinal: visits.length, at, asleep: false, meanGapDays: 1 });
    }
    day += 1 + draw.below(25);
  }
  return visits.filter(visit => visit.at < until);
}

/** All visits of a customer before `until` (milliseconds) in the world without messages, in order of time. */
export function visitsOf(base: Base, customer: Customer, until: number): Visit[] {
  const life = { draw: stream(base.seed, 'life', customer.number), until };
  switch (customer.kind) {
    case 'person':
      return memberVisits(base.calendar, customer, life);
    case 'staff':
      return steadyVisits(customer, life, 12);
    case 'wholesale':
      return steadyVisits(customer, life, 34);
    case 'test':
      return steadyVisits(customer, life, 60);
    case 'brushing':
      return brushingVisits(customer, life);
  }
}

/**
 * What a features run fits to a base, from its purchase days alone and without stores: calibrations on many seeds need the
 * models, not the engine. `repurchase.store.test.ts` compares it with a run.
 */
import { fitGapModel, type GapFit, type GapGroup } from '../models/gap-model.ts';
import type { OrderValueRow } from '../models/order-value.ts';
import { type CohortHistory, type CustomerValueFit, fitCustomerValue } from '../understand/customer-value.ts';
import type { BuyerDays } from '../understand/repurchase/standing.ts';
import { ticksOf } from '../understand/repurchase/standing.ts';
import { type NewWindow, newWindow } from '../understand/rhythm.ts';
import {
  atRiskDays,
  type DayCount,
  type SeasonalClock,
  seasonalClock,
} from '../understand/seasonal-clock.ts';

/** A buyer's purchase days (rising, since 1970, in the shop's zone) with the value of each. */
export interface BoughtDays extends BuyerDays {
  readonly customer: string;
  readonly values: readonly number[];
}

export interface FittedBase {
  readonly asOf: number;
  readonly first: number;
  readonly clock: SeasonalClock;
  readonly fit: GapFit;
  readonly window: NewWindow;
  readonly value: CustomerValueFit;
  /** Buyers with what they had bought before the as-of day. */
  readonly buyers: readonly BoughtDays[];
}

interface Bought {
  readonly customer: string;
  readonly at: Date;
  readonly net: number;
  readonly cost?: number;
}

const dayMs = 86_400_000;
const zoneMs = 8 * 3_600_000;
export const shopDay = (at: Date): number => Math.floor((at.getTime() + zoneMs) / dayMs);
const dayText = (day: number) => new Date(day * dayMs).toISOString().slice(0, 10);

/** Purchases by customer and day; value is what the net amount leaves over its cost. */
export function boughtDays(purchases: readonly Bought[]): BoughtDays[] {
  const found = new Map<string, Map<number, number>>();
  for (const { customer, at, net, cost = 0 } of purchases) {
    const own = found.get(customer) ?? new Map<number, number>();
    found.set(customer, own);
    own.set(shopDay(at), (own.get(shopDay(at)) ?? 0) + net - cost);
  }
  return [...found].map(([customer, days]) => {
    const sorted = [...days].sort(([l], [r]) => l - r);
    return { customer, category: '', days: sorted.map(([d]) => d), values: sorted.map(([, v]) => v) };
  });
}

/** The same people as they were known before a day; who had not bought by then is none. */
export function boughtBefore(buyers: readonly BoughtDays[], day: number): BoughtDays[] {
  return buyers.flatMap(buyer => {
    const n = buyer.days.filter(each => each < day).length;
    return n === 0 ? [] : [{ ...buyer, days: buyer.days.slice(0, n), values: buyer.values.slice(0, n) }];
  });
}

function dayCounts(buyers: readonly BoughtDays[], asOf: number): DayCount[] {
  const sums = new Map<number, { returning: number; opened: number }>();
  const at = (day: number) => {
    const sum = sums.get(day) ?? { returning: 0, opened: 0 };
    sums.set(day, sum);
    return sum;
  };
  for (const { days } of buyers)
    for (const [n, day] of days.entries()) {
      const next = days[n + 1] ?? asOf;
      at(day).returning += 0;
      if (next < asOf && next - day <= atRiskDays) at(next).returning += 1;
      at(day + 1).opened += 1;
      at(Math.min(day + atRiskDays, next) + 1).opened -= 1;
    }
  return [...sums]
    .filter(([day]) => day < asOf)
    .sort(([l], [r]) => l - r)
    .map(([day, sum]) => ({ day: dayText(day), ...sum }));
}

function gapGroups(buyers: readonly BoughtDays[], tick: (day: number) => number, asOf: number): GapGroup[] {
  return buyers.flatMap(({ category, days }) => {
    if (days.length < 2) return [];
    const ticks = days.map(tick);
    const logs = ticks.slice(1).map((t, n) => Math.log(Math.max(0.5, t - (ticks[n] as number))));
    const mean = logs.reduce((a, b) => a + b, 0) / logs.length;
    const logElapsed = Math.log(Math.max(0.5, tick(asOf) - (ticks.at(-1) as number)));
    const withinSquares = logs.reduce((t, log) => t + (log - mean) ** 2, 0);
    return [{ category, customers: 1, gaps: logs.length, meanLogGap: mean, logElapsed, withinSquares }];
  });
}

function histories(
  buyers: readonly BoughtDays[],
  tick: (day: number) => number,
  asOf: number,
): CohortHistory[] {
  return buyers.map(({ days }) => {
    const [first, last] = [days[0] as number, days.at(-1) as number];
    return {
      year: new Date(first * dayMs).getUTCFullYear(),
      x: days.length - 1,
      tx: Math.round(tick(last) - tick(first)),
      age: Math.round(tick(asOf) - tick(first)),
      customers: 1,
    };
  });
}

const repeatSum = ({ values }: BoughtDays) => values.slice(1).reduce((a, b) => a + b, 0);

function orderValues(buyers: readonly BoughtDays[]): OrderValueRow[] {
  return buyers.flatMap(buyer => {
    const x = buyer.days.length - 1;
    const z = x === 0 ? 0 : Math.round((100 * repeatSum(buyer)) / x) / 100;
    return z > 0 ? [{ x, z, customers: 1 }] : [];
  });
}

/** Fits all of it as of a day. 8,000 customers of three years take about a second. */
export function fittedBase(all: readonly BoughtDays[], asOf: number): FittedBase {
  const buyers = boughtBefore(all, asOf);
  const clock = seasonalClock(dayCounts(buyers, asOf), dayText(asOf));
  const tick = ticksOf(clock);
  const fit = fitGapModel(gapGroups(buyers, tick, asOf));
  const waits = buyers.map(({ days: [first = 0, second] }) => ({
    days: (second ?? asOf) - first,
    events: second === undefined ? 0 : 1,
    waiting: second === undefined ? 1 : 0,
  }));
  return {
    asOf,
    first: buyers.reduce((least, { days }) => Math.min(least, days[0] as number), asOf),
    clock,
    fit,
    window: newWindow(waits, fit),
    value: fitCustomerValue({ histories: histories(buyers, tick, asOf), values: orderValues(buyers) }),
    buyers,
  };
}

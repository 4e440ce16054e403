/**
 * What a features run fits to a base, from purchase days and their values alone: how the product would have judged at a past
 * day what came after it. `repurchase.store.test.ts` compares it with a run.
 */
import { fitGapModel, type GapFit, type GapGroup } from '../models/gap-model.ts';
import type { OrderValueRow } from '../models/order-value.ts';
import { type CohortHistory, type CustomerValueFit, fitCustomerValue } from './customer-value.ts';
import { type BuyerDays, daysBefore, ticksOf } from './repurchase/standing.ts';
import { type NewWindow, newWindow } from './rhythm.ts';
import { atRiskDays, type DayCount, type SeasonalClock, seasonalClock } from './seasonal-clock.ts';

export interface FitFromDays {
  /** First day anybody bought, since 1970. */
  readonly first: number;
  readonly clock: SeasonalClock;
  readonly fit: GapFit;
  readonly window: NewWindow;
  readonly value: CustomerValueFit;
}

const dayMs = 86_400_000;
const dayText = (day: number) => new Date(day * dayMs).toISOString().slice(0, 10);

function dayCounts(buyers: readonly BuyerDays[], asOf: number): DayCount[] {
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

function gapGroups(buyers: readonly BuyerDays[], tick: (day: number) => number, asOf: number): GapGroup[] {
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
  buyers: readonly BuyerDays[],
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

const repeatSum = ({ values }: BuyerDays) => values.slice(1).reduce((a, b) => a + b, 0);

function orderValues(buyers: readonly BuyerDays[]): OrderValueRow[] {
  return buyers.flatMap(buyer => {
    const x = buyer.days.length - 1;
    const z = x === 0 ? 0 : Math.round((100 * repeatSum(buyer)) / x) / 100;
    return z > 0 ? [{ x, z, customers: 1 }] : [];
  });
}

/** The same buyers as they were known before a day; who had not bought by then is none. */
export function knownBefore<Buyer extends BuyerDays>(buyers: readonly Buyer[], day: number): Buyer[] {
  return buyers.flatMap(buyer => {
    const n = daysBefore(buyer.days, day);
    return n === 0 ? [] : [{ ...buyer, days: buyer.days.slice(0, n), values: buyer.values.slice(0, n) }];
  });
}

/** Fits all of it to what was bought before `asOf`, and to nothing else. 8,000 customers of three years take about a second. */
export function fitFromDays(buyers: readonly BuyerDays[], asOf: number): FitFromDays {
  const clock = seasonalClock(dayCounts(buyers, asOf), dayText(asOf));
  const tick = ticksOf(clock);
  const fit = fitGapModel(gapGroups(buyers, tick, asOf));
  const waits = buyers.map(({ days: [first = 0, second] }) => ({
    days: (second ?? asOf) - first,
    events: second === undefined ? 0 : 1,
    waiting: second === undefined ? 1 : 0,
  }));
  return {
    first: buyers.reduce((least, { days }) => Math.min(least, days[0] as number), asOf),
    clock,
    fit,
    window: newWindow(waits, fit),
    value: fitCustomerValue({ histories: histories(buyers, tick, asOf), values: orderValues(buyers) }),
  };
}

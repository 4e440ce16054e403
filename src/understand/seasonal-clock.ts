/**
 * Operational time: a day counts by how much people bought around it, so that a closed Spring Festival week ages nobody
 * and a 双11 week ages everybody faster. Built from days already observed, never from a forecast.
 */

export interface DayCount {
  /** `YYYY-MM-DD` in the zone of the sales definition. */
  readonly day: string;
  /** Customers who bought on the day. */
  readonly customers: number;
}

export interface SeasonalClock {
  readonly kind: 'observed' | 'plain';
  /** First day the clock knows. */
  readonly from: string;
  /**
   * Operational milli-days elapsed at the end of each day since `from`, the first included. Whole numbers, so that
   * sums over them are exact in any order. Reaches to the as-of day.
   */
  readonly elapsedMilliDays: readonly number[];
}

/** A season cannot be told from a trend in less than this (METHODS §17.3 uses the same bound). */
export const minimumHistoryDays = 455;
const halfWeek = 3;
const halfYear = 182;
/** No day ages a customer less than a fifth or more than five times an ordinary day. */
const leastIndex = 0.2;
const mostIndex = 5;

const dayMs = 86_400_000;
const dayNumber = (day: string) => Date.parse(`${day}T00:00:00Z`) / dayMs;
const dayText = (number: number) => new Date(number * dayMs).toISOString().slice(0, 10);

/**
 * The clock for days from the first purchase to `asOfDay`. With less than 455 days of history every day counts one.
 * Index of a day: mean buyers of the seven days about it over the mean of the year about it (both cut at the ends),
 * kept within .2–5 and scaled so that the whole history has as many operational as calendar days.
 */
export function seasonalClock(counts: readonly DayCount[], asOfDay: string): SeasonalClock {
  const first = counts.reduce((least, row) => Math.min(least, dayNumber(row.day)), dayNumber(asOfDay));
  const days = Math.max(1, dayNumber(asOfDay) - first + 1);
  if (days < minimumHistoryDays) return fromIndex('plain', first, new Array(days).fill(1));
  const buyers = new Array<number>(days).fill(0);
  for (const row of counts) {
    const at = dayNumber(row.day) - first;
    if (at >= 0 && at < days) buyers[at] = row.customers;
  }
  // The as-of day is not over: it counts as an ordinary day and informs no average.
  const whole = buyers.slice(0, days - 1);
  const total = prefixSums(whole);
  const index = whole.map((_, at) =>
    clipped(windowMean(total, at, halfWeek) / windowMean(total, at, halfYear)),
  );
  const scale = whole.length / index.reduce((a, b) => a + b, 0);
  return fromIndex('observed', first, [...index.map(value => value * scale), 1]);
}

function fromIndex(kind: SeasonalClock['kind'], first: number, index: readonly number[]): SeasonalClock {
  let elapsed = 0;
  const elapsedMilliDays = index.map(value => {
    elapsed += value;
    return Math.round(elapsed * 1000);
  });
  return { kind, from: dayText(first), elapsedMilliDays };
}

function prefixSums(values: readonly number[]): number[] {
  const sums = [0];
  for (const value of values) sums.push((sums[sums.length - 1] as number) + value);
  return sums;
}

function windowMean(sums: readonly number[], at: number, half: number): number {
  const from = Math.max(0, at - half);
  const to = Math.min(sums.length - 1, at + half + 1);
  return ((sums[to] as number) - (sums[from] as number)) / (to - from);
}

const clipped = (value: number) =>
  Number.isFinite(value) ? Math.min(mostIndex, Math.max(leastIndex, value)) : leastIndex;

/** Operational days between two days the clock knows; days outside are taken at its ends. */
export function operationalDays(clock: SeasonalClock, from: string, to: string): number {
  const at = (day: string) => {
    const last = clock.elapsedMilliDays.length - 1;
    const index = Math.min(last, dayNumber(day) - dayNumber(clock.from));
    return index < 0 ? 0 : (clock.elapsedMilliDays[index] as number);
  };
  return (at(to) - at(from)) / 1000;
}

/** `day` moved by whole days. */
export const addDays = (day: string, days: number): string => dayText(dayNumber(day) + days);

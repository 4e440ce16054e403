/**
 * Operational time: a day counts by how readily customers came back around it, so that a closed Spring Festival week ages
 * nobody and a 双11 week ages everybody faster. Built from days already observed, never from a forecast.
 *
 * The measure is a rate, returns per customer at risk. Counting buyers took a growing or shrinking base for a season: on
 * simulated shops whose arrivals had stopped 111 days before, customers aged too slowly and 1 of 12 intervals of an
 * overdue list held the truth; with the rate 17 of 20 did (decision 0005).
 */
import { dayNumber } from './zone-day.ts';

export interface DayCount {
  /** `YYYY-MM-DD` in the zone of the sales definition. */
  readonly day: string;
  /** Customers who bought on the day and had bought in the `atRiskDays` before it. */
  readonly returning: number;
  /** Customers who are at risk of returning from this day on, less those who no longer are. */
  readonly opened: number;
}

/** How long after a purchase a customer's return is counted on; half a year, so that a base of any age is alike. */
export const atRiskDays = 182;

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
const yearDays = 365;
/** No day ages a customer less than a fifth or more than five times an ordinary day. */
const leastIndex = 0.2;
const mostIndex = 5;

const dayMs = 86_400_000;
const dayText = (number: number) => new Date(number * dayMs).toISOString().slice(0, 10);

/**
 * The clock for days from the first purchase to `asOfDay`. With less than 455 days of history every day counts one.
 * Index of a day: the return rate of the seven days about it over that of the whole year about it (near an end: the
 * first or last whole year, because half a year holds one side of a season), kept within .2–5 and scaled so that the
 * whole history has as many operational as calendar days.
 */
export function seasonalClock(counts: readonly DayCount[], asOfDay: string): SeasonalClock {
  const first = counts.reduce((least, row) => Math.min(least, dayNumber(row.day)), dayNumber(asOfDay));
  const days = Math.max(1, dayNumber(asOfDay) - first + 1);
  if (days < minimumHistoryDays) return fromIndex('plain', first, new Array(days).fill(1));
  // The as-of day is not over: it counts as an ordinary day and informs no rate.
  const whole = days - 1;
  const returning = new Array<number>(whole).fill(0);
  const opened = new Array<number>(whole).fill(0);
  for (const row of counts) {
    const at = dayNumber(row.day) - first;
    if (at < 0 || at >= whole) continue;
    returning[at] = row.returning;
    opened[at] = row.opened;
  }
  const returns = prefixSums(returning);
  const risks = prefixSums(prefixSums(opened).slice(1));
  const rate = (from: number, to: number) => {
    const risk = (risks[to] as number) - (risks[from] as number);
    return risk > 0 ? ((returns[to] as number) - (returns[from] as number)) / risk : Number.NaN;
  };
  const index = returning.map((_, at) => {
    const week = rate(Math.max(0, at - halfWeek), Math.min(whole, at + halfWeek + 1));
    const from = Math.max(0, Math.min(whole - yearDays, at - Math.floor(yearDays / 2)));
    return clipped(week / rate(from, Math.min(whole, from + yearDays)));
  });
  const scale = whole / index.reduce((a, b) => a + b, 0);
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

/** Where nobody was at risk there is no rate, and the day is an ordinary one. */
const clipped = (value: number) =>
  Number.isFinite(value) ? Math.min(mostIndex, Math.max(leastIndex, value)) : 1;

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

/** Whole days from one day to another. */
export const daysBetween = (from: string, to: string): number => dayNumber(to) - dayNumber(from);

/**
 * The shop's year: how busy each day and hour is, as a clock of *operational* time. A customer's rhythm runs on that
 * clock, so Spring Festival, 618 and 双11 move purchases without any customer knowing about seasons.
 */
import { invariant } from '../kernel/invariant.ts';
import { midAutumnFestivals, springFestivals } from './festivals.ts';

export const dayMs = 86_400_000;
/** Asia/Shanghai has been UTC+8 without summer time since 1991. */
export const zoneOffsetMs = 8 * 3_600_000;

/** Days since 1970-01-01 on the shop's wall clock. */
export const dayOf = (at: number): number => Math.floor((at + zoneOffsetMs) / dayMs);
export const dayStart = (day: number): number => day * dayMs - zoneOffsetMs;
const dayTexts = new Map<number, string>();
/** `2025-03-14`; remembered, since a year of orders has only 365 days. */
export function dayText(day: number): string {
  const known = dayTexts.get(day);
  if (known) return known;
  const text = new Date(day * dayMs).toISOString().slice(0, 10);
  dayTexts.set(day, text);
  return text;
}
const dayOfText = (date: string): number => Date.parse(`${date}T00:00:00Z`) / dayMs;

const twoDigits = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'));
/** `2025-03-14 20:15:03` on the shop's wall clock; 4 times as fast as Date's own formatting. */
export function timeText(at: number): string {
  const day = dayOf(at);
  const second = Math.floor((at - dayStart(day)) / 1000);
  const minute = Math.floor(second / 60);
  return `${dayText(day)} ${twoDigits[Math.floor(minute / 60)]}:${twoDigits[minute % 60]}:${twoDigits[second % 60]}`;
}

/** How strongly a customer follows the shop's busy days; the exponent of the daily index. */
export const curveNames = ['steady', 'ordinary', 'deal-hunting'] as const;
export type CurveName = (typeof curveNames)[number];
const exponents: Readonly<Record<CurveName, number>> = { steady: 0.6, ordinary: 1, 'deal-hunting': 1.5 };

/** Monday first. */
const weekdayIndex = [0.92, 0.92, 0.94, 0.95, 1.03, 1.14, 1.1];
const monthIndex = [1, 0.97, 0.98, 0.97, 1.02, 1, 0.93, 0.93, 1.03, 1.02, 1.05, 1.06];
/** Share of a day's orders by hour of the wall clock, from 0 h. */
const hourWeights = [5, 2, 1, 1, 1, 2, 8, 18, 32, 48, 60, 58, 62, 52, 48, 52, 54, 52, 58, 72, 88, 90, 62, 24];
const hourShares = (() => {
  const total = hourWeights.reduce((sum, weight) => sum + weight, 0);
  let before = 0;
  return [0, ...hourWeights.map(weight => (before += weight / total))];
})();

/** First and last day of a sales event as month × 100 + day, and how many times an ordinary day it sells. */
const fixedEvents: readonly (readonly [from: number, to: number, factor: number])[] = [
  [306, 308, 1.35],
  [601, 615, 1.2],
  [616, 617, 2],
  [618, 618, 2.8],
  [619, 624, 0.8],
  [1001, 1007, 1.15],
  [1024, 1031, 1.2],
  [1101, 1103, 1.7],
  [1104, 1109, 1.3],
  [1110, 1110, 1.6],
  [1111, 1111, 3.2],
  [1112, 1120, 0.75],
  [1211, 1212, 1.6],
];
/** Days relative to the first day of the lunar year: stocking up, the days at home, the slow return. */
const springEvents: readonly (readonly [from: number, to: number, factor: number])[] = [
  [-21, -7, 1.35],
  [-6, -3, 1.15],
  [-2, -1, 0.6],
  [0, 3, 0.25],
  [4, 7, 0.45],
  [8, 14, 0.8],
];

const festivalDays = (dates: readonly string[]) => dates.map(dayOfText);
const springDays = festivalDays(springFestivals);
const midAutumnDays = festivalDays(midAutumnFestivals);

/** The nearest festival day to `day`. */
const nearest = (day: number, festivals: readonly number[]) =>
  festivals.reduce((best, one) => (Math.abs(one - day) < Math.abs(best - day) ? one : best));

/** How busy a day is against an ordinary Wednesday: weekday × month × sales events × lunar festivals. */
export function dailyIndex(day: number): number {
  const date = new Date(day * dayMs);
  const monthDay = (date.getUTCMonth() + 1) * 100 + date.getUTCDate();
  let index = (weekdayIndex[(date.getUTCDay() + 6) % 7] ?? 1) * (monthIndex[date.getUTCMonth()] ?? 1);
  for (const [from, to, factor] of fixedEvents) if (monthDay >= from && monthDay <= to) index *= factor;
  const spring = day - nearest(day, springDays);
  for (const [from, to, factor] of springEvents) if (spring >= from && spring <= to) index *= factor;
  const autumn = day - nearest(day, midAutumnDays);
  return autumn >= -10 && autumn <= -1 ? index * 1.25 : index;
}

const saleDays = new Map<number, boolean>();
/** Whether a day lies in a sales event on which the shop gives discounts of its own. */
export function isSaleDay(day: number): boolean {
  const known = saleDays.get(day);
  if (known !== undefined) return known;
  const date = new Date(day * dayMs);
  const monthDay = (date.getUTCMonth() + 1) * 100 + date.getUTCDate();
  const isSale = fixedEvents.some(
    ([from, to, factor]) => factor >= 1.3 && monthDay >= from && monthDay <= to,
  );
  saleDays.set(day, isSale);
  return isSale;
}

export interface ShopCalendar {
  readonly firstDay: number;
  readonly lastDay: number;
  /** Operational days from the calendar's start to an instant. */
  readonly operational: (at: number, curve: CurveName) => number;
  /** The instant (whole seconds) at which so many operational days have passed; +∞ past the calendar's end. */
  readonly instant: (operational: number, curve: CurveName) => number;
}

/** Share of the day's business done at a fraction of the day, and its inverse. */
function shareOfDay(fraction: number): number {
  const hour = Math.min(23, Math.floor(fraction * 24));
  const low = hourShares[hour] ?? 0;
  return low + ((hourShares[hour + 1] ?? 1) - low) * (fraction * 24 - hour);
}
function fractionOfDay(share: number): number {
  let hour = 0;
  while (hour < 23 && (hourShares[hour + 1] ?? 1) <= share) hour++;
  const low = hourShares[hour] ?? 0;
  return (hour + (share - low) / ((hourShares[hour + 1] ?? 1) - low)) / 24;
}

/** Operational days before each day of the table, scaled so that an average day counts one. */
function cumulativeDays(firstDay: number, lastDay: number, exponent: number): Float64Array {
  const days = new Float64Array(lastDay - firstDay + 2);
  for (let at = 0; at <= lastDay - firstDay; at++) {
    days[at + 1] = (days[at] as number) + dailyIndex(firstDay + at) ** exponent;
  }
  const scale = (days.length - 1) / (days[days.length - 1] as number);
  return days.map(value => value * scale);
}

/** Largest index whose cumulative value is at most `value`. */
function dayBefore(cumulative: Float64Array, value: number): number {
  let low = 0;
  let high = cumulative.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((cumulative[middle] as number) <= value) low = middle;
    else high = middle;
  }
  return low;
}

/** A calendar over whole days from `from` to `to` (milliseconds); dates outside 2015 to 2040 have no festivals. */
export function shopCalendar(from: number, to: number): ShopCalendar {
  const firstDay = dayOf(from);
  const lastDay = dayOf(to);
  invariant(lastDay > firstDay, 'a calendar needs at least two days');
  const tables = Object.fromEntries(
    curveNames.map(name => [name, cumulativeDays(firstDay, lastDay, exponents[name])]),
  ) as Record<CurveName, Float64Array>;
  return {
    firstDay,
    lastDay,
    operational(at, curve) {
      const table = tables[curve];
      const day = Math.min(lastDay, Math.max(firstDay, dayOf(at)));
      const low = table[day - firstDay] as number;
      const share = shareOfDay(Math.min(1, Math.max(0, (at - dayStart(day)) / dayMs)));
      return low + ((table[day - firstDay + 1] as number) - low) * share;
    },
    instant(operational, curve) {
      const table = tables[curve];
      if (operational >= (table[table.length - 1] as number)) return Number.POSITIVE_INFINITY;
      const index = dayBefore(table, Math.max(0, operational));
      const low = table[index] as number;
      const share = (operational - low) / ((table[index + 1] as number) - low);
      const at = dayStart(firstDay + index) + fractionOfDay(Math.max(0, share)) * dayMs;
      return Math.floor(at / 1000) * 1000;
    },
  };
}

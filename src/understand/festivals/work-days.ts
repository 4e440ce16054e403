/**
 * Which days people worked: weekends and public holidays are days of rest, a weekend day worked to make up for a
 * holiday (调休) is a workday. By the yearly notices of the State Council as `lunar-typescript` holds them; a year
 * without one has its weekends alone.
 */
import { HolidayUtil } from 'lunar-typescript';
import { addDays } from '../seasonal-clock.ts';

export interface DayKinds {
  readonly work: number;
  readonly rest: number;
  /** Weekend days among `work`. */
  readonly madeUp: number;
  /** Whether every year the span touches has its notice. */
  readonly published: boolean;
}

const isWeekend = (day: string) => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());

/** Whether a day (`YYYY-MM-DD`) is worked. */
export const isWorkDay = (day: string): boolean => HolidayUtil.getHoliday(day)?.isWork() ?? !isWeekend(day);

const isPublished = (year: string) => HolidayUtil.getHolidays(Number(year)).length > 0;

/** Days of a span, both ends in it, by kind. One look a day. */
export function dayKinds({ from, to }: { readonly from: string; readonly to: string }): DayKinds {
  const kinds = { work: 0, rest: 0, madeUp: 0 };
  for (let day = from; day <= to; day = addDays(day, 1)) {
    const worked = isWorkDay(day);
    kinds[worked ? 'work' : 'rest'] += 1;
    if (worked && isWeekend(day)) kinds.madeUp += 1;
  }
  const years = new Set([from.slice(0, 4), to.slice(0, 4)]);
  return { ...kinds, published: [...years].every(isPublished) };
}

/** Days and net sales of one kind. */
export interface KindSums {
  readonly days: number;
  readonly net: number;
}

/**
 * What a change owes to other numbers of workdays and days of rest: Σ over kinds of the difference in days × the mean
 * of both spans' net a day. With Σ of mean days × the difference in net a day it adds up to the whole change (Shapley
 * of two factors). A kind one span lacks counts at the other's net a day.
 */
export function calendarPart(
  before: Readonly<Record<'work' | 'rest', KindSums>>,
  after: Readonly<Record<'work' | 'rest', KindSums>>,
): number {
  return (['work', 'rest'] as const).reduce((sum, kind) => {
    const [was, is] = [before[kind], after[kind]];
    const a = is.days > 0 ? is.net / is.days : null;
    const b = was.days > 0 ? was.net / was.days : null;
    const each = a === null || b === null ? (a ?? b ?? 0) : (a + b) / 2;
    return sum + (is.days - was.days) * each;
  }, 0);
}

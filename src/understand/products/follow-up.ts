/** What came after an action beside what came before it: a description over equally many days, never an effect. */
import type { ProductFollowUp } from '../../records/product-action.ts';

/** Money of one day, minor units. */
export type DayMoney = ReadonlyMap<string, number>;

export interface FollowedAction {
  readonly startedOn: string;
}

const mostDays = 90;
const dayMs = 86_400_000;
const dayAt = (day: string, offset: number) =>
  new Date(Date.parse(day) + offset * dayMs).toISOString().slice(0, 10);

const sumOver = (money: DayMoney, from: string, days: number) =>
  Array.from({ length: days }, (_, at) => money.get(dayAt(from, at)) ?? 0).reduce((a, b) => a + b, 0);

/**
 * The days since the start, 90 at most, against as many before it; null before a whole day has passed. All days beside
 * the product's own give the others.
 */
export function followUpOf(
  { startedOn }: FollowedAction,
  asOfDay: string,
  { own, all }: { readonly own: DayMoney; readonly all: DayMoney },
): Pick<
  ProductFollowUp,
  'days' | 'beforeMinor' | 'afterMinor' | 'othersBeforeMinor' | 'othersAfterMinor'
> | null {
  const passed = Math.floor((Date.parse(asOfDay) - Date.parse(startedOn)) / dayMs);
  const days = Math.min(mostDays, passed);
  if (days < 1) return null;
  const from = dayAt(startedOn, -days);
  const [beforeMinor, afterMinor] = [sumOver(own, from, days), sumOver(own, startedOn, days)];
  return {
    days,
    beforeMinor,
    afterMinor,
    othersBeforeMinor: sumOver(all, from, days) - beforeMinor,
    othersAfterMinor: sumOver(all, startedOn, days) - afterMinor,
  };
}

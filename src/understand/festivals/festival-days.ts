/** The days about which a year is compared with another: lunar festivals by the lunar calendar, the others by the solar one. */
import { Lunar } from 'lunar-typescript';
import type { FestivalName } from '../../records/review-festival.ts';
import { addDays } from '../seasonal-clock.ts';

export interface Festival {
  readonly name: FestivalName;
  readonly calendar: 'lunar' | 'solar';
  readonly month: number;
  readonly day: number;
  readonly lead: number;
  readonly lag: number;
}

/** Windows about lunar festivals are METHODS §9's; a sales event has its own days with the presale before and two after. */
export const festivals: readonly Festival[] = [
  { name: 'spring-festival', calendar: 'lunar', month: 1, day: 1, lead: 21, lag: 14 },
  { name: '38', calendar: 'solar', month: 3, day: 8, lead: 7, lag: 0 },
  { name: 'labour-day', calendar: 'solar', month: 5, day: 1, lead: 0, lag: 4 },
  { name: 'dragon-boat', calendar: 'lunar', month: 5, day: 5, lead: 7, lag: 3 },
  { name: '618', calendar: 'solar', month: 6, day: 18, lead: 18, lag: 2 },
  { name: 'qixi', calendar: 'lunar', month: 7, day: 7, lead: 7, lag: 3 },
  { name: 'mid-autumn', calendar: 'lunar', month: 8, day: 15, lead: 7, lag: 3 },
  { name: 'national-day', calendar: 'solar', month: 10, day: 1, lead: 0, lag: 6 },
  { name: 'double-11', calendar: 'solar', month: 11, day: 11, lead: 21, lag: 2 },
  { name: 'double-12', calendar: 'solar', month: 12, day: 12, lead: 6, lag: 0 },
];

const isoDay = (year: number, month: number, day: number) =>
  [String(year), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');

/** The festival's first day in a year of its own calendar (the lunar year that begins in that solar year). */
export function festivalDay({ calendar, month, day }: Festival, year: number): string {
  if (calendar === 'solar') return isoDay(year, month, day);
  const solar = Lunar.fromYmd(year, month, day).getSolar();
  return isoDay(solar.getYear(), solar.getMonth(), solar.getDay());
}

export interface FestivalWindow {
  readonly day: string;
  readonly from: string;
  readonly to: string;
}

const mostYears = 5;

/**
 * Windows of one festival, newest first: the one begun last before the as-of day and its likes of up to four years before that
 * lie wholly inside the history. One that is not over is cut at the day before the as-of day, and its likes as far from the
 * festival as it. Empty where the newest is older than a year or begins before the history.
 */
export function festivalWindows(
  festival: Festival,
  { asOfDay, firstDay }: { asOfDay: string; firstDay: string },
): { windows: FestivalWindow[]; partial: boolean } {
  const year = Number(asOfDay.slice(0, 4));
  const windowOf = (of: number, lag: number): FestivalWindow => {
    const day = festivalDay(festival, of);
    return { day, from: addDays(day, -festival.lead), to: addDays(day, lag) };
  };
  const newestYear = [year + 1, year, year - 1].find(of => windowOf(of, festival.lag).from < asOfDay);
  if (newestYear === undefined) return { windows: [], partial: false };
  const newest = windowOf(newestYear, festival.lag);
  const partial = newest.to >= asOfDay;
  const lag = partial ? festival.lag - daysAfter(asOfDay, newest.to) : festival.lag;
  const windows: FestivalWindow[] = [];
  for (let at = 0; at < mostYears; at++) {
    const window = windowOf(newestYear - at, lag);
    if (window.from < firstDay) break;
    windows.push(window);
  }
  return { windows, partial };
}

/** Days of a window from `day` on, itself included. */
const daysAfter = (day: string, to: string) =>
  Math.round((Date.parse(to) - Date.parse(day)) / 86_400_000) + 1;

/**
 * The span a year before that lies to its lunar festival as the given one lies to its own; null where no lunar festival's window
 * touches the span. Where several do, the one with the widest window: the Spring Festival moves most.
 */
export function alignedSpan(span: { from: string; to: string }): {
  festival: FestivalName;
  before: { from: string; to: string };
} | null {
  const year = Number(span.to.slice(0, 4));
  const touching = festivals
    .filter(each => each.calendar === 'lunar')
    .flatMap(festival => [year, year - 1].map(of => ({ festival, of, day: festivalDay(festival, of) })))
    .filter(
      ({ festival, day }) =>
        addDays(day, -festival.lead) <= span.to && addDays(day, festival.lag) >= span.from,
    )
    .sort((a, b) => b.festival.lead + b.festival.lag - a.festival.lead - a.festival.lag);
  const found = touching[0];
  if (!found) return null;
  const shift = Math.round(
    (Date.parse(festivalDay(found.festival, found.of - 1)) - Date.parse(found.day)) / 86_400_000,
  );
  return {
    festival: found.festival.name,
    before: { from: addDays(span.from, shift), to: addDays(span.to, shift) },
  };
}

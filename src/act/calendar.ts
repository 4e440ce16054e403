/**
 * Festivals and 大促 days of a period. Lunar festivals come from lunar-typescript; shop events are the fixed days every
 * Chinese retailer plans around.
 */
import { Lunar } from 'lunar-typescript';
import { DateTime } from 'luxon';

export interface CalendarDay {
  readonly kind: 'festival' | 'promotion';
  /** Catalogue code, `calendar-spring-festival`. */
  readonly code: string;
  readonly from: string;
  readonly to: string;
}

const lunarFestivals: readonly { code: string; month: number; day: number; lead: number; lag: number }[] = [
  { code: 'calendar-spring-festival', month: 1, day: 1, lead: 1, lag: 6 },
  { code: 'calendar-lantern', month: 1, day: 15, lead: 0, lag: 0 },
  { code: 'calendar-dragon-boat', month: 5, day: 5, lead: 0, lag: 0 },
  { code: 'calendar-qixi', month: 7, day: 7, lead: 0, lag: 0 },
  { code: 'calendar-mid-autumn', month: 8, day: 15, lead: 0, lag: 0 },
];

const solarDays: readonly { kind: CalendarDay['kind']; code: string; from: string; to: string }[] = [
  { kind: 'festival', code: 'calendar-new-year', from: '01-01', to: '01-01' },
  { kind: 'promotion', code: 'calendar-38', from: '03-01', to: '03-08' },
  { kind: 'festival', code: 'calendar-labour-day', from: '05-01', to: '05-05' },
  { kind: 'promotion', code: 'calendar-520', from: '05-20', to: '05-20' },
  { kind: 'promotion', code: 'calendar-618', from: '06-01', to: '06-18' },
  { kind: 'festival', code: 'calendar-national-day', from: '10-01', to: '10-07' },
  { kind: 'promotion', code: 'calendar-double-11', from: '11-01', to: '11-11' },
  { kind: 'promotion', code: 'calendar-double-12', from: '12-12', to: '12-12' },
  { kind: 'festival', code: 'calendar-christmas', from: '12-24', to: '12-25' },
];

function lunarDays(year: number): CalendarDay[] {
  return lunarFestivals.map(({ code, month, day, lead, lag }) => {
    const at = DateTime.fromISO(Lunar.fromYmd(year, month, day).getSolar().toYmd());
    return {
      kind: 'festival',
      code,
      from: at.minus({ days: lead }).toISODate() ?? '',
      to: at.plus({ days: lag }).toISODate() ?? '',
    };
  });
}

/** Festivals and promotions that touch [from, to] (ISO days), in order of their first day. */
export function calendarDays(from: string, to: string): CalendarDay[] {
  const years: number[] = [];
  for (let year = Number(from.slice(0, 4)) - 1; year <= Number(to.slice(0, 4)); year += 1) years.push(year);
  return years
    .flatMap(year => [
      ...lunarDays(year),
      ...solarDays.map(day => ({ ...day, from: `${year}-${day.from}`, to: `${year}-${day.to}` })),
    ])
    .filter(day => day.to >= from && day.from <= to)
    .sort((a, b) => a.from.localeCompare(b.from) || a.code.localeCompare(b.code));
}

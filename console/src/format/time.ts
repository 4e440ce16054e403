/** Dates as `2026-11-22` and times with their zone, always in the organisation's zone and never in the browser's. */
import { fixed, type Locale } from './number.ts';

const parts = (iso: string | Date, zone: string): Record<string, string> =>
  Object.fromEntries(
    new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    })
      .formatToParts(new Date(iso))
      .map(part => [part.type, part.value]),
  );

const zoneLabel = (iso: string | Date, zone: string): string =>
  new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'shortOffset' })
    .formatToParts(new Date(iso))
    .find(part => part.type === 'timeZoneName')?.value ?? zone;

/** The day of an instant in a zone: `2026-11-22`. */
export function day(iso: string | Date, zone: string): string {
  const p = parts(iso, zone);
  return `${p['year']}-${p['month']}-${p['day']}`;
}

/** `14:05` in a zone. */
export function clock(iso: string | Date, zone: string): string {
  const p = parts(iso, zone);
  return `${p['hour']}:${p['minute']}`;
}

/** `2026-11-22 14:05 GMT+8`. */
export const dayTime = (iso: string | Date, zone: string) =>
  `${day(iso, zone)} ${clock(iso, zone)} ${zoneLabel(iso, zone)}`;

/** Whole days from one instant to another, by calendar days of the zone; negative when `to` is earlier. */
export function daysBetween(from: string | Date, to: string | Date, zone: string): number {
  const start = Date.parse(`${day(from, zone)}T00:00:00Z`);
  const end = Date.parse(`${day(to, zone)}T00:00:00Z`);
  return Math.round((end - start) / 86_400_000);
}

/** A plain date moved by days: `2026-11-22`, 3 is `2026-11-25`. */
export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** The instant at which a zone's wall clock shows the given day and hour, as ISO with Z. */
export function instantOf(date: string, hour: number, zone: string): string {
  const guess = Date.parse(`${date}T${String(hour).padStart(2, '0')}:00:00Z`);
  const shownAt = (ms: number) => {
    const p = parts(new Date(ms), zone);
    return Date.parse(`${p['year']}-${p['month']}-${p['day']}T${p['hour']}:${p['minute']}:00Z`);
  };
  const first = guess - (shownAt(guess) - guess);
  return new Date(first - (shownAt(first) - guess)).toISOString();
}

const units = {
  'zh-CN': { second: ' 秒', minute: ' 分', hour: ' 小时' },
  en: { second: ' s', minute: ' min', hour: ' h' },
} as const;

/** A length of time in at most two units, without an idle second one: `3.2 秒`, `2 分 10 秒`, `1 小时`. */
export function duration(seconds: number, locale: Locale): string {
  const unit = units[locale];
  if (seconds < 10) return `${fixed(seconds, Number.isInteger(seconds) ? 0 : 1, locale)}${unit.second}`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}${unit.second}`;
  const both = (large: number, small: number, names: readonly [string, string]) =>
    [`${large}${names[0]}`, ...(small > 0 ? [`${small}${names[1]}`] : [])].join(' ');
  if (whole < 3600) return both(Math.floor(whole / 60), whole % 60, [unit.minute, unit.second]);
  const minutes = Math.round(whole / 60);
  return both(Math.floor(minutes / 60), minutes % 60, [unit.hour, unit.minute]);
}

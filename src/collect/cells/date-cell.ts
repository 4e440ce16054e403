/**
 * Dates and times as exports write them, read in the zone the mapping states: ISO, `2024/1/2`, `20240102`,
 * `2024年1月2日 下午3:05`, day-first and month-first where the mapping says so, and Excel's day numbers.
 */
import { DateTime } from 'luxon';
import type { DateFormat } from '../../records/mapping.ts';
import { type Cell, cell, refuse, typed } from './cell.ts';

interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const clock =
  '(?:[T\\s]*(上午|下午|中午|凌晨|晚上|AM|PM)?\\s*(\\d{1,2})[:时点](\\d{1,2})?分?(?:[:]?(\\d{1,2})秒?(?:[.,](\\d{1,9}))?)?\\s*(AM|PM)?\\s*(Z|[+-]\\d{2}:?\\d{2})?)?$';
const yearFirst = new RegExp(`^(\\d{4})[-/.年](\\d{1,2})[-/.月](\\d{1,2})日?${clock}`, 'i');
const compact = new RegExp(`^(\\d{4})(\\d{2})(\\d{2})${clock.replace('[T\\s]*', '[T\\s]+')}`, 'i');
const compactTime = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/;
const yearLast = new RegExp(`^(\\d{1,2})[-/.](\\d{1,2})[-/.](\\d{4})${clock}`, 'i');
const serial = /^\d{1,6}(?:\.\d+)?$/;

const epochs: Readonly<Partial<Record<DateFormat, string>>> = {
  'excel-1900': '1899-12-30',
  'excel-1904': '1904-01-01',
};

function hourOf(hour: number, half: string | undefined): number {
  const word = half?.toUpperCase();
  if (word === '下午' || word === 'PM' || word === '晚上') return hour < 12 ? hour + 12 : hour;
  if (word === '上午' || word === 'AM' || word === '凌晨') return hour === 12 ? 0 : hour;
  return hour;
}

/** The instant of a local date and the clock groups that follow it in a match. */
function instant(date: Parts, groups: readonly (string | undefined)[], zone: string): Cell<Date> {
  const [before, hour = '0', minute = '0', second = '0', fraction = '', after, offset] = groups;
  const time = {
    hour: hourOf(Number(hour), before ?? after),
    minute: Number(minute),
    second: Number(second),
    millisecond: Number(fraction.slice(0, 3).padEnd(3, '0')),
  };
  const own = offset
    ? offset.toUpperCase() === 'Z'
      ? 'UTC'
      : `UTC${offset.slice(0, 3)}:${offset.slice(-2)}`
    : zone;
  const at = DateTime.fromObject({ ...date, ...time }, { zone: own });
  if (!at.isValid) return refuse('date-unreadable');
  return date.year < 1970 || date.year > 2199
    ? refuse('date-out-of-range')
    : cell(settled(at, time.hour).toJSDate());
}

/**
 * Where clocks are put back an hour happens twice: the first is meant. Where they are put forward an hour is missing:
 * it is read as the hour before. Both as the facts engine does.
 */
function settled(at: DateTime, askedHour: number): DateTime {
  const earlier = at.minus({ hours: 1 });
  const twice = earlier.hour === at.hour && earlier.day === at.day;
  return twice || at.hour !== askedHour ? earlier : at;
}

const parts = (year?: string, month?: string, day?: string): Parts => ({
  year: Number(year),
  month: Number(month),
  day: Number(day),
});

function serialDate(text: string, epoch: string, zone: string): Cell<Date> {
  const days = Number(text);
  const local = DateTime.fromISO(epoch, { zone: 'UTC' }).plus({ seconds: Math.round(days * 86_400) });
  const at = local.setZone(zone, { keepLocalTime: true });
  return at.year < 1970 || at.year > 2199 ? refuse('date-out-of-range') : cell(at.toJSDate());
}

/**
 * The instant a cell names. A time without an offset is local to `zone`. Refused: `date-ambiguous` for `01/02/2024`
 * when the mapping does not say which comes first, `date-out-of-range` outside 1970–2199, `date-unreadable`.
 */
export function dateCell(raw: string, { format, zone }: { format: DateFormat; zone: string }): Cell<Date> {
  const text = typed(raw);
  const epoch = epochs[format];
  if (epoch && serial.test(text)) return serialDate(text, epoch, zone);
  const joined = compactTime.exec(text);
  if (joined) return instant(parts(joined[1], joined[2], joined[3]), [undefined, ...joined.slice(4)], zone);
  const first = yearFirst.exec(text) ?? compact.exec(text);
  if (first) return instant(parts(first[1], first[2], first[3]), first.slice(4), zone);
  const last = yearLast.exec(text);
  if (!last) return refuse('date-unreadable');
  const [, one = '', two = '', year] = last;
  const dayFirst = format === 'dmy' || (format !== 'mdy' && Number(one) > 12);
  const monthFirst = format === 'mdy' || (format !== 'dmy' && Number(two) > 12);
  if (!dayFirst && !monthFirst) return refuse('date-ambiguous');
  return instant(dayFirst ? parts(year, two, one) : parts(year, one, two), last.slice(4), zone);
}

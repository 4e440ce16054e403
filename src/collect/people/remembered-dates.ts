/**
 * Dates of one file, read hour by hour: asking a time zone for its offset costs 100 µs, and the rows of a file share
 * a few thousand hours. Anything but the plain form `2024-01-02 10:00:00`, `2024-01-02` is read cell by cell.
 */
import type { DateFormat } from '../../records/mapping.ts';
import type { Cell } from '../cells/cell.ts';
import { dateCell } from '../cells/date-cell.ts';

const plain = /^(\d{4}-\d\d-\d\d)(?: (\d\d):([0-5]\d):([0-5]\d))?$/;
/** Eleven years of hours, about 10 MB. */
const mostHours = 100_000;
const lastOfHour = 3_599_000;

/** `dateCell` with a memory; the same answers. */
export function rememberedDates(options: { format: DateFormat; zone: string }): (raw: string) => Cell<Date> {
  const hours = new Map<string, number | null>();
  const read = (text: string): number | null => {
    const cell = dateCell(text, options);
    return cell.ok ? cell.value.getTime() : null;
  };
  /** The first instant of a local hour, or null where the clock is changed within it or the hour does not exist. */
  const startOf = (hour: string): number | null => {
    const known = hours.get(hour);
    if (known !== undefined) return known;
    const [first, last] = [read(`${hour}:00:00`), read(`${hour}:59:59`)];
    const start = first !== null && last !== null && last - first === lastOfHour ? first : null;
    if (hours.size >= mostHours) hours.clear();
    hours.set(hour, start);
    return start;
  };
  return raw => {
    const [, day, hour = '00', minute = '0', second = '0'] = plain.exec(raw) ?? [];
    const start = day === undefined ? null : startOf(`${day} ${hour}`);
    if (start === null) return dateCell(raw, options);
    return { ok: true, value: new Date(start + (Number(minute) * 60 + Number(second)) * 1000) };
  };
}

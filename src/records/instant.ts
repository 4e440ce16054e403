/** A moment somebody may ask about or plan for: both stores can hold it and everything computed from it. */
import { z } from 'zod';

const from = Date.UTC(1970, 0, 1);
const to = Date.UTC(2200, 0, 1);
const within = (text: string): boolean => Date.parse(text) >= from && Date.parse(text) < to;

/** ISO 8601 with Z, 1970 to 2199. */
export const instant = z.iso.datetime().refine(within, '1970-01-01 … 2199-12-31');
/** The same, also with an offset. */
export const instantWithOffset = z.iso.datetime({ offset: true }).refine(within, '1970-01-01 … 2199-12-31');

/** An instant, or a day (`2026-11-20`) that whoever reads it takes in the organisation's time zone. */
export const instantOrDay = z.union([
  instantWithOffset,
  z.iso.date().refine(within, '1970-01-01 … 2199-12-31'),
]);

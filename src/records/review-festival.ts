/** Sales about festivals and 大促 days, laid beside the same days of earlier years by the festival's own calendar. */
import { z } from 'zod';

const minor = z.int();
const span = z.object({ from: z.iso.date(), to: z.iso.date() });

export const festivalNames = [
  'spring-festival',
  '38',
  'labour-day',
  'dragon-boat',
  '618',
  'qixi',
  'mid-autumn',
  'national-day',
  'double-11',
  'double-12',
] as const;
export type FestivalName = (typeof festivalNames)[number];

const compared = z.object({
  amountMinor: minor,
  /** Of the amount, 95 %, as chance moves it; null where the history is too short to say. */
  noise: z.object({ lo: minor, hi: minor }).nullable(),
  /** Of the amount, what other numbers of workdays and days of rest bring; check-ups of before have none. */
  calendarMinor: minor.optional(),
});

/** Days of a span; a weekend day worked to make up for a holiday (调休) is a workday. */
const kinds = z.object({
  work: z.int(),
  rest: z.int(),
  madeUp: z.int(),
  /** False where a year's notice of holidays is not known: its weekends alone are days of rest. */
  published: z.boolean(),
});

export const festivalSales = z.object({
  festival: z.enum(festivalNames),
  /** Days before and after the festival's first day; fixed in the calendar's own terms, the same every year. */
  lead: z.int(),
  lag: z.int(),
  /** Newest first. */
  years: z.array(
    z.object({
      /** The festival's first day. */
      day: z.iso.date(),
      ...span.shape,
      netMinor: minor,
      orders: z.int(),
      /** Check-ups of before have none. */
      kinds: kinds.optional(),
      /** Against the next row; null for the oldest. */
      change: compared.nullable(),
    }),
  ),
  /** The newest is not over: every year has the days up to the same day of it. */
  partial: z.boolean(),
});
export type FestivalSales = z.infer<typeof festivalSales>;

export const reviewFestivals = z.object({
  currency: z.string(),
  historyDays: z.int().min(0),
  festivals: z.array(festivalSales),
  /** Amounts are of months and their days say nothing of a festival, so that none is shown; check-ups of before have none. */
  laidByMonth: z.boolean().optional(),
  /** Events of sources by month that are left out beside others by day; check-ups of before counted them. */
  leftOut: z.array(z.string()).optional(),
  /** The last 28 days against as many a year before, moved so that the lunar festival in them lies on its like; null without one. */
  aligned: z
    .object({
      festival: z.enum(festivalNames),
      before: span,
      after: span,
      beforeMinor: minor,
      afterMinor: minor,
      beforeKinds: kinds.optional(),
      afterKinds: kinds.optional(),
      change: compared,
    })
    .nullable(),
});
export type ReviewFestivals = z.infer<typeof reviewFestivals>;

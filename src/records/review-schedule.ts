/** Check-ups the server makes by itself: when, and how the last one went. */
import { z } from 'zod';

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, '00:00–23:59');

export const reviewScheduleRequest = z.discriminatedUnion('every', [
  z.object({
    every: z.literal('week'),
    /** 1 Monday to 7 Sunday. */
    weekday: z.int().min(1).max(7),
    /** `HH:MM` in the organisation's zone. */
    at: timeOfDay,
  }),
  z.object({
    every: z.literal('month'),
    /** Day of the month; a shorter month has its last day instead. */
    day: z.int().min(1).max(31),
    at: timeOfDay,
  }),
]);
export type ReviewScheduleRequest = z.infer<typeof reviewScheduleRequest>;

export const reviewScheduleView = z.object({
  schedule: z
    .object({
      every: z.enum(['week', 'month']),
      weekday: z.int().nullable(),
      day: z.int().nullable(),
      at: z.string(),
      zone: z.string(),
      since: z.iso.datetime(),
      nextAt: z.iso.datetime(),
      /** The last one begun; its check-up is as of `slot`. */
      last: z
        .object({
          slot: z.iso.datetime(),
          jobId: z.uuid(),
          /** Null once the list of background work no longer has it. */
          state: z.enum(['queued', 'running', 'done', 'failed', 'canceled']).nullable(),
          tries: z.int(),
          /** Why it failed, in words. */
          error: z.string().nullable(),
          /** When a failed one is tried again; null where it is not. */
          retryAt: z.iso.datetime().nullable(),
          reviewId: z.uuid().nullable(),
        })
        .nullable(),
    })
    .nullable(),
});
export type ReviewScheduleView = z.infer<typeof reviewScheduleView>;

/** What the server calls again and again by itself: when each last ran, last succeeded and runs next. */
import { z } from 'zod';

export const scheduleSchema = z.object({
  /** `outbox`, `final-reads` …: the name of the work, worded by the console. */
  name: z.string(),
  everySeconds: z.number(),
  lastStartedAt: z.string().nullable(),
  lastSuccessAt: z.string().nullable(),
  nextAt: z.string().nullable(),
  /** Failures in a row; 0 when the last run succeeded. */
  failures: z.int(),
  /** The last failure in words. */
  error: z.string().nullable(),
});
export type Schedule = z.infer<typeof scheduleSchema>;

export const scheduleListSchema = z.object({ schedules: z.array(scheduleSchema) });

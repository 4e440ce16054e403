/** The schedule of check-ups as one row of `settings`, with the run it began last. */
import { z } from 'zod';
import { reviewScheduleRequest } from '../../records/review-schedule.ts';
import { loadSetting, saveSetting } from '../../store/state/settings.store.ts';
import type { StateDb, StateTransaction } from '../../store/state/state-db.ts';

const key = 'reviewSchedule';

const scheduleSchema = z.object({
  when: reviewScheduleRequest,
  /** No slot before this is due. */
  since: z.iso.datetime(),
  last: z
    .object({
      slot: z.iso.datetime(),
      jobId: z.uuid(),
      tries: z.int(),
      /** Machine time at which the last try was begun. */
      begunAt: z.iso.datetime(),
    })
    .nullable(),
});
export type ReviewSchedule = z.infer<typeof scheduleSchema>;

/** The schedule, or null where none stands. */
export async function findReviewSchedule(pg: StateDb): Promise<ReviewSchedule | null> {
  const value = await loadSetting(pg, key);
  return value === null ? null : scheduleSchema.parse(value);
}

/** Puts a schedule in place, or ends it. */
export async function saveReviewSchedule(
  trx: StateDb | StateTransaction,
  schedule: ReviewSchedule | null,
): Promise<void> {
  if (schedule) await saveSetting(trx, key, schedule);
  else await trx.deleteFrom('settings').where('key', '=', key).execute();
}

/** Whether any check-up waits or is under way. */
export async function isReviewRunning(pg: StateDb): Promise<boolean> {
  const running = await pg
    .selectFrom('jobs')
    .select('job_id')
    .where('kind', '=', 'review')
    .where('state', 'in', ['queued', 'running'])
    .executeTakeFirst();
  return running !== undefined;
}

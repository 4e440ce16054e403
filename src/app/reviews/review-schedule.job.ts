/** The tick that begins a check-up when its time has come; the check-up itself is the job everybody starts. */
import type { TickDef } from '../../records/job-definition.ts';
import type { StoreContext } from '../../store/context.ts';
import { findJobRow } from '../jobs.store.ts';
import type { JobDesk } from '../jobs.ts';
import {
  findReviewSchedule,
  isReviewRunning,
  type ReviewSchedule,
  saveReviewSchedule,
} from './review-schedule.store.ts';
import { reviewSlotBefore } from './review-slot.ts';

/** A failed one is begun again after an hour, twice: what is wrong with the data does not mend by trying. */
const retryMs = 3_600_000;
const mostTries = 3;

const system = { actorId: 'system', actorKind: 'system' } as const;

/** When a failed run is begun again; null where it did not fail, somebody ended it, or it was tried often enough. */
export function retryAt(last: NonNullable<ReviewSchedule['last']>, state: string | null): Date | null {
  if (state !== 'failed' || last.tries >= mostTries) return null;
  return new Date(Date.parse(last.begunAt) + retryMs);
}

/** The slot whose check-up is due now, with how often it was begun before; null where none is. */
export async function dueReview(ctx: StoreContext): Promise<{ slot: Date; tries: number } | null> {
  const schedule = await findReviewSchedule(ctx.pg);
  if (!schedule) return null;
  const slot = reviewSlotBefore(ctx.now(), schedule.when, ctx.settings.zone);
  if (slot <= new Date(schedule.since)) return null;
  const { last } = schedule;
  if (!last || slot > new Date(last.slot)) return { slot, tries: 0 };
  const row = await findJobRow(ctx.pg, last.jobId);
  const again = retryAt(last, row?.state ?? null);
  // Tried again as of its own time, also where a change of the schedule has moved the slots.
  return again !== null && ctx.machineNow() >= again
    ? { slot: new Date(last.slot), tries: last.tries }
    : null;
}

/** Looks twice a minute. Slots that passed while the server was down are made up for by the latest alone. */
export const scheduledReviewTick = (desk: Pick<JobDesk, 'start'>): TickDef<StoreContext> => ({
  name: 'reviews',
  everySeconds: 30,
  async run(ctx) {
    const due = await dueReview(ctx);
    if (!due || (await isReviewRunning(ctx.pg))) return 0;
    const slot = due.slot.toISOString();
    const tries = due.tries + 1;
    // A process that dies between this and the note below begins the same try again and is given the same job.
    const slotKey = `review ${slot} ${tries}`;
    const jobId = await desk.start({ kind: 'review', input: { asOf: slot }, caller: system, slotKey });
    const standing = await findReviewSchedule(ctx.pg);
    if (standing) {
      const last = { slot, jobId, tries, begunAt: ctx.machineNow().toISOString() };
      await saveReviewSchedule(ctx.pg, { ...standing, last });
    }
    return 0;
  },
});

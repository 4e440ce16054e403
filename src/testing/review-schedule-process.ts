/**
 * A process that looks once whether a scheduled check-up is due, as the server does, for a test that kills it between
 * beginning one and noting that it was begun. Prints the check-ups there are as `{jobs, last}`.
 *
 *     node src/testing/review-schedule-process.ts DATA die|live
 *
 * `die`: ends by SIGKILL as soon as the job is begun. `live`: what was begun is done before the look.
 */
import { createContext } from '../app/context.ts';
import { createJobDesk } from '../app/jobs.ts';
import { reviewJob } from '../app/review.job.ts';
import { scheduledReviewTick } from '../app/reviews/review-schedule.job.ts';
import { findReviewSchedule, saveReviewSchedule } from '../app/reviews/review-schedule.store.ts';
import { openStores } from '../store/open-stores.ts';
import { searchedLog } from './searched-log.ts';

const [dataFolder = '', how = 'live'] = process.argv.slice(2);
const { stores, close } = await openStores({ dataFolder, machineNow: () => new Date(), log: searchedLog });
const ctx = createContext(stores, searchedLog);
const weekMs = 7 * 86_400_000;

if (!(await findReviewSchedule(ctx.pg))) {
  const since = new Date(ctx.now().getTime() - weekMs).toISOString();
  await saveReviewSchedule(ctx.pg, { when: { every: 'week', weekday: 1, at: '07:00' }, since, last: null });
}
const desk = createJobDesk({
  ctx,
  definitions: [reviewJob],
  dispatch: { enqueue: async () => {}, wake: () => {} },
});
const tick = scheduledReviewTick({
  async start(job) {
    const jobId = await desk.start(job);
    if (how === 'die') process.kill(process.pid, 'SIGKILL');
    return jobId;
  },
});
if (how === 'live') await ctx.pg.updateTable('jobs').set({ state: 'done' }).execute();
await tick.run(ctx);
const jobs = await ctx.pg.selectFrom('jobs').select('job_id').where('kind', '=', 'review').execute();
const last = (await findReviewSchedule(ctx.pg))?.last ?? null;
process.stdout.write(`${JSON.stringify({ jobs: jobs.map(job => job.job_id), last })}\n`);
await close();

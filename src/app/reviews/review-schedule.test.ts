/** Scheduled check-ups: slots of the calendar, what is due, and what becomes of one that fails. */
import { afterAll, expect, test } from 'vitest';
import { testStores } from '../../testing/stores.ts';
import type { NewJob } from '../jobs.store.ts';
import { saveFailed, saveJob } from '../jobs.store.ts';
import { dueReview, scheduledReviewTick } from './review-schedule.job.ts';
import { reviewScheduleRoutes } from './review-schedule.route.ts';
import { findReviewSchedule, saveReviewSchedule } from './review-schedule.store.ts';
import { reviewSlotAfter, reviewSlotBefore } from './review-slot.ts';

// A Monday, 18:00 in Shanghai.
const stores = await testStores({ start: new Date('2026-03-02T10:00:00Z') });
const { ctx, clock } = stores;
afterAll(() => stores.close());

const zone = 'Asia/Shanghai';
const weekly = { every: 'week', weekday: 3, at: '07:00' } as const;

test('slots are of the zone’s own week and month; a month without the day has its last one', () => {
  const now = new Date('2026-03-02T10:00:00Z');
  expect(reviewSlotAfter(now, weekly, zone)).toEqual(new Date('2026-03-03T23:00:00Z'));
  expect(reviewSlotBefore(now, weekly, zone)).toEqual(new Date('2026-02-24T23:00:00Z'));
  const monthly = { every: 'month', day: 31, at: '00:30' } as const;
  expect(reviewSlotBefore(now, monthly, zone)).toEqual(new Date('2026-02-27T16:30:00Z'));
  expect(reviewSlotAfter(now, monthly, zone)).toEqual(new Date('2026-03-30T16:30:00Z'));
  // The exact moment belongs to what is due.
  const slot = new Date('2026-03-03T23:00:00Z');
  expect(reviewSlotBefore(slot, weekly, zone)).toEqual(slot);
  expect(reviewSlotAfter(slot, weekly, zone)).toEqual(new Date('2026-03-10T23:00:00Z'));
  // A zone whose clock skips the hour: as much later.
  const skipped = { every: 'week', weekday: 7, at: '02:30' } as const;
  expect(reviewSlotAfter(new Date('2026-03-28T12:00:00Z'), skipped, 'Europe/Berlin')).toEqual(
    new Date('2026-03-29T01:30:00Z'),
  );
});

const started: NewJob[] = [];
const desk = {
  async start(job: NewJob) {
    started.push(job);
    const jobId = await ctx.pg.transaction().execute(trx => saveJob(ctx, trx, job));
    return jobId ?? expect.fail('each slot and try is begun once');
  },
};
const tick = scheduledReviewTick(desk);
const finish = (jobId: string, state: 'done' | 'canceled') =>
  ctx.pg.updateTable('jobs').set({ state }).where('job_id', '=', jobId).execute();

test('one is begun at its time, as of its time, once; a failed one is tried three times and says why', async () => {
  await tick.run(ctx);
  expect(started).toEqual([]);
  await saveReviewSchedule(ctx.pg, { when: weekly, since: ctx.now().toISOString(), last: null });
  expect(await dueReview(ctx)).toBeNull();
  clock.advance({ days: 2 });
  clock.advanceMachine({ days: 2 });
  await tick.run(ctx);
  await tick.run(ctx);
  expect(started.map(job => [job.kind, job.input])).toEqual([
    ['review', { asOf: '2026-03-03T23:00:00.000Z' }],
  ]);
  for (const tries of [1, 2, 3]) {
    const { last } = (await findReviewSchedule(ctx.pg)) ?? {};
    if (!last) expect.fail('a run was begun');
    expect(last.tries).toBe(tries);
    await ctx.pg.updateTable('jobs').set({ state: 'running' }).where('job_id', '=', last.jobId).execute();
    await saveFailed(ctx, last.jobId, new Error('broken'));
    const reply = await view();
    expect(reply.schedule?.last).toMatchObject({ state: 'failed', tries });
    expect(reply.schedule?.last?.error).toBeTruthy();
    expect(reply.schedule?.last?.retryAt === null).toBe(tries === 3);
    await tick.run(ctx);
    expect(started).toHaveLength(tries);
    clock.advanceMachine({ hours: 1, minutes: 1 });
    await tick.run(ctx);
  }
  expect(started).toHaveLength(3);
});

test('a week missed is made up for by the latest slot alone, and one somebody canceled stays canceled', async () => {
  clock.advance({ days: 22 });
  await tick.run(ctx);
  expect(started.at(-1)?.input).toEqual({ asOf: '2026-03-24T23:00:00.000Z' });
  const { last } = (await findReviewSchedule(ctx.pg)) ?? {};
  await finish(last?.jobId ?? '', 'canceled');
  clock.advanceMachine({ hours: 3 });
  await tick.run(ctx);
  expect(started).toHaveLength(4);
  expect((await view()).schedule).toMatchObject({
    nextAt: '2026-03-31T23:00:00.000Z',
    last: { state: 'canceled', retryAt: null },
  });
});

async function view() {
  const route = reviewScheduleRoutes.find(each => each.method === 'GET');
  const caller = { locale: 'en' };
  return (await route?.handle(ctx, { caller } as never)) as {
    schedule: {
      nextAt: string;
      last: { state: string; error: string | null; retryAt: string | null } | null;
    } | null;
  };
}

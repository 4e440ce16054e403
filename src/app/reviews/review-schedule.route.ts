/** The schedule of check-ups over HTTP. */
import { z } from 'zod';
import type { Locale } from '../../kernel/settings.ts';
import {
  type ReviewScheduleView,
  reviewScheduleRequest,
  reviewScheduleView,
} from '../../records/review-schedule.ts';
import { routesFor } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { withTransaction } from '../../store/state/state-db.ts';
import { findJobRow, jobOf } from '../jobs.store.ts';
import { retryAt } from './review-schedule.job.ts';
import { findReviewSchedule, type ReviewSchedule, saveReviewSchedule } from './review-schedule.store.ts';
import { reviewSlotAfter } from './review-slot.ts';

const route = routesFor<StoreContext>();
const target = 'settings:review-schedule';
const made = z.looseObject({ reviewId: z.uuid() });

async function lastOf(ctx: StoreContext, last: NonNullable<ReviewSchedule['last']>, locale: Locale) {
  const row = await findJobRow(ctx.pg, last.jobId);
  const job = row ? jobOf(row, ctx.machineNow(), locale) : null;
  return {
    slot: last.slot,
    jobId: last.jobId,
    tries: last.tries,
    state: job?.state ?? null,
    error: job?.error?.message ?? null,
    retryAt: retryAt(last, job?.state ?? null)?.toISOString() ?? null,
    reviewId: made.safeParse(job?.result).data?.reviewId ?? null,
  };
}

async function viewOf(ctx: StoreContext, locale: Locale): Promise<ReviewScheduleView> {
  const schedule = await findReviewSchedule(ctx.pg);
  if (!schedule) return { schedule: null };
  const { when, since, last } = schedule;
  return {
    schedule: {
      every: when.every,
      weekday: when.every === 'week' ? when.weekday : null,
      day: when.every === 'month' ? when.day : null,
      at: when.at,
      zone: ctx.settings.zone,
      since,
      nextAt: reviewSlotAfter(ctx.now(), when, ctx.settings.zone).toISOString(),
      last: last && (await lastOf(ctx, last, locale)),
    },
  };
}

export const reviewScheduleRoutes = [
  route({
    method: 'GET',
    path: '/api/review-schedule',
    scope: 'read',
    permission: 'review.read',
    summary: 'When the server takes check-ups by itself, when the next is due and how the last went',
    response: reviewScheduleView,
    handle: (ctx, { caller }) => viewOf(ctx, caller.locale),
  }),
  route({
    method: 'PUT',
    path: '/api/review-schedule',
    scope: 'manage',
    permission: 'review.change',
    summary: 'Take a check-up each week or month at a time; the first is the next slot from now on',
    body: reviewScheduleRequest,
    response: reviewScheduleView,
    async handle(ctx, { body, caller }) {
      const before = await findReviewSchedule(ctx.pg);
      await withTransaction(ctx.pg, async trx => {
        const since = ctx.now().toISOString();
        await saveReviewSchedule(trx, { when: body, since, last: before?.last ?? null });
        await saveAudit(trx, ctx, {
          action: 'review.schedule',
          target,
          before: before?.when ?? null,
          after: body,
        });
      });
      return viewOf(ctx, caller.locale);
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/review-schedule',
    scope: 'manage',
    permission: 'review.change',
    summary: 'Take no more check-ups by itself; those made stay',
    response: reviewScheduleView,
    async handle(ctx, { caller }) {
      const before = await findReviewSchedule(ctx.pg);
      await withTransaction(ctx.pg, async trx => {
        await saveReviewSchedule(trx, null);
        await saveAudit(trx, ctx, {
          action: 'review.schedule',
          target,
          before: before?.when ?? null,
          after: null,
        });
      });
      return viewOf(ctx, caller.locale);
    },
  }),
];

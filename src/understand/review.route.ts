/** The base check-up over HTTP: take one, list them, read one with its opportunities. */
import { z } from 'zod';
import { badInput, notFound } from '../kernel/errors.ts';
import { baseMigration, baseMovement, stageHistory } from '../records/base-movement.ts';
import { customerValueReport } from '../records/customer-value.ts';
import { jobStartedSchema } from '../records/job.ts';
import { review, reviewExportQuery, reviewList, reviewParams, reviewRequest } from '../records/review.ts';
import { reviewBehaviour } from '../records/review-behaviour.ts';
import { reviewChanges } from '../records/review-change.ts';
import { reviewFestivals } from '../records/review-festival.ts';
import { reviewPersonas } from '../records/review-persona.ts';
import { reviewPlaces } from '../records/review-place.ts';
import { type AnyRoute, routesFor } from '../records/route.ts';
import { stageBacktest } from '../records/stage-backtest.ts';
import type { StoreContext } from '../store/context.ts';
import { loadPurchaseDays } from './purchase-days.store.ts';
import { findReview, findReviews } from './review.store.ts';
import { loadReviewFile } from './review-export/review-export.store.ts';
import { findReviewPart, type ReviewPart } from './review-parts.store.ts';

const route = routesFor<StoreContext>();

const chapter = <D extends z.ZodType>(part: ReviewPart['part'], summary: string, document: D) =>
  route({
    method: 'GET',
    path: `/api/reviews/:id/${part}`,
    scope: 'read',
    permission: 'review.read',
    summary,
    params: reviewParams,
    response: z.object({ reviewId: z.uuid(), asOf: z.iso.datetime(), document }),
    async handle(ctx, { params }) {
      const found = await findReviewPart(ctx, params.id, part);
      if (!found) throw notFound('review-part-none', { path: 'id', params: { part } });
      return found as never;
    },
  });

/** The end of today is a time people ask for; a day further on everybody would only look more lost. */
function assertNotAhead(asOf: string | undefined, now: Date): void {
  if (asOf === undefined || Date.parse(asOf) <= now.getTime() + 86_400_000) return;
  throw badInput('review-as-of-ahead', {
    path: 'asOf',
    received: asOf,
    expected: `<= ${now.toISOString()}`,
    params: { now: now.toISOString() },
  });
}

export const reviewRoutes: AnyRoute<StoreContext>[] = [
  route({
    method: 'POST',
    path: '/api/reviews',
    scope: 'manage',
    permission: 'review.change',
    summary: 'Take a base check-up as of a time (default now); a job',
    body: reviewRequest,
    response: jobStartedSchema,
    async handle(ctx, { body }) {
      assertNotAhead(body.asOf, ctx.now());
      return { kind: 'job', job: 'review', input: body };
    },
  }),
  route({
    method: 'GET',
    path: '/api/reviews',
    scope: 'read',
    permission: 'review.read',
    summary: 'Reviews made so far, newest first',
    query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
    response: reviewList,
    async handle(ctx, { query }) {
      const [reviews, purchases] = await Promise.all([findReviews(ctx, query.limit), loadPurchaseDays(ctx)]);
      return { reviews, purchases };
    },
  }),
  route({
    method: 'GET',
    path: '/api/reviews/:id',
    scope: 'read',
    permission: 'review.read',
    summary: 'One review by id, or `latest`',
    params: reviewParams,
    response: review,
    async handle(ctx, { params }) {
      const found = await findReview(ctx, params.id);
      if (!found) throw notFound('review-unknown', { path: 'id', params: { id: params.id } });
      return found;
    },
  }),
  route({
    method: 'GET',
    path: '/api/reviews/:id/export',
    scope: 'read',
    permission: 'review.read',
    summary: 'A review to hand on, as HTML, XLSX or PDF; no customer is named in it',
    params: reviewParams,
    query: reviewExportQuery,
    response: z.unknown(),
    async handle(ctx, { params: { id }, query: { format, locale }, caller }) {
      const file = await loadReviewFile(ctx, { id, format, locale: locale ?? caller.locale });
      if (!file) throw notFound('review-unknown', { path: 'id', params: { id } });
      return file;
    },
  }),
  chapter('customer-value', 'Value to come: models, groups with intervals, calibration', customerValueReport),
  chapter('movement', 'Bridge by month, cohort triangles, concentration', baseMovement),
  chapter('changes', 'What changed in net sales since earlier spans, and why', reviewChanges),
  chapter('festivals', 'Festivals and sales days beside the same days of earlier years', reviewFestivals),
  chapter('personas', 'Personas by stated rules, with what sets each apart from the base', reviewPersonas),
  chapter('places', 'Customers, value and rhythm by province', reviewPlaces),
  chapter('behaviour', 'Who the customers are and how they buy', reviewBehaviour),
  chapter('migration', 'Moves between tiers and stages since a past time', baseMigration),
  chapter('stage-history', 'Customers by stage at past times and now', stageHistory),
  chapter('stage-backtest', 'What came of the life-cycle stages at past times', stageBacktest),
];

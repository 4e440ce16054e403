/** The base check-up over HTTP: take one, list them, read one with its opportunities. */
import { z } from 'zod';
import { notFound } from '../kernel/errors.ts';
import { jobStartedSchema } from '../records/job.ts';
import { review, reviewList, reviewParams, reviewRequest } from '../records/review.ts';
import { type AnyRoute, routesFor } from '../records/route.ts';
import type { StoreContext } from '../store/context.ts';
import { loadPurchaseDays } from './purchase-days.store.ts';
import { findReview, findReviews } from './review.store.ts';

const route = routesFor<StoreContext>();

export const reviewRoutes: AnyRoute<StoreContext>[] = [
  route({
    method: 'POST',
    path: '/api/reviews',
    scope: 'manage',
    permission: 'review.change',
    summary: 'Take a base check-up as of a time (default now); a job',
    body: reviewRequest,
    response: jobStartedSchema,
    async handle(_, { body }) {
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
];

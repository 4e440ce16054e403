/** Channels of a review over HTTP: what they say together, and computing them again. */
import { channelSummaryReply } from '../../records/channel-summary.ts';
import { jobStartedSchema } from '../../records/job.ts';
import { reviewParams } from '../../records/review.ts';
import { type AnyRoute, routesFor } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { findChannels } from './channels.store.ts';

const route = routesFor<StoreContext>();

export const reviewChannelRoutes: AnyRoute<StoreContext>[] = [
  route({
    method: 'POST',
    path: '/api/reviews/:id/channels',
    scope: 'manage',
    permission: 'review.change',
    summary: 'Compute the channels of a review again; a job',
    params: reviewParams,
    response: jobStartedSchema,
    handle: async (_, { params: { id } }) => ({ kind: 'job', job: 'channels', input: { reviewId: id } }),
  }),
  route({
    method: 'GET',
    path: '/api/reviews/:id/channels',
    scope: 'read',
    permission: 'review.read',
    summary:
      'Channels of a review: coverage, overlap, costs, efficiency, conflicts, paths, switching, synergy',
    params: reviewParams,
    response: channelSummaryReply,
    handle: async (ctx, { params: { id } }) => ({ summary: await findChannels(ctx, id) }),
  }),
];

/** Scheduled work over HTTP. */
import { routesFor } from '../records/route.ts';
import { scheduleListSchema } from '../records/schedule.ts';
import type { StoreContext } from '../store/context.ts';
import { findSchedules } from './schedules.store.ts';

const route = routesFor<StoreContext>();

export const scheduleRoutes = [
  route({
    method: 'GET',
    path: '/api/schedules',
    scope: 'read',
    permission: 'job.read',
    summary: 'Work the server does by itself again and again: last run, last success, next run',
    response: scheduleListSchema,
    handle: async (ctx, { caller }) => ({ schedules: await findSchedules(ctx.pg, caller.locale) }),
  }),
];

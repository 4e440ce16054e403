/** Long work over HTTP: the list, one job, cancel and resume. The stream of events is `http/job-events.ts`. */
import { notAllowed } from '../kernel/errors.ts';
import { type Job, jobListQuerySchema, jobListSchema, jobParamsSchema, jobSchema } from '../records/job.ts';
import { jobRight } from '../records/job-right.ts';
import { may, rolesThatMay } from '../records/permission.ts';
import { type Caller, routesFor } from '../records/route.ts';
import type { StoreContext } from '../store/context.ts';
import { findJobPage } from './job-list.store.ts';
import { jobFor } from './job-reply.ts';
import { jobOf } from './jobs.store.ts';
import type { JobDesk } from './jobs.ts';

const route = routesFor<StoreContext>();

/** Throws `permission-missing` for work the caller could not have begun. */
function requireMaySteer(caller: Caller, { kind }: Job): void {
  const permission = jobRight(kind);
  if (may(caller, permission)) return;
  const expected = rolesThatMay(permission).join(', ');
  throw notAllowed('permission-missing', { expected, received: caller.role ?? '', params: { permission } });
}

export const jobRoutes = (desk: JobDesk) => [
  route({
    method: 'GET',
    path: '/api/jobs',
    scope: 'read',
    permission: 'job.read',
    summary: 'Long work, newest first',
    query: jobListQuerySchema,
    response: jobListSchema,
    async handle(ctx, { query, caller }) {
      const { rows, ...page } = await findJobPage(ctx, query);
      const machineNow = ctx.machineNow();
      return { jobs: rows.map(row => jobFor(caller, jobOf(row, machineNow, caller.locale))), ...page };
    },
  }),
  route({
    method: 'GET',
    path: '/api/jobs/:id',
    scope: 'read',
    permission: 'job.read',
    summary: 'One job with its progress and result',
    params: jobParamsSchema,
    response: jobSchema,
    handle: async (_ctx, { params, caller }) => jobFor(caller, await desk.find(params.id, caller.locale)),
  }),
  route({
    method: 'POST',
    path: '/api/jobs/:id/cancel',
    scope: 'manage',
    permission: 'job.change',
    evenWhileDiskLow: true,
    summary: 'Ask a job to stop: for who could begin it',
    params: jobParamsSchema,
    response: jobSchema,
    async handle(_ctx, { params, caller }) {
      requireMaySteer(caller, await desk.find(params.id, caller.locale));
      await desk.cancel(params.id, caller);
      return jobFor(caller, await desk.find(params.id, caller.locale));
    },
  }),
  route({
    method: 'POST',
    path: '/api/jobs/:id/resume',
    scope: 'manage',
    permission: 'job.change',
    summary: 'Run a failed or canceled job again: for who could begin it',
    params: jobParamsSchema,
    response: jobSchema,
    async handle(_ctx, { params, caller }) {
      requireMaySteer(caller, await desk.find(params.id, caller.locale));
      await desk.resume(params.id, caller);
      return jobFor(caller, await desk.find(params.id, caller.locale));
    },
  }),
];

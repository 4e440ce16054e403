/** Long work over HTTP: the list, one job, cancel and resume. The stream of events is `http/job-events.ts`. */
import { badInput } from '../kernel/errors.ts';
import { jobListQuerySchema, jobListSchema, jobParamsSchema, jobSchema } from '../records/job.ts';
import { routesFor } from '../records/route.ts';
import type { StoreContext } from '../store/context.ts';
import type { JobDesk } from './jobs.ts';

const route = routesFor<StoreContext>();
const cursorPurpose = 'cursor:jobs';

function openCursor(ctx: StoreContext, cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  const before = ctx.keys.open(cursorPurpose, cursor);
  if (before === null) throw badInput('cursor-invalid', { path: 'cursor' });
  return before;
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
      const { state, kind, limit } = query;
      const before = openCursor(ctx, query.cursor);
      const jobs = await desk.list({ state, kind, limit, before }, caller.locale);
      const last = jobs.length === limit ? jobs.at(-1) : undefined;
      return { jobs, nextCursor: last ? ctx.keys.seal(cursorPurpose, last.jobId) : null };
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
    handle: (_ctx, { params, caller }) => desk.find(params.id, caller.locale),
  }),
  route({
    method: 'POST',
    path: '/api/jobs/:id/cancel',
    scope: 'manage',
    permission: 'job.change',
    summary: 'Ask a job to stop',
    params: jobParamsSchema,
    response: jobSchema,
    async handle(_ctx, { params, caller }) {
      await desk.cancel(params.id, caller);
      return desk.find(params.id, caller.locale);
    },
  }),
  route({
    method: 'POST',
    path: '/api/jobs/:id/resume',
    scope: 'manage',
    permission: 'job.change',
    summary: 'Run a failed or canceled job again',
    params: jobParamsSchema,
    response: jobSchema,
    async handle(_ctx, { params, caller }) {
      await desk.resume(params.id, caller);
      return desk.find(params.id, caller.locale);
    },
  }),
];

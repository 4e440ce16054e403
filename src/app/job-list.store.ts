/** Long work page by page, filtered by state and kind. */
import { sql } from 'kysely';
import type { z } from 'zod';
import type { jobListQuerySchema } from '../records/job.ts';
import type { StoreContext } from '../store/context.ts';
import { orderSql, pageOf, windowOf } from '../store/list-window.ts';
import type { JobRow } from './jobs.store.ts';

const sorts = { started: sql`job_id`, kind: sql`kind`, state: sql`state` };

/** One page of job rows, newest first unless asked otherwise; ids ascend with time. Throws `cursor-invalid`. */
export async function findJobPage(ctx: StoreContext, query: z.output<typeof jobListQuerySchema>) {
  const window = windowOf(ctx, 'jobs', query);
  const { kind = null, state = null } = query;
  const where = sql`where (${kind}::text is null or kind = ${kind}) and (${state}::text is null or state = ${state})`;
  const order = orderSql(query.sort ?? '-started', sorts, sql`job_id`);
  const { rows } = await sql<JobRow>`
    select * from jobs ${where} ${order} limit ${window.limit} offset ${window.offset}`.execute(ctx.pg);
  const { rows: counted } = await sql<{ n: number }>`select count(*)::int as n from jobs ${where}`.execute(
    ctx.pg,
  );
  return { rows, ...pageOf(ctx, 'jobs', { ...window, total: counted[0]?.n ?? 0 }) };
}

/** What became of the runs of a pull, read from its jobs: they are kept as long as jobs are. */
import { sql } from 'kysely';
import type { z } from 'zod';
import { textOf } from '../../kernel/catalogue.ts';
import type { ErrorDetail } from '../../kernel/errors.ts';
import type { Locale } from '../../kernel/settings.ts';
import type { PullRun, PullSummary, pullRunQuery, ReconcileSummary } from '../../records/pull.ts';
import type { StoreContext } from '../../store/context.ts';
import { orderSql, pageOf, windowOf } from '../../store/list-window.ts';
import { pullKind, reconcileKind } from './pull-kinds.ts';

interface RunRow {
  readonly jobId: string;
  readonly kind: PullRun['kind'];
  readonly state: PullRun['state'];
  readonly done: number;
  readonly result: Partial<PullSummary & ReconcileSummary> | null;
  readonly error: { readonly code: string; readonly detail?: Pick<ErrorDetail, 'params'> } | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
}

const sorts = { started: sql`"startedAt"`, state: sql`state` };
const shownImports = 100;

function shown({ result, error, startedAt, finishedAt, done, ...row }: RunRow, locale: Locale): PullRun {
  const words = error === null ? null : textOf(error.code, locale, error.detail?.params ?? {});
  return {
    ...row,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
    rowsRead: result?.rowsRead ?? result?.keysRead ?? Number(done),
    rowsTaken: result?.rowsTaken ?? result?.rowsGone ?? null,
    rowsQuarantined: result?.rowsQuarantined ?? null,
    imports: (result?.imports ?? []).slice(0, shownImports),
    error: words?.message ?? null,
    remedy: words?.remedy ?? null,
  };
}

/** One page of the runs of a pull. Throws `cursor-invalid`. */
export async function findRunPage(
  ctx: StoreContext,
  {
    pullId,
    locale,
    ...query
  }: z.output<typeof pullRunQuery> & { readonly pullId: string; readonly locale: Locale },
) {
  const window = windowOf(ctx, 'pull-runs', query);
  const { state = null } = query;
  const where = sql`where kind in (${pullKind}, ${reconcileKind}) and input->>'pullId' = ${pullId}
    and (${state}::text is null or state = ${state})`;
  const { rows } = await sql<RunRow>`
    select * from (select job_id as "jobId", kind, state, done, result, error,
      coalesce(started_at, created_at) as "startedAt", finished_at as "finishedAt" from jobs ${where}) runs
    ${orderSql(query.sort ?? '-started', sorts, sql`"jobId"`)} limit ${window.limit} offset ${window.offset}`.execute(
    ctx.pg,
  );
  const { rows: counted } = await sql<{ n: number }>`select count(*)::int as n from jobs ${where}`.execute(
    ctx.pg,
  );
  return {
    runs: rows.map(row => shown(row, locale)),
    ...pageOf(ctx, 'pull-runs', { ...window, total: counted[0]?.n ?? 0 }),
  };
}

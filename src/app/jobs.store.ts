/** The rows behind long work: made, claimed once, kept alive by a heartbeat, and finished in one of three ways. */
import type { Actor } from '../kernel/context.ts';
import { CodedError, type ErrorClass, type ErrorDetail } from '../kernel/errors.ts';
import type { Locale } from '../kernel/settings.ts';
import type { Job, JobState } from '../records/job.ts';
import type { StoreContext } from '../store/context.ts';
import { saveAudit } from '../store/state/audit.store.ts';
import type { StateDb, StateTransaction } from '../store/state/state-db.ts';
import { codedErrorOf, errorReply } from './error-reply.ts';

/** Running without a heartbeat for this long: the process is gone. The heartbeat beats every five seconds. */
export const stuckAfterMs = 60_000;

/** Starts a job may have before its process is taken to die of it. */
export const maxAttempts = 3;

/** A failure as it is kept: without language, worded when somebody looks. */
interface KeptError {
  readonly code: string;
  readonly errorClass: ErrorClass;
  readonly detail: Omit<ErrorDetail, 'cause'>;
}

/** The kept form of an expected failure. */
export const createKeptError = (code: string): KeptError => ({ code, errorClass: 'unavailable', detail: {} });

export interface JobRow {
  readonly job_id: string;
  readonly kind: string;
  readonly state: JobState;
  readonly input: unknown;
  readonly done: number;
  readonly total: number | null;
  readonly label: string;
  readonly result: unknown;
  readonly error: unknown;
  readonly cancel_requested: boolean;
  readonly attempts: number;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  readonly heartbeat_at: Date | null;
}

export interface NewJob {
  readonly kind: string;
  readonly input: unknown;
  /** Who asked for it. */
  readonly caller: Actor;
  /** Which slot and try of a schedule it is: a second one of the same key is not begun. */
  readonly slotKey?: string;
}

/** Inserts a queued job and returns its id, or null where its slot has begun; all times of jobs are machine times. */
export async function saveJob(ctx: StoreContext, trx: StateTransaction, job: NewJob): Promise<string | null> {
  const jobId = ctx.newId();
  const insertion = trx.insertInto('jobs').values({
    job_id: jobId,
    kind: job.kind,
    state: 'queued',
    input: JSON.stringify(job.input ?? null),
    created_by: job.caller.actorId,
    created_at: ctx.machineNow(),
    slot_key: job.slotKey ?? null,
  });
  const once = insertion.onConflict(clash =>
    clash.column('slot_key').where('slot_key', 'is not', null).doNothing(),
  );
  const { numInsertedOrUpdatedRows } = await (job.slotKey ? once : insertion).executeTakeFirst();
  if (!numInsertedOrUpdatedRows) return null;
  const { caller, kind, input } = job;
  await saveAudit(trx, ctx, { caller, action: 'job.start', target: `job:${jobId}`, after: { kind, input } });
  return jobId;
}

/** The job a slot and try of a schedule began. */
export async function findJobOfSlot(pg: StateDb | StateTransaction, slotKey: string): Promise<string | null> {
  const row = await pg.selectFrom('jobs').select('job_id').where('slot_key', '=', slotKey).executeTakeFirst();
  return row?.job_id ?? null;
}

/**
 * Takes a queued job for this process; null when it is no longer queued, so that no job runs twice. Recovery does not
 * begin a job again whose only try this is.
 */
export async function claimJob(
  ctx: StoreContext,
  jobId: string,
  { isOnlyTry = false }: { readonly isOnlyTry?: boolean } = {},
): Promise<JobRow | null> {
  const now = ctx.machineNow();
  const row = await ctx.pg
    .updateTable('jobs')
    .set(eb => ({
      state: 'running',
      started_at: now,
      heartbeat_at: now,
      done: 0,
      total: null,
      attempts: isOnlyTry ? eb.val(maxAttempts) : eb('attempts', '+', 1),
    }))
    .where('job_id', '=', jobId)
    .where('state', '=', 'queued')
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

/** Notes progress and life; tells whether somebody asked to cancel. */
export async function saveProgress(
  ctx: StoreContext,
  jobId: string,
  step: { readonly done: number; readonly total: number | null; readonly label: string } | null,
): Promise<boolean> {
  const row = await ctx.pg
    .updateTable('jobs')
    .set({
      heartbeat_at: ctx.machineNow(),
      ...(step
        ? {
            done: Math.round(step.done),
            total: step.total === null ? null : Math.round(step.total),
            label: step.label,
          }
        : {}),
    })
    .where('job_id', '=', jobId)
    .returning('cancel_requested')
    .executeTakeFirst();
  return row?.cancel_requested ?? false;
}

/** Ends a job with its result. */
export async function saveDone(ctx: StoreContext, jobId: string, result: unknown): Promise<void> {
  await ctx.pg
    .updateTable('jobs')
    .set(eb => ({
      state: 'done',
      // Steps are written now and then: what is done is all of it.
      done: eb.fn.coalesce('total', 'done'),
      result: JSON.stringify(result ?? null),
      error: null,
      finished_at: ctx.machineNow(),
    }))
    .where('job_id', '=', jobId)
    .execute();
}

/** Ends a job as failed or canceled with a coded error; the text of an unexpected one stays in the log. */
export async function saveFailed(ctx: StoreContext, jobId: string, failure: unknown): Promise<void> {
  const coded =
    codedErrorOf(failure) ??
    new CodedError('unavailable', 'internal-error', { params: { requestId: jobId } });
  const { cause: _, ...detail } = coded.detail;
  const kept: KeptError = { code: coded.code, errorClass: coded.errorClass, detail };
  await ctx.pg
    .updateTable('jobs')
    .set({
      state: coded.code === 'work-canceled' ? 'canceled' : 'failed',
      error: JSON.stringify(kept),
      finished_at: ctx.machineNow(),
    })
    .where('job_id', '=', jobId)
    .execute();
}

/** Puts a running job back, for a process that stops before the job is done. */
export async function saveQueuedAgain(ctx: StoreContext, jobId: string): Promise<void> {
  await ctx.pg
    .updateTable('jobs')
    .set({ state: 'queued', heartbeat_at: null })
    .where('job_id', '=', jobId)
    .where('state', '=', 'running')
    .execute();
}

/** Queues a failed or canceled job again; false when it was in neither state. */
export async function saveResumed(trx: StateTransaction, jobId: string): Promise<boolean> {
  const row = await trx
    .updateTable('jobs')
    .set({
      state: 'queued',
      error: null,
      cancel_requested: false,
      finished_at: null,
      heartbeat_at: null,
      attempts: 0,
    })
    .where('job_id', '=', jobId)
    .where('state', 'in', ['failed', 'canceled'])
    .returning('job_id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Cancels a queued job at once and asks a running one to stop. */
export async function saveCancel(ctx: StoreContext, trx: StateTransaction, jobId: string): Promise<void> {
  await trx
    .updateTable('jobs')
    .set({ state: 'canceled', cancel_requested: true, finished_at: ctx.machineNow() })
    .where('job_id', '=', jobId)
    .where('state', '=', 'queued')
    .execute();
  await trx
    .updateTable('jobs')
    .set({ cancel_requested: true })
    .where('job_id', '=', jobId)
    .where('state', '=', 'running')
    .execute();
}

/**
 * Jobs whose process has gone: queued again while they have had fewer than `maxAttempts` starts, else failed. Returns
 * the ids that are queued now, including those that were queued and never taken.
 */
export async function recoverJobs(
  ctx: StoreContext,
  { deadBefore }: { readonly deadBefore: Date },
): Promise<string[]> {
  const kept = createKeptError('job-interrupted');
  await ctx.pg
    .updateTable('jobs')
    .set({ state: 'failed', error: JSON.stringify(kept), finished_at: ctx.machineNow() })
    .where('state', '=', 'running')
    .where('heartbeat_at', '<', deadBefore)
    .where('attempts', '>=', maxAttempts)
    .execute();
  await ctx.pg
    .updateTable('jobs')
    .set({ state: 'queued', heartbeat_at: null })
    .where('state', '=', 'running')
    .where('heartbeat_at', '<', deadBefore)
    .execute();
  const rows = await ctx.pg
    .selectFrom('jobs')
    .select('job_id')
    .where('state', '=', 'queued')
    .orderBy('job_id')
    .execute();
  return rows.map(row => row.job_id);
}

/** One row, or null. */
export async function findJobRow(db: StateDb, jobId: string): Promise<JobRow | null> {
  return (await db.selectFrom('jobs').selectAll().where('job_id', '=', jobId).executeTakeFirst()) ?? null;
}

export interface JobFilter {
  readonly state: JobState;
  readonly limit: number;
}

/** The newest rows in a state; ids ascend with time. */
export const findJobRows = (db: StateDb, { state, limit }: JobFilter): Promise<JobRow[]> =>
  db
    .selectFrom('jobs')
    .selectAll()
    .where('state', '=', state)
    .orderBy('job_id', 'desc')
    .limit(limit)
    .execute();

function failureOf(kept: KeptError | null, locale: Locale): Pick<Job, 'error' | 'errorStatus'> {
  if (!kept) return { error: null, errorStatus: null };
  const { status, body } = errorReply(new CodedError(kept.errorClass, kept.code, kept.detail), locale);
  return { error: body.error, errorStatus: kept.code === 'internal-error' ? 500 : status };
}

/** A row as the API shows it; rate and time left come from the machine time spent so far. */
export function jobOf(row: JobRow, machineNow: Date, locale: Locale): Job {
  const running = row.state === 'running';
  const spentMs = row.started_at ? (row.finished_at ?? machineNow).getTime() - row.started_at.getTime() : 0;
  const rate = row.done > 0 && spentMs > 0 ? (row.done * 1000) / spentMs : null;
  return {
    jobId: row.job_id,
    kind: row.kind,
    state: row.state,
    done: row.done,
    total: row.total,
    label: row.label,
    rate,
    remainingSeconds:
      running && rate && row.total !== null ? Math.max(0, (row.total - row.done) / rate) : null,
    stuck: running && machineNow.getTime() - (row.heartbeat_at ?? row.created_at).getTime() > stuckAfterMs,
    cancelRequested: row.cancel_requested,
    result: row.result,
    ...failureOf(row.error as KeptError | null, locale),
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
  };
}

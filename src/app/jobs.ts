/**
 * Long work from start to finish. The row in `jobs` is the one truth; the queue only says which process looks at it.
 * A job reports progress at most four times a second, beats every five seconds while it computes, hears of a cancel
 * at either, and goes back to the queue when its process is asked to stop.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Actor } from '../kernel/context.ts';
import { badInput, conflict, notFound, unavailable } from '../kernel/errors.ts';
import { invariant } from '../kernel/invariant.ts';
import type { Locale } from '../kernel/settings.ts';
import type { Job } from '../records/job.ts';
import type { AnyJob } from '../records/job-definition.ts';
import type { StoreContext } from '../store/context.ts';
import { saveAudit } from '../store/state/audit.store.ts';
import type { StateTransaction } from '../store/state/state-db.ts';
import { codedErrorOf, zodFailure } from './error-reply.ts';
import {
  claimJob,
  findJobOfSlot,
  findJobRow,
  findJobRows,
  type JobFilter,
  type JobRow,
  jobOf,
  type NewJob,
  saveCancel,
  saveDone,
  saveFailed,
  saveJob,
  saveProgress,
  saveQueuedAgain,
  saveResumed,
} from './jobs.store.ts';

const writeEveryMs = 250;
const beatEveryMs = 5_000;
/** A command does not wait for room, only for the database's own restart. */
const mostCommandTries = 10;
const tryAgainMs = 500;

/** How a queued job comes to be run: by the queue of a server, or at once inside a command. */
export interface Dispatch {
  /** Called in the transaction that made the row. */
  enqueue(trx: StateTransaction, jobId: string): Promise<void>;
  /** Called after that transaction: a hint that there is work. */
  wake(jobId: string): void;
  /** Why a job of this process ended without its row saying so, the state database being away; else undefined. */
  lostFailure?(jobId: string): unknown;
}

export interface JobDesk {
  /** Queues a job and returns its id; of a slot that has begun that job's. Throws `job-kind-unknown` and `field-invalid` for an input that does not fit. */
  start(job: NewJob): Promise<string>;
  /** Throws `job-unknown`. */
  find(jobId: string, locale: Locale): Promise<Job>;
  list(filter: JobFilter, locale: Locale): Promise<Job[]>;
  cancel(jobId: string, caller: Actor): Promise<void>;
  /** Queues a failed or canceled job again. Throws `job-not-resumable`. */
  resume(jobId: string, caller: Actor): Promise<void>;
}

export interface JobDeskParts {
  readonly ctx: StoreContext;
  readonly definitions: readonly AnyJob<StoreContext>[];
  readonly dispatch: Dispatch;
}

/** The job that has taken a slot already, in this process or in one that died. */
async function begunBefore(trx: StateTransaction, { slotKey = '' }: NewJob): Promise<string> {
  const jobId = await findJobOfSlot(trx, slotKey);
  invariant(jobId, 'a job that is not begun has one of its slot');
  return jobId;
}

/** The desk over a set of job kinds and a way to have them run. */
export function createJobDesk({ ctx, definitions, dispatch }: JobDeskParts): JobDesk {
  const rowOf = async (jobId: string): Promise<JobRow> => {
    const lost = dispatch.lostFailure?.(jobId);
    if (lost !== undefined) throw lost;
    const row = await findJobRow(ctx.pg, jobId);
    if (!row) throw notFound('job-unknown', { path: 'id', received: jobId });
    return row;
  };
  return {
    async start(job) {
      const parsed = definitionOf(definitions, job.kind).inputSchema.safeParse(job.input);
      if (!parsed.success) throw zodFailure(parsed.error);
      const jobId = await ctx.pg.transaction().execute(async trx => {
        const made = await saveJob(ctx, trx, job);
        if (made === null) return begunBefore(trx, job);
        await dispatch.enqueue(trx, made);
        return made;
      });
      dispatch.wake(jobId);
      return jobId;
    },
    find: async (jobId, locale) => jobOf(await rowOf(jobId), ctx.machineNow(), locale),
    list: async (filter, locale) =>
      (await findJobRows(ctx.pg, filter)).map(row => jobOf(row, ctx.machineNow(), locale)),
    async cancel(jobId, caller) {
      const { state } = await rowOf(jobId);
      await ctx.pg.transaction().execute(async trx => {
        await saveCancel(ctx, trx, jobId);
        await saveAudit(trx, ctx, {
          caller,
          action: 'job.cancel',
          target: `job:${jobId}`,
          before: { state },
        });
      });
    },
    async resume(jobId, caller) {
      const { state } = await rowOf(jobId);
      const resumed = await ctx.pg.transaction().execute(async trx => {
        const queued = await saveResumed(trx, jobId);
        if (!queued) return false;
        await dispatch.enqueue(trx, jobId);
        await saveAudit(trx, ctx, {
          caller,
          action: 'job.resume',
          target: `job:${jobId}`,
          before: { state },
        });
        return true;
      });
      if (!resumed) throw conflict('job-not-resumable', { received: state, params: { state } });
      dispatch.wake(jobId);
    },
  };
}

function definitionOf(definitions: readonly AnyJob<StoreContext>[], kind: string): AnyJob<StoreContext> {
  const found = definitions.find(definition => definition.kind === kind);
  if (!found) throw badInput('job-kind-unknown', { received: kind, params: { kind } });
  return found;
}

export interface RunParts {
  readonly ctx: StoreContext;
  readonly definitions: readonly AnyJob<StoreContext>[];
  /** Aborted when the process should end: the job returns to the queue at its next report. */
  readonly stopping: AbortSignal;
  /** The job ends with its command: whoever finds it cut off does not begin it again. */
  readonly isOnlyTry?: boolean;
}

/**
 * Claims and runs one job to its end. Does nothing when another process was faster. Throws the job's own failure when the
 * state database cannot take it: the row still says `running` then, and recovery decides.
 */
export async function runJob(parts: RunParts, jobId: string): Promise<void> {
  const { ctx, definitions, stopping, isOnlyTry = false } = parts;
  const row = await claimJob(ctx, jobId, { isOnlyTry });
  if (!row) return;
  const reports = createReports(ctx, jobId, stopping);
  try {
    const definition = definitionOf(definitions, row.kind);
    const input: unknown = definition.inputSchema.parse(row.input);
    const result = await definition.run({ ...ctx, progress: reports.progress }, input);
    await reports.close();
    await saveDone(ctx, jobId, result);
  } catch (failure) {
    await reports.close();
    await endBadly(parts, row, failure);
  }
}

async function endBadly({ ctx, stopping, isOnlyTry }: RunParts, row: JobRow, failure: unknown) {
  const { job_id: jobId, kind } = row;
  const code = codedErrorOf(failure)?.code;
  if (code === 'work-stopped') return saveQueuedAgain(ctx, jobId);
  if (code === undefined) ctx.log.error({ jobId, kind, failure }, 'job-failed-unexpectedly');
  else ctx.log.info({ jobId, kind, code }, 'job-ended-badly');
  for (let tries = 1; ; tries += 1) {
    try {
      return await saveFailed(ctx, jobId, failure);
    } catch (cause) {
      ctx.log.warn({ jobId, tries, cause }, 'job-failure-not-kept');
      // A lost connection is no reason to fail: recovery begins the job again. A full disk is, and is waited for.
      const mayWait = code === 'disk-full' && !stopping.aborted && (!isOnlyTry || tries < mostCommandTries);
      if (!mayWait) throw failure;
      await sleep(tryAgainMs, undefined, { signal: stopping }).catch(() => {});
    }
  }
}

/** The job's `progress`, and a timer that beats while the job computes between two reports. */
function createReports(ctx: StoreContext, jobId: string, stopping: AbortSignal) {
  let canceled = false;
  let writtenAtMs = 0;
  let last: Parameters<StoreContext['progress']>[0] | null = null;
  let beat: Promise<void> = Promise.resolve();
  const write = async () => {
    writtenAtMs = ctx.machineNow().getTime();
    canceled = (await saveProgress(ctx, jobId, last)) || canceled;
  };
  const timer = setInterval(() => {
    beat = beat.then(write).catch((cause: unknown) => ctx.log.warn({ jobId, cause }, 'job-heartbeat-failed'));
  }, beatEveryMs);
  const progress: StoreContext['progress'] = async step => {
    last = step;
    if (ctx.machineNow().getTime() - writtenAtMs >= writeEveryMs) await write();
    if (canceled) throw conflict('work-canceled');
    if (stopping.aborted) throw unavailable('work-stopped');
  };
  const close = async () => {
    clearInterval(timer);
    await beat;
    if (last) await write().catch(() => {});
  };
  return { progress, close };
}

/** Job `backup-scheduled`, and the tick that starts it when its time has come. */
import { z } from 'zod';
import { conflict } from '../../kernel/errors.ts';
import { type AnyJob, jobsFor, type TickDef } from '../../records/job-definition.ts';
import type { StoreContext } from '../../store/context.ts';
import { codedErrorOf } from '../error-reply.ts';
import type { DiskWatch } from '../health/disk.ts';
import type { JobDesk } from '../jobs.ts';
import { findBackupSchedule, noteRun } from './backup-schedule.store.ts';
import { slotBefore } from './backup-slot.ts';
import { backUpSlot } from './scheduled-backup.ts';

export const scheduledBackupKind = 'backup-scheduled';
const retryMs = 3_600_000;

export const scheduledBackupJob = (disk: Pick<DiskWatch, 'read'>): AnyJob<StoreContext> =>
  jobsFor<StoreContext>()({
    kind: scheduledBackupKind,
    inputSchema: z.object({ slot: z.iso.datetime() }),
    async run(ctx, { slot }) {
      const schedule = await findBackupSchedule(ctx.pg);
      if (!schedule) throw conflict('backup-not-scheduled');
      try {
        const { reserveBytes } = await disk.read();
        return await backUpSlot(ctx, { schedule, slot: new Date(slot), reserveBytes });
      } catch (failure) {
        const code = codedErrorOf(failure)?.code ?? 'internal-error';
        // A process that stops leaves the job in the queue: nothing failed.
        if (code !== 'work-stopped') {
          const retryAt = new Date(ctx.machineNow().getTime() + retryMs).toISOString();
          await noteRun(ctx, { failures: schedule.failures + 1, errorCode: code, retryAt });
        }
        throw failure;
      }
    },
  });

/** The slot whose backup is due now, or null. */
export async function dueSlot(ctx: StoreContext): Promise<Date | null> {
  const schedule = await findBackupSchedule(ctx.pg);
  if (!schedule) return null;
  const now = ctx.machineNow();
  const slot = slotBefore(now, schedule.at, ctx.settings.zone);
  if (slot <= new Date(schedule.since)) return null;
  if (schedule.doneSlot !== null && slot <= new Date(schedule.doneSlot)) return null;
  if (schedule.retryAt !== null && now < new Date(schedule.retryAt)) return null;
  return slot;
}

const system = { actorId: 'system', actorKind: 'system' } as const;

/** Looks twice a minute. A backup that is under way is not started again. */
export const scheduledBackupTick = (desk: Pick<JobDesk, 'start'>): TickDef<StoreContext> => ({
  name: 'backups',
  everySeconds: 30,
  async run(ctx) {
    const slot = await dueSlot(ctx);
    if (!slot || (await isRunning(ctx))) return 0;
    await desk.start({ kind: scheduledBackupKind, input: { slot: slot.toISOString() }, caller: system });
    // One a look: the next begins after the pause.
    return 0;
  },
});

async function isRunning({ pg }: StoreContext): Promise<boolean> {
  const running = await pg
    .selectFrom('jobs')
    .select('job_id')
    .where('kind', '=', scheduledBackupKind)
    .where('state', 'in', ['queued', 'running'])
    .executeTakeFirst();
  return running !== undefined;
}

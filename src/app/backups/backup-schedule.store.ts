/** The schedule of backups and how it goes, as one row of `settings`. It holds no passphrase, only what one opens. */
import { z } from 'zod';
import type { StoreContext } from '../../store/context.ts';
import { loadSetting, saveSetting } from '../../store/state/settings.store.ts';
import type { StateDb, StateTransaction } from '../../store/state/state-db.ts';
import { passphraseLockSchema } from '../../store/wrapped-keys.ts';

const key = 'backupSchedule';

const scheduleSchema = z.object({
  at: z.string(),
  keep: z.int(),
  lock: passphraseLockSchema,
  since: z.iso.datetime(),
  /** The last slot whose backup is made and verified. */
  doneSlot: z.iso.datetime().nullable(),
  failures: z.int(),
  errorCode: z.string().nullable(),
  /** After a failure: not before this. */
  retryAt: z.iso.datetime().nullable(),
});
export type BackupSchedule = z.infer<typeof scheduleSchema>;

/** The schedule, or null where none stands. */
export async function findBackupSchedule(pg: StateDb): Promise<BackupSchedule | null> {
  const value = await loadSetting(pg, key);
  return value === null ? null : scheduleSchema.parse(value);
}

/** Puts a schedule in place, or ends it. */
export async function saveBackupSchedule(
  trx: StateDb | StateTransaction,
  schedule: BackupSchedule | null,
): Promise<void> {
  if (schedule) await saveSetting(trx, key, schedule);
  else await trx.deleteFrom('settings').where('key', '=', key).execute();
}

/** Notes how a run ended, on the schedule as it stands by then. */
export async function noteRun(
  ctx: Pick<StoreContext, 'pg'>,
  run: Partial<Pick<BackupSchedule, 'doneSlot' | 'failures' | 'errorCode' | 'retryAt'>>,
): Promise<void> {
  const standing = await findBackupSchedule(ctx.pg);
  if (standing) await saveBackupSchedule(ctx.pg, { ...standing, ...run });
}

export interface KeptBackup {
  readonly backupId: string;
  readonly path: string;
  readonly madeAt: Date;
}

/** Verified backups of the schedule that are still there, newest first. */
export async function findKept(pg: StateDb): Promise<KeptBackup[]> {
  const rows = await pg
    .selectFrom('backups')
    .select(['backup_id', 'path', 'made_at'])
    .where('scheduled', '=', true)
    .where('verified_at', 'is not', null)
    .where('removed_at', 'is', null)
    .orderBy('made_at', 'desc')
    .execute();
  return rows.map(row => ({ backupId: row.backup_id, path: row.path, madeAt: row.made_at }));
}

/** The list of backups this deployment made. */
import { dirname, join } from 'node:path';
import type { Backup } from '../records/backup.ts';
import type { StoreContext } from '../store/context.ts';
import type { StateDb, StateTransaction } from '../store/state/state-db.ts';

const shown = 50;

/** Where backups go that are asked for by name and those the server makes by itself. */
export const backupsFolder = (ctx: Pick<StoreContext, 'stagingFolder'>): string =>
  join(dirname(ctx.stagingFolder), 'backups');

/** Adds a backup to the list; the backup itself does not hold this row. */
export async function saveBackup(
  pg: StateDb | StateTransaction,
  made: {
    readonly backup: Backup;
    readonly outboxShipped: number;
    readonly scheduled?: boolean;
    /** When every file was read again and compared. */
    readonly verifiedAt?: Date;
  },
): Promise<void> {
  const { backup, outboxShipped, scheduled = false, verifiedAt = null } = made;
  await pg
    .insertInto('backups')
    .values({
      backup_id: backup.backupId,
      path: backup.path,
      made_at: new Date(backup.madeAt),
      seconds: backup.seconds,
      bytes: backup.bytes,
      state_rows: backup.stateRows,
      facts_rows: backup.factsRows,
      outbox_shipped: outboxShipped,
      scheduled,
      verified_at: verifiedAt,
    })
    .execute();
}

/** The newest fifty that are still there. */
export async function findBackups({ pg }: Pick<StoreContext, 'pg'>): Promise<Backup[]> {
  const rows = await pg
    .selectFrom('backups')
    .selectAll()
    .where('removed_at', 'is', null)
    .orderBy('made_at', 'desc')
    .limit(shown)
    .execute();
  return rows.map(row => ({
    backupId: row.backup_id,
    path: row.path,
    madeAt: row.made_at.toISOString(),
    seconds: row.seconds,
    bytes: row.bytes,
    stateRows: row.state_rows,
    factsRows: row.facts_rows,
  }));
}

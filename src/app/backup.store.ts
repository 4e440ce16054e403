/** The list of backups this deployment made. */
import type { Backup } from '../records/backup.ts';
import type { StoreContext } from '../store/context.ts';
import type { StateDb } from '../store/state/state-db.ts';

const shown = 50;

/** Adds a backup to the list; the backup itself does not hold this row. */
export async function saveBackup(
  pg: StateDb,
  { backup, outboxShipped }: { backup: Backup; outboxShipped: number },
): Promise<void> {
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
    })
    .execute();
}

/** The newest fifty. */
export async function findBackups({ pg }: Pick<StoreContext, 'pg'>): Promise<Backup[]> {
  const rows = await pg.selectFrom('backups').selectAll().orderBy('made_at', 'desc').limit(shown).execute();
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

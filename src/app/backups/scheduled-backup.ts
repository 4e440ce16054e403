/**
 * One backup of the schedule: room first, then the copy, then every file of it read again and compared, and only then
 * does an older one go.
 */
import { rm, stat, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { sql } from 'kysely';
import { withImportLock } from '../../collect/import/import-lock.store.ts';
import { unavailable } from '../../kernel/errors.ts';
import type { Backup } from '../../records/backup.ts';
import { makeBackup } from '../../store/backup/make-backup.ts';
import { readManifest, verifyFiles } from '../../store/backup/manifest.ts';
import type { StoreContext } from '../../store/context.ts';
import { factsSql } from '../../store/facts/sql.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { withTransaction } from '../../store/state/state-db.ts';
import { backupsFolder, saveBackup } from '../backup.store.ts';
import { sized } from '../health/judge.ts';
import { productVersion } from '../product-version.ts';
import { type BackupSchedule, findKept, noteRun } from './backup-schedule.store.ts';

export interface SlotOrder {
  readonly schedule: BackupSchedule;
  readonly slot: Date;
  /** Room that has to stay free. */
  readonly reserveBytes: number;
}

const prefix = 'auto-';
const nameOf = (slot: Date): string => `${prefix}${slot.toISOString().slice(0, 16).replaceAll(':', '-')}`;

/** Makes, verifies and records the backup of a slot, then thins out. Throws `backup-no-room` and what `makeBackup` throws. */
export async function backUpSlot(ctx: StoreContext, order: SlotOrder): Promise<Backup> {
  const began = ctx.machineNow().getTime();
  const out = join(backupsFolder(ctx), nameOf(order.slot));
  if (await isUsable(ctx, out)) {
    // A run that was killed had finished all but its record.
  } else {
    await rm(out, { recursive: true, force: true });
    await requireRoom(ctx, order.reserveBytes);
    const wrappedKeys = await ctx.keys.wrappedFor(order.schedule.lock);
    const whileNobodyImports = <T>(work: () => Promise<T>) => withImportLock(ctx, work);
    await makeBackup(ctx, { out, wrappedKeys, product: productVersion, whileNobodyImports });
    await ctx.progress({ done: 0, total: null, label: 'backup-verify' });
    await verifyFiles(out, await readManifest(out), ctx.keys);
  }
  const backup = await recorded(ctx, { out, began, slot: order.slot });
  await thinOut(ctx, order.schedule.keep);
  return backup;
}

async function isUsable(ctx: StoreContext, out: string): Promise<boolean> {
  if (!(await stat(out).catch(() => null))) return false;
  try {
    await verifyFiles(out, await readManifest(out), ctx.keys);
    return true;
  } catch {
    return false;
  }
}

/** A copy takes at most what both stores take on disk. */
async function requireRoom(ctx: StoreContext, reserveBytes: number): Promise<void> {
  const state = await sql<{ bytes: number }>`select pg_database_size(current_database()) as bytes`.execute(
    ctx.pg,
  );
  const facts = await ctx.ch.query<{ bytes: string }>(
    factsSql`select toString(sum(bytes_on_disk)) as bytes from system.parts where active`,
    { tag: 'backup.size' },
  );
  const needed = Number(state.rows[0]?.bytes ?? 0) + Number(facts[0]?.bytes ?? 0);
  const path = dirname(ctx.stagingFolder);
  const { bavail, bsize } = await statfs(path);
  if (bavail * bsize - needed >= reserveBytes) return;
  const params = { free: sized(bavail * bsize), needed: sized(needed), reserve: sized(reserveBytes), path };
  throw unavailable('backup-no-room', { path, params });
}

async function recorded(
  ctx: StoreContext,
  { out, began, slot }: { out: string; began: number; slot: Date },
): Promise<Backup> {
  const { manifest } = await readManifest(out);
  const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0);
  const backup: Backup = {
    backupId: ctx.newId(),
    path: out,
    madeAt: manifest.madeAt,
    seconds: (ctx.machineNow().getTime() - began) / 1000,
    bytes: sum([manifest.facts.bytes, manifest.audit.bytes, ...manifest.state.map(table => table.bytes)]),
    stateRows: sum(manifest.state.map(table => table.rows)),
    factsRows: sum(Object.values(manifest.facts.rows)),
  };
  await withTransaction(ctx.pg, async trx => {
    const outboxShipped = manifest.outbox.shippedUpTo;
    await saveBackup(trx, { backup, outboxShipped, verifiedAt: ctx.machineNow(), scheduled: true });
    const after = { bytes: backup.bytes, stateRows: backup.stateRows, factsRows: backup.factsRows };
    await saveAudit(trx, ctx, { action: 'backup.made', target: `backup:${basename(out)}`, after });
  });
  await noteRun(ctx, { doneSlot: slot.toISOString(), failures: 0, errorCode: null, retryAt: null });
  return backup;
}

/** Removes verified ones beyond `keep`, oldest last in the list; never what lies outside our own folder. */
async function thinOut(ctx: StoreContext, keep: number): Promise<void> {
  const folder = backupsFolder(ctx);
  for (const { backupId, path } of (await findKept(ctx.pg)).slice(keep)) {
    if (dirname(path) !== folder || !basename(path).startsWith(prefix)) continue;
    await rm(path, { recursive: true, force: true });
    await withTransaction(ctx.pg, async trx => {
      await trx
        .updateTable('backups')
        .set({ removed_at: ctx.machineNow() })
        .where('backup_id', '=', backupId)
        .execute();
      await saveAudit(trx, ctx, { action: 'backup.removed', target: `backup:${basename(path)}` });
    });
  }
}

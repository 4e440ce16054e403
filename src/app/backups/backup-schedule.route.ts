/** The schedule of backups over HTTP. The passphrase is turned into a lock here and goes no further. */
import { textOf } from '../../kernel/catalogue.ts';
import { badInput } from '../../kernel/errors.ts';
import type { Locale } from '../../kernel/settings.ts';
import {
  type BackupScheduleView,
  backupScheduleRequest,
  backupScheduleView,
} from '../../records/backup-schedule.ts';
import { routesFor } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { withTransaction } from '../../store/state/state-db.ts';
import { lockOf } from '../../store/wrapped-keys.ts';
import {
  type BackupSchedule,
  findBackupSchedule,
  findKept,
  saveBackupSchedule,
} from './backup-schedule.store.ts';
import { slotAfter } from './backup-slot.ts';

const route = routesFor<StoreContext>();
const target = 'settings:backup-schedule';
const shown = (schedule: BackupSchedule | null) =>
  schedule ? { at: schedule.at, keep: schedule.keep } : null;

async function viewOf(ctx: StoreContext, locale: Locale): Promise<BackupScheduleView> {
  const schedule = await findBackupSchedule(ctx.pg);
  if (!schedule) return { schedule: null };
  const { at, keep, since, failures, errorCode } = schedule;
  const [newest] = await findKept(ctx.pg);
  return {
    schedule: {
      at,
      keep,
      since,
      nextAt: slotAfter(ctx.machineNow(), at, ctx.settings.zone).toISOString(),
      lastVerifiedAt: newest?.madeAt.toISOString() ?? null,
      failures,
      error: errorCode === null ? null : textOf(errorCode, locale).message,
    },
  };
}

export const backupScheduleRoutes = [
  route({
    method: 'GET',
    path: '/api/backup-schedule',
    scope: 'manage',
    permission: 'backup.read',
    summary: 'When the server makes backups by itself, how many it keeps and how the last went',
    response: backupScheduleView,
    handle: (ctx, { caller }) => viewOf(ctx, caller.locale),
  }),
  route({
    method: 'PUT',
    path: '/api/backup-schedule',
    scope: 'manage',
    permission: 'backup.change',
    summary: 'Make a backup each day at a time; old ones go when a newer one was verified',
    body: backupScheduleRequest,
    response: backupScheduleView,
    async handle(ctx, { body: { at, keep, passphrase }, caller }) {
      const before = await findBackupSchedule(ctx.pg);
      const lock = passphrase === undefined ? before?.lock : await lockOf(passphrase);
      if (!lock) throw badInput('passphrase-missing', { path: 'passphrase' });
      const since = ctx.machineNow().toISOString();
      const fresh = { doneSlot: before?.doneSlot ?? null, failures: 0, errorCode: null, retryAt: null };
      await withTransaction(ctx.pg, async trx => {
        const after = { at, keep, lock, since: before?.since ?? since, ...fresh };
        await saveBackupSchedule(trx, after);
        await saveAudit(trx, ctx, {
          action: 'backup.schedule',
          target,
          before: shown(before),
          after: { at, keep, passphrase: passphrase === undefined ? 'as before' : 'new' },
        });
      });
      return viewOf(ctx, caller.locale);
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/backup-schedule',
    scope: 'manage',
    permission: 'backup.change',
    summary: 'Make no more backups by itself; those made stay',
    response: backupScheduleView,
    async handle(ctx, { caller }) {
      const before = await findBackupSchedule(ctx.pg);
      await withTransaction(ctx.pg, async trx => {
        await saveBackupSchedule(trx, null);
        await saveAudit(trx, ctx, { action: 'backup.schedule', target, before: shown(before), after: null });
      });
      return viewOf(ctx, caller.locale);
    },
  }),
];

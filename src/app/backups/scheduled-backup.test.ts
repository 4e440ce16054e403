import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keyMaterialOf } from '../../store/key-file.ts';
import { keysOf } from '../../store/keys.ts';
import { lockOf, unwrapKeys, wrappedKeysSchema } from '../../store/wrapped-keys.ts';
import { testStores } from '../../testing/stores.ts';
import { backupsFolder } from '../backup.store.ts';
import { rotateKeys } from '../keys/rotate-keys.ts';
import { findBackupSchedule, findKept, saveBackupSchedule } from './backup-schedule.store.ts';
import { dueSlot, scheduledBackupJob } from './scheduled-backup.job.ts';

const stores = await testStores();
const { ctx, clock } = stores;
afterAll(() => stores.close());

const passphrase = 'correct horse battery staple';
const noReserve = { reserveBytes: 0, path: '', freeBytes: 0, totalBytes: 0 };
const job = scheduledBackupJob({ read: async () => noReserve });
const run = async () => {
  const slot = await dueSlot(ctx);
  if (!slot) throw new Error('nothing is due');
  return job.run(ctx, { slot: slot.toISOString() });
};
const names = async () => (await readdir(backupsFolder(ctx))).sort();

beforeAll(async () => {
  await saveBackupSchedule(ctx.pg, {
    at: '03:00',
    keep: 2,
    lock: await lockOf(passphrase),
    since: ctx.machineNow().toISOString(),
    doneSlot: null,
    failures: 0,
    errorCode: null,
    retryAt: null,
  });
});

test('nothing is due before its time; then one is made, verified and recorded', async () => {
  expect(await dueSlot(ctx)).toBeNull();
  clock.advanceMachine({ hours: 17, minutes: 1 });
  expect(await dueSlot(ctx)).toEqual(new Date('2026-03-02T19:00:00Z'));
  await run();
  expect(await dueSlot(ctx)).toBeNull();
  expect(await names()).toEqual(['auto-2026-03-02T19-00']);
  expect(await findKept(ctx.pg)).toHaveLength(1);
});

test('its keys open with the passphrase only, also after a rotation nobody gave it for', async () => {
  await rotateKeys(ctx, { rotationId: ctx.newId(), createdBy: null, settleMs: 0 });
  clock.advanceMachine({ days: 1 });
  await run();
  const path = join(backupsFolder(ctx), (await names()).at(-1) ?? '', 'keys.wrapped.json');
  const wrapped = wrappedKeysSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  expect(wrapped).toMatchObject({ version: 2, generation: 2 });
  const keys = keysOf(keyMaterialOf(await unwrapKeys(wrapped, passphrase)));
  expect(keys.generations).toEqual([1, 2]);
  expect(keys.fingerprint).toBe(ctx.keys.fingerprint);
  await expect(unwrapKeys(wrapped, `${passphrase}!`)).rejects.toMatchObject({ code: 'passphrase-wrong' });
});

test('an older one goes when a newer one is verified, and stays when the newer one fails', async () => {
  const before = await names();
  clock.advanceMachine({ days: 1 });
  const full = scheduledBackupJob({ read: async () => ({ ...noReserve, reserveBytes: 1e18 }) });
  const slot = (await dueSlot(ctx))?.toISOString();
  await expect(full.run(ctx, { slot })).rejects.toMatchObject({ code: 'backup-no-room' });
  expect(await names()).toEqual(before);
  expect(await findBackupSchedule(ctx.pg)).toMatchObject({ failures: 1, errorCode: 'backup-no-room' });
  // Tried again after an hour, not at once.
  expect(await dueSlot(ctx)).toBeNull();
  clock.advanceMachine({ hours: 1, minutes: 1 });
  await run();
  expect(await findBackupSchedule(ctx.pg)).toMatchObject({ failures: 0, errorCode: null });
  expect(await names()).toEqual([before[1], 'auto-2026-03-04T19-00']);
  const removed = await ctx.pg
    .selectFrom('backups')
    .select('path')
    .where('removed_at', 'is not', null)
    .execute();
  expect(removed).toHaveLength(1);
});

test('what a killed run left is finished or made again, and foreign folders are never touched', async () => {
  await mkdir(join(backupsFolder(ctx), 'auto-by-hand'));
  clock.advanceMachine({ days: 1 });
  const broken = join(backupsFolder(ctx), 'auto-2026-03-05T19-00');
  await mkdir(broken);
  await writeFile(join(broken, 'manifest.json'), '{}');
  await run();
  expect(await names()).toEqual(['auto-2026-03-04T19-00', 'auto-2026-03-05T19-00', 'auto-by-hand']);
  expect(await findKept(ctx.pg)).toHaveLength(2);
});

import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { scratchFolder } from '../../testing/scratch-folder.ts';
import { searchedLog } from '../../testing/searched-log.ts';
import { testState } from '../../testing/state-database.ts';
import { growTinyDisk, mountTinyDisk } from '../../testing/tiny-disk.ts';
import { copyRows } from './copy.ts';
import { openState } from './open-state.ts';
import { withTransaction } from './state-db.ts';
import { stateFailure } from './state-failure.ts';

const machineNow = () => new Date('2026-03-02T02:00:00Z');

test.each([
  [{ code: '53100' }, 'disk-full'],
  [{ code: '57P01' }, 'state-unreachable'],
  [{ code: '08006' }, 'state-unreachable'],
  [{ code: 'ECONNREFUSED' }, 'state-unreachable'],
  [{ message: 'Connection terminated unexpectedly' }, 'state-unreachable'],
])('%j is told as %s', (cause, code) => {
  expect(stateFailure(cause)).toMatchObject({ code, errorClass: 'unavailable', cause });
});

test('a connection lost while the disk is full is told as that disk', async context => {
  const folder = join(await scratchFolder(), 'short');
  if (!mountTinyDisk(folder, 8)) return context.skip('this machine does not let tests mount a disk');
  const cause = { code: '57P03' };
  expect(stateFailure(cause, folder)).toMatchObject({ code: 'disk-full', detail: { path: folder } });
  growTinyDisk(folder, 64);
  expect(stateFailure(cause, folder)).toMatchObject({ code: 'state-unreachable' });
});

test('a broken rule of the data stays what it is', () => {
  const cause = { code: '23505', message: 'duplicate key' };
  expect(stateFailure(cause)).toBe(cause);
});

test('a session the server ends is told as unreachable, and the pool goes on', async () => {
  const { db, close } = await testState();
  onTestFinished(close);
  const ending = withTransaction(db, trx => sql`select pg_terminate_backend(pg_backend_pid())`.execute(trx));
  await expect(ending).rejects.toMatchObject({ code: 'state-unreachable' });
  const { rows } = await sql`select 1 as alive`.execute(db);
  expect(rows).toEqual([{ alive: 1 }]);
});

test('a disk that fills up while working refuses writes, keeps what was acknowledged and goes on after', async context => {
  const folder = join(await scratchFolder(), 'disk');
  if (!mountTinyDisk(folder, 160)) return context.skip('this machine does not let tests mount a disk');
  const { db, close } = await openState({ dataFolder: folder, machineNow, log: searchedLog });
  onTestFinished(close);
  const fill = join(folder, 'fill');
  const rows = (count: number) =>
    Array.from({ length: count }, (_, i) => [`k${i}-${'x'.repeat(500)}`, 1] as const);
  const target = { table: 'settings', columns: ['key', 'value'] } as const;
  await copyRows(db, target, [rows(10)]);
  await writeFile(fill, Buffer.alloc(400 << 20)).catch(() => {});
  await expect(copyRows(db, target, [rows(5000).slice(10)])).rejects.toMatchObject({ code: 'disk-full' });
  const kept = await db
    .selectFrom('settings')
    .select(sql<number>`count(*)`.as('n'))
    .executeTakeFirstOrThrow();
  expect(kept.n).toBe(10);
  await rm(fill);
  await copyRows(db, target, [rows(5000).slice(10)]);
});

import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startChild } from '../../testing/child-process.ts';
import { scratchFolder } from '../../testing/scratch-folder.ts';
import { searchedLog } from '../../testing/searched-log.ts';
import { type OpenState, openState } from './open-state.ts';
import { isAlive, loadPostmaster, waitForExit } from './postmaster-file.ts';
import { loadSetting, saveSetting } from './settings.store.ts';

const script = join(import.meta.dirname, '..', '..', 'testing', 'state-process.ts');
const machineNow = () => new Date('2026-03-02T02:00:00Z');

interface Opened {
  readonly pid: number;
  readonly server: number;
  readonly socketFolder: string;
  readonly code?: string;
}

async function open(dataFolder: string): Promise<OpenState> {
  const state = await openState({ dataFolder, machineNow, log: searchedLog });
  let closed = false;
  const close = async () => {
    if (!closed) await state.close();
    closed = true;
  };
  onTestFinished(close);
  return { ...state, close };
}

/** Another process that has the folder's state open. */
async function holder(dataFolder: string) {
  const child = startChild(script, [dataFolder]);
  onTestFinished(() => child.kill('SIGKILL'));
  return { child, opened: await child.line<Opened>() };
}

const serverOf = async (folder: string) => (await loadPostmaster(join(folder, 'state', 'pgdata')))?.pid ?? 0;

describe('the embedded database', () => {
  test('starts in a new folder, keeps what was written and leaves no process behind', async () => {
    const folder = await scratchFolder();
    const first = await open(folder);
    const server = await serverOf(folder);
    expect(isAlive(server)).toBe(true);
    await saveSetting(first.db, 'kept', { deep: ['值'] });
    await first.close();
    expect(isAlive(server)).toBe(false);
    expect(await serverOf(folder)).toBe(0);
    const second = await open(folder);
    expect(await loadSetting(second.db, 'kept')).toEqual({ deep: ['值'] });
  });

  test('listens on its socket only, waits for the disk and never logs what statements hold', async () => {
    const { db } = await open(await scratchFolder());
    const { rows } = await sql<{ name: string; setting: string }>`
      select name, setting from pg_settings where name in
        ('listen_addresses', 'fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums',
         'log_min_error_statement', 'log_error_verbosity', 'server_encoding') order by name`.execute(db);
    expect(Object.fromEntries(rows.map(row => [row.name, row.setting]))).toEqual({
      data_checksums: 'on',
      fsync: 'on',
      full_page_writes: 'on',
      listen_addresses: '',
      log_error_verbosity: 'terse',
      log_min_error_statement: 'panic',
      server_encoding: 'UTF8',
      synchronous_commit: 'on',
    });
  });

  test('works below a path too long for a socket, through a short folder that goes away again', async () => {
    const folder = join(await scratchFolder(), 'long-'.repeat(30), '数据 folder');
    await mkdir(folder, { recursive: true });
    const { address, close, db } = await open(folder);
    const socket = 'socketFolder' in address ? address.socketFolder : '';
    expect(socket.startsWith(folder)).toBe(false);
    expect(Buffer.byteLength(socket)).toBeLessThan(90);
    await saveSetting(db, 'kept', 1);
    await close();
    expect(existsSync(socket)).toBe(false);
  });

  test('starts although a half-made set of files was left by a process that died', async () => {
    const folder = await scratchFolder();
    await mkdir(join(folder, 'state', 'pgdata.draft', 'base'), { recursive: true });
    await writeFile(join(folder, 'state', 'pgdata.draft', 'PG_VERSION'), '18\n');
    await open(folder);
    expect(await readdir(join(folder, 'state'))).not.toContain('pgdata.draft');
  });
});

test('ends in time while the database recovers from a killed backend, and has everything at the next start', async () => {
  const dataFolder = await scratchFolder();
  const { db, close } = await open(dataFolder);
  await saveSetting(db, 'kept', { n: 1 });
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db);
  process.kill(rows[0]?.pid ?? 0, 'SIGKILL');
  await expect.poll(() => sql`select 1`.execute(db).catch(() => null), { interval: 1 }).toBe(null);
  const began = performance.now();
  await close();
  expect(performance.now() - began).toBeLessThan(9_000);
  const again = await open(dataFolder);
  expect(await loadSetting(again.db, 'kept')).toEqual({ n: 1 });
});

describe('a server left over after kill -9 of its parent', () => {
  test('is stopped by the next start, which has every committed row', async () => {
    const folder = await scratchFolder();
    const { child, opened } = await holder(folder);
    await child.kill('SIGKILL');
    expect(isAlive(opened.server)).toBe(true);
    const { db } = await open(folder);
    expect(isAlive(opened.server)).toBe(false);
    expect(await serverOf(folder)).not.toBe(opened.server);
    expect(await loadSetting(db, 'written')).toBe('before');
  });

  test('is found although the folder was moved meanwhile', async () => {
    const parent = await scratchFolder();
    const [before, after] = [join(parent, 'a'), join(parent, 'b')];
    const { child, opened } = await holder(before);
    await child.kill('SIGKILL');
    await rename(before, after);
    const { db } = await open(after);
    expect(isAlive(opened.server)).toBe(false);
    expect(await loadSetting(db, 'written')).toBe('before');
  });

  test('that was killed too is recovered from', async () => {
    const folder = await scratchFolder();
    const { child, opened } = await holder(folder);
    await child.kill('SIGKILL');
    process.kill(opened.server, 'SIGKILL');
    await waitForExit(opened.server, 10);
    const { db } = await open(folder);
    expect(await loadSetting(db, 'written')).toBe('before');
  });

  test('is not confused with another program that has its number now', async () => {
    const folder = await scratchFolder();
    await (await open(folder)).close();
    await writeFile(
      join(folder, 'state', 'pgdata', 'postmaster.pid'),
      `${process.pid}\n${folder}/state/pgdata\n1\n5432\n/x\n`,
    );
    const { db } = await open(folder);
    expect(isAlive(process.pid)).toBe(true);
    expect(await loadSetting(db, 'written')).toBeNull();
  });
});

describe('a second start', () => {
  test('is refused while the first lives, which goes on undisturbed', async () => {
    const folder = await scratchFolder();
    const { child, opened } = await holder(folder);
    await expect(openState({ dataFolder: folder, machineNow, log: searchedLog })).rejects.toMatchObject({
      code: 'folder-in-use',
      errorClass: 'unavailable',
    });
    expect(await serverOf(folder)).toBe(opened.server);
    const other = startChild(script, [folder]);
    expect(await other.line<Opened>()).toEqual({ code: 'folder-in-use' });
    await child.close();
    expect(child.process.exitCode).toBe(0);
    await open(folder);
  });
});

test('data of a newer program is refused and not touched', async () => {
  const folder = await scratchFolder();
  const { db, close } = await open(folder);
  await sql`insert into state_migrations values ('9001_from_the_future', 'x', ${machineNow()})`.execute(db);
  await close();
  await expect(openState({ dataFolder: folder, machineNow, log: searchedLog })).rejects.toMatchObject({
    code: 'folder-newer',
    errorClass: 'bad-input',
    detail: { params: { found: '9001_from_the_future' } },
  });
  expect(await serverOf(folder)).toBe(0);
  await writeFile(join(folder, 'state', 'pgdata', 'PG_VERSION'), '99\n');
  await expect(openState({ dataFolder: folder, machineNow, log: searchedLog })).rejects.toMatchObject({
    code: 'state-version',
  });
});

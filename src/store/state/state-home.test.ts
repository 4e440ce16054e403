import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startChild } from '../../testing/child-process.ts';
import { scratchFolder } from '../../testing/scratch-folder.ts';
import { searchedLog } from '../../testing/searched-log.ts';
import { mountTinyDisk } from '../../testing/tiny-disk.ts';
import { openState } from './open-state.ts';
import { canTraverse, postgresAccount } from './postgres-account.ts';
import { binariesAt, findBinaries } from './postgres-binaries.ts';
import { loadSetting, saveSetting } from './settings.store.ts';
import { openStateHome } from './state-home.ts';

const isRoot = process.getuid?.() === 0;
const nobody = (await postgresAccount()) ?? { uid: 65534, gid: 65534 };
const script = join(import.meta.dirname, '..', '..', 'testing', 'state-process.ts');
const machineNow = () => new Date('2026-03-02T02:00:00Z');

interface Opened {
  readonly uid: number;
  readonly server: number;
  readonly code?: string;
}

const userOf = (pid: number) => Number(execFileSync('ps', ['-o', 'uid=', '-p', String(pid)]));

describe('as an ordinary account', () => {
  test('the database runs under that account and its files are private', async () => {
    const folder = join(await scratchFolder(), 'data');
    await mkdir(folder);
    const account = isRoot ? nobody : undefined;
    if (account) await chown(folder, account.uid, account.gid);
    const child = startChild(script, [folder], { account });
    onTestFinished(() => child.kill('SIGKILL'));
    const opened = await child.line<Opened>();
    expect(opened).toMatchObject({ uid: account?.uid ?? process.getuid?.() });
    expect(userOf(opened.server)).toBe(opened.uid);
    expect((await stat(join(folder, 'state'))).mode & 0o777).toBe(0o700);
    await child.close();
    expect(existsSync(join(folder, 'state', 'pgdata', 'postmaster.pid'))).toBe(false);
  });

  test.runIf(isRoot)('a folder it may not write to is refused with the reason', async () => {
    const folder = await scratchFolder();
    await chmod(folder, 0o755);
    const child = startChild(script, [folder], { account: nobody });
    expect(await child.line<Opened>()).toEqual({ code: 'no-permission' });
  });
});

describe.runIf(isRoot)('as root', () => {
  test('the database runs as nobody on files nobody owns', async () => {
    const folder = await scratchFolder();
    const child = startChild(script, [folder]);
    onTestFinished(() => child.kill('SIGKILL'));
    const { server } = await child.line<Opened>();
    expect(userOf(server)).toBe(nobody.uid);
    expect((await stat(join(folder, 'state', 'pgdata'))).uid).toBe(nobody.uid);
    await child.close();
  });

  test('below a folder nobody may pass, programs and state stand elsewhere and are found again', async () => {
    const { closed, elsewhere } = await closedHome();
    const binaries = binariesAt(join(closed, 'package', 'native'));
    await cp(join(findBinaries().folder, '..'), join(closed, 'package'), {
      recursive: true,
      verbatimSymlinks: true,
    });
    const dataFolder = join(closed, 'data');
    await mkdir(dataFolder);
    const home = await openStateHome({ dataFolder, binaries, elsewhere });
    expect(home.folder.startsWith(elsewhere)).toBe(true);
    expect(await canTraverse(nobody, join(home.binaries.folder, 'bin'))).toBe(true);
    const version = String(execFileSync(home.binaries.postgres, ['--version'], { ...nobody, cwd: '/' }));
    expect(version).toContain('PostgreSQL) 18');
    expect(await openStateHome({ dataFolder, binaries, elsewhere })).toEqual(home);
    await rm(elsewhere, { recursive: true });
  });

  test('state that stands elsewhere survives a restart and a move of the data folder, and has one owner', async () => {
    const { closed, elsewhere } = await closedHome();
    const dataFolder = join(closed, 'data');
    await mkdir(dataFolder);
    const first = await openState({ dataFolder, elsewhere, machineNow, log: searchedLog });
    await saveSetting(first.db, 'kept', 1);
    await first.close();
    expect(await readdir(dataFolder)).toEqual(['state-location.json']);

    const copy = join(closed, 'copy');
    await cp(dataFolder, copy, { recursive: true });
    await expect(openStateHome({ dataFolder: copy, elsewhere })).rejects.toMatchObject({
      code: 'state-belongs-elsewhere',
      detail: { params: { owner: dataFolder } },
    });
    await rm(copy, { recursive: true });

    await rename(dataFolder, copy);
    const second = await openState({ dataFolder: copy, elsewhere, machineNow, log: searchedLog });
    expect(await loadSetting(second.db, 'kept')).toBe(1);
    await second.close();
    expect(JSON.parse(await readFile(join(copy, 'state-location.json'), 'utf8')).folder).toMatch(
      /[0-9a-f]{16}$/,
    );
  });

  test('an existing database is not left behind when its folder was closed later', async () => {
    const { closed, elsewhere } = await closedHome();
    await mkdir(join(closed, 'data', 'state', 'pgdata'), { recursive: true });
    await writeFile(join(closed, 'data', 'state', 'pgdata', 'PG_VERSION'), '18\n');
    await expect(openStateHome({ dataFolder: join(closed, 'data'), elsewhere })).rejects.toMatchObject({
      code: 'state-folder-closed',
    });
    expect(existsSync(elsewhere)).toBe(false);
  });

  test('a full disk is told as one, and a start after making room succeeds', async context => {
    const folder = join(await scratchFolder(), 'disk');
    if (!mountTinyDisk(folder, 16)) return context.skip('this machine does not let tests mount a disk');
    const state = { dataFolder: folder, machineNow, log: searchedLog };
    await expect(openState(state)).rejects.toMatchObject({ code: 'disk-full', errorClass: 'unavailable' });
    execFileSync('mount', ['-o', 'remount,size=200m', folder]);
    const opened = await openState(state);
    await opened.close();
  });
});

/** A place below which nobody may pass, and one where state may go instead. */
async function closedHome(): Promise<{ closed: string; elsewhere: string }> {
  const base = await scratchFolder();
  const closed = join(base, 'closed');
  await mkdir(closed, { mode: 0o700 });
  return { closed, elsewhere: join(base, 'elsewhere') };
}

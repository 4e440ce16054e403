/**
 * `postmaster.pid`, by which a running PostgreSQL says who and where it is, and what to do about a server that
 * outlived the process which started it.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile, readlink, realpath, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { unavailable } from '../../kernel/errors.ts';
import { fileFailure } from '../file-failure.ts';

export interface Postmaster {
  readonly pid: number;
  readonly pgdata: string;
  readonly socketFolder: string;
  readonly ready: boolean;
}

/** Parses the file's text (one value a line: pid, data folder, start, port, socket folder, address, shared memory, status). */
export function parsePostmaster(text: string): Postmaster | null {
  const lines = text.split('\n').map(line => line.trim());
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  return { pid, pgdata: lines[1] ?? '', socketFolder: lines[4] ?? '', ready: lines[7] === 'ready' };
}

/** What the server of this folder says of itself, or null when it never ran or was stopped cleanly. */
export async function loadPostmaster(pgdata: string): Promise<Postmaster | null> {
  const path = join(pgdata, 'postmaster.pid');
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return '';
    throw fileFailure(cause, path);
  });
  return parsePostmaster(text);
}

/**
 * The server really running on this folder, or null. A file whose process is gone, or whose number now belongs to
 * another program, is removed, since PostgreSQL would take it for a living server and refuse to start.
 */
export async function findRunning(pgdata: string): Promise<Postmaster | null> {
  const postmaster = await loadPostmaster(pgdata);
  if (!postmaster) return null;
  if (await isPostgresOn(postmaster.pid, pgdata)) return postmaster;
  await rm(join(pgdata, 'postmaster.pid'), { force: true });
  return null;
}

/**
 * Whether this process is the PostgreSQL of this folder, by the kernel's word rather than the file's: its program
 * is `postgres` and it works in `pgdata` (the server changes into it, so this holds for a moved folder too).
 */
async function isPostgresOn(pid: number, pgdata: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  const { executable, folder } = await processOf(pid);
  if (basename(executable).replace(/ \(deleted\)$/, '') !== 'postgres') return false;
  return folder === (await realpath(pgdata));
}

async function processOf(pid: number): Promise<{ executable: string; folder: string }> {
  if (process.platform === 'linux') {
    const link = (name: string) => readlink(`/proc/${pid}/${name}`).catch(() => '');
    return { executable: await link('exe'), folder: await link('cwd') };
  }
  const run = (program: string, args: readonly string[]) =>
    promisify(execFile)(program, args).then(
      ({ stdout }) => stdout.trim(),
      () => '',
    );
  const executable = await run('ps', ['-o', 'comm=', '-p', String(pid)]);
  const opened = await run('lsof', ['-a', '-p', String(pid), '-d', 'cwd', '-Fn']);
  return { executable, folder: /^n(.*)$/m.exec(opened)?.[1] ?? '' };
}

/** Whether a process of this number is running, whoever owns it; one that ended but was not yet collected is not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
  return process.platform !== 'linux' || !isZombie(pid);
}

function isZombie(pid: number): boolean {
  try {
    return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return true;
  }
}

/** Resolves when the process is gone; throws `state-stop-timeout` after `seconds`. */
export async function waitForExit(pid: number, seconds: number): Promise<void> {
  for (let waited = 0; isAlive(pid); waited += 0.02) {
    if (waited > seconds) throw unavailable('state-stop-timeout', { params: { pid, seconds } });
    await pause(20);
  }
}

export const pause = (milliseconds: number): Promise<void> =>
  new Promise(resolve => setTimeout(resolve, milliseconds));

/** Stops a server that nobody owns any more: fast shutdown (SIGINT), then immediate (SIGQUIT) if it hangs. */
export async function stopOrphan({ pid }: Postmaster): Promise<void> {
  process.kill(pid, 'SIGINT');
  try {
    await waitForExit(pid, 30);
  } catch {
    process.kill(pid, 'SIGQUIT');
    await waitForExit(pid, 30);
  }
}

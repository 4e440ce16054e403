/**
 * Our supervisor of the embedded PostgreSQL: makes the database files once, starts the server as a child on a unix
 * socket (no TCP), and stops it cleanly. It replaces the npm package's wrapper, which listens on TCP and does not
 * handle root, long paths or a server left over from a killed parent.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { type FileHandle, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError, unavailable } from '../../kernel/errors.ts';
import { fileFailure } from '../file-failure.ts';
import type { PostgresAccount } from './postgres-account.ts';
import { loadPostmaster, pause } from './postmaster-file.ts';
import { makeSocketFolder, type SocketFolder } from './socket-folder.ts';
import { embeddedPort, embeddedUser } from './state-db.ts';
import type { StateHome } from './state-home.ts';

export interface PostgresServer {
  readonly pid: number;
  readonly socketFolder: string;
  /** Resolves when the server process has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /**
   * Fast shutdown: open transactions roll back, everything is flushed. During recovery after a crash it never ends
   * (PostgreSQL 18), so it is stopped at once after `patienceMs`; the log brings everything back. Safe to call twice.
   */
  stop(): Promise<void>;
  /** Lets this process end while the server goes on; `stop` is then somebody else's. */
  leaveRunning(): void;
}

export interface ServerOptions {
  /** Further server settings, `fsync: 'off'` for instance. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly startSeconds?: number;
  /** Where an earlier server of this process answered and others look for it. */
  readonly socketFolder?: string;
}

/** Errors must not print statements, parameters or conflicting values: those may be personal data. */
const ourSettings = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  max_connections: '60',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'warning',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  jit: 'off',
};

/** Makes the database files where there are none (about 0.5 s): UTF-8, byte order, checksums. Half-made ones are dropped. */
export async function initialise(home: StateHome): Promise<void> {
  const pgdata = join(home.folder, 'pgdata');
  const draft = `${pgdata}.draft`;
  await rm(draft, { recursive: true, force: true });
  const options = ['-D', draft, '-U', embeddedUser, '--encoding=UTF8', '--locale=C', '--auth=trust'];
  const { status, output } = await run(home, home.binaries.initdb, [...options, '--no-instructions']);
  if (status !== 0) {
    await rm(draft, { recursive: true, force: true });
    throw startFailure('state-not-made', output, home.folder);
  }
  await rename(draft, pgdata);
}

interface RunResult {
  readonly status: number | null;
  readonly output: string;
}

function run(home: StateHome, program: string, args: readonly string[]): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: home.folder, env: cleanEnvironment(), ...home.account });
    const pieces: Buffer[] = [];
    child.stdout?.on('data', piece => pieces.push(piece));
    child.stderr?.on('data', piece => pieces.push(piece));
    child.on('error', cause => reject(fileFailure(cause, program)));
    child.on('close', status => resolve({ status, output: Buffer.concat(pieces).toString('utf8') }));
  });
}

/** Nothing of ours may steer the server: a PGDATA or PGPORT of the shell, a locale that is not installed. */
const cleanEnvironment = (): NodeJS.ProcessEnv => ({ PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' });

/**
 * Starts the server and waits until it takes connections (about 50 ms; longer after a crash). After a server was
 * killed its own children need a moment to notice and let go of its memory: until then the start is repeated.
 */
export async function startServer(home: StateHome, options: ServerOptions = {}): Promise<PostgresServer> {
  for (let waited = 0; ; waited += 200) {
    try {
      return await startOnce(home, options);
    } catch (cause) {
      const stillHeld = cause instanceof CodedError && cause.code === 'state-memory-held';
      if (!stillHeld || waited >= 10_000) throw cause;
      await pause(200);
    }
  }
}

async function startOnce(home: StateHome, options: ServerOptions): Promise<PostgresServer> {
  const pgdata = join(home.folder, 'pgdata');
  const socket = await makeSocketFolder(home, options.socketFolder);
  const log = await openLog(join(home.folder, 'postgres.log'), home.account);
  const settings = Object.entries({ ...ourSettings, ...options.settings }).map(([k, v]) => `-c${k}=${v}`);
  const args = ['-D', pgdata, '-k', socket.folder, '-p', String(embeddedPort), ...settings];
  try {
    // In its own session, a Ctrl-C meant for us does not reach it: we stop it last.
    const child = spawn(home.binaries.postgres, args, {
      cwd: home.folder,
      env: cleanEnvironment(),
      stdio: ['ignore', log.handle.fd, log.handle.fd],
      detached: true,
      ...home.account,
    });
    const ended = endOf(child, socket);
    await untilReady({ child, pgdata, log, seconds: options.startSeconds ?? 120 });
    return supervised(child, socket.folder, ended);
  } catch (cause) {
    await socket.remove();
    throw fileFailure(cause, home.folder);
  } finally {
    await log.handle.close();
  }
}

function endOf(child: ChildProcess, socket: SocketFolder): Promise<void> {
  const ended = new Promise<void>(resolve => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  return ended.then(socket.remove);
}

/** Below the ten seconds a server has for its whole stop. */
const patienceMs = 4_000;

function supervised(child: ChildProcess, folder: string, ended: Promise<void>): PostgresServer {
  return {
    pid: child.pid ?? 0,
    socketFolder: folder,
    ended,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT');
      const hurry = setInterval(() => child.kill('SIGQUIT'), patienceMs);
      await ended;
      clearInterval(hurry);
    },
    leaveRunning: () => child.unref(),
  };
}

interface ReadyInput {
  readonly child: ChildProcess;
  readonly pgdata: string;
  readonly log: ServerLog;
  readonly seconds: number;
}

async function untilReady({ child, pgdata, log, seconds }: ReadyInput): Promise<void> {
  let failure: Error | null = null;
  child.once('error', cause => {
    failure = cause;
  });
  for (let waited = 0; waited < seconds; waited += 0.01) {
    if (failure) throw failure;
    if (child.exitCode !== null || child.signalCode !== null) {
      throw startFailure('state-not-started', await newLines(log), pgdata);
    }
    const postmaster = await loadPostmaster(pgdata);
    if (postmaster?.pid === child.pid && postmaster?.ready) return;
    await pause(10);
  }
  child.kill('SIGQUIT');
  throw unavailable('state-not-started', {
    path: pgdata,
    params: { reason: `${seconds} s`, path: log.path },
  });
}

const knownFailures: readonly (readonly [RegExp, string])[] = [
  [/No space left on device|Disk quota exceeded/, 'disk-full'],
  [/Permission denied|Operation not permitted/, 'no-permission'],
  [/lock file "postmaster.pid" already exists/, 'folder-in-use'],
  [/pre-existing shared memory block/, 'state-memory-held'],
];

/** The coded error behind what initdb or the server wrote: a full disk and missing rights have their own remedies. */
function startFailure(code: string, output: string, path: string): CodedError {
  const known = knownFailures.find(([pattern]) => pattern.test(output))?.[1];
  const lines = output.trim().split('\n');
  const reason = lines.findLast(line => /FATAL|PANIC|error/.test(line)) ?? lines.at(-1) ?? '';
  return unavailable(known ?? code, { path, params: { path, reason: reason.slice(0, 300) } });
}

interface ServerLog {
  readonly path: string;
  readonly handle: FileHandle;
  /** Where this run's part begins. */
  readonly start: number;
}

const largestLog = 8 * 1024 * 1024;

/** The server's log, continued; begun anew at a start that finds more than 8 MB. */
async function openLog(path: string, account: PostgresAccount | null): Promise<ServerLog> {
  try {
    const handle = await open(path, 'a', 0o600);
    if (account) await handle.chown(account.uid, account.gid);
    if ((await handle.stat()).size > largestLog) await handle.truncate(0);
    return { path, handle, start: (await handle.stat()).size };
  } catch (cause) {
    throw fileFailure(cause, path);
  }
}

async function newLines({ path, start }: ServerLog): Promise<string> {
  const text = await readFile(path).catch(() => Buffer.alloc(0));
  return text.subarray(start).toString('utf8');
}

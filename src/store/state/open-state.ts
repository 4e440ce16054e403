/**
 * Opens the state database of a data folder, embedded or on a server, owns it, brings it up to date, and closes it
 * again in the right order.
 */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { badInput, CodedError, unavailable } from '../../kernel/errors.ts';
import type { Logger } from '../../kernel/log.ts';
import { type KeptServer, keepServer } from './kept-server.ts';
import { type Migration, migrateState } from './migrate-state.ts';
import { initialise } from './postgres-server.ts';
import { findRunning, type Postmaster, stopOrphan } from './postmaster-file.ts';
import { clientConfig, connectState, type StateAddress, type StateDb } from './state-db.ts';
import { stateFailure } from './state-failure.ts';
import { isInitialised, openStateHome, type StateHome } from './state-home.ts';
import { claimState, type Ownership } from './state-owner.ts';

export interface OpenStateOptions {
  readonly dataFolder: string;
  /** A PostgreSQL server (≥ 15) instead of the embedded one. */
  readonly databaseUrl?: string | undefined;
  /** Several processes may own a server's database together (only when facts are on a server too). */
  readonly shared?: boolean;
  readonly machineNow: () => Date;
  readonly log: Logger;
  /** Called when the embedded server ended though nobody asked it to and would not start again. */
  readonly onServerEnded?: (() => void) | undefined;
  /** Where state goes that cannot stay in the data folder; see state-home.ts. */
  readonly elsewhere?: string | undefined;
  /** Only these, for a database that is to be at an earlier level; all of this program otherwise. */
  readonly migrations?: readonly Migration[];
  /** Pool size, default 10. */
  readonly connections?: number;
}

export interface OpenState {
  readonly db: StateDb;
  readonly address: StateAddress;
  /** Ends the pool, gives up ownership and, embedded, stops the server and waits for it. */
  close(): Promise<void>;
}

/** The embedded database's name. */
export const stateDatabase = 'rekindle';

/**
 * Opens, owns and migrates. Errors: `folder-in-use`, `folder-newer`, `state-unreachable`, `state-server-too-old`,
 * file errors of the data folder. Whatever was started is stopped again when a later step fails.
 */
export async function openState(options: OpenStateOptions): Promise<OpenState> {
  if (options.databaseUrl) return ownAndMigrate({ url: options.databaseUrl }, options, null);
  const home = await openStateHome(options);
  await checkVersion(home);
  await stopLeftover(home, options.log);
  if (!(await isInitialised(home))) await initialise(home);
  const server = await keepServer(home, options);
  try {
    await ensureDatabase(server.socketFolder);
    const address = { socketFolder: server.socketFolder, database: stateDatabase, folder: home.folder };
    return await ownAndMigrate(address, options, server);
  } catch (cause) {
    // Before the stop, which may give room back.
    const failure = stateFailure(cause, home.folder);
    await server.stop();
    throw failure;
  }
}

/** Removes the embedded database of a folder, stopping a server that a killed process left behind. */
export async function dropState(
  options: Pick<OpenStateOptions, 'dataFolder' | 'elsewhere' | 'log'>,
): Promise<void> {
  const home = await openStateHome(options);
  await stopLeftover(home, options.log);
  await rm(join(home.folder, 'pgdata'), { recursive: true, force: true });
}

async function ownAndMigrate(
  address: StateAddress,
  options: OpenStateOptions,
  server: KeptServer | null,
): Promise<OpenState> {
  const { log, machineNow, shared = false, connections, migrations } = options;
  const onLost = (error: Error) =>
    log.warn({ reason: (error as { code?: string }).code ?? error.name }, 'state-connection-lost');
  const owner = await claimState(address, { shared, onLost });
  if (!owner)
    throw unavailable('folder-in-use', { path: options.dataFolder, params: { path: options.dataFolder } });
  try {
    if ('url' in address) await checkServer(address);
    const applied = await migrateState(address, { machineNow, ...(migrations ? { migrations } : {}) });
    if (applied.length > 0) log.info({ applied }, 'state-migrated');
    const db = await connectState(address, { connections, onLost });
    let held: Ownership = owner;
    server?.onBack(async () => {
      held = (await claimState(address, { shared, onLost })) ?? held;
    });
    return { db, address, close: () => closeAll(db, { release: () => held.release() }, server) };
  } catch (cause) {
    await owner.release().catch(() => {});
    throw cause;
  }
}

async function closeAll(db: StateDb, owner: Ownership, server: KeptServer | null): Promise<void> {
  await db.destroy().catch(() => {});
  await owner.release().catch(() => {});
  await server?.stop();
}

/** A server of this folder that still runs is an orphan if nobody owns it, and its owner's otherwise. */
async function stopLeftover(home: StateHome, log: Logger): Promise<void> {
  const running = await findRunning(join(home.folder, 'pgdata'));
  if (!running) return;
  if (await isOwned(running)) {
    throw unavailable('folder-in-use', { path: home.folder, params: { path: home.folder } });
  }
  log.warn({ pid: running.pid }, 'state-orphan-stopped');
  await stopOrphan(running);
}

/** A leftover that answers nobody (still recovering, or hanging) has no owner either. */
async function isOwned({ socketFolder }: Postmaster): Promise<boolean> {
  try {
    const claim = await claimState({ socketFolder, database: stateDatabase });
    await claim?.release();
    return claim === null;
  } catch (cause) {
    if (cause instanceof CodedError && cause.code === 'state-unreachable') return false;
    throw cause;
  }
}

async function ensureDatabase(socketFolder: string): Promise<void> {
  const client = new pg.Client(clientConfig({ socketFolder, database: 'postgres' }));
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [stateDatabase]);
    if (rowCount === 0) await client.query(`create database ${stateDatabase}`);
  } finally {
    await client.end();
  }
}

const oldestServer = 150_000;

async function checkServer(address: StateAddress): Promise<void> {
  const client = new pg.Client(clientConfig(address));
  await client.connect();
  try {
    const { rows } = await client.query<{ server_version_num: string }>('show server_version_num');
    const version = Number(rows[0]?.server_version_num);
    if (version < oldestServer) {
      throw badInput('state-server-too-old', { expected: '>= 15', received: String(version / 10_000) });
    }
  } finally {
    await client.end();
  }
}

/** The database files' major version must be the programs': a newer one is a newer data folder. */
async function checkVersion(home: StateHome): Promise<void> {
  const text = await readFile(join(home.folder, 'pgdata', 'PG_VERSION'), 'utf8').catch(() => null);
  if (text === null || text.trim() === embeddedMajor) return;
  throw badInput('state-version', {
    received: text.trim(),
    expected: embeddedMajor,
    params: { found: text.trim(), expected: embeddedMajor },
  });
}

const embeddedMajor = '18';

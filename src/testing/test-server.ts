/**
 * The run's PostgreSQL server and its migrated template database. The first test file that needs them starts
 * them (0.7 s), every other one waits for the file that tells where they are.
 */
import { mkdir, open, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import { z } from 'zod';
import { invariant } from '../kernel/invariant.ts';
import { migrateState } from '../store/state/migrate-state.ts';
import { initialise, startServer } from '../store/state/postgres-server.ts';
import { pause } from '../store/state/postmaster-file.ts';
import { clientConfig } from '../store/state/state-db.ts';
import { openStateHome } from '../store/state/state-home.ts';

export const templateDatabase = 'rekindle_template';

const startedSchema = z.object({ socketFolder: z.string().nullable(), failure: z.string().nullable() });

/** The test server's socket folder, starting the server if this is the run's first call. */
export async function testServer(): Promise<{ socketFolder: string }> {
  const folder = inject('testRunFolder');
  const isFirst = await open(join(folder, 'server.lock'), 'wx').then(
    handle => handle.close().then(() => true),
    () => false,
  );
  if (isFirst) await startShared(folder);
  return waitForShared(folder);
}

async function startShared(folder: string): Promise<void> {
  const result = await startTemplate(folder).then(
    socketFolder => ({ socketFolder, failure: null }),
    cause => ({ socketFolder: null, failure: String(cause?.stack ?? cause) }),
  );
  await writeFile(join(folder, 'server.draft'), JSON.stringify(result));
  await rename(join(folder, 'server.draft'), join(folder, 'server.json'));
}

/** Nothing here must survive a power cut, so the server does not wait for the disk. */
const settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '120',
  shared_buffers: '64MB',
};

async function startTemplate(folder: string): Promise<string> {
  const home = await openStateHome({ dataFolder: folder });
  await initialise(home);
  const server = await startServer(home, { settings });
  server.leaveRunning();
  const { socketFolder } = server;
  await onServer(socketFolder, `create database ${templateDatabase}`);
  await migrateState({ socketFolder, database: templateDatabase }, { machineNow: () => new Date(0) });
  return socketFolder;
}

async function waitForShared(folder: string): Promise<{ socketFolder: string }> {
  for (let waited = 0; waited < 60_000; waited += 20) {
    const text = await readFile(join(folder, 'server.json'), 'utf8').catch(() => null);
    if (text === null) {
      await pause(20);
      continue;
    }
    const { socketFolder, failure } = startedSchema.parse(JSON.parse(text));
    invariant(socketFolder, `the test server did not start: ${failure}`);
    return { socketFolder };
  }
  invariant(false, 'the test server was not ready after 60 s');
}

/** Runs one statement in the maintenance database. */
export async function onServer(socketFolder: string, statement: string): Promise<void> {
  const client = new pg.Client(clientConfig({ socketFolder, database: 'postgres' }));
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Marks a database as kept, so that the run's folder is not removed. */
export async function keepDatabase(name: string): Promise<void> {
  const folder = join(inject('testRunFolder'), 'kept');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), '');
}

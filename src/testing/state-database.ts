/** A state database of its own for one test file: cloned from the run's migrated template (about 40 ms). */
import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import { expect } from 'vitest';
import { connectState, type StateAddress, type StateDb } from '../store/state/state-db.ts';
import { hasFailed } from './file-outcome.ts';
import { timed } from './leaks.ts';
import { searchState } from './search-stores.ts';
import { keepDatabase, onServer, templateDatabase, testServer } from './test-server.ts';

export interface TestState {
  readonly db: StateDb;
  readonly address: StateAddress;
  /** Searches the database for contact data, then drops it, or keeps it when a test of the file failed. */
  close(): Promise<void>;
}

/** Opens a fresh, migrated state database named after the test file. Call in `beforeAll` or at the top of the file. */
export async function testState(): Promise<TestState> {
  const { socketFolder } = await testServer();
  const database = databaseName(expect.getState().testPath ?? 'test');
  await onServer(socketFolder, `create database ${database} template ${templateDatabase}`);
  const address = { socketFolder, database };
  const db = await connectState(address, { connections: 8 });
  return {
    db,
    address,
    async close() {
      await db.destroy();
      await timed(() => searchState(address));
      await (hasFailed()
        ? keepDatabase(database)
        : onServer(socketFolder, `drop database ${database} with (force)`));
    },
  };
}

/** `frequency-cap.store.test.ts` → `frequency_cap_store_3fa9c1`: letters, digits and underscores only. */
function databaseName(testPath: string): string {
  const stem = basename(testPath)
    .replace(/\.test\.ts$/, '')
    .replace(/[^a-z0-9]+/gi, '_')
    .toLowerCase();
  return `t_${stem.slice(0, 40)}_${randomBytes(3).toString('hex')}`;
}

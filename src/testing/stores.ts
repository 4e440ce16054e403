/**
 * Both stores for one test file, as the context every shell takes: a state database cloned from a template, a fresh
 * facts folder, fresh keys and clocks the test moves.
 */

import { join } from 'node:path';
import { newId } from '../app/ids.ts';
import { silentProgress } from '../kernel/context.ts';
import type { Settings } from '../kernel/settings.ts';
import type { StoreContext } from '../store/context.ts';
import { freshKeyFile, keyMaterialOf } from '../store/key-file.ts';
import { createKeyRing, memoryKeys } from '../store/key-ring.ts';
import { saveGeneration } from '../store/rekey/key-generations.store.ts';
import { freshFacts } from './facts.ts';
import { searchedLog } from './searched-log.ts';
import { testState } from './state-database.ts';
import { type TestClock, testClock } from './test-clock.ts';

export interface TestStores {
  readonly ctx: StoreContext;
  readonly clock: TestClock;
  /** The data folder: `facts/` and `staging/` lie in it. */
  readonly home: string;
  /** Releases both stores; the state database is kept when a test of the file failed. */
  close(): Promise<void>;
}

export interface TestStoresOptions {
  readonly settings?: Partial<Settings>;
  /** Where the clocks begin; Monday 2026-03-02 10:00 in Shanghai otherwise. */
  readonly start?: Date | string;
}

const testSettings: Settings = {
  organisation: 'Test shop',
  zone: 'Asia/Shanghai',
  currency: 'CNY',
  locale: 'zh-CN',
  publicUrl: null,
  sessionIdleMinutes: 30,
  sessionHours: 12,
  approvalAudienceShare: 0.2,
  approvalExportPeople: 500,
};

function freshRing() {
  const file = freshKeyFile();
  return createKeyRing(memoryKeys(file), keyMaterialOf(file));
}

/**
 * Opens the stores (0.4 s; 2 s for a run's first file). Once per test file: a process holds one facts folder.
 *
 * @example
 * const stores = await testStores();
 * afterAll(() => stores.close());
 */
export async function testStores({ settings = {}, start }: TestStoresOptions = {}): Promise<TestStores> {
  const clock = testClock(start);
  const state = await testState();
  const { facts, home, close } = await freshFacts();
  const ctx: StoreContext = {
    pg: state.db,
    ch: facts,
    keys: freshRing(),
    now: clock.now,
    machineNow: clock.machineNow,
    newId,
    settings: { ...testSettings, ...settings },
    log: searchedLog,
    stagingFolder: facts.stagingFolder,
    auditFolder: join(home, 'audit'),
    progress: silentProgress,
  };
  await saveGeneration(ctx.pg, {
    keys: ctx.keys,
    generation: 1,
    madeAt: clock.machineNow(),
    rotationId: null,
  });
  return {
    ctx,
    clock,
    home,
    async close() {
      await close();
      await state.close();
    },
  };
}

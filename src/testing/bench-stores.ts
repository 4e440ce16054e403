/** Both stores in a temporary data folder, outside the test runner: what benchmarks measure on. */
import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AppContext, createContext } from '../app/context.ts';
import { silentLog } from '../kernel/log.ts';
import { openStores } from '../store/open-stores.ts';

export interface BenchStores {
  readonly ctx: AppContext;
  /** Moves domain time on. */
  advance(by: { hours?: number; days?: number }): void;
  close(): Promise<void>;
}

/** Opens the stores as the product does (real fsync, real locks); `close` removes the folder. */
export async function benchStores(): Promise<BenchStores> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'rk-bench-'));
  await chmod(folder, 0o711);
  const { stores, close } = await openStores({
    dataFolder: folder,
    machineNow: () => new Date(),
    log: silentLog,
  });
  const ctx = createContext(stores, silentLog);
  return {
    ctx,
    advance: ({ hours = 0, days = 0 }) =>
      ctx.clock.setOffset(ctx.clock.offsetMs() + (days * 24 + hours) * 3_600_000),
    async close() {
      await close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

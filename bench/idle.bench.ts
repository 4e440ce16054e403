/**
 * What a server nobody uses costs: processor time and memory of its whole process tree over so many seconds, after two
 * minutes in which it settles. In place of a floor stands the target, one hundredth of a core: a ratio of 1 is 1 %.
 */
import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { serveCli } from '../src/testing/cli-process.ts';
import { benchLine } from './bench-line.ts';
import { cpuSeconds, memoryMb } from './process-tree.ts';

/** Seconds watched. */
export const defaultSize = 60;
const settleMs = 120_000;
const target = 0.01;

/** One line: processor seconds in `seconds`, memory at the end in `peakRssMb`. */
export async function* run(size: number) {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'rk-bench-'));
  await chmod(folder, 0o711);
  const server = await serveCli(['--data', join(folder, 'data')]);
  const pid = server.child.pid ?? 0;
  try {
    await wait(settleMs);
    const before = cpuSeconds(pid);
    await wait(size * 1000);
    const seconds = cpuSeconds(pid) - before;
    const peakRssMb = memoryMb(pid);
    yield { ...benchLine('idle', size, { seconds, floorSeconds: size * target }), peakRssMb };
  } finally {
    server.child.kill('SIGTERM');
    await server.done;
    await rm(folder, { recursive: true, force: true });
  }
}

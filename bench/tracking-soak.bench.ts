/**
 * Events at half of the target rate, 50 a request, for so many seconds (600 unless told), on a whole server in a process of
 * its own: how long answers take, and whether the memory of the server and its database grows. The slope is that of a line
 * through the second half of what was read every two seconds; the first half fills caches. `server…`: what the server's own
 * process has asked for, without files and without what PostgreSQL's processes share.
 */
import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from '../src/testing/child-process.ts';
import { benchLine } from './bench-line.ts';
import { cpuSeconds, memoryMb, ownMb } from './process-tree.ts';
import { sendLoad } from './tracking-load.ts';

/** Seconds. */
export const defaultSize = 600;
const eventsPerSecond = 20_000;
const everyMs = 2_000;

/** Least squares; units of `values` a step. */
function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const [over, under] = values.reduce<readonly [number, number]>(
    ([above, below], value, at) => [above + (at - middle) * (value - mean), below + (at - middle) ** 2],
    [0, 0],
  );
  return under === 0 ? 0 : over / under;
}

export async function* run(size: number) {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'rk-bench-'));
  await chmod(folder, 0o711);
  const script = join(import.meta.dirname, '..', 'src', 'testing', 'service-process.ts');
  const server = startChild(script, [join(folder, 'data')]);
  const pid = server.process.pid ?? 0;
  try {
    const { url, token: key } = await server.line<{ url: string; token: string }>();
    const load = { url, key, perRequest: 50, connections: 64, eventsPerSecond };
    await sendLoad({ ...load, events: 20_000, run: 'warm' });
    const memory: number[] = [];
    const own: number[] = [];
    const reading = setInterval(() => {
      memory.push(memoryMb(pid));
      own.push(ownMb(pid));
    }, everyMs);
    const before = cpuSeconds(pid);
    const events = size * eventsPerSecond;
    const { seconds, ...times } = await sendLoad({ ...load, events, run: 'soak' });
    clearInterval(reading);
    const cores = Number(((cpuSeconds(pid) - before) / seconds).toFixed(2));
    const perMinute = (all: readonly number[]) =>
      Number((slopeOf(all.slice(all.length >> 1)) * (60_000 / everyMs)).toFixed(2));
    const more = {
      ...times,
      cores,
      firstMb: memory[0] ?? 0,
      lastMb: memory.at(-1) ?? 0,
      mbPerMinute: perMinute(memory),
      serverLastMb: own.at(-1) ?? 0,
      serverMbPerMinute: perMinute(own),
    };
    const line = benchLine('tracking-soak', events, { seconds, floorSeconds: size });
    yield { ...line, peakRssMb: Math.max(...memory), more };
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * What a server nobody uses costs: processor time and memory of its whole process tree over so many seconds, after two
 * minutes in which it settles. In place of a floor stands the target, one hundredth of a core: a ratio of 1 is 1 %.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { serveCli } from '../src/testing/cli-process.ts';
import { benchLine } from './bench-line.ts';

/** Seconds watched. */
export const defaultSize = 60;
const settleMs = 120_000;
const target = 0.01;
const ticksPerSecond = 100;

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
}

/** One line of /proc; fields after the name, which may hold anything. Null when it has ended meanwhile. */
function processOf(pid: number): Process | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    // Children that ended are counted with the parent that waited for them.
    const ticks = fields.slice(11, 15).reduce((sum, part) => sum + part, 0);
    return { pid, parent: fields[1] ?? 0, ticks };
  } catch {
    return null;
  }
}

function treeOf(root: number): Process[] {
  const all = readdirSync('/proc').flatMap(name =>
    /^\d+$/.test(name) ? [processOf(Number(name)) ?? []] : [],
  );
  const tree = all.flat().filter(({ pid }) => pid === root);
  for (const { pid } of tree) tree.push(...all.flat().filter(({ parent }) => parent === pid));
  return tree;
}

const cpuSeconds = (root: number) => treeOf(root).reduce((sum, { ticks }) => sum + ticks, 0) / ticksPerSecond;

/** Proportional memory, so that what PostgreSQL's processes share counts once. */
function memoryMb(root: number): number {
  const kb = treeOf(root).map(({ pid }) =>
    Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'))?.[1] ?? 0),
  );
  return Math.round(kb.reduce((sum, part) => sum + part, 0) / 1024);
}

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

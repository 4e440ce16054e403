/** What a process and its children take of the machine, as /proc tells it. */
import { readdirSync, readFileSync } from 'node:fs';

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

/** Processor seconds of a process and all below it. */
export const cpuSeconds = (root: number) =>
  treeOf(root).reduce((sum, { ticks }) => sum + ticks, 0) / ticksPerSecond;

/** Nothing of one that has ended meanwhile. */
function sharedKb(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
    return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Proportional memory of a process and all below it in MB, so that what PostgreSQL's processes share counts once. */
export function memoryMb(root: number): number {
  return Math.round(treeOf(root).reduce((sum, { pid }) => sum + sharedKb(pid), 0) / 1024);
}

/** Memory of one process that is no file's, in MB: what it has asked for and not given back. */
export function ownMb(pid: number): number {
  const text = readFileSync(`/proc/${pid}/status`, 'latin1');
  return Math.round(Number(/^RssAnon:\s+(\d+)/m.exec(text)?.[1] ?? 0) / 1024);
}

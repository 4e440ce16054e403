/** Who holds a facts folder, read from the engine's own status file; the lock itself is the kernel's. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** The process id of a living holder, or null when none is known (then the folder failed to open for another reason). */
export function folderOwner(folder: string): number | null {
  try {
    const pid = Number(/PID: (\d+)/.exec(readFileSync(join(folder, 'status'), 'utf8'))?.[1] ?? Number.NaN);
    return Number.isInteger(pid) && isAlive(pid) ? pid : null;
  } catch {
    return null;
  }
}

/** A disk of a few megabytes for tests of full disks; needs root and the right to mount, else null. */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { onTestFinished } from 'vitest';

/** Mounts a memory disk at `folder` until the test ends, or returns false where this machine does not allow it. */
export function mountTinyDisk(folder: string, megabytes: number): boolean {
  mkdirSync(folder, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=711`, 'tmpfs', folder], {
      stdio: 'ignore',
    });
  } catch {
    return false;
  }
  onTestFinished(() => void execFileSync('umount', ['-l', folder], { stdio: 'ignore' }));
  return true;
}

/** Makes room on a mounted disk, as somebody who enlarges it does. */
export function growTinyDisk(folder: string, megabytes: number): void {
  execFileSync('mount', ['-o', `remount,size=${megabytes}m`, folder], { stdio: 'ignore' });
}

/**
 * How much room the data folder's disk has. New work is refused while less than the reserve is free, before either
 * database meets a full disk, and is taken again as soon as there is room: nothing is remembered between two looks.
 */
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { unavailable } from '../../kernel/errors.ts';
import type { StoreContext } from '../../store/context.ts';
import { sized } from './judge.ts';
import type { DiskReading } from './readings.ts';

/** Room the databases need to finish what is under way: merges of facts, WAL of state. */
const defaultReserveMb = 1024;
const lookEveryMs = 1_000;

export interface DiskWatch {
  read(): Promise<DiskReading>;
  /** Throws `disk-nearly-full` while less than the reserve is free. */
  requireRoom(): Promise<void>;
}

/** `REKINDLE_DISK_RESERVE_MB`, 1024 unless it holds a whole number. */
export function reserveBytesOf(env: Readonly<Record<string, string | undefined>>): number {
  const text = env['REKINDLE_DISK_RESERVE_MB'] ?? '';
  return (/^\d+$/.test(text) ? Number(text) : defaultReserveMb) * 1e6;
}

/** Watches the disk of the data folder; a look costs 0.05 ms and is kept for a second. */
export function watchDisk(
  { stagingFolder, machineNow }: Pick<StoreContext, 'stagingFolder' | 'machineNow'>,
  reserveBytes: number,
): DiskWatch {
  const path = dirname(stagingFolder);
  let seen: { at: number; reading: DiskReading } | null = null;
  const read = async (): Promise<DiskReading> => {
    const at = machineNow().getTime();
    if (seen && Math.abs(at - seen.at) < lookEveryMs) return seen.reading;
    const { bavail, blocks, bsize } = await statfs(path);
    const reading = { path, freeBytes: bavail * bsize, totalBytes: blocks * bsize, reserveBytes };
    seen = { at, reading };
    return reading;
  };
  return {
    read,
    async requireRoom() {
      const { freeBytes } = await read();
      if (freeBytes >= reserveBytes) return;
      const params = { free: sized(freeBytes), reserve: sized(reserveBytes), path };
      throw unavailable('disk-nearly-full', { path, params });
    },
  };
}

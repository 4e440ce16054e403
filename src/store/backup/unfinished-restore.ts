/**
 * The mark of a restore under way. It stands in the data folder before the first byte and goes after the last, so a
 * restore that was killed is refused by every other command and may simply be run again.
 */
import { randomUUID } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { conflict, unavailable } from '../../kernel/errors.ts';
import { fileFailure } from '../file-failure.ts';
import { syncFile } from '../sync-file.ts';

const markName = 'restore-unfinished.json';
const markSchema = z.object({ restoreId: z.string() });
/** What a fresh file system puts into its root. */
const notOurs = new Set(['lost+found']);

async function readMark(folder: string): Promise<string | null> {
  const text = await readFile(join(folder, markName), 'utf8').catch(() => null);
  return text === null ? null : markSchema.parse(JSON.parse(text)).restoreId;
}

/** Throws `restore-unfinished` for a folder in which a restore has not ended. */
export async function requireWhole(folder: string): Promise<void> {
  const mark = await readMark(folder);
  if (mark !== null) throw unavailable('restore-unfinished', { path: folder, params: { path: folder } });
}

/** Throws `restore-target-not-empty` unless the folder is absent, empty, or left by a restore that was killed. */
export async function requireRestorable(folder: string): Promise<void> {
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return [] as string[];
    throw fileFailure(cause, folder);
  });
  if (names.includes(markName) || names.every(name => notOurs.has(name))) return;
  throw conflict('restore-target-not-empty', { path: folder, params: { path: folder } });
}

/** Marks the folder, and tells the restore's id and whether an earlier attempt had begun. */
export async function markUnfinished(folder: string): Promise<{ restoreId: string; repeated: boolean }> {
  const found = await readMark(folder);
  if (found !== null) return { restoreId: found, repeated: true };
  const restoreId = randomUUID();
  await writeFile(join(folder, markName), `${JSON.stringify({ restoreId })}\n`, { mode: 0o600 });
  await syncFile(join(folder, markName));
  await syncFile(folder);
  return { restoreId, repeated: false };
}

/** Takes the mark away: from here on the folder is as good as the original. */
export async function markWhole(folder: string): Promise<void> {
  await rm(join(folder, markName));
  await syncFile(folder);
}

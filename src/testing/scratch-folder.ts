/** Folders for one test: made under the system's temporary folder and removed after it. */
import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { searchFolders } from './search-folder.ts';

/** A fresh folder other accounts may pass through (as root, the database runs under one). */
export async function scratchFolder(): Promise<string> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'rk-'));
  await chmod(folder, 0o711);
  onTestFinished(() => removeSearched(folder));
  return folder;
}

/** Removes a folder once the data folders in it were searched for contact data. */
export async function removeSearched(folder: string): Promise<void> {
  await searchFolders(folder);
  await rm(folder, { recursive: true, force: true });
}

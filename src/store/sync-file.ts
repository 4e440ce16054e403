/** Makes what was written survive a power cut. */
import { open } from 'node:fs/promises';

/** Flushes a file, or a folder's list of names, to disk. */
export async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

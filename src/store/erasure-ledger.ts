/**
 * Who was erased, by pseudonym, in a file outside the database: a restored backup knows nothing of later erasures, this
 * file does. Lines of `erasures.jsonl` are only ever appended.
 */
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { fileFailure } from './file-failure.ts';
import { syncFile } from './sync-file.ts';

const lineSchema = z.object({ customerId: z.uuid(), erasureId: z.uuid(), at: z.iso.datetime() });
export type ErasureLine = z.infer<typeof lineSchema>;

const pathIn = (folder: string) => join(folder, 'erasures.jsonl');

/** Appends a line, synced to disk. Throws coded file errors. */
export async function appendErasure(folder: string, line: ErasureLine): Promise<void> {
  const path = pathIn(folder);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = await open(path, 'a', 0o600);
    try {
      await file.appendFile(`${JSON.stringify(line)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw fileFailure(cause, path);
  }
}

/** The pseudonyms in the file, each once; a line a crash cut off is left out. */
export async function readErased(folder: string): Promise<string[]> {
  const path = pathIn(folder);
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return '';
    throw fileFailure(cause, path);
  });
  const ids = text.split('\n').flatMap(line => {
    try {
      return [lineSchema.parse(JSON.parse(line)).customerId];
    } catch {
      return [];
    }
  });
  return [...new Set(ids)];
}

/** Puts another deployment's ledger in the place of ours, which a restored folder does not have yet. */
export async function placeErasures(folder: string, text: string): Promise<void> {
  const path = pathIn(folder);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(path, text, { mode: 0o600 });
    await syncFile(path);
  } catch (cause) {
    throw fileFailure(cause, path);
  }
}

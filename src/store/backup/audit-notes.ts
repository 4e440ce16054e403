/**
 * The signed checkpoints of the audit chain travel with the chain they sign: without them a restored deployment could
 * no longer prove that its log was not rewritten. Only those the copied state knows of are taken.
 */
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { checkpointFile } from '../audit-checkpoints.ts';
import type { StateTransaction } from '../state/state-db.ts';
import { syncFile } from '../sync-file.ts';
import { type FileDigest, fileDigest } from './manifest.ts';

const notedSchema = z.object({ sealNo: z.int() });
const lineSchema = z.object({ sealNo: z.int() });

/** Writes the checkpoints up to the one the snapshot notes; returns the file, which may be empty. */
export async function dumpAuditNotes(
  snapshot: StateTransaction,
  { auditFolder, draft }: { auditFolder: string; draft: string },
): Promise<FileDigest> {
  const row = await snapshot
    .selectFrom('settings')
    .select('value')
    .where('key', '=', 'auditCheckpoint')
    .executeTakeFirst();
  const upTo = row ? notedSchema.parse(row.value).sealNo : 0;
  const text = await readFile(join(auditFolder, checkpointFile), 'utf8').catch(() => '');
  const kept = text.split('\n').filter(line => sealNoOf(line) <= upTo);
  const path = join(draft, checkpointFile);
  await writeFile(path, kept.map(line => `${line}\n`).join(''), { mode: 0o600 });
  await syncFile(path);
  const { size } = await stat(path);
  return { file: checkpointFile, bytes: size, sha256: await fileDigest(path) };
}

/** A cut-off last line was never acknowledged; what is no checkpoint is kept for the check of the log to see. */
function sealNoOf(line: string): number {
  if (line === '') return Number.POSITIVE_INFINITY;
  try {
    return lineSchema.parse(JSON.parse(line)).sealNo;
  } catch {
    return 0;
  }
}

/** Puts the checkpoints where the restored deployment looks for them; a file that is there already stays. */
export async function placeAuditNotes(from: string, auditFolder: string): Promise<void> {
  const path = join(auditFolder, checkpointFile);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const text = await readFile(join(from, checkpointFile), 'utf8');
  await writeFile(path, text, { mode: 0o600, flag: 'wx' }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EEXIST') throw cause;
  });
  await syncFile(path);
}

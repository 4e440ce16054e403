/**
 * Signed notes on how far the audit chain had come, one line each in `checkpoints.jsonl`, outside the database: who can
 * rewrite the whole chain there still cannot rewrite what an older note signed. A line is only ever appended.
 */
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { fileFailure } from './file-failure.ts';
import type { Keys } from './keys.ts';

export const checkpointFile = 'checkpoints.jsonl';
const publicKeyFile = 'checkpoint-key.pem';

const checkpointSchema = z.object({
  sealNo: z.number().int().positive(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** Machine time. */
  at: z.iso.datetime(),
  signature: z.string(),
});
export type Checkpoint = z.infer<typeof checkpointSchema>;

const signed = ({ sealNo, hash, at }: Omit<Checkpoint, 'signature'>): string =>
  JSON.stringify(['rekindle audit checkpoint', sealNo, hash, at]);

/**
 * Signs a head of the chain and appends it, synced to disk; the public key is put beside it for whoever checks with
 * other tools. Throws coded file errors.
 */
export async function appendCheckpoint(
  folder: string,
  keys: Keys,
  head: { readonly sealNo: number; readonly hash: Buffer; readonly at: Date },
): Promise<void> {
  const note = { sealNo: head.sealNo, hash: head.hash.toString('hex'), at: head.at.toISOString() };
  const line = { ...note, signature: keys.signCheckpoint(signed(note)) };
  const path = join(folder, checkpointFile);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(join(folder, publicKeyFile), keys.checkpointPublicKey);
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

export interface CheckpointLine {
  /** From 1. */
  readonly line: number;
  /** Null when the line is no checkpoint or its signature is not ours. */
  readonly checkpoint: Checkpoint | null;
}

/** The lines of a folder's checkpoint file, each with its signature checked; none when there is no file. */
export async function readCheckpoints(folder: string, keys: Keys): Promise<CheckpointLine[]> {
  const path = join(folder, checkpointFile);
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return '';
    throw fileFailure(cause, path);
  });
  const lines = text.split('\n');
  // The last line may have been cut off by a crash: then it was never acknowledged.
  lines.pop();
  return lines.map((line, index) => ({ line: index + 1, checkpoint: checked(line, keys) }));
}

function checked(line: string, keys: Keys): Checkpoint | null {
  try {
    const parsed = checkpointSchema.parse(JSON.parse(line));
    return keys.isCheckpointSignature(signed(parsed), parsed.signature) ? parsed : null;
  } catch {
    return null;
  }
}

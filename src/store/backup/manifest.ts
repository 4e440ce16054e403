/**
 * What a backup says of itself: which program wrote it, what each file holds and its digest. The whole is sealed by
 * the organisation's own keys, so a changed file is noticed and so is a changed manifest.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { badInput, unavailable } from '../../kernel/errors.ts';
import { fileFailure } from '../file-failure.ts';
import type { Keys } from '../keys.ts';

/** Raised when an older program could no longer read what is written. */
export const backupFormat = 1;

export const manifestName = 'manifest.json';
export const sealName = 'manifest.seal';
export const keysName = 'keys.wrapped.json';
export const factsName = 'facts.tar';

const digestSchema = z.object({ file: z.string(), bytes: z.int(), sha256: z.string() });
export type FileDigest = z.infer<typeof digestSchema>;

const stateTableSchema = z.object({
  table: z.string(),
  columns: z.array(z.string()),
  rows: z.int(),
  ...digestSchema.shape,
});
export type StateTableCopy = z.infer<typeof stateTableSchema>;

const sequenceSchema = z.object({ name: z.string(), last: z.int(), called: z.boolean() });
export type SequencePlace = z.infer<typeof sequenceSchema>;

export const manifestSchema = z.object({
  format: z.int(),
  /** Version of the program that wrote it. */
  product: z.string(),
  /** Machine and domain time of the cut. */
  madeAt: z.string(),
  domainTime: z.string(),
  keyFingerprint: z.string(),
  /** Batches of the outbox up to this number are in the facts; later ones are shipped again after a restore. */
  outbox: z.object({ shippedUpTo: z.int(), waiting: z.int() }),
  stateMigrations: z.array(z.string()),
  factsMigrations: z.array(z.string()),
  state: z.array(stateTableSchema),
  sequences: z.array(sequenceSchema),
  /** Checkpoints of the audit chain. */
  audit: digestSchema,
  /** Rows by public table of what held still during the cut; features and other derived rows are left out. */
  facts: z.object({ ...digestSchema.shape, rows: z.record(z.string(), z.int()) }),
});
export type Manifest = z.infer<typeof manifestSchema>;

const sealPurpose = 'backup-manifest';
const digestOf = (text: string) => createHash('sha256').update(text).digest('hex');

/** The seal over a manifest's text. */
export const sealOf = (keys: Pick<Keys, 'seal'>, text: string): string =>
  keys.seal(sealPurpose, digestOf(text));

/** A file of the backup as text. Throws `backup-not-found` where there is none. */
export async function readPart(folder: string, name: string): Promise<string> {
  return readFile(join(folder, name), 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')
      throw badInput('backup-not-found', { path: folder, params: { path: folder, file: name }, cause });
    throw fileFailure(cause, folder);
  });
}

/** The manifest of a backup. Throws `backup-not-found`, `backup-damaged` and, for a later format, `backup-newer`. */
export async function readManifest(folder: string): Promise<{ manifest: Manifest; text: string }> {
  const text = await readPart(folder, manifestName);
  const head = z.object({ format: z.int(), product: z.string() }).safeParse(jsonOrNull(text));
  if (!head.success) throw damaged(folder, manifestName);
  const { format, product } = head.data;
  if (format > backupFormat)
    throw badInput('backup-newer', { path: folder, received: product, params: { found: product } });
  const manifest = manifestSchema.safeParse(jsonOrNull(text));
  if (!manifest.success) throw damaged(folder, manifestName);
  return { manifest: manifest.data, text };
}

const jsonOrNull = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** A file that is not what was written. */
export const damaged = (folder: string, file: string) =>
  badInput('backup-damaged', { path: folder, received: file, params: { file } });

/** Compares the manifest with its seal and each file with its digest. Reads everything once; throws `backup-damaged`. */
export async function verifyFiles(
  folder: string,
  { manifest, text }: { manifest: Manifest; text: string },
  keys: Pick<Keys, 'open'>,
): Promise<void> {
  const seal = (await readPart(folder, sealName)).trim();
  if (keys.open(sealPurpose, seal) !== digestOf(text)) throw damaged(folder, manifestName);
  for (const { file, bytes, sha256 } of [manifest.facts, manifest.audit, ...manifest.state]) {
    const found = await stat(join(folder, file)).catch(() => null);
    if (found?.size !== bytes) throw damaged(folder, file);
    if ((await fileDigest(join(folder, file))) !== sha256) throw damaged(folder, file);
  }
}

/** SHA-256 of a file, hexadecimal; about 1 GB a second. */
export async function fileDigest(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1024 ** 2 })) hash.update(chunk);
  } catch (cause) {
    throw unavailable('file-failed', {
      path,
      params: { path, reason: String((cause as NodeJS.ErrnoException).code) },
    });
  }
  return hash.digest('hex');
}

/**
 * Uploaded files on their way into an import: one folder per upload with the bytes as they came and a small note.
 * A file appears only when it is complete; what is old or unfinished is cleared away at start.
 */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { conflict, notFound } from '../kernel/errors.ts';
import { type Upload, uploadSchema } from '../records/upload.ts';
import { fileFailure } from './file-failure.ts';

const bytesName = 'upload';
const noteName = 'upload.json';
const idShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export interface StagedUpload extends Upload {
  /** Where the bytes lie. */
  readonly path: string;
}

/** An upload that has received nothing for so long was left by a crash: a live connection ends far sooner. */
const silentAfterMs = 3_600_000;

/**
 * Writes a stream to the staging folder and notes its name, size and SHA-256. A failing stream or disk leaves
 * nothing behind; file errors come as coded ones, `upload-cleared` when an erasure took it away meanwhile. Streams:
 * memory does not grow with the file.
 */
export async function saveUpload(
  stagingFolder: string,
  upload: {
    readonly uploadId: string;
    readonly fileName: string;
    readonly content: AsyncIterable<Uint8Array>;
  },
): Promise<Upload> {
  const draft = join(stagingFolder, `${upload.uploadId}.part`);
  try {
    await mkdir(draft, { recursive: true, mode: 0o700 });
    const measured = await writeMeasured(join(draft, bytesName), upload.content);
    const note: Upload = { uploadId: upload.uploadId, fileName: plainName(upload.fileName), ...measured };
    await writeFile(join(draft, noteName), JSON.stringify(note));
    await rename(draft, join(stagingFolder, upload.uploadId));
    return note;
  } catch (cause) {
    const cleared = (cause as NodeJS.ErrnoException).code === 'ENOENT' && (await changedAt(draft)) === null;
    await rm(draft, { recursive: true, force: true });
    throw cleared ? conflict('upload-cleared', { cause }) : fileFailure(cause, stagingFolder);
  }
}

/** When the bytes of an upload last grew, or null when it is gone: uploads end and vanish while others look. */
async function changedAt(folder: string): Promise<Date | null> {
  for (const path of [join(folder, bytesName), folder]) {
    const found = await stat(path).catch(absent);
    if (found) return found.mtime;
  }
  return null;
}

function absent(cause: NodeJS.ErrnoException): null {
  if (cause.code === 'ENOENT') return null;
  throw cause;
}

async function writeMeasured(path: string, content: AsyncIterable<Uint8Array>) {
  const hash = createHash('sha256');
  let bytes = 0;
  const meter = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  await pipeline(content, meter, createWriteStream(path, { mode: 0o600 }));
  return { bytes, sha256: hash.digest('hex') };
}

/** Control characters, and marks that turn text round: `\u202egpj.csv` would be read as another kind of file. */
const unseen = /[\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** The last part of a path in either system's notation, without `unseen`, at most 200 long. */
const plainName = (name: string): string =>
  (basename(name.replaceAll('\\', '/')).replace(unseen, '') || 'file').slice(0, 200);

/** The upload with the path of its bytes. Throws `upload-unknown` when there is none (any more). */
export async function findUpload(stagingFolder: string, uploadId: string): Promise<StagedUpload> {
  const folder = join(stagingFolder, uploadId);
  const note = idShape.test(uploadId)
    ? await readFile(join(folder, noteName), 'utf8').catch(() => null)
    : null;
  if (note === null) throw notFound('upload-unknown', { path: 'uploadId' });
  return { ...uploadSchema.parse(JSON.parse(note)), path: join(folder, bytesName) };
}

/** Removes an upload once nothing needs it. */
export const removeUpload = (stagingFolder: string, uploadId: string): Promise<void> =>
  rm(join(stagingFolder, uploadId), { recursive: true, force: true });

/**
 * Clears uploads that came before `olderThan`, and half-written ones that are as old or silent since an hour before
 * `now`; returns how many. One that is still coming in goes only when `olderThan` lies in the future, as an erasure
 * asks: its sender then gets `upload-cleared`.
 */
export async function clearUploads(
  stagingFolder: string,
  { olderThan, now }: { readonly olderThan: Date; readonly now: Date },
): Promise<number> {
  const silentBefore = new Date(Math.max(olderThan.getTime(), now.getTime() - silentAfterMs));
  let removed = 0;
  for (const name of await readdir(stagingFolder).catch(() => [])) {
    const path = join(stagingFolder, name);
    const changed = await changedAt(path);
    if (changed === null || changed >= (name.endsWith('.part') ? silentBefore : olderThan)) continue;
    await rm(path, { recursive: true, force: true });
    removed += 1;
  }
  return removed;
}

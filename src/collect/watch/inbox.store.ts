/**
 * The folders files are put into, `DATA/inbox/NAME`, and where they go afterwards: `done` and `failed` below it. A folder may
 * be a link to another place, which only who administers the server can make; links to single files are not followed.
 */
import { createReadStream } from 'node:fs';
import { lstat, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, parse } from 'node:path';
import { badInput, CodedError } from '../../kernel/errors.ts';
import type { StoreContext } from '../../store/context.ts';
import { saveUpload } from '../../store/staging.ts';
import type { SeenFile } from './settled-files.ts';

type Folders = Pick<StoreContext, 'stagingFolder'>;

/** Where files for this name are put. */
export const inboxPath = ({ stagingFolder }: Folders, name: string): string =>
  join(dirname(stagingFolder), 'inbox', name);

/** The same below the data folder, as it is said to people: where that lies on the machine is the operator's to know. */
export const inboxPlace = (name: string): string => `inbox/${name}`;

/** Makes the folder with its two below it; what is there stays. Throws `watch-folder-unreadable`. */
export async function makeInbox(ctx: Folders, name: string): Promise<void> {
  for (const below of ['done', 'failed'])
    await mkdir(join(inboxPath(ctx, name), below), { recursive: true, mode: 0o700 }).catch(unreadable);
}

function unreadable(cause: unknown): never {
  throw badInput('watch-folder-unreadable', { path: 'folder', cause });
}

async function seen(folder: string, name: string): Promise<SeenFile | null> {
  const found = await lstat(join(folder, name)).catch(() => null);
  if (!found?.isFile()) return null;
  return {
    name,
    bytes: found.size,
    changedMs: found.mtimeMs,
    stamp: `${found.ino}-${found.size}-${found.mtimeMs}-${found.ctimeMs}`,
  };
}

/** The files of the folder as they are now. Throws `watch-folder-unreadable`. */
export async function seenFiles(ctx: Folders, folder: string): Promise<SeenFile[]> {
  const path = inboxPath(ctx, folder);
  const names = await readdir(path).catch(unreadable);
  const files = await Promise.all(names.map(name => seen(path, name)));
  return files.filter(file => file !== null);
}

export interface StagedFile {
  readonly uploadId: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** Copies the file to where uploads lie; null when it changed meanwhile or is gone. Throws coded file errors. */
export async function stageFile(
  ctx: Pick<StoreContext, 'stagingFolder' | 'newId'>,
  folder: string,
  file: SeenFile,
): Promise<StagedFile | null> {
  const path = join(inboxPath(ctx, folder), file.name);
  const uploadId = ctx.newId();
  const content = createReadStream(path);
  const upload = await saveUpload(ctx.stagingFolder, { uploadId, fileName: file.name, content });
  const after = await seen(inboxPath(ctx, folder), file.name);
  if (after?.stamp === file.stamp) return { uploadId, sha256: upload.sha256, bytes: upload.bytes };
  await rm(join(ctx.stagingFolder, uploadId), { recursive: true, force: true });
  return null;
}

export interface MovedFile {
  readonly fileName: string;
  readonly stamp: string;
  readonly to: 'done' | 'failed';
  /** Written beside a failed file. */
  readonly reason: string | null;
}

/**
 * Moves the file out of the way, under a free name; nothing to do where it is gone or another has taken its name. Throws
 * `watch-file-unmoved`.
 */
export async function moveFile(ctx: Folders, folder: string, moved: MovedFile): Promise<void> {
  const path = inboxPath(ctx, folder);
  const now = await seen(path, moved.fileName);
  if (now?.stamp !== moved.stamp) return;
  const target = await freeName(join(path, moved.to), moved.fileName);
  try {
    await mkdir(join(path, moved.to), { recursive: true, mode: 0o700 });
    if (moved.reason !== null) await writeFile(`${target}.reason.txt`, moved.reason, { mode: 0o600 });
    await rename(join(path, moved.fileName), target);
  } catch (cause) {
    throw cause instanceof CodedError ? cause : badInput('watch-file-unmoved', { path: 'folder', cause });
  }
}

/** `orders.csv`, else `orders-2.csv` … */
async function freeName(folder: string, fileName: string): Promise<string> {
  const { name, ext } = parse(fileName);
  for (let nth = 1; ; nth += 1) {
    const path = join(folder, nth === 1 ? fileName : `${name}-${nth}${ext}`);
    if (!(await stat(path).catch(() => null))) return path;
  }
}

/** Removes files that went through before `olderThan`, in every folder; returns how many. Repeatable. */
export async function clearInboxes(ctx: Folders, olderThan: Date): Promise<number> {
  const inbox = join(dirname(ctx.stagingFolder), 'inbox');
  let removed = 0;
  for (const name of await readdir(inbox).catch(() => []))
    for (const below of ['done', 'failed'])
      for (const file of await readdir(join(inbox, name, below)).catch(() => [])) {
        const path = join(inbox, name, below, file);
        const found = await lstat(path).catch(() => null);
        if (!found?.isFile() || found.ctime >= olderThan) continue;
        await rm(path, { force: true });
        removed += 1;
      }
  return removed;
}

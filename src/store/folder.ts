/**
 * A data folder as one process's property: its layout version, and `run.json` (mode 600), which says who has it
 * open and how to talk to that process. The file explains; what decides are the locks the kernel holds for the
 * engines inside (see state-owner.ts).
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { chmod, link, mkdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { badInput, unavailable } from '../kernel/errors.ts';
import { requireWhole } from './backup/unfinished-restore.ts';
import { fileFailure } from './file-failure.ts';
import { isAlive } from './state/postmaster-file.ts';

/** Raised when files move inside the folder; the databases' own versions are their migrations. */
export const folderLayout = 1;

const runSchema = z.object({
  pid: z.number().int().positive(),
  /** When the kernel says the process began: tells it from a later process of the same number. */
  born: z.string(),
  /** Null while the process offers no HTTP (a command at work, or a server still starting). */
  url: z.string().nullable(),
  /** Bearer token for the command line of the same account. */
  token: z.string().nullable(),
});
export type RunFile = z.infer<typeof runSchema>;

export interface FolderClaim {
  /** The folder's real path. */
  readonly folder: string;
  /** Tells other processes where this one answers. */
  announce(at: { url: string; token: string }): Promise<void>;
  /** Removes `run.json`. */
  release(): Promise<void>;
}

/**
 * Makes the folder where it is missing (mode 700; 711 for root, whose database runs under another account), checks
 * its layout and claims it. Throws `folder-in-use` while another process has it, `folder-newer` when a newer
 * program wrote it, `restore-unfinished` unless it is the restore that asks, and coded file errors.
 */
export async function claimFolder(
  path: string,
  { restoring = false }: { restoring?: boolean } = {},
): Promise<FolderClaim> {
  try {
    await makeFolder(path);
    const folder = await realpath(path);
    if (!restoring) await requireWhole(folder);
    await checkLayout(folder);
    const run: RunFile = { pid: process.pid, born: birthOf(process.pid), url: null, token: null };
    await takeRunFile(folder, run);
    return {
      folder,
      announce: at => replaceRunFile(folder, { ...run, ...at }),
      release: () => rm(join(folder, runName), { force: true }),
    };
  } catch (cause) {
    throw fileFailure(cause, path);
  }
}

/** Who has the folder open now; null when nobody has (a file left by a dead process counts as nobody). */
export async function readRunFile(folder: string): Promise<RunFile | null> {
  return ownerIn(await runTextOf(folder));
}

const runTextOf = (folder: string): Promise<string | null> =>
  readFile(join(folder, runName), 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return null;
    throw fileFailure(cause, folder);
  });

/** The living process a file names, or null. */
function ownerIn(text: string | null): RunFile | null {
  const run = text === null ? null : parseRun(text);
  return run && isAlive(run.pid) && birthOf(run.pid) === run.born ? run : null;
}

const runName = 'run.json';

function parseRun(text: string): RunFile | null {
  try {
    return runSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

async function makeFolder(path: string): Promise<void> {
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return null;
    throw cause;
  });
  if (found && !found.isDirectory()) throw badInput('not-a-folder', { path, params: { path } });
  if (found) return;
  await mkdir(path, { recursive: true });
  await chmod(path, process.getuid?.() === 0 ? 0o711 : 0o700);
}

const layoutSchema = z.object({ layout: z.number().int() });

async function checkLayout(folder: string): Promise<void> {
  const path = join(folder, 'folder.json');
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) {
    await writeFile(path, `${JSON.stringify({ layout: folderLayout })}\n`);
    return;
  }
  const { layout } = layoutSchema.parse(JSON.parse(text));
  if (layout > folderLayout) {
    const params = { found: `layout ${layout}` };
    throw badInput('folder-newer', {
      path: folder,
      received: String(layout),
      expected: String(folderLayout),
      params,
    });
  }
}

/** Whether the draft got the name; false when a file has it already. */
const linked = (draft: string, place: string): Promise<boolean> =>
  link(draft, place).then(
    () => true,
    (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EEXIST') return false;
      throw cause;
    },
  );

const patienceMs = 5_000;
/** Burying takes milliseconds; a mark that old was left by a process that was killed in them. */
const forgottenMs = 10_000;

/**
 * Puts the file in place by a hard link, which fails when there is one, so of many only one succeeds. The file of a dead
 * process is taken away first.
 */
async function takeRunFile(folder: string, run: RunFile): Promise<void> {
  const draft = await writeDraft(folder, run);
  const until = performance.now() + patienceMs;
  try {
    while (performance.now() < until) {
      if (await linked(draft, join(folder, runName))) return;
      const owner = await readRunFile(folder);
      if (owner) throw inUse(folder, owner.pid);
      await bury(folder);
    }
    throw inUse(folder, 0);
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * Takes the file of a dead process away, one process at a time: another that had read it before might otherwise take away
 * the file of whoever came in its stead.
 */
async function bury(folder: string): Promise<void> {
  const mark = join(folder, `${runName}.burying`);
  const mine = await mkdir(mark).then(
    () => true,
    (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EEXIST') return false;
      throw cause;
    },
  );
  if (!mine) {
    const { mtimeMs } = await stat(mark).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > forgottenMs) await rm(mark, { recursive: true, force: true });
    await sleep(5);
    return;
  }
  try {
    // Where there is none, somebody's may appear in the next moment; while a dead one lies there, none can.
    const left = await runTextOf(folder);
    if (left !== null && !ownerIn(left)) await rm(join(folder, runName), { force: true });
  } finally {
    await rm(mark, { recursive: true, force: true });
  }
}

async function replaceRunFile(folder: string, run: RunFile): Promise<void> {
  await rename(await writeDraft(folder, run), join(folder, runName));
}

async function writeDraft(folder: string, run: RunFile): Promise<string> {
  const draft = join(folder, `${runName}.${randomBytes(4).toString('hex')}`);
  await writeFile(draft, `${JSON.stringify(run)}\n`, { flag: 'wx', mode: 0o600 });
  return draft;
}

const inUse = (folder: string, pid: number) =>
  unavailable('folder-in-use', { path: folder, params: { path: folder, pid } });

/** The kernel's start time of a process (field 22 of its stat line); empty where the system does not tell. */
function birthOf(pid: number): string {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

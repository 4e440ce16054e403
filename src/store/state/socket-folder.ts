/**
 * Where the database's unix socket stands. The kernel limits a socket's path to some hundred bytes, so a deep data
 * folder gets a short temporary one.
 */
import { chmod, chown, mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PostgresAccount } from './postgres-account.ts';
import { embeddedPort } from './state-db.ts';
import type { StateHome } from './state-home.ts';

/** Longest socket path the kernel takes: 108 bytes with the closing NUL on Linux, 104 on macOS. */
const longestSocketPath = process.platform === 'darwin' ? 103 : 107;

export interface SocketFolder {
  readonly folder: string;
  /** Removes the folder if it was made for this run only. */
  remove(): Promise<void>;
}

/** Makes `socket` in the state folder, private to the server's account; a short temporary folder, or the known one of a server that comes back, where that path is too long. */
export async function makeSocketFolder(
  { folder, account }: StateHome,
  known?: string,
): Promise<SocketFolder> {
  const usual = join(folder, 'socket');
  if (fits(usual)) {
    // Nobody serves this folder now; a moved one still holds the lock of its former path.
    await rm(usual, { recursive: true, force: true });
    await mkdir(usual, { mode: 0o700 });
    await ownSocket(usual, account);
    return { folder: usual, remove: async () => {} };
  }
  const base = await realpath(tmpdir());
  if (known) await mkdir(known, { recursive: true });
  const short =
    known ?? (await mkdtemp(join(fits(join(base, 'rekindle-xxxxxx')) ? base : '/tmp', 'rekindle-')));
  await ownSocket(short, account);
  return { folder: short, remove: () => rm(short, { recursive: true, force: true }) };
}

const fits = (folder: string): boolean =>
  Buffer.byteLength(join(folder, `.s.PGSQL.${embeddedPort}`)) <= longestSocketPath;

async function ownSocket(folder: string, account: PostgresAccount | null): Promise<void> {
  await chmod(folder, 0o700);
  if (account) await chown(folder, account.uid, account.gid);
}

/**
 * The operating-system account PostgreSQL runs under. It refuses root, so a root process starts it as `nobody`
 * and hands over the state folder; every other account runs it as itself.
 */
import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface PostgresAccount {
  readonly uid: number;
  readonly gid: number;
}

/** `nobody` when this process is root, null (run as ourselves) otherwise. */
export async function postgresAccount(): Promise<PostgresAccount | null> {
  if (process.getuid?.() !== 0) return null;
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '');
  return accountIn(passwd, 'nobody') ?? { uid: 65534, gid: 65534 };
}

/** An account's ids in the text of /etc/passwd, or null; negative ids (macOS) are given as their unsigned form. */
export function accountIn(passwd: string, name: string): PostgresAccount | null {
  const fields = passwd
    .split('\n')
    .map(line => line.split(':'))
    .find(([account]) => account === name);
  if (!fields) return null;
  const [uid, gid] = [Number(fields[2]) >>> 0, Number(fields[3]) >>> 0];
  return uid === 0 ? null : { uid, gid };
}

/** Whether the account may pass through every folder from the root down to and including `folder`. */
export async function canTraverse({ uid, gid }: PostgresAccount, folder: string): Promise<boolean> {
  for (let place = folder; ; place = dirname(place)) {
    const { mode, uid: owner, gid: group } = await stat(place);
    const bit = owner === uid ? 0o100 : group === gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (place === dirname(place)) return true;
  }
}

/**
 * What the state database's failures mean to a caller: a full disk and a lost connection are expected and coded;
 * anything else passes as it is. The database's own text is not carried on, since it may quote values.
 */
import { statfsSync } from 'node:fs';
import { CodedError, unavailable } from '../../kernel/errors.ts';

const lost = new Set([
  '57P01',
  '57P02',
  '57P03',
  '53300',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
]);

/** Two segments of the database's log: with less it cannot begin the next one, and stops. */
const leastFreeBytes = 32 * 1024 * 1024;

/** Whether the embedded database's disk is too full for it to go on; false where the folder cannot be asked. */
export function isDiskShort(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize < leastFreeBytes;
  } catch {
    return false;
  }
}

const noCode = /^(?:Connection terminated|Client (?:was closed|has encountered)|timeout exceeded)/;

/**
 * A coded error where one fits, else the same error. A connection lost while the disk under `folder` (the embedded
 * database's) is full was lost for that: the database stops when it cannot write its log.
 */
export function stateFailure(cause: unknown, folder?: string): unknown {
  if (cause instanceof CodedError) {
    const isFull = cause.code === 'state-unreachable' && folder !== undefined && isDiskShort(folder);
    return isFull ? unavailable('disk-full', diskOf(folder, cause)) : cause;
  }
  const { code = '', message = '' } = (cause ?? {}) as { code?: unknown; message?: unknown };
  if (code === '53100') return unavailable('disk-full', diskOf(folder, cause));
  if (typeof code !== 'string') return cause;
  const isLost = lost.has(code) || code.startsWith('08') || noCode.test(String(message));
  if (!isLost) return cause;
  if (folder && isDiskShort(folder)) return unavailable('disk-full', diskOf(folder, cause));
  return unavailable('state-unreachable', { params: { reason: code || 'connection closed' }, cause });
}

const diskOf = (folder: string | undefined, cause: unknown) => ({
  ...(folder ? { path: folder } : {}),
  params: { path: folder ?? 'PostgreSQL' },
  cause,
});

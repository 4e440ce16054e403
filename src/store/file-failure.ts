/** Turns what the operating system says about a file into the house's coded errors with their remedies. */
import { CodedError, unavailable } from '../kernel/errors.ts';

const codes: Readonly<Record<string, string>> = {
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  EACCES: 'no-permission',
  EPERM: 'no-permission',
  EROFS: 'read-only-disk',
  ENOTDIR: 'not-a-folder',
  EMFILE: 'too-many-files',
  ENFILE: 'too-many-files',
};

/** A coded error for a failed file operation; coded errors pass through unchanged. */
export function fileFailure(cause: unknown, path: string): CodedError {
  if (cause instanceof CodedError) return cause;
  const { code = 'unknown' } = cause as NodeJS.ErrnoException;
  return unavailable(codes[code] ?? 'file-failed', { path, params: { path, reason: code }, cause });
}

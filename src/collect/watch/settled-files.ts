/** Which files of a folder are to be taken: whole ones that fit, oldest first. */

export interface SeenFile {
  readonly name: string;
  readonly bytes: number;
  readonly changedMs: number;
  /** Another for every change of the file. */
  readonly stamp: string;
}

/** Left alone so long, a file is taken to be whole: copies over a network pause for seconds. */
const settleMs = 10_000;

/** Names by which browsers, editors and copying programs call what is not whole yet, and what is nobody's data. */
const unfinished = /^[.~]|\.(?:part|partial|tmp|temp|crdownload|download|filepart|swp)$/i;

/** `*` and `?` as a shell has them, without case. */
export function fitsPattern(name: string, pattern: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'iu').test(name);
}

/** Whether it may be taken at all, whole or not. */
export const isWanted = ({ name }: Pick<SeenFile, 'name'>, pattern: string): boolean =>
  !unfinished.test(name) && fitsPattern(name, pattern);

/** Whole files: the same as at the look before and untouched for ten seconds; oldest first, then by name. */
export function settledFiles(
  files: readonly SeenFile[],
  before: ReadonlyMap<string, string>,
  nowMs: number,
): SeenFile[] {
  return files
    .filter(({ name, stamp, changedMs }) => before.get(name) === stamp && nowMs - changedMs >= settleMs)
    .sort((one, two) => one.changedMs - two.changedMs || (one.name < two.name ? -1 : 1));
}

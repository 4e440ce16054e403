/**
 * Where the public reference data sets lie. They are not part of the repository: a test that needs one names it here
 * and is skipped, visibly, when it is absent.
 */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Absolute path of a reference file such as `hillstrom/hillstrom.csv.gz`, or null when it is not there. */
export function referencePath(name: string): string | null {
  const path = resolve(process.env.REKINDLE_REFERENCE_DATA ?? '../shared/data', name);
  return existsSync(path) ? path : null;
}

/** Text of a reference file, decompressed when its name ends in .gz; null when it is not there. */
export function referenceText(name: string): string | null {
  const path = referencePath(name);
  if (!path) return null;
  const bytes = readFileSync(path);
  return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

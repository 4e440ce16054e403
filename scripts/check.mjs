/**
 * `npm run check`: what a developer runs before a commit. Every part runs even when an earlier one failed, so that
 * one call shows everything.
 */
import { spawnSync } from 'node:child_process';

// TypeScript 7 checks (0.7 s where 6 takes 6); 6.0.3 stays for the tools that need its API.
const tsc = 'node_modules/typescript-7/bin/tsc';

const parts = [
  ['types', process.execPath, [tsc, '-p', 'tsconfig.json']],
  ['types of pure zones', process.execPath, [tsc, '-p', 'tsconfig.pure.json']],
  ['types of the console', process.execPath, [tsc, '-p', 'console/tsconfig.json', '--noEmit']],
  ['format and lint', 'biome', ['check', '--error-on-warnings', '.']],
  ['directions', 'depcruise', ['src', 'console/src', '--config', '.dependency-cruiser.cjs']],
  ['house rules', process.execPath, ['scripts/house-check.ts']],
  ['dead code', 'knip', []],
  ['schema dumps', process.execPath, ['scripts/schema-dump.ts', '--check']],
  ['locales', process.execPath, ['scripts/locale-check.ts']],
];

const failed = parts.filter(([name, program, args]) => {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 50_000_000 });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
  if (status !== 0) console.log(`${stdout ?? ''}${stderr ?? ''}`);
  return status !== 0;
});
process.exitCode = failed.length > 0 ? 1 : 0;
